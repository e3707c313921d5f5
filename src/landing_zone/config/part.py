"""A part of a configuration that may be wrong in some of its fields, and right in the others."""

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
        location: where it stands in the data.
        model: the entity; fields named in ``wrong`` hold a stand-in, and say nothing.
        wrong: the fields that the file gives wrongly, or not at all.
    """

    location: Location
    model: Model
    wrong: frozenset[str]

    def knows(self, *fields: str) -> bool:
        """Say whether the file gives all of these fields rightly."""
        return self.wrong.isdisjoint(fields)


def read_part(model: type[Model], node: Any, location: Location, stand_in: Mapping[str, Any]) -> Part[Model] | None:
    """Read one entity as far as it goes.

    Args:
        model: what it should be.
        node: what stands in the file.
        location: where.
        stand_in: a valid value for each field that has no default.

    Returns:
        The part, or ``None`` when the node is no mapping at all.
    """
    if not isinstance(node, dict):
        return None
    given = {key: value for key, value in node.items() if key in model.model_fields}
    try:
        return Part(location, model.model_validate(given), frozenset())
    except ValidationError as error:
        wrong = frozenset(str(detail["loc"][0]) for detail in error.errors())
    right = {key: value for key, value in given.items() if key not in wrong}
    return Part(location, model.model_validate({**stand_in, **right}), wrong)
