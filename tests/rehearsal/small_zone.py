"""A zone of two accounts, and templates deployed into it without the CDK CLI's start-up time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.journal import JournalReader
from landing_zone.rehearsal.server import Emulator

MANAGEMENT, MEMBER = "111111111111", "222222222222"
HOME, MIRROR = "eu-west-1", "eu-central-1"


def account(identifier: str, name: str, role: str, unit: str) -> dict[str, str]:
    """One account of a zone's snapshot."""
    return {"id": identifier, "name": name, "role": role, "unit": unit, "email": f"aws+{name}@example.com"}


def small_zone() -> dict[str, Any]:
    """A zone's snapshot with two accounts."""
    return {
        "organisation": {"id": "o-examplepay01", "root": "r-exam", "name": "Example", "slug": "example"},
        "regions": {"home": HOME, "mirror": MIRROR},
        "organisational_units": [{"name": "Security"}],
        "accounts": [
            account(MANAGEMENT, "management", "management", "Root"),
            account(MEMBER, "log-archive", "log-archive", "Security"),
        ],
    }


@dataclass
class Deployer:
    """Deploys templates by change sets, as the CDK CLI does, without its start-up time."""

    emulator: Emulator
    clients: AccountClients
    account: str = MEMBER
    region: str = HOME

    def client(self, service: str) -> Any:
        """A client in the account and Region."""
        return self.clients(service, self.account, self.region)

    def deploy(self, name: str, template: dict[str, Any], **parameters: str) -> str:
        """Deploy, and return the status that CloudFormation ends with."""
        cloudformation = self.client("cloudformation")
        there = [
            one
            for one in cloudformation.describe_stacks()["Stacks"]
            if one["StackName"] == name and one["StackStatus"] != "REVIEW_IN_PROGRESS"
        ]
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="cdk-deploy-change-set",
            ChangeSetType="UPDATE" if there else "CREATE",
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
        cloudformation.execute_change_set(StackName=name, ChangeSetName="cdk-deploy-change-set")
        return self.status(name)

    def status(self, name: str) -> str:
        """CloudFormation's status of a stack."""
        return str(self.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])

    def ids(self, name: str) -> dict[str, str]:
        """Logical id to physical id."""
        found = self.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}

    def events(self, name: str) -> list[tuple[str, str]]:
        """Logical id and status of each event, the oldest first."""
        found = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
        return [(one["LogicalResourceId"], one["ResourceStatus"]) for one in reversed(found)]

    def journal(self) -> JournalReader:
        """All entries of the emulator so far."""
        reader = JournalReader(self.emulator.journal)
        reader.read()
        return reader


def parameter(name: str, value: Any, **more: Any) -> dict[str, Any]:
    """A template's Systems Manager parameter."""
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Name": name, "Type": "String", "Value": value}, **more}


def resources(**definitions: Any) -> dict[str, Any]:
    """A template."""
    return {"Resources": definitions}
