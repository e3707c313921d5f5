"""Finds the folder of the catalogue, the rules and the waivers."""

from __future__ import annotations

import os
from pathlib import Path

import landing_zone
from landing_zone.errors import UserError

POLICIES_VARIABLE = "LZ_POLICIES"


def policies_folder(given: Path | None = None) -> Path:
    """Find the policies: the folder given, else ``$LZ_POLICIES``, else the checkout's own, else the wheel's copy.

    The current folder is not searched on purpose: a template that is checked must not bring its own policies.

    Raises:
        UserError: the named folder does not have frameworks and controls.
    """
    named = given or (Path(os.environ[POLICIES_VARIABLE]) if os.environ.get(POLICIES_VARIABLE) else None)
    package = Path(landing_zone.__file__).resolve().parent
    for folder in [named] if named else [package.parents[1] / "policies", package / "policies"]:
        if (folder / "frameworks").is_dir() and (folder / "controls").is_dir():
            return folder
    raise UserError(
        "the folder holds no policies",
        file=str(named or package.parents[1] / "policies"),
        allowed="a folder with frameworks/ and controls/",
        fix=f"name the project's policies folder with --policies or in {POLICIES_VARIABLE}",
    )
