"""What no control examines: resources on which no check that a control names gave a result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from landing_zone.assessment.model import CheckEntry, FindingEntry, ResourceEntry
from landing_zone.assessment.run_model import UnexaminedEntry
from landing_zone.files.switch import switched_on

VARIABLE = "LZ_STRICT"
"""Set to 1, a synth fails where no control examines a resource; ``lz check --strict`` does the same."""
RULE = "gate::unexamined"

_NO_EXAMINATION = frozenset({"gate", "cfn-lint"})
"""The gate looks for bypasses, and cfn-lint whether a template deploys: neither says that a resource is secure."""
_OF_EVERY_TYPE = frozenset({"assertion::zone-outsiders.known"})
"""It reads whom a resource of any type names, and says no more of it."""
_NAMED = 5
"""Number of resources of a type that a message names."""


def strict(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether ``LZ_STRICT`` asks that every resource be examined.

    Args:
        environment: the variables; those of this process by default.

    Raises:
        UserError: it has another value than 0 and 1: a setting that is misspelt must not be ignored.
    """
    return switched_on(VARIABLE, environment)


def unexamined(checks: Iterable[CheckEntry], resources: Sequence[ResourceEntry]) -> tuple[UnexaminedEntry, ...]:
    """Return the resources that no control examines, by type.

    A resource is examined where a check that a control names gave any result on it: a pass, or any other. One
    about an environment or a template says nothing of a single resource: that a presence met it judges no more of it.
    """
    examined: set[int | None] = set()
    for check in checks:
        if check.controls and check.engine not in _NO_EXAMINATION and check.rule not in _OF_EVERY_TYPE:
            examined.update(check.passed)
            examined.update(e.resource for e in (*check.failed, *check.waived, *check.undetermined, *check.overruled))
    by_type: dict[str, list[int]] = defaultdict(list)
    for position, resource in enumerate(resources):
        if position not in examined:
            by_type[resource.type].append(position)
    return tuple(UnexaminedEntry(type=t, count=len(p), resources=tuple(p)) for t, p in sorted(by_type.items()))


def summed_up(entries: Sequence[UnexaminedEntry]) -> str:
    """Return the count as one clause: ``41 resources of 6 types are examined by no control``."""
    count = sum(entry.count for entry in entries)
    resources = "1 resource" if count == 1 else f"{count} resources"
    types = "1 type" if len(entries) == 1 else f"{len(entries)} types"
    return f"{resources} of {types} {'is' if count == 1 else 'are'} examined by no control"


def failing_check(entries: Iterable[UnexaminedEntry], resources: Sequence[ResourceEntry]) -> CheckEntry:
    """Return the check of a strict run: it fails for each type of which resources are not examined."""
    return CheckEntry(
        rule=RULE,
        engine="gate",
        title="Each resource is examined by a control",
        passed=(),
        failed=tuple(
            FindingEntry(resource=None, detail=entry.type, message=_message(entry, resources)) for entry in entries
        ),
    )


def _message(entry: UnexaminedEntry, resources: Sequence[ResourceEntry]) -> str:
    some = [resources[position] for position in entry.resources[:_NAMED]]
    names = ", ".join(resource.construct_path or f"{resource.stack}/{resource.logical_id}" for resource in some)
    more = f" and {entry.count - _NAMED} more" if entry.count > _NAMED else ""
    return f"{entry.count} of this type examined by no control: {names}{more}"
