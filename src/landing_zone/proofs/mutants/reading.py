"""What can notice a mutant: the assertions, contracts and ways that read resources of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from landing_zone.catalogue.assertion import RESOURCE_TYPE, Assertion
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.load import Catalogue
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.proofs.mutants.model import Mutant, Operator

_TYPE = re.compile(r"\b(?:AWS|Custom)::\w+(?:::\w+)?\b")
_PROPERTY = re.compile(r"[.\[{]")
_NEVER_READ = ("Description", "Tags")


class Reading:
    """Finds what reads a type; each answer is kept.

    Args:
        catalogue: controls, contracts of delivery, ways to more rights.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._controls: dict[frozenset[str], list[Control]] = {}
        self._contracts = {
            contract.id: frozenset(_TYPE.findall(contract.model_dump_json()))
            for contract in catalogue.deliveries.values()
        }
        self._texts = {one.id: one.model_dump_json() for one in catalogue.deliveries.values()}
        self._ways = catalogue.escalations.model_dump_json() if catalogue.escalations else ""
        self._types_of_ways = frozenset(_TYPE.findall(self._ways))

    def controls(self, mutant: Mutant) -> list[Control]:
        """Return the controls, with those of their assertions alone that read resources of the mutant's types.

        A resource that is taken out may be missed by whatever refers to it: then all.
        """
        if mutant.operator is Operator.REMOVE_RESOURCE:
            return list(self._catalogue.controls.values())
        types = _types_of(mutant)
        if types not in self._controls:
            asked = types | {RESOURCE_TYPE}
            self._controls[types] = [
                control.model_copy(update={"assertions": kept})
                for control in self._catalogue.controls.values()
                if (kept := tuple(one for one in control.assertions if asked & frozenset(_types_read(one))))
            ]
        return self._controls[types]

    def contracts(self, mutant: Mutant) -> Sequence[Delivery]:
        """Return the contracts of delivery whose answers a mutant can change."""
        types = _types_of(mutant)
        every = mutant.operator is Operator.REMOVE_RESOURCE or _decides(types)
        return [
            one
            for one in self._catalogue.deliveries.values()
            if (every or types & self._contracts[one.id]) and _reads(self._texts[one.id], mutant, every=every)
        ]

    def asks_escalations(self, mutant: Mutant) -> bool:
        """Return whether a mutant can change what a principal may become."""
        decides = _decides(types := _types_of(mutant))
        return (decides or bool(types & self._types_of_ways)) and _reads(self._ways, mutant, every=decides)


def _reads(text: str, mutant: Mutant, *, every: bool) -> bool:
    """Return whether what has this text can read the changed property: by its name, or as what names the resource."""
    if not mutant.path or mutant.added or mutant.path == "@Condition":
        return True
    name = _PROPERTY.split(mutant.path)[0]
    if name.startswith("@") or name in _NEVER_READ:
        return False
    naming = resource_type(mutant.type).name
    return every or name in text or (naming is not None and name == naming.property)


def _types_of(mutant: Mutant) -> frozenset[str]:
    return frozenset((mutant.type, *(str(body.get("Type")) for body in mutant.added.values())))


def _decides(types: frozenset[str]) -> bool:
    return any((facts := resource_type(one)).decides_requests or facts.attaches_to is not None for one in types)


def _types_read(assertion: Assertion) -> Iterator[str]:
    for selection in (assertion.each, assertion.has, assertion.none, assertion.unique):
        if selection is not None:
            yield from selection.type
    relation = assertion.related
    while relation is not None:
        yield from relation.type
        relation = relation.related
