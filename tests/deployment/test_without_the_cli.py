"""A bootstrap that is too long for the CDK CLI is deployed by CloudFormation itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from landing_zone.deployment.without_the_cli import LIMIT, deploy, too_long_for_the_cli

BODY = {
    "Parameters": {"BootstrapVariant": {"Type": "String", "Default": "Landing zone"}},
    "Outputs": {"BootstrapVersion": {"Value": "33"}},
    "Resources": {},
}


class CloudFormation:
    """Answers as CloudFormation does."""

    def __init__(self, stack: dict[str, Any] | None, *, refuses: str = "", fails: bool = False) -> None:
        self.stack, self.refuses, self.fails = stack, refuses, fails
        self.calls: list[str] = []
        self.sent: dict[str, Any] = {}

    def describe_stacks(self, **_: Any) -> dict[str, Any]:
        """Return the stack, or refuse."""
        if self.stack is None:
            raise _error("Stack with id CDKToolkit does not exist")
        return {"Stacks": [self.stack]}

    def create_stack(self, **sent: Any) -> None:
        """Note it, or refuse."""
        self._call("create", sent)

    def update_stack(self, **sent: Any) -> None:
        """Note it, or refuse."""
        self._call("update", sent)

    def update_termination_protection(self, **_: Any) -> None:
        """Note it."""
        self.calls.append("protect")

    def get_waiter(self, name: str) -> CloudFormation:
        """Return what waits."""
        self.calls.append(name)
        return self

    def wait(self, **_: Any) -> None:
        """End as the stack does."""
        if self.fails:
            raise WaiterError("stack", "ROLLBACK_COMPLETE", {})

    def _call(self, name: str, sent: dict[str, Any]) -> None:
        self.calls.append(name)
        self.sent = sent
        if self.refuses:
            raise _error(self.refuses)


def _error(message: str) -> ClientError:
    return ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")


def _there(variant: str = "Landing zone", version: str = "33") -> dict[str, Any]:
    return {
        "Parameters": [{"ParameterKey": "BootstrapVariant", "ParameterValue": variant}],
        "Outputs": [{"OutputKey": "BootstrapVersion", "OutputValue": version}],
    }


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template."""
    path = tmp_path / "bootstrap.template.json"
    path.write_text(json.dumps(BODY, indent=1), encoding="utf-8")
    return path


def test_a_new_stack_is_created_and_protected(template: Path) -> None:
    """With the template as short as it can be."""
    client = CloudFormation(None)
    assert deploy(template, client) == ""
    assert client.calls == ["create", "stack_create_complete"]
    assert client.sent["EnableTerminationProtection"] is True
    assert client.sent["TemplateBody"] == json.dumps(BODY, separators=(",", ":"))
    assert client.sent["Capabilities"] == ["CAPABILITY_NAMED_IAM"]


def test_one_that_is_there_is_updated(template: Path) -> None:
    """And nothing to update is not a failure."""
    client = CloudFormation(_there())
    assert deploy(template, client) == ""
    assert client.calls == ["update", "stack_update_complete", "protect"]
    assert deploy(template, CloudFormation(_there(), refuses="No updates are to be performed.")) == ""


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (_there("AWS CDK: Default Resources"), "another variant"),
        (_there(version="34"), "newer bootstrap stack, 34 and not 33"),
    ],
)
def test_what_the_cli_would_leave_is_left(template: Path, there: dict[str, Any], said: str) -> None:
    """Unless it is forced."""
    client = CloudFormation(there)
    failure = deploy(template, client)
    assert said in failure
    assert "--force" in failure
    assert client.calls == []
    assert deploy(template, client, force=True) == ""


def test_what_fails_is_said(template: Path) -> None:
    """A refusal, and a stack that was rolled back."""
    assert "refuses it" in deploy(template, CloudFormation(None, refuses="you may not"))
    assert "its events" in deploy(template, CloudFormation(None, fails=True))


def test_how_long_is_too_long(tmp_path: Path) -> None:
    """As YAML; what is not JSON is the CDK CLI's to refuse."""
    path = tmp_path / "t.json"
    many = {f"R{number:05}": {"Type": "A"} for number in range(LIMIT // 20)}
    path.write_text(json.dumps({"Resources": many}), encoding="utf-8")
    assert too_long_for_the_cli(path)
    path.write_text("{", encoding="utf-8")
    assert not too_long_for_the_cli(path)
