"""Where an assertion that needs something of the zone is asked, and where the zone lacks that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from landing_zone.assertions.environments import ZoneEnvironment
from landing_zone.catalogue.assertion import Assertion, EnvironmentFilter
from landing_zone.catalogue.features import FEATURES


class Asked(EnvironmentFilter):
    """A filter without the environments that lack what the assertion needs.

    Args:
        without: their keys.
        of_the_zone: whether it is of an assertion with a filter of its own. One without a filter is also about what
            is in no environment of the zone, such as the templates of a StackSet.
    """

    without: frozenset[str]
    of_the_zone: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """What an assertion needs, and the zone or a part of it lacks.

    Args:
        features: of :data:`landing_zone.catalogue.features.FEATURES`, in their order.
        environments: keys of the environments in which it is not asked, sorted; empty where it is asked nowhere.
    """

    features: tuple[str, ...]
    environments: tuple[str, ...] = ()


def lacking(
    needs: Sequence[str], wanted: EnvironmentFilter | None, environments: Sequence[ZoneEnvironment]
) -> Lack | None:
    """Return what an assertion needs and does not find in the environments that it means; ``None`` where nothing lacks.

    Args:
        needs: the features.
        wanted: which environments it means; all of them by default. Where no environment meets that, such as of a
            mirror Region that there is not, it is asked nowhere if the whole zone lacks a feature.
        environments: of the zone; none for templates from elsewhere, of which nothing is known to lack.
    """
    meant = [one for one in environments if wanted is None or one.meets(wanted)]
    without = [one for one in meant or environments if not one.features.issuperset(needs)]
    if not without:
        return None
    features = tuple(name for name in FEATURES if name in needs and any(name not in one.features for one in without))
    if len(without) == len(meant or environments):
        return Lack(features)
    return Lack(features, tuple(sorted(one.key for one in without))) if meant else None


def wanted_of(assertion: Assertion) -> EnvironmentFilter | None:
    """Return which environments an assertion means; ``None`` for all, and what is in none."""
    selection = assertion.each or assertion.none or assertion.unique
    return selection.environments if selection is not None else assertion.in_each_environment


def narrowed(assertion: Assertion, lack: Lack) -> Assertion:
    """Return an assertion that is not asked in the environments that lack what it needs; it is asked in others."""
    wanted = wanted_of(assertion)
    fields = wanted.model_dump() if wanted is not None else {}
    asked = Asked(**fields, without=frozenset(lack.environments), of_the_zone=wanted is not None)
    if assertion.in_each_environment is not None:
        return assertion.model_copy(update={"in_each_environment": asked})
    name = next(n for n in ("each", "none", "unique") if getattr(assertion, n) is not None)
    selection = getattr(assertion, name).model_copy(update={"environments": asked})
    return assertion.model_copy(update={name: selection})
