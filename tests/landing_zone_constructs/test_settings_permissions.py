"""What the functions of the settings call, compared with what their roles may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from botocore import xform_name
from botocore.session import Session

from landing_zone.evidence.authorisation import actions_of
from landing_zone_constructs import account_settings_handler, organisation_settings_handler
from landing_zone_constructs import settings_runtime as runtime
from tests.landing_zone_constructs.test_account_settings import CUSTOM, EVERYTHING, build, granted, only
from tests.landing_zone_constructs.test_account_settings_handler import Hand, as_text
from tests.landing_zone_constructs.test_organisation_settings import all_of

STACK = "arn:aws:cloudformation:eu-west-1:111111111111:stack/Settings/00000000-0000-0000-0000-000000000000"
ANSWERS: Mapping[str, Any] = {
    "describe_internet_gateways": {"InternetGateways": [{"InternetGatewayId": "igw-1"}]},
    "describe_subnets": {"Subnets": [{"SubnetId": "subnet-1", "DefaultForAz": True}]},
    "describe_vpcs": {"Vpcs": [{"VpcId": "vpc-1"}]},
    "list_detectors": {"DetectorIds": ["d1"]},
    "list_roots": {"Roots": [{"Id": "r-exam", "PolicyTypes": []}]},
}
"""Where more is read after an answer; everything else is empty or off, so that all is written."""
NAMED_OTHERWISE = {"s3:PutPublicAccessBlock": "s3:PutAccountPublicAccessBlock"}
MODELS = Session()
RUNNING = {
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:SendMessage",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
"""What Lambda does by the function's role."""
BY_SERVICES = {
    "iam:CreateServiceLinkedRole",
    "kms:DescribeKey",
    "organizations:DescribeAccount",
    "organizations:DescribeOrganization",
    "organizations:DescribeOrganizationalUnit",
    "organizations:EnableAWSServiceAccess",
    "organizations:ListAWSServiceAccessForOrganization",
    "organizations:ListAccounts",
    "organizations:ListDelegatedAdministrators",
    "organizations:RegisterDelegatedAdministrator",
}
"""What the called services do by it, as their guides say: see organisation_settings.py for the pages."""


def empty(shape: Any) -> Any:
    """An answer of a shape of botocore in which nothing is there."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        return {name: empty(member) for name, member in shape.members.items()}
    return {"list": [], "map": {}, "boolean": False, "string": ""}.get(shape.type_name, 0)


@cache
def model_of(service: str) -> tuple[Any, dict[str, str]]:
    """Return botocore's model of a service, and its operations by the names of their methods."""
    model = MODELS.get_service_model(service)
    return model, {xform_name(name): name for name in model.operation_names}


class Client:
    """A client that answers that nothing is there, and notes the action of each call."""

    def __init__(self, service: str, called: set[str]) -> None:
        self._service, self._called = service, called
        self._model, self._operations = model_of(service)

    def __getattr__(self, name: str) -> Any:
        """Answer a call, which AWS must have."""
        operation = self._operations[name]

        def call(**_: Any) -> Any:
            actions = actions_of(self._service, str(self._model.signing_name), operation)
            self._called.update(NAMED_OTHERWISE.get(action, action) for action in actions)
            return ANSWERS.get(name) or empty(self._model.operation_model(operation).output_shape)

        return call

    def get_paginator(self, operation: str) -> Any:
        """Give one page."""
        client = self

        class Pages:
            def paginate(self, **arguments: Any) -> Iterator[Any]:
                yield getattr(client, operation)(**arguments)

        return Pages()


def calls_of(handler: Any, properties: Mapping[str, Any]) -> set[str]:
    """Return the actions of all calls that a request makes where nothing is as it asks."""
    called: set[str] = set()
    event = {"RequestType": "Create", "StackId": STACK, "ResourceProperties": as_text(dict(properties))}
    runtime.respond(event, Hand().clock, "settings", handler.SETTINGS, lambda service: Client(service, called))
    return called


@pytest.mark.parametrize("which", ["access", "administrators", "detection"])
def test_each_call_for_an_organisation_is_allowed_and_each_right_is_used(stack: cdk.Stack, which: str) -> None:
    """By the role of the same stack; what is not called is what the services themselves need."""
    made = all_of(stack)[which]
    statements = [one.to_statement_json() for one in made.statements]
    allowed = {a for one in statements for a in (one["Action"] if isinstance(one["Action"], list) else [one["Action"]])}
    called = calls_of(organisation_settings_handler, made.settings)
    assert len(called) >= 5
    assert called - allowed == set()
    assert allowed - called - BY_SERVICES == set()


def test_each_call_for_an_account_is_allowed_and_each_right_is_used(stack: cdk.Stack) -> None:
    """In the home Region, with all that can be asked for."""
    template = build(stack, **EVERYTHING)
    called = calls_of(account_settings_handler, only(template, CUSTOM)["Properties"])
    allowed = set(granted(template))
    assert called - allowed == set()
    assert allowed - called - BY_SERVICES - RUNNING == set()
