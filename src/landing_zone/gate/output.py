"""The folder of a synth: what an earlier one left is removed, and the same input gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Set
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.cloudformation.assembly.assembly_files import assembly_files
from landing_zone.cloudformation.assembly.cloud_assembly import SNAPSHOT
from landing_zone.config import LandingZone
from landing_zone.errors import UserError

_TEMPORARY = re.compile(r"cdk\.out\w{6}")
_JSII_FOLDER = re.compile(r"[^\s\"(]*jsii-kernel-[A-Za-z0-9_-]+")
_OF_ONE_SYNTH = (ASSESSMENT, SNAPSHOT, "validation-report.json")


def forget_verdict(output: Path) -> None:
    """Remove what an earlier synth said: its verdict must not outlive one that fails."""
    for name in _OF_ONE_SYNTH:
        (output / name).unlink(missing_ok=True)


def remove_left_over(earlier: Set[Path], files: Set[Path]) -> None:
    """Remove what an earlier synth left, which the CDK does not: nothing but what its manifests named.

    Args:
        earlier: its files, see :func:`landing_zone.cloudformation.assembly.assembly_files.assembly_files`.
        files: those of the new assembly in the same folder.
    """
    for path in sorted(earlier - files, reverse=True):  # what is in a folder before the folder
        if path.is_dir() and not path.is_symlink():
            if not any(path in file.parents for file in files):
                shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def keep_output(output: Path, root: Path) -> Path | None:
    """Copy an assembly to ``cdk.out`` beside the app, if the CDK will remove it: without its CLI it does by default.

    Returns:
        The copy; ``None`` where the assembly stays.

    Raises:
        UserError: it cannot be written there.
    """
    temporary = output.parent == Path(tempfile.gettempdir()).resolve() and _TEMPORARY.fullmatch(output.name)
    if not temporary or os.environ.get("CDK_OUTDIR"):
        return None
    kept = root / "cdk.out"
    earlier = assembly_files(kept)
    try:
        shutil.copytree(output, kept, symlinks=True, dirs_exist_ok=True)
        remove_left_over(earlier, assembly_files(kept))
    except OSError as error:
        raise UserError(
            f"the assembly cannot be kept: {error.strerror or error}",
            file=str(kept),
            fix="make the folder writable, or name another in CDK_OUTDIR",
        ) from None
    return kept


def remove_temporary_paths(files: Iterable[Path]) -> None:
    """Take jsii's temporary folder, which has another name each time, out of the stack traces in the metadata files."""
    for file in files:
        if file.name.endswith(".metadata.json") and file.is_file():
            text = file.read_text(encoding="utf-8")
            if "jsii-kernel-" in text:  # the pattern alone takes ten times as long over megabytes without a match
                file.write_text(_JSII_FOLDER.sub("jsii-kernel", text), encoding="utf-8")


def write_snapshot(zone: LandingZone, folder: Path) -> None:
    """Write the configuration beside the templates, so that ``lz check`` knows what the zone is to hold."""
    text = json.dumps(zone.snapshot(), indent=1, sort_keys=True, ensure_ascii=False)
    (folder / SNAPSHOT).write_text(text + "\n", encoding="utf-8")
