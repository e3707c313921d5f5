"""A control that rules of AWS Config only watch says so, and names rules that are deployed where it looks for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landing_zone.catalogue.assertion import Assertion
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import load_catalogue
from landing_zone.catalogue.managed_rules import MANAGED_CONFIG_RULES, load_managed_rules, load_pack_settings

POLICIES = Path(__file__).resolve().parents[2] / "policies"
CONTROLS = load_catalogue(POLICIES).controls.values()
WATCHING = [
    pytest.param(control, assertion, id=f"{control.id}.{assertion.id}")
    for control in CONTROLS
    for assertion in control.assertions
    if assertion.watches
]


def identifier(assertion: Assertion) -> str:
    """The managed rule that a watching assertion looks for: the one that it names."""
    assert assertion.has is not None
    (found,) = re.findall(r"SourceIdentifier(?:: | == ')([A-Z0-9_]+)'", assertion.has.where or "")
    assert assertion.watches == found
    return str(found)


@pytest.mark.parametrize(("control", "assertion"), WATCHING)
def test_the_rule_is_one_that_the_control_deploys(control: Control, assertion: Assertion) -> None:
    """The rule is under the control's config_rules, deployed where the assertion looks, and not left out."""
    assert assertion.has is not None
    rule = identifier(assertion)
    by_the_accounts = rule in load_managed_rules(POLICIES / MANAGED_CONFIG_RULES)
    setting = load_pack_settings(POLICIES / MANAGED_CONFIG_RULES).get(rule)

    assert rule in control.config_rules
    assert assertion.has.type == (
        ("AWS::Config::ConfigRule",) if by_the_accounts else ("AWS::Config::OrganizationConformancePack",)
    )
    assert setting is None or not setting.left_out


@pytest.mark.parametrize(("control", "assertion"), WATCHING)
def test_no_other_rule_begins_with_its_name(control: Control, assertion: Assertion) -> None:
    """A pack is searched as text, in which a longer identifier would pass for the one that is meant."""
    named = identifier(assertion)
    assert [r for c in CONTROLS for r in c.config_rules if r.startswith(named) and r != named] == []


@pytest.mark.parametrize("control", [c for c in CONTROLS if c.watched], ids=lambda c: c.id)
def test_what_is_watched_says_that_it_changes_nothing(control: Control) -> None:
    """Each mapping of a control that may be only watched says what that leaves open."""
    if any(a.in_each_environment is not None and not a.watches for a in control.assertions):
        return
    for mapping in control.requirements:
        assert "finds deviations once deployed, and changes nothing." in mapping.missing, mapping.requirement


def test_a_watched_title_says_something_else() -> None:
    """No control has its objective as the title for when it is only watched, and no two have the same."""
    titles = [control.watched for control in CONTROLS if control.watched]
    assert len(set(titles)) == len(titles)
    assert not {title.removeprefix("It is found if ").casefold() for title in titles} & {
        control.title.casefold() for control in CONTROLS
    }
