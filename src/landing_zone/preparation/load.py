"""Reads the prerequisites of a folder of policies."""

from __future__ import annotations

from pathlib import Path

from landing_zone.errors import CombinedUserError, UserError
from landing_zone.preparation.model import PreparationFile
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

FOLDER = "preparation"
"""In the policies folder: files in the order of their names."""
_GUIDE = Guide("a part of the preparation", "write it as docs/for-engineers.md shows")


def load_preparation(policies: Path) -> tuple[PreparationFile, ...]:
    """Read ``preparation/*.yaml``, in the order of the files' names.

    Args:
        policies: the folder that holds it.

    Raises:
        CombinedUserError: everything that is wrong, each with file, line, value, what is allowed and the fix.
        UserError: the folder has none.
    """
    parts: list[PreparationFile] = []
    errors: list[UserError] = []
    seen: dict[str, Path] = {}
    for path in sorted((policies / FOLDER).glob("*.yaml")):
        try:
            file = read_yaml(path, _GUIDE)
            part = file.parse(PreparationFile)
        except CombinedUserError as error:
            errors.extend(error.errors)
            continue
        except UserError as error:
            errors.append(error)
            continue
        for number, one in enumerate(part.prerequisites):
            if one.id in seen:
                what = f"the id is given twice: in {seen[one.id].name}, and here"
                errors.append(file.error(("prerequisites", number, "id"), what, allowed="each once", fix="rename one"))
            seen[one.id] = path
        parts.append(part)
    if errors:
        raise CombinedUserError(errors)
    if not parts:
        raise UserError(
            "there are no prerequisites, so nothing would be asked",
            file=str(policies / FOLDER),
            fix="restore the files of the project",
        )
    return tuple(parts)
