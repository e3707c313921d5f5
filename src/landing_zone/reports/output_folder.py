"""The folder that a report is written into: never one that contains anything else."""

from __future__ import annotations

import shutil
from pathlib import Path

from landing_zone.errors import UserError
from landing_zone.reports.encode import Files

MARKER = ".landing-zone-report"
"""A file in every report that was written, so that no other folder is ever emptied."""


def prepare_output_folder(folder: Path) -> None:
    """Make a folder, or empty it when it has an earlier report.

    Raises:
        UserError: it contains something that is not an earlier report, is a file, or cannot be written.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()):
            if not (folder / MARKER).is_file():
                raise UserError(
                    "the folder contains something that is not an earlier report, so it is not overwritten",
                    file=str(folder),
                    allowed="an empty or new folder, or one of an earlier report",
                    fix="name another with --output, or empty it",
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text("written by lz report; the next one empties this folder\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"the report cannot be written: {error.strerror}", file=str(folder)) from None


def write_files(folder: Path, files: Files) -> None:
    """Write the files of one format into its folder.

    Raises:
        UserError: it cannot be written.
    """
    try:
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    except OSError as error:
        raise UserError(f"the report cannot be written: {error.strerror}", file=str(error.filename)) from None
