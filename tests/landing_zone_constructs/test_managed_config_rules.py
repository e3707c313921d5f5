"""Managed Config rules: the resources made from the given rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk.assertions import Template

from landing_zone.catalogue.managed_rules import MANAGED_CONFIG_RULES, load_managed_rules
from landing_zone_constructs.configuration_recorder import ConfigurationRecorder
from landing_zone_constructs.managed_config_rules import ManagedConfigRules

SHIPPED = load_managed_rules(Path(__file__).resolve().parents[2] / "policies" / MANAGED_CONFIG_RULES)


def synthesize(stack: cdk.Stack, *, home: bool = True) -> Template:
    """The template of a stack with a recorder and the shipped rules."""
    recorder = ConfigurationRecorder(
        stack,
        "Recorder",
        is_home_region=home,
        delivery_bucket_name="examplepay-config",
        delivery_key_arn="arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555",
    )
    ManagedConfigRules(stack, "Rules", recorder=recorder, rules=SHIPPED)
    return Template.from_stack(stack)


def rules_of(template: Template) -> dict[str, dict[str, Any]]:
    """The rules by identifier."""
    found = template.find_resources("AWS::Config::ConfigRule").values()
    return {rule["Properties"]["Source"]["SourceIdentifier"]: dict(rule) for rule in found}


def test_each_row_becomes_a_rule_of_aws(stack: cdk.Stack) -> None:
    """In the home Region every row becomes one rule owned by AWS, and nothing else does."""
    rules = rules_of(synthesize(stack))
    assert sorted(rules) == list(SHIPPED)
    assert {rule["Properties"]["Source"]["Owner"] for rule in rules.values()} == {"AWS"}


def test_rules_wait_for_the_recorder(stack: cdk.Stack) -> None:
    """Config refuses a rule without a recorder: each rule depends on it."""
    template = synthesize(stack)
    (recorder,) = template.find_resources("AWS::Config::ConfigurationRecorder")
    assert all(rule["DependsOn"] == [recorder] for rule in rules_of(template).values())


def test_rules_on_the_whole_account_are_evaluated_in_the_home_region_only(stack: cdk.Stack) -> None:
    """In another Region the rules on IAM and on the account as a whole are left out, and no others."""
    away = set(rules_of(synthesize(stack, home=False)))
    home_only = {identifier for identifier, rule in SHIPPED.items() if rule.home_only}
    assert away == set(SHIPPED) - home_only
    assert "IAM_PASSWORD_POLICY" in home_only
    assert "VPC_FLOW_LOGS_ENABLED" in away


def test_parameters_are_text(stack: cdk.Stack) -> None:
    """Config takes each parameter as text; booleans as AWS writes them."""
    parameters = rules_of(synthesize(stack))["IAM_PASSWORD_POLICY"]["Properties"]["InputParameters"]
    assert parameters["MinimumPasswordLength"] == "12"
    assert parameters["RequireNumbers"] == "true"


def test_rule_without_parameters_has_none(stack: cdk.Stack) -> None:
    """An empty mapping would be sent to AWS as a change."""
    assert "InputParameters" not in rules_of(synthesize(stack))["VPC_FLOW_LOGS_ENABLED"]["Properties"]


def test_description_names_the_requirements(stack: cdk.Stack) -> None:
    """An auditor sees in the Config console what a rule is evidence for."""
    description = rules_of(synthesize(stack))["CMK_BACKING_KEY_ROTATION_ENABLED"]["Properties"]["Description"]
    assert description == "Customer-managed keys rotate by themselves. [PCI DSS 3.7.4, GDPR 32(1)(a)]"
