"""Finds the folder of the catalogue, the rules and the waivers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import landing_zone
from landing_zone.errors import UserError

POLICIES_VARIABLE = "LZ_POLICIES"
FOLDER = "policies"
WAIVERS_FILE = "waivers.yaml"
APPROVALS_FILE = "approvals.yaml"
GATE_FILE = "gate.yaml"
_CONTROLS = "controls"
_KNOWN = "known.yaml"
_OWN = (WAIVERS_FILE, APPROVALS_FILE, GATE_FILE, _CONTROLS, _KNOWN)
"""What a folder may hold that adds to the project's catalogue."""


@dataclass(frozen=True, slots=True)
class PolicySources:
    """Where the policies of a judgement come from.

    Args:
        catalogue: the folder with frameworks, controls, checks and proofs.
        own: a folder that adds ``waivers.yaml``, ``approvals.yaml``, ``gate.yaml``, ``controls/`` or ``known.yaml`` to
            that catalogue, and whose waivers and approvals count in place of the catalogue's; ``None`` when there is
            none.
        chosen: whether a person named this folder, or put it beside the app; else it is the project's own.
    """

    catalogue: Path
    own: Path | None = None
    chosen: bool = True

    @property
    def waivers(self) -> Path:
        """The file of the waivers; beside own controls it may be missing."""
        return (self.own or self.catalogue) / WAIVERS_FILE

    @property
    def approvals(self) -> Path:
        """The file of the approvals of those waivers; it may be missing."""
        return (self.own or self.catalogue) / APPROVALS_FILE

    @property
    def of_the_wheel(self) -> bool:
        """Whether all of it is the wheel's copy, whose waivers are those of the example landing zone."""
        return not self.chosen and self.catalogue.resolve() == _package() / FOLDER


def policies_folder(given: Path | None = None) -> Path:
    """Find the policies: the folder given, else ``$LZ_POLICIES``, else the checkout's own, else the wheel's copy.

    The current folder is not searched on purpose: a template that is checked must not bring its own policies.

    Raises:
        UserError: the named folder does not have frameworks and controls.
    """
    return _first_complete([named] if (named := given or policies_named()) else _shipped())


def _first_complete(folders: Sequence[Path]) -> Path:
    for folder in folders:
        if _complete(folder):
            return folder
    raise UserError(
        "the folder holds no policies",
        file=str(folders[0]),
        allowed="a folder with frameworks/ and controls/",
        fix=f"name the project's policies folder with --policies or in {POLICIES_VARIABLE}",
    )


def policy_sources(given: Path | None = None, *, beside: Path | None = None) -> PolicySources:
    """Find what a judgement is made by.

    Args:
        given: a folder that the user names; else ``$LZ_POLICIES``. It is a whole copy of the policies, or holds only
            some of ``waivers.yaml``, ``approvals.yaml``, ``gate.yaml``, ``controls/`` and ``known.yaml``, which then
            add to the project's catalogue. No proofs: nothing would carry them out.
        beside: the folder of an app, whose ``policies/`` counts when none is named.

    Raises:
        UserError: a folder that is named is neither; or one holds a part of the policies that nothing would read there.
    """
    complete = _first_complete(_shipped())
    named = given or policies_named()
    folder = named or (beside / FOLDER if beside else None)
    entries = sorted(entry.name for entry in folder.iterdir()) if folder and folder.is_dir() else []
    if folder and _complete(folder):
        return PolicySources(folder)
    for name in entries:
        like = get_close_matches(name.casefold(), _OWN, 1, 0.8) if name not in _OWN else []
        if folder and (like or (name not in _OWN and (complete / name).exists())):
            raise UserError(
                "nothing reads this, so what it says would not hold",
                file=str(folder / name),
                allowed=f"{', '.join(_OWN)}; or a whole copy of the policies, with frameworks/ and controls/",
                fix=f"did you mean '{like[0]}'?" if like else "remove it, or use a whole copy of the policies",
            )
    if folder and any(name in _OWN for name in entries):
        files = (WAIVERS_FILE, APPROVALS_FILE, GATE_FILE, _KNOWN)
        for name, right in (*((file, Path.is_file) for file in files), (_CONTROLS, Path.is_dir)):
            if name in entries and not right(folder / name):
                raise UserError(
                    "this cannot be read, so what it says would not hold",
                    file=str(folder / name),
                    allowed=f"{', '.join(files)} as files, {_CONTROLS} as a folder",
                    fix="correct or remove it",
                )
        return PolicySources(complete, folder)
    # Refuses one that is named; another's folder may hold anything.
    return PolicySources(policies_folder(named), chosen=named is not None)


def shipped_policies() -> Path:
    """Return the project's own policies: those of the checkout, else the wheel's copy.

    Raises:
        UserError: neither is whole.
    """
    return _first_complete(_shipped())


def own_or_shipped(policies: Path, name: str | Path) -> Path:
    """Return a file or folder of policies; the project's own where they have none, for facts of AWS and the engines.

    Raises:
        UserError: the project's own policies are not whole.
    """
    own = policies / name
    return own if own.exists() else shipped_policies() / name


def _package() -> Path:
    return Path(landing_zone.__file__).resolve().parent


def _shipped() -> Sequence[Path]:
    """Where the project's own policies are: in a checkout, in the wheel."""
    return [_package().parents[1] / FOLDER, _package() / FOLDER]


def policies_named() -> Path | None:
    """Return the folder that ``LZ_POLICIES`` names; ``None`` when it is not set."""
    named = os.environ.get(POLICIES_VARIABLE)
    return Path(named) if named else None


def _complete(folder: Path) -> bool:
    return (folder / "frameworks").is_dir() and (folder / "controls").is_dir()
