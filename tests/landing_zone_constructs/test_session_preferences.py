"""The settings of Session Manager."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.session_preferences import SessionPreferences


def build(stack: cdk.Stack, **minutes: int) -> Template:
    """Return the template of a stack with the settings."""
    key = CustomerManagedKey(stack, "LogKey", description="Logs", alias="logs")
    SessionPreferences(
        stack,
        "Sessions",
        key_alias="sessions",
        log_group_name="/landing-zone/sessions",
        log_group_key=key,
        log_group_retention_days=400,
        **minutes,
    )
    return Template.from_stack(stack)


def document(template: Template) -> dict[str, Any]:
    """Return the document's properties."""
    (found,) = template.find_resources("AWS::SSM::Document").values()
    return dict(found["Properties"])


def session_key(template: Template) -> tuple[str, dict[str, Any]]:
    """Return the logical id and the properties of the key of sessions."""
    ((logical_id, found),) = [
        item
        for item in template.find_resources("AWS::KMS::Key").items()
        if "session" in item[1]["Properties"]["Description"]
    ]
    return logical_id, found["Properties"]


def test_it_is_the_document_that_session_manager_reads(stack: cdk.Stack) -> None:
    """It has the name that Session Manager reads, and a new version takes effect without a new document."""
    found = document(build(stack))
    assert (found["Name"], found["DocumentType"], found["UpdateMethod"]) == (
        "SSM-SessionManagerRunShell",
        "Session",
        "NewVersion",
    )
    assert (found["Content"]["schemaVersion"], found["Content"]["sessionType"]) == ("1.0", "Standard_Stream")


def test_sessions_end_are_encrypted_and_recorded(stack: cdk.Stack) -> None:
    """15 idle minutes, an hour in all, our own key, and a log that is encrypted and written in real time."""
    template = build(stack)
    inputs = document(template)["Content"]["inputs"]
    key, _ = session_key(template)
    (log_group,) = template.find_resources("AWS::Logs::LogGroup")
    assert (inputs["idleSessionTimeout"], inputs["maxSessionDuration"]) == ("15", "60")
    assert inputs["kmsKeyId"] == {"Fn::GetAtt": [key, "Arn"]}
    assert inputs["cloudWatchLogGroupName"] == {"Ref": log_group}
    assert inputs["cloudWatchEncryptionEnabled"] is True
    assert inputs["cloudWatchStreamingEnabled"] is True
    assert inputs["runAsEnabled"] is False


def test_the_log_is_kept_encrypted(stack: cdk.Stack) -> None:
    """Once encryption is required, sessions to a log group without a key are refused."""
    (found,) = build(stack).find_resources("AWS::Logs::LogGroup").values()
    assert found["Properties"]["RetentionInDays"] == 400
    assert "Fn::GetAtt" in found["Properties"]["KmsKeyId"]
    assert found["DeletionPolicy"] == "RetainExceptOnCreate"


def test_the_key_is_used_for_sessions_only(stack: cdk.Stack) -> None:
    """Host and user call KMS directly, with the session as context; nothing else can be decrypted with it."""
    _, properties = session_key(build(stack))
    statements = [
        statement for statement in properties["KeyPolicy"]["Statement"] if "kms:Decrypt" in statement["Action"]
    ]
    (statement,) = statements
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert statement["Condition"] == {"StringLike": {"kms:EncryptionContext:aws:ssm:SessionId": "?*"}}


@pytest.mark.parametrize(
    ("minutes", "message"),
    [
        ({"idle_minutes": 16}, "idle_minutes must be 1 to 15, got 16"),
        ({"idle_minutes": 0}, "idle_minutes must be 1 to 15, got 0"),
        ({"longest_minutes": 1441}, "longest_minutes must be 1 to 1440, got 1441"),
    ],
)
def test_times_out_of_range_are_refused(stack: cdk.Stack, minutes: dict[str, int], message: str) -> None:
    """PCI DSS 8.2.8 requires 15 minutes at most."""
    with pytest.raises(ValueError, match=message):
        build(stack, **minutes)
