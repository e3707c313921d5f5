"""The examples of every assertion are whole: two different mistakes, one that is right, one that is not its business.

``not_applicable`` holds resources of which no assertion of the control says anything; ``not_applicable_to`` those that
one assertion leaves alone and another of the same control may judge. For one about presence, ``not_asked`` names an
environment that it does not ask. Where an assertion cannot have an example that is not applicable, the file of examples
says so under ``always_applicable`` (assertion to reason), and the claim is tested.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.assertion import ZONE_TYPES, Assertion
from landing_zone.catalogue.control import Control
from landing_zone.findings.finding import Finding
from tests.catalogue.examples_mistake import mistake
from tests.catalogue.examples_zone import ACCOUNTS, EVERYWHERE, REGIONS, assembly, broken
from tests.catalogue.test_assertions_can_fail import CONTROLS, example

FIELDS = {"good", "bad", "not_applicable", "not_applicable_to", "not_asked", "always_applicable"}


def params(wanted: Callable[[Assertion], bool]) -> list[Any]:
    """The assertions of the catalogue that are wanted, each with its control."""
    every = ((control, assertion) for control in CONTROLS.values() for assertion in control.assertions)
    return [pytest.param(c, a, id=f"{c.id}.{a.id}") for c, a in every if wanted(a)]


ASSERTIONS = params(lambda _: True)
PRESENCE = params(lambda assertion: assertion.in_each_environment is not None)
ABOUT_RESOURCES = params(lambda assertion: assertion.in_each_environment is None)


def key(place: str) -> str:
    """The key of an environment: workload/home is 555555555555/eu-west-1."""
    account, _, region = place.partition("/")
    return f"{ACCOUNTS[account]['id']}/{REGIONS[region]}"


def judged(control: Control, assertion: Assertion, resources: dict[str, list[Any]]) -> list[Finding]:
    """What one assertion says of some resources."""
    rule = control.assertion_rule(assertion)
    return [f for f in evaluate(assembly(resources), [control]).findings if f.rule == rule]


@pytest.mark.parametrize(("control", "assertion"), ASSERTIONS)
def test_two_wrong_examples_differ_in_what_is_wrong(control: Control, assertion: Assertion) -> None:
    """Each assertion has wrong examples of two different mistakes at least."""
    given = example(control.id)
    patches = given["bad"][assertion.id]
    mistakes = {mistake(control, assertion, assembly(broken(given["good"], patch))) for patch in patches}
    assert len(mistakes) >= 2, f"{len(patches)} examples, one mistake"


@pytest.mark.parametrize(("control", "assertion"), ABOUT_RESOURCES)
def test_has_an_example_that_is_not_its_business(control: Control, assertion: Assertion) -> None:
    """On what is not applicable the assertion judges nothing, though something is there.

    Where it leaves out resources of its own types, by a condition or by their environment, such a one is among them.
    """
    given = example(control.id)
    if assertion.id in given.get("always_applicable", {}):
        pytest.skip("its excuse is tested below")
    resources = given.get("not_applicable_to", {}).get(assertion.id) or given.get("not_applicable")
    assert resources, "no example of what is not applicable"
    findings = judged(control, assertion, resources)
    if assertion.none is not None:  # that nothing is there at all is one finding, on nothing
        findings = [f for f in findings if f.logical_id or f.stack]
    assert [f.message or f.logical_id for f in findings] == []
    selection = assertion.each or assertion.unique
    if selection is not None and (selection.where is not None or selection.environments is not None):
        assert set(selection.type) & {r[0] for r in resources.values()}, "nothing that it could take for its business"
    if assertion.none is not None and assertion.none.environments is not None:
        assert set(assertion.none.type) & {r[0] for r in resources.values()}, "nothing that stands elsewhere"


@pytest.mark.parametrize(("control", "assertion"), PRESENCE)
def test_does_not_ask_other_environments(control: Control, assertion: Assertion) -> None:
    """An assertion about presence says nothing of the environment under ``not_asked``, and something of others."""
    given = example(control.id)
    if assertion.id in given.get("always_applicable", {}):
        pytest.skip("its excuse is tested below")
    place = given["not_asked"][assertion.id]
    environments = {f.environment for f in judged(control, assertion, {})}
    assert place in EVERYWHERE
    assert environments
    assert key(place) not in environments


@pytest.mark.parametrize(("control", "assertion"), ASSERTIONS)
def test_excuses_are_true(control: Control, assertion: Assertion) -> None:
    """What is said to be always applicable is: with no resource at all, it asks every environment or every account."""
    excuse = example(control.id).get("always_applicable", {}).get(assertion.id)
    if excuse is None:
        return
    environments = {f.environment for f in judged(control, assertion, {})}
    if assertion.in_each_environment is not None:
        assert environments == {key(place) for place in EVERYWHERE}
        assert excuse == "every environment is asked"
    else:
        selection = assertion.each or assertion.unique or assertion.none
        assert selection is not None
        assert set(selection.type) <= set(ZONE_TYPES)
        stacks = "LandingZone::Assembly::Stack" in selection.type
        assert environments == {key(place) for place in EVERYWHERE if stacks or place.endswith("/home")}
        assert excuse == ("every stack is judged" if stacks else "every account is judged")


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_no_unknown_field_or_assertion_is_named(control: str) -> None:
    """A file of examples has no field that no test reads, and names no assertion that the control has not."""
    given = example(control)
    assert set(given) <= FIELDS
    presence = {a.id for a in CONTROLS[control].assertions if a.in_each_environment is not None}
    assert set(given.get("not_asked", {})) <= presence
    assert set(given.get("not_applicable_to", {})) <= {a.id for a in CONTROLS[control].assertions} - presence
    assert set(given.get("always_applicable", {})) <= {a.id for a in CONTROLS[control].assertions}
    assert not set(given.get("not_asked", {})) & set(given.get("always_applicable", {}))
