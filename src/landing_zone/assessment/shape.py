"""What the shape of a zone leaves out: checks that need what the zone, or some of its environments, do not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from landing_zone.assertions.environments import zone_environments
from landing_zone.assertions.needs import lacking, wanted_of
from landing_zone.assessment.checks import ACCOUNT, ENVIRONMENT
from landing_zone.assessment.model import (
    AssertionEntry,
    Assessment,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    EnvironmentEntry,
    FrameworkEntry,
)
from landing_zone.assessment.run_model import LackEntry
from landing_zone.catalogue.assertion import Assertion
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.features import ADOPTED, FEATURES

_Left = tuple[tuple[str, ...], tuple[int, ...]]
"""The fields ``lacks`` and ``left_out`` of a check."""
_NOTHING: _Left = ((), ())


def assertion_entry(control: Control, assertion: Assertion) -> AssertionEntry:
    """Return an assertion as an assessment has it: enough to judge again where it is asked."""
    return AssertionEntry(
        rule=control.assertion_rule(assertion),
        description=assertion.description,
        needs=assertion.needs,
        environments=wanted_of(assertion) if assertion.needs else None,
    )


def with_lacks(
    checks: Iterable[CheckEntry],
    assertions: Iterable[AssertionEntry],
    zone: Mapping[str, Any] | None,
    environments: Sequence[EnvironmentEntry],
) -> tuple[CheckEntry, ...]:
    """Return checks with what they need and the zone lacks.

    Args:
        checks: of all rules.
        assertions: of all controls.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere, of which nothing is known to lack.
        environments: of the zone, to which checks refer by position.

    Raises:
        UserError: the snapshot lacks needed data.
    """
    left = _left(assertions, zone, environments)
    return tuple(
        check.model_copy(update={"lacks": left[check.rule][0], "left_out": left[check.rule][1]})
        if check.rule in left
        else check
        for check in checks
    )


def _places(environments: Sequence[EnvironmentEntry]) -> dict[str, int]:
    return {f"{one.account_id}/{one.region}": position for position, one in enumerate(environments)}


def _left(
    assertions: Iterable[AssertionEntry], zone: Mapping[str, Any] | None, environments: Sequence[EnvironmentEntry]
) -> dict[str, _Left]:
    needing = [assertion for assertion in assertions if assertion.needs]
    if zone is None or not needing:
        return {}
    places = _places(environments)
    known = zone_environments(zone)
    found = {}
    for assertion in needing:
        if lack := lacking(assertion.needs, assertion.environments, known):
            found[assertion.rule] = lack.features, tuple(sorted(places[key] for key in lack.environments))
    return found


def lack_entries(
    zone: Mapping[str, Any] | None,
    environments: Sequence[EnvironmentEntry],
    controls: Iterable[ControlEntry],
    frameworks: Iterable[FrameworkEntry],
) -> tuple[LackEntry, ...]:
    """Return what a zone lacks, with the controls and the requirements that say so; none for templates from elsewhere.

    Raises:
        UserError: the snapshot lacks needed data.
    """
    if zone is None:
        return ()
    places = _places(environments)
    known = zone_environments(zone)
    controls, frameworks = tuple(controls), tuple(frameworks)
    found = []
    for name, what in FEATURES.items():
        without = sorted(places[one.key] for one in known if name not in one.features)
        if without:
            said = {f.id: tuple(r.id for r in f.requirements if r.tested and name in r.lacks) for f in frameworks}
            entry = LackEntry(
                feature=name,
                what=what,
                environments=() if len(without) == len(known) else tuple(without),
                controls=tuple(control.id for control in controls if name in control.lacks),
                requirements={framework: ids for framework, ids in said.items() if ids},
            )
            found.append(entry)
    return tuple(found)


def summed_up(assessment: Assessment) -> str:
    """Return what the zone lacks as one clause, with the number of requirements that say so; "" where it lacks nothing.

    ``this shape lacks mirror, organisation; trail existed before; 31 requirements say so``.
    """
    names = [entry.feature for entry in assessment.lacks]
    lacking = [name for name in names if name not in ADOPTED]
    before = [name.removeprefix("own-") for name in names if name in ADOPTED]
    parts = [f"this shape lacks {', '.join(lacking)}"] if lacking else []
    parts += [f"{', '.join(before)} existed before"] if before else []
    requirements = {(f, id_) for entry in assessment.lacks for f, ids in entry.requirements.items() for id_ in ids}
    count = len(requirements)
    say = f"{count} {'requirement says' if count == 1 else 'requirements say'} so"
    return "; ".join((*parts, say)) if parts else ""


def forged(assessment: Assessment) -> Iterator[str]:
    """Yield what is said to be left out and is not, or was judged although it is left out.

    Raises:
        UserError: the snapshot lacks needed data.
    """
    assertions = [assertion for control in assessment.controls for assertion in control.assertions]
    left = _left(assertions, assessment.zone, assessment.environments)
    again = lack_entries(assessment.zone, assessment.environments, assessment.controls, assessment.frameworks)
    if assessment.lacks != again:
        yield "what the zone's shape does not have does not follow from the configuration"
    for check in assessment.checks:
        if (check.lacks, check.left_out) != left.get(check.rule, _NOTHING):
            yield f"what the check {check.rule} needs and the zone lacks does not follow from the configuration"
        elif check.lacks and _judged_there(check, assessment):
            yield f"the check {check.rule} has results where it is not asked"


def _judged_there(check: CheckEntry, assessment: Assessment) -> bool:
    others = (*check.failed, *check.waived, *check.undetermined, *check.overruled)
    if check.not_asked:
        return bool(check.passed or check.elsewhere or check.met or check.searched or others)
    keys = {f"{assessment.environments[p].account_id}/{assessment.environments[p].region}" for p in check.left_out}
    positions = [*check.passed, *(entry.resource for entry in others if entry.resource is not None)]
    places = {assessment.resources[position].environment for position in positions}
    places.update(entry.environment for entry in others)
    places.update(place.removeprefix(ENVIRONMENT) for place in check.elsewhere)
    accounts = {place.removeprefix(ACCOUNT) for place in check.elsewhere if place.startswith(ACCOUNT)}
    home = str(((assessment.zone or {}).get("regions") or {}).get("home", ""))
    return not keys.isdisjoint({*places, *(f"{account}/{home}" for account in accounts)})


def lacks_of(checks: Iterable[CheckEntry]) -> _Left:
    """Return what the checks of a control lack together, as its own ``lacks`` and ``left_out``."""
    checks = [check for check in checks if check.lacks]
    features = {feature for check in checks for feature in check.lacks}
    nowhere = any(check.not_asked for check in checks)
    left_out = () if nowhere else sorted({position for check in checks for position in check.left_out})
    return tuple(name for name in FEATURES if name in features), tuple(left_out)


def adopted(control: ControlEntry) -> bool:
    """Whether all that a control lacks existed before: no template shows it, and the running account does."""
    return bool(control.lacks) and ADOPTED.issuperset(control.lacks)


def said_of(features: Iterable[str]) -> str:
    """Return what is said of lacking features, as one clause."""
    return "; ".join(FEATURES[name] for name in features)


def said_of_control(control: ControlEntry) -> str:
    """Return what a control lacks, a clause for the open parts of its requirements; "" where it lacks nothing."""
    if not control.lacks:
        return ""
    count = len(control.left_out)
    where = f" in {count} environment{'' if count == 1 else 's'}" if count else ""
    part = "" if count or control.status is ControlStatus.NOT_IN_THIS_SHAPE else "a part of "
    state, ends = (
        ("shown by no template", "; only the running account shows it")
        if adopted(control)
        else ("not in this shape", "")
    )
    return f"{part}'{control.title}' is {state}{where}: {said_of(control.lacks)}{ends}"
