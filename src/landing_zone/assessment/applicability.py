"""Whether a requirement applies to the organisation, by what the configuration says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from landing_zone.config.data_flow import INTERNET
from landing_zone.config.entity import FACTS, Entity, question
from landing_zone.config.landing_zone import LandingZone


class Conditional(Protocol):
    """A requirement of the catalogue, or its entry in an assessment."""

    @property
    def tested(self) -> bool: ...  # noqa: D102
    @property
    def applies_if(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def superseded_by(self) -> str: ...  # noqa: D102


def not_applicable(requirement: Conditional, zone: Mapping[str, Any] | None) -> str:
    """Return why a requirement does not apply; "" where it does, or where nothing says that it does not.

    The reason is made of the snapshot alone, which has no lines, so that ``lz verify`` can compute it again.

    Args:
        requirement: of a framework in scope.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere, to which everything applies.

    Raises:
        ValidationError: the snapshot is not of a configuration.
    """
    entity = _entity(zone)
    denying = dict.fromkeys(filter(None, (_denying(fact, entity) for fact in requirement.applies_if)))
    if not denying:
        return ""
    clauses = "; ".join(f"{FACTS[fact].denied} (landing-zone.yaml, entity.{fact}: false)" for fact in denying)
    doubts = "".join(_doubts(LandingZone.model_validate(zone))) if "payment_page" in denying else ""
    return f"{clauses[0].upper()}{clauses[1:]}.{doubts} The organisation states this; an assessor confirms it."


def unknown_facts(requirements: Iterable[Conditional], zone: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return a sentence for each fact that the configuration leaves out and that could make requirements inapplicable.

    Args:
        requirements: of one framework in scope, all of them; those that are superseded are not counted.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere.

    Raises:
        ValidationError: the snapshot is not of a configuration.
    """
    open_ = [
        requirement.applies_if
        for requirement in requirements
        if requirement.tested
        and requirement.applies_if
        and not requirement.superseded_by
        and not not_applicable(requirement, zone)
    ]
    if zone is None:
        words = f"There is no landing-zone.yaml that says what the organisation is, so {_counted(len(open_))}."
        return (words,) if open_ else ()
    entity = _entity(zone)
    counts = Counter(fact for facts in open_ for fact in facts if getattr(entity, fact) is None)
    return tuple(
        f"landing-zone.yaml does not say {question(fact)} (entity.{fact}), so {_counted(counts[fact])}."
        for fact in FACTS
        if counts[fact]
    )


def _counted(number: int) -> str:
    return f"{number} {'requirement is' if number == 1 else 'requirements are'} counted that may not apply"


def _entity(zone: Mapping[str, Any] | None) -> Entity:
    """Read this part of the snapshot; in an assessment that was changed by hand it may be anything."""
    return Entity.model_validate((zone or {}).get("entity") or {})


def _denying(fact: str, entity: Entity) -> str:
    """Return the fact that is false and for which this one is not true: itself, or one that it needs; "" for none."""
    return next((name for name in (fact, FACTS[fact].needs) if name and getattr(entity, name) is False), "")


def _doubts(zone: LandingZone) -> Iterator[str]:
    """Yield what in the same file may contradict that no payment page is served: it may be an API instead."""
    accounts = {account.name for account in zone.accounts}
    cards = {name for name, data_class in zone.data_classes.items() if data_class.cardholder_data}
    for number, flow in enumerate(zone.data_flows, start=1):
        if flow.data_class in cards and flow.source == INTERNET and flow.destination in accounts:
            yield (
                f" But data flow {number} brings {flow.data_class} from the internet to {flow.destination} "
                f"({flow.purpose}): ask what receives it."
            )
