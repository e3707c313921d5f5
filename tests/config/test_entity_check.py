"""What the organisation is may be left out, in whole or in part, and an older snapshot knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from landing_zone.catalogue.framework import Requirement
from landing_zone.config import Entity, LandingZone
from landing_zone.config.entity import FACTS, question
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import UserError

_LIST = "[pci-dss-4.0.1, gdpr]"
_NEITHER = {"  merchant: true": "  merchant: false", "  service_provider: true": "  service_provider: false"}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({**_NEITHER, "  issuer: false": "  issuer: true"}, id="an issuer"),
        pytest.param({**_NEITHER, "  issuer: false": "  # nothing"}, id="not known whether an issuer"),
        pytest.param({**_NEITHER, _LIST: "[gdpr]"}, id="no card data in scope"),
        pytest.param({"  multi_tenant: false": "  multi_tenant: true"}, id="a multi-tenant service provider"),
        pytest.param({"  payment_page: true": "  payment_page: false"}, id="card data from the internet by an API"),
        pytest.param({"  terminals: false": "  terminals:"}, id="a key without a value"),
    ],
)
def test_what_can_be_true_is_accepted(
    mistakes: Callable[[dict[str, str]], list[UserError]], changes: dict[str, str]
) -> None:
    """The facts are independent, but for those that the checks name."""
    assert mistakes(changes) == []


def test_a_wrong_fact_is_one_mistake(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """A value that cannot be read is not compared with the others."""
    found = mistakes({**_NEITHER, "  issuer: false": "  issuer: 1"})
    assert [error.what for error in found] == ["entity.issuer: a number is not allowed here"]


@pytest.mark.parametrize("entity", [None, {}, {"merchant": True}])
def test_a_snapshot_keeps_what_it_says(zone: LandingZone, entity: dict[str, Any] | None) -> None:
    """What was left out stays unknown: neither true nor false."""
    read = landing_zone_from_snapshot({**zone.snapshot(), "entity": entity})
    assert read.entity == (None if entity is None else Entity(**entity))
    assert landing_zone_from_snapshot(read.snapshot()) == read


def test_a_snapshot_of_before_has_no_entity(zone: LandingZone) -> None:
    """An assembly that an older version wrote can still be compared."""
    older = {key: value for key, value in zone.snapshot().items() if key != "entity"}
    assert landing_zone_from_snapshot(older).entity is None


def test_frameworks_name_the_facts_that_there_are() -> None:
    """The catalogue has its own list, since it does not know the configuration."""
    named = get_args(get_args(Requirement.model_fields["applies_if"].annotation)[0])
    assert named == tuple(Entity.model_fields) == tuple(FACTS)
    assert {fact.needs for fact in FACTS.values()} <= {"", *FACTS}


def test_every_fact_is_a_question_with_an_answer() -> None:
    """A report makes sentences of both."""
    for name, fact in FACTS.items():
        assert question(name).startswith("whether "), name
        assert fact.denied[0].islower(), name
        assert not fact.denied.endswith("."), name
