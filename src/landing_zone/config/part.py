"""A part of a configuration of which some fields may be wrong and the others valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from landing_zone.yaml.issue import Location

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Part(Generic[Model]):
    """One entity as far as it could be read, so that one wrong field does not hide the mistakes in the others.

    Args:
        location: its place in the data.
        model: the entity; the fields in ``wrong`` have a placeholder, which has no meaning.
        wrong: the fields that are wrong or missing in the file.
    """

    location: Location
    model: Model
    wrong: frozenset[str]

    def knows(self, *fields: str) -> bool:
        """Return whether all of these fields are valid in the file."""
        return self.wrong.isdisjoint(fields)


def read_part(model: type[Model], node: Any, location: Location, placeholder: Mapping[str, Any]) -> Part[Model] | None:
    """Read the valid fields of one entity.

    Args:
        model: its type.
        node: the value in the file.
        location: its place in the data.
        placeholder: a valid value for each field that has no default.

    Returns:
        The part, or ``None`` when the node is not a mapping.
    """
    if not isinstance(node, dict):
        return None
    given = {key: value for key, value in node.items() if key in model.model_fields}
    try:
        return Part(location, model.model_validate(given), frozenset())
    except ValidationError as error:
        wrong = frozenset(str(detail["loc"][0]) for detail in error.errors())
    right = {key: value for key, value in given.items() if key not in wrong}
    return Part(location, model.model_validate({**placeholder, **right}), wrong)
