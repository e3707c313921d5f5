"""A control that rules of AWS Config only watch says so, and names rules that are deployed where it looks for them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landing_zone.catalogue.assertion import Assertion
from landing_zone.catalogue.config_rule import config_rule
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
IN_THE_UNION = ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3")
"""Regions in which a zone that answers the GDPR can be: a rule that AWS has not in one would fail there for ever."""
NOT_EVERYWHERE = {
    "ebs-snapshot-private",
    "iam-key-rotation",
    "iam-root-no-keys",
    "iam-support-role",
    "iam-unused-creds",
    "iam-user-mfa",
    "inspector",
    "macie",
    "ssm-patching",
}
"""Controls whose rules AWS has not in Milan or in Spain: a zone there needs a waiver for each. No control is added."""


def identifier(assertion: Assertion) -> str:
    """The managed rule that a watching assertion looks for."""
    assert assertion.has is not None
    (found,) = re.findall(r"SourceIdentifier(?:: | == ')([A-Z0-9_]+)'", assertion.has.where or "")
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


@pytest.mark.parametrize(("control", "assertion"), WATCHING)
def test_aws_has_the_rule_in_the_union(control: Control, assertion: Assertion) -> None:
    """The assertion asks every environment, so AWS has the rule wherever a zone may be."""
    facts = config_rule(identifier(assertion))
    assert facts is not None
    missing = [region for region in IN_THE_UNION if not facts.exists_in(region)]
    assert (control.id in NOT_EVERYWHERE) == (missing != []), missing


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
