"""The constrained properties: those of which some value was seen to change the verdict of a control.

``lz prove --mutants`` writes them into ``policies/constrained.json``, from what the gate said of each mutant. A path's
names are joined by dots; ``[]`` means the elements of a list, ``{}`` for the keys of a free map. A JSON document,
such as a policy, is one path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from landing_zone.errors import UserError
from landing_zone.files.atomic_write import atomic_write
from landing_zone.yaml.pydantic_errors import to_issues

CONSTRAINED = "constrained.json"
"""The file's name in the policies' folder."""
_FIX = "run 'lz prove --mutants', or take the committed file"
_ResourceType = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+::[A-Za-z0-9:@_-]+$")]
_PropertyPath = Annotated[str, StringConstraints(pattern=r"^[^\s.]+(\.[^\s.]+)*$")]


class Constrained(BaseModel):
    """The file.

    Args:
        made_from: the digest of what the mutants were made of and judged by; another one now means that it is stale.
        types: resource type to paths, both sorted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_from: str = Field(pattern=r"^[0-9a-f]{64}$")
    types: dict[_ResourceType, tuple[_PropertyPath, ...]]


def read_constrained(policies: Path) -> Mapping[str, frozenset[str]]:
    """Return the constrained paths of each resource type; none where there is no file.

    Args:
        policies: the policies' folder.

    Raises:
        UserError: the file cannot be read, or is not of this form.
    """
    file = policies / CONSTRAINED
    try:
        stat = file.stat()
    except FileNotFoundError:
        return {}
    return _read(file, stat.st_mtime_ns, stat.st_size)


@cache
def _read(file: Path, _changed: int, _size: int) -> Mapping[str, frozenset[str]]:
    return {type_: frozenset(paths) for type_, paths in load_constrained(file).types.items()}


def load_constrained(file: Path) -> Constrained:
    """Read the file.

    Raises:
        UserError: it cannot be read, or is not of this form.
    """
    try:
        return Constrained.model_validate_json(file.read_bytes())
    except OSError as error:
        raise UserError(f"a policy cannot be read: {error.strerror}", file=str(file), fix=_FIX) from None
    except ValidationError as error:
        what = f"this is not a list of constrained properties: {to_issues(Constrained, error)[0].what}"
        raise UserError(what, file=str(file), fix=_FIX) from None


def write_constrained(policies: Path, made_from: str, paths: Iterable[tuple[str, str]]) -> None:
    """Write the file: sorted, so that the same paths give the same bytes.

    Args:
        policies: the policies' folder.
        made_from: as :attr:`Constrained.made_from`.
        paths: resource type and path of each constrained property.
    """
    types: dict[str, list[str]] = {}
    for type_, path in sorted(set(paths)):
        types.setdefault(type_, []).append(path)
    text = json.dumps({"made_from": made_from, "types": types}, indent=1) + "\n"
    with atomic_write(policies / CONSTRAINED) as file:
        file.write(text.encode())
