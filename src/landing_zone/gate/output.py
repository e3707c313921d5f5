"""The folder of a synth: cleared before, and made the same bytes for the same input afterwards."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.cloudformation.assembly.cloud_assembly import SNAPSHOT
from landing_zone.config import LandingZone

_JSII_FOLDER = re.compile(r"[^\s\"(]*jsii-kernel-[A-Za-z0-9_-]+")


def clear_output(output: Path) -> None:
    """Remove what earlier synths left: the CDK does not, and an older verdict or stack must not outlive its synth."""
    if not (output / "manifest.json").is_file():
        (output / ASSESSMENT).unlink(missing_ok=True)
        return
    for entry in output.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.suffix != ".lock":  # the CLI holds it
            entry.unlink()


def remove_temporary_paths(output: Path) -> None:
    """Take jsii's temporary folder, which has another name each time, out of the stack traces in the metadata files."""
    for file in output.rglob("*.metadata.json"):
        text = file.read_text(encoding="utf-8")
        if "jsii-kernel-" in text:  # the pattern alone takes ten times as long over megabytes without a match
            file.write_text(_JSII_FOLDER.sub("jsii-kernel", text), encoding="utf-8")


def write_snapshot(zone: LandingZone, folder: Path) -> None:
    """Write the configuration beside the templates, so that ``lz check`` knows what the zone is to hold."""
    text = json.dumps(zone.snapshot(), indent=1, sort_keys=True, ensure_ascii=False)
    (folder / SNAPSHOT).write_text(text + "\n", encoding="utf-8")
