"""Reads the parts of a bundle: the files of the assembly, the reports, the policies and the evidence."""

from __future__ import annotations

from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT, digests
from landing_zone.bundle.names import strange
from landing_zone.errors import UserError
from landing_zone.files.folder_walk import everything_below

ASSEMBLY = "assembly"
REPORT = "report"
POLICIES = "policies"
EVIDENCE = "evidence"


def assembly_files(folder: Path) -> dict[str, bytes]:
    """Return every file that the assembly's seal names, and the assessment."""
    names = [*digests(folder), ASSESSMENT]
    return {f"{ASSEMBLY}/{name}": _content(folder / name) for name in names}


def folder_files(part: str, folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, without compiled Python, which each run writes again.

    Raises:
        UserError: there is no such folder, it holds a link, or a file cannot be read.
    """
    try:
        if not folder.is_dir():
            raise UserError(f"there is no folder for the part '{part}'", file=str(folder))
        paths = sorted(everything_below(folder, without={"__pycache__"}))
    except OSError as error:
        raise UserError(f"a folder of the bundle cannot be read: {error.strerror}", file=str(error.filename)) from None
    return {f"{part}/{path.relative_to(folder).as_posix()}": _content(path) for path in paths}


def _content(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise UserError("a bundle can have only files, not links or pipes", file=str(path), fix="copy the file instead")
    if why := strange(path.name):
        raise UserError(f"the name of a file {why}", file=ascii(str(path)), fix="rename it")
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"a file of the bundle cannot be read: {error.strerror}", file=str(path)) from None
