"""Functions, made and changed by the API of Lambda."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared, Stubs, assert_created, assert_differing


@pytest.fixture
def function(account: Account) -> dict[str, Any]:
    """A function, as Lambda describes it."""
    trust = {"Version": "2012-10-17", "Statement": []}
    role = account.client("iam").create_role(RoleName="runs", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("index.py", "def handler(event, context): pass")
    made: dict[str, Any] = account.client("lambda").create_function(
        FunctionName="settings",
        Runtime="python3.13",
        Role=role,
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=180,
        MemorySize=256,
        Architectures=["arm64"],
        TracingConfig={"Mode": "Active"},
        Environment={"Variables": {"LEVEL": "INFO"}},
    )
    return made


def test_a_function_is_read(account: Account, function: dict[str, Any]) -> None:
    """What a function runs as shows; its code does not, and is never taken to be as declared."""
    client = account.client("lambda")
    declared = Declared(
        "AWS::Lambda::Function",
        "settings",
        {
            "Architectures": ["arm64"],
            "Code": {"ZipFile": "def handler(event, context): pass"},
            "Environment": {"Variables": {"LEVEL": "INFO"}},
            "Handler": "index.handler",
            "MemorySize": 256,
            "Role": function["Role"],
            "Runtime": "python3.13",
            "Timeout": "180",
            "TracingConfig": {"Mode": "Active"},
        },
    )
    account.created(declared, not_readable=("Code",))
    client.update_function_configuration(
        FunctionName="settings", Timeout=3, Environment={"Variables": {"LEVEL": "DEBUG"}}
    )
    account.differing(declared, "Environment.Variables.LEVEL", "Timeout")
    client.delete_function(FunctionName="settings")
    account.missing(declared)


def test_a_permission_is_read_from_the_functions_policy(account: Account, function: dict[str, Any]) -> None:
    """A permission that asks for no source any more differs from the one that did."""
    client = account.client("lambda")
    rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/alerts"
    properties = {
        "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com",
        "SourceArn": rule,
        "SourceAccount": ACCOUNT,
    }
    for name in ("settings", function["FunctionArn"]):
        permission = Declared("AWS::Lambda::Permission", "sid-1", {**properties, "FunctionName": name})
        account.missing(permission)
        client.add_permission(FunctionName="settings", StatementId="sid-1", **properties)
        account.created(permission)
        client.remove_permission(FunctionName="settings", StatementId="sid-1")
        account.missing(permission)
    client.add_permission(
        FunctionName="settings", StatementId="sid-1", Action=properties["Action"], Principal=properties["Principal"]
    )
    account.differing(permission, "SourceAccount", "SourceArn")


def test_how_events_invoke_a_function_is_read(stubs: Stubs) -> None:
    """A function that tries events more often than declared differs."""
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:settings"
    declared = Declared(
        "AWS::Lambda::EventInvokeConfig",
        "settings|$LATEST",
        {"FunctionName": "settings", "Qualifier": "$LATEST", "MaximumRetryAttempts": 0},
    )
    for attempts in (0, 2):
        answer = {"FunctionArn": f"{arn}:$LATEST", "MaximumRetryAttempts": attempts}
        asked = {"FunctionName": "settings", "Qualifier": "$LATEST"}
        stubs.answer("lambda", "get_function_event_invoke_config", answer, **asked)
    assert_created(declared, stubs.clients)
    assert_differing(declared, stubs.clients, "MaximumRetryAttempts")
