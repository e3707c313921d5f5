"""The settings of an organisation: what is asked for, and what the function may do."""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs import account_settings, organisation_settings, organisation_settings_handler
from landing_zone_constructs.inspector_policy import InspectorPolicy
from landing_zone_constructs.organisation_settings import (
    OrganisationSettings,
    SettingsAndRights,
    administrators,
    detection_of_members,
    organisation_access,
)
from landing_zone_constructs.settings_function import RUNTIME, inline_code
from landing_zone_constructs.threat_detector import PROTECTION_PLANS, RUNTIME_AGENTS

SECURITY = "333333333333"


def all_of(stack: cdk.Stack) -> dict[str, SettingsAndRights]:
    """Return what the three stacks ask for."""
    return {
        "access": organisation_access(
            stack, services=["cloudtrail.amazonaws.com"], policy_types=["S3_POLICY"], shares_resources=True
        ),
        "administrators": administrators(stack, administrator=SECURITY, is_home_region=True),
        "detection": detection_of_members(
            stack, plans=PROTECTION_PLANS, agents=RUNTIME_AGENTS, members={"444444444444": "network@example.com"}
        ),
    }


def test_what_is_asked_for_is_what_the_function_knows(stack: cdk.Stack) -> None:
    """All settings together, and no other."""
    asked = [name for one in all_of(stack).values() for name in one.settings]
    assert sorted(asked) == sorted(organisation_settings_handler.SETTINGS)
    for name, value in ((n, v) for one in all_of(stack).values() for n, v in one.settings.items()):
        organisation_settings_handler.SETTINGS[name].parse(value)
    assert organisation_settings.CONFIG_RULES == organisation_settings_handler.CONFIG_RULES
    elsewhere = administrators(stack, administrator=SECURITY, is_home_region=False)
    assert "ConfigAdministrator" not in elsewhere.settings, "AWS Config's is the same in all Regions"


def test_no_right_switches_off_and_each_is_bound(stack: cdk.Stack) -> None:
    """What changes something is bound to services, kinds of policies, roles or the Region; only IAM's are not."""
    for made in all_of(stack).values():
        for statement in (one.to_statement_json() for one in made.statements):
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            assert not [
                a for a in actions if "*" in a or a.split(":")[1].startswith(("Disable", "Delete", "Disassociate"))
            ]
            reads = all(action.split(":")[1].startswith(("List", "Describe", "Get")) for action in actions)
            assert reads or "Condition" in statement or statement["Sid"] in ("RootAccess", "Sharing"), statement


def test_a_request_that_failed_is_kept_and_reported(stack: cdk.Stack) -> None:
    """In a queue under the key of the log, with an alarm to the topic that is given."""
    topic = "arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts"
    OrganisationSettings(
        stack,
        "Settings",
        of_what="the organisation",
        made=all_of(stack)["access"],
        key_alias="examplepay-organisation-settings",
        log_group_name="/landing-zone/organisation-settings",
        log_group_retention_days=400,
        alarm_topic_arn=topic,
    )
    template = Template.from_stack(stack)
    (alarm,) = template.find_resources("AWS::CloudWatch::Alarm").values()
    assert alarm["Properties"]["AlarmActions"] == [topic]
    (function,) = template.find_resources("AWS::Lambda::Function").values()
    (queue,) = template.find_resources("AWS::SQS::Queue")
    assert function["Properties"]["DeadLetterConfig"]["TargetArn"] == {"Fn::GetAtt": [queue, "Arn"]}
    assert function["Properties"]["Code"] == {"ZipFile": inline_code(organisation_settings.HANDLER)}


@pytest.mark.parametrize("handler", [account_settings.HANDLER, organisation_settings.HANDLER])
def test_runtime_and_settings_are_one_file_in_which_nothing_is_defined_twice(
    handler: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second definition would replace the runtime's."""

    def defined(text: str) -> set[str]:
        names: set[str] = set()
        for node in ast.parse(text).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        return names

    assert defined(RUNTIME.read_text()) & defined(handler.read_text()) <= {"_log"}
    code = inline_code(handler)
    assert "landing_zone_constructs" not in {
        (node.module or "").split(".")[0] for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)
    }
    (tmp_path / "index_of_the_function.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert callable(importlib.import_module("index_of_the_function").handler)
    sys.modules.pop("index_of_the_function")


@pytest.mark.parametrize("number", ["", "12", "arn:aws:iam::333333333333:root"])
def test_what_is_not_an_accounts_number_is_refused(stack: cdk.Stack, number: str) -> None:
    """It would name no administrator, or fail at deployment."""
    with pytest.raises(ValueError, match="an account id has 12 digits"):
        administrators(stack, administrator=number, is_home_region=True)
    with pytest.raises(ValueError, match="an account id has 12 digits"):
        detection_of_members(stack, plans=[], agents=[], members={number: "a@example.com"})


def test_a_policy_of_inspector_needs_a_region(stack: cdk.Stack) -> None:
    """Without one it would scan nothing."""
    with pytest.raises(ValueError, match="regions must name at least one Region"):
        InspectorPolicy(stack, "Inspector", name="inspector", root="r-exam", regions=[])
