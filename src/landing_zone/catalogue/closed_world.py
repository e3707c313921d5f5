"""What is known of the properties that templates set: ``policies/closed-world.yaml``, and what the mutants showed.

A property is *constrained* when some value of it changes the verdict of a control (``policies/constrained.json``), or
neutral by the facts of its type (``cloudformation/types/``). Anything else is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.catalogue.constrained import CONSTRAINED, read_constrained
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.files.policies_folder import own_or_shipped
from landing_zone.yaml.yaml_file import read_yaml

FILE = "closed-world.yaml"


class OwnStacks(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    own_stacks: tuple[str, ...] = Field(
        min_length=1, description="Kinds of the zone's own stacks: how their names begin, before the first hyphen."
    )


class ClosedWorld:
    """Which properties are known.

    Args:
        own_stacks: kinds of the zone's own stacks.
        constrained: type to the paths of which some value was seen to change a verdict.
    """

    def __init__(self, own_stacks: Iterable[str], constrained: Mapping[str, frozenset[str]]) -> None:
        self.own_stacks = frozenset(own_stacks)
        self._constrained = constrained
        self._known: dict[str, frozenset[str]] = {}

    def with_constrained(self, also: Mapping[str, frozenset[str]]) -> ClosedWorld:
        """Return this with more paths of which some value was seen to change a verdict.

        Args:
            also: type to paths.
        """
        types = {*self._constrained, *also}
        paths = {one: self._constrained.get(one, frozenset()) | also.get(one, frozenset()) for one in types}
        return ClosedWorld(self.own_stacks, paths)

    def is_own(self, stack: str) -> bool:
        """Return whether a stack, by its name, is one of the zone's own."""
        return stack.rpartition("/")[2].partition("-")[0] in self.own_stacks

    def known(self, type_: str) -> frozenset[str]:
        """Return the paths of a type that are constrained or neutral; a document is known by the control that reads it.

        Raises:
            UserError: the type's facts are not valid.
        """
        if type_ not in self._known:
            facts = resource_type(type_)
            settled = frozenset(facts.neutral) | frozenset(facts.documents)
            self._known[type_] = self._constrained.get(type_, frozenset()) | settled
        return self._known[type_]


def load_closed_world(policies: Path) -> ClosedWorld:
    """Read both files; the project's own where the policies have none.

    Raises:
        UserError: one of them is wrong.
    """
    own = read_yaml(own_or_shipped(policies, FILE)).parse(OwnStacks)
    return ClosedWorld(own.own_stacks, read_constrained(own_or_shipped(policies, CONSTRAINED).parent))
