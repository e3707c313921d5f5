"""What becomes applicable by what the organisation is, in the frameworks that come with the project."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.applicability import not_applicable, unknown_facts
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.recompute import contradictions
from landing_zone.catalogue.framework import Framework, Requirement
from landing_zone.catalogue.load import load_frameworks
from landing_zone.config import load_landing_zone
from landing_zone.config.entity import FACTS
from landing_zone.config.validate import landing_zone_from_snapshot

ROOT = Path(__file__).parents[2]
FRAMEWORKS = load_frameworks(ROOT / "policies")
PCI = "pci-dss-4.0.1"
ZONE = load_landing_zone(ROOT / "landing-zone.yaml").snapshot()
NOTHING_ELSE = {
    "issuer": False, "designated": False, "payment_page": False, "terminals": False, "wireless": False,
    "processor": False,
}  # fmt: skip
MERCHANT = {"merchant": True, "service_provider": False, "multi_tenant": False, **NOTHING_ELSE}
PROVIDER = {**MERCHANT, "merchant": False, "service_provider": True}
TENANTS = {**PROVIDER, "multi_tenant": True}

OF_PROVIDERS = """
    3.6.1.1 3.7.9 8.2.3 8.3.10 8.3.10.1 10.7.1 11.4.6 11.5.1.1 12.4.1 12.4.2 12.4.2.1 12.5.2.1 12.5.3 12.9.1 12.9.2
    A2.1.2 A2.1.3
"""
OF_TENANTS = "11.4.7 A1.1.1 A1.1.2 A1.1.3 A1.1.4 A1.2.1 A1.2.2 A1.2.3"
OF_FACTS = {
    "issuer": (PCI, "3.3.3"),
    "payment_page": (PCI, "6.4.3 11.6.1"),
    "wireless": (PCI, "2.3.1 2.3.2 4.2.1.2"),
    "terminals": (PCI, "9.5.1 9.5.1.1 9.5.1.2 9.5.1.2.1 9.5.1.3 A2.1.1"),
    "designated": (
        PCI,
        """
        A3.1.1 A3.1.2 A3.1.3 A3.1.4 A3.2.1 A3.2.2 A3.2.2.1 A3.2.3 A3.2.4 A3.2.5 A3.2.5.1 A3.2.5.2 A3.2.6 A3.2.6.1
        A3.3.1 A3.3.1.1 A3.3.2 A3.3.3 A3.4.1 A3.5.1
        """,
    ),
    "processor": (
        "gdpr",
        "28(2) 28(4) 30(2) 30(2)(d) 33(2)",
    ),
}


def snapshot(entity: dict[str, bool] | None) -> dict[str, Any]:
    """The example's configuration with another organisation, as the checks of a configuration accept it."""
    return landing_zone_from_snapshot({**ZONE, "entity": entity}).snapshot()


def applicable(entity: dict[str, bool] | None, framework: str = PCI) -> list[str]:
    """The ids of the requirements that apply to an organisation, in the framework's order."""
    zone = snapshot(entity)
    return [
        requirement.id
        for requirement in FRAMEWORKS[framework].requirements
        if requirement.tested and not not_applicable(requirement, zone)
    ]


def requirement(*facts: str, superseded_by: str = "") -> Requirement:
    """A requirement that depends on facts."""
    given = {"id": "1.1.1", "parent": "1.1", "level": "requirement", "title": "Something", "answerable": "shared"}
    return Requirement.model_validate({**given, "applies_if": facts, "superseded_by": superseded_by})


def without(ids: list[str], left_out: list[str]) -> list[str]:
    """The ids but those."""
    return [id_ for id_ in ids if id_ not in left_out]


def test_a_merchant_a_provider_and_one_with_tenants() -> None:
    """A merchant has the fewest requirements; each step adds exactly those of its kind."""
    merchant, provider, tenants = applicable(MERCHANT), applicable(PROVIDER), applicable(TENANTS)
    assert without(provider, merchant) == OF_PROVIDERS.split()
    assert without(tenants, provider) == OF_TENANTS.split()
    assert (without(merchant, provider), without(provider, tenants)) == ([], [])
    assert (len(merchant), len(provider), len(tenants)) == (223, 240, 248)


def test_one_that_is_both_has_the_requirements_of_both() -> None:
    """Nothing binds merchants alone."""
    assert applicable({**PROVIDER, "merchant": True}) == applicable(PROVIDER)


@pytest.mark.parametrize("fact", OF_FACTS)
def test_what_each_fact_makes_applicable(fact: str) -> None:
    """With the fact true these apply too; where it is not known they apply as well."""
    framework, ids = OF_FACTS[fact]
    denied = applicable(MERCHANT, framework)
    assert without(applicable({**MERCHANT, fact: True}, framework), denied) == ids.split()
    unknown = {key: value for key, value in MERCHANT.items() if key != fact}
    assert applicable(unknown, framework) == applicable({**MERCHANT, fact: True}, framework)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_is_not_said_makes_nothing_inapplicable(framework: str) -> None:
    """No part 'entity', an empty one, a snapshot of an older version, and templates without a configuration."""
    older = {key: value for key, value in ZONE.items() if key != "entity"}
    for zone in (snapshot(None), snapshot({}), older, None):
        assert [r.id for r in FRAMEWORKS[framework].requirements if not_applicable(r, zone)] == []


def test_the_reason_names_fact_value_and_file() -> None:
    """And whose word it is."""
    assert not_applicable(requirement("terminals"), snapshot(MERCHANT)) == (
        "The organisation takes no cards at terminals, and looks after none of others (landing-zone.yaml, "
        "entity.terminals: false). The organisation states this; an assessor confirms it."
    )
    both = not_applicable(requirement("wireless", "issuer"), snapshot(MERCHANT))
    assert "entity.wireless: false); the organisation issues no payment cards" in both
    assert "entity.issuer: false). The organisation states" in both


def test_all_facts_are_needed() -> None:
    """One that is false is enough for not applicable, however many are true."""
    zone = snapshot({"merchant": True, "wireless": False})
    assert not_applicable(requirement("merchant"), zone) == ""
    assert "entity.wireless: false" in not_applicable(requirement("merchant", "wireless"), zone)


def test_a_fact_falls_with_the_one_that_it_needs() -> None:
    """A merchant that serves no others has no tenants, also where the file does not say so."""
    reason = not_applicable(requirement("multi_tenant"), snapshot({"merchant": True, "service_provider": False}))
    assert "entity.service_provider: false" in reason
    assert "multi_tenant" not in reason


def test_card_data_from_the_internet_casts_doubt_on_no_payment_page() -> None:
    """It may be an API; an assessor reads what to ask beside the claim, and beside no other."""
    zone = snapshot({**MERCHANT, "payment_page": False})
    doubt = (
        "But data flow 1 brings card-data from the internet to cde-production (Cardholders enter card numbers on the "
        "payment page): ask what receives it. The organisation states this"
    )
    assert doubt in not_applicable(requirement("payment_page"), zone)
    assert "data flow" not in not_applicable(requirement("terminals"), zone)
    inside = [{**flow, "source": "shared-production"} for flow in ZONE["data_flows"] if flow["source"] == "internet"]
    assert "data flow" not in not_applicable(requirement("payment_page"), {**zone, "data_flows": inside})


def test_an_assessment_with_a_forged_configuration_is_refused(
    judge: Callable[..., Assessment], framework: Callable[..., Framework]
) -> None:
    """A part 'entity' that no configuration can have, and one that says something else than the statuses."""
    one = judge(framework(("1", "shared", {"applies_if": ["issuer"]})), [], [], entity={"issuer": True})
    for forged in ("none", {"issuer": "no"}, {"tenant": True}):
        malformed = one.model_copy(update={"zone": {"entity": forged}})
        assert contradictions(malformed) == ["a framework, or the configuration, is malformed"]
    denied = one.model_copy(update={"zone": {"entity": {"issuer": False}}})
    assert "std-1 1 is stated as not-met, and its controls make it not-applicable" in contradictions(denied)


def test_facts_that_are_not_given_are_named_with_what_depends_on_them() -> None:
    """Each with the question, the key and the number; what does not apply anyway, or is superseded, is not counted."""
    known = snapshot({"merchant": True, "service_provider": False})
    asked = [
        requirement("wireless"),
        requirement("wireless", "terminals"),
        requirement("service_provider", "terminals"),
        requirement("multi_tenant"),
        requirement("merchant"),
        requirement("issuer", superseded_by="1.1.2"),
        requirement(),
    ]
    terminals, wireless = unknown_facts(asked, known)
    assert terminals == (
        "landing-zone.yaml does not say whether the organisation takes cards at terminals, where cardholders are "
        "present, or looks after terminals of others (entity.terminals), so 1 requirement is counted that may not "
        "apply."
    )
    assert "(entity.wireless), so 2 requirements are counted that may not apply." in wireless
    elsewhere = (
        "There is no landing-zone.yaml that says what the organisation is, so 5 requirements are counted that may"
    )
    assert unknown_facts(asked, None) == (f"{elsewhere} not apply.",)
    assert unknown_facts([requirement()], None) == ()


def test_the_example_says_all_that_its_frameworks_ask() -> None:
    """Without the part every fact that a framework names is asked for."""
    for id_, framework in FRAMEWORKS.items():
        assert unknown_facts(framework.requirements, ZONE) == ()
        named = {fact for r in framework.requirements for fact in r.applies_if}
        found = re.findall(r"\(entity\.(\w+)\)", "".join(unknown_facts(framework.requirements, snapshot(None))))
        assert found == [fact for fact in FACTS if fact in named], id_
