"""The folder of a synth: cleared before, and made the same bytes for the same input afterwards."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.cloudformation.assembly.cloud_assembly import SNAPSHOT
from landing_zone.config import LandingZone

_ASSET = "asset."
_TEMPORARY = re.compile(r"cdk\.out\w{6}")
_JSII_FOLDER = re.compile(r"[^\s\"(]*jsii-kernel-[A-Za-z0-9_-]+")


def clear_output(output: Path, written: Collection[Path] = ()) -> None:
    """Remove what earlier synths left: the CDK does not, and an older verdict or stack must not outlive its synth.

    Assets stay: the CDK writes those of the app's own files while the app is built.

    Args:
        output: the folder.
        written: it, and the folders in it into which the CDK will write templates of stages; they exist already.
    """
    if not (output / "manifest.json").is_file():
        (output / ASSESSMENT).unlink(missing_ok=True)
        return
    for entry in output.iterdir():
        if entry.name.startswith(_ASSET) or entry.suffix == ".lock":  # the CLI holds a lock
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
            if entry in written:
                entry.mkdir()
        else:
            entry.unlink()


def remove_unused_assets(output: Path) -> None:
    """Remove the assets of earlier synths: those that no manifest and no template of this one names."""
    unused = {entry for entry in output.iterdir() if entry.name.startswith(_ASSET)}
    for folder in (output, *output.glob("assembly-*")):
        for file in folder.glob("*.json") if unused else ():
            text = file.read_text(encoding="utf-8")
            unused -= {entry for entry in unused if entry.name in text}
    for entry in unused:
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def keep_output(output: Path, root: Path) -> Path | None:
    """Copy an assembly to ``cdk.out`` beside the app, if the CDK will remove it: without its CLI it does by default.

    Returns:
        The copy; ``None`` where the assembly stays.
    """
    temporary = output.parent == Path(tempfile.gettempdir()).resolve() and _TEMPORARY.fullmatch(output.name)
    if not temporary or os.environ.get("CDK_OUTDIR"):
        return None
    kept = root / "cdk.out"
    clear_output(kept)
    shutil.copytree(output, kept, dirs_exist_ok=True)
    return kept


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
