"""Reads a folder of templates that this project did not synthesize."""

from __future__ import annotations

import os
from pathlib import Path

from landing_zone.cloudformation.model import Assembly, Skipped, Template
from landing_zone.cloudformation.parsing.read_template import NotATemplateError, read_template
from landing_zone.errors import CombinedUserError, UserError

SUFFIXES = frozenset((".json", ".yaml", ".yml", ".template"))
_NOT_ENTERED = frozenset(("node_modules", "__pycache__", "site-packages"))


def read_template_folder(folder: Path) -> Assembly:
    """Read every CloudFormation template below a folder; each template is named by its path relative to it.

    Files with a template's suffix that are not CloudFormation, hidden folders, folders of installed packages and
    symbolic links to folders are left out, and listed in :attr:`Assembly.skipped`.

    Raises:
        UserError: a template is broken, a file cannot be read, or there is no template.
    """
    templates: list[Template] = []
    skipped: list[Skipped] = []
    errors: list[UserError] = []
    for file in _candidates(folder, skipped):
        name = file.relative_to(folder).as_posix()
        try:
            templates.append(read_template(file, name=name))
        except NotATemplateError as error:
            skipped.append(Skipped(name, error.what))
        except UserError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else CombinedUserError(errors)
    if not templates:
        seen = f"; {len(skipped)} other things were skipped, first {min(skipped).file}" if skipped else ""
        raise UserError(
            f"the folder holds no CloudFormation template{seen}",
            file=str(folder),
            allowed="*.json, *.yaml, *.yml or *.template with a mapping 'Resources', or a whole cdk.out",
            fix="name another folder, or synthesize first (`cdk synth`)",
        )
    return Assembly(folder, tuple(sorted(templates, key=lambda t: t.name)), None, tuple(sorted(skipped)))


def _candidates(folder: Path, skipped: list[Skipped]) -> list[Path]:
    found: list[Path] = []
    for root, folders, files in os.walk(folder, followlinks=False):
        here = Path(root)
        for name in sorted(folders):
            why = _why_not_entered(here / name)
            if why:
                folders.remove(name)
                skipped.append(Skipped((here / name).relative_to(folder).as_posix(), why))
        folders.sort()
        found += [here / name for name in files if Path(name).suffix.lower() in SUFFIXES]
    return sorted(found)


def _why_not_entered(folder: Path) -> str:
    if folder.is_symlink():
        return "a symbolic link to a folder: not followed"
    if folder.name.startswith("."):
        return "a hidden folder: not entered"
    if folder.name in _NOT_ENTERED:
        return "a folder of installed packages: not entered"
    return ""
