"""Run app.py with things in its code changed, as an engineer's mistakes would: `broken_app.py <mistake>...`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from landing_zone.engines.node import use_node  # noqa: E402

use_node()

import aws_cdk as cdk  # noqa: E402
from aws_cdk import aws_cloudwatch as cloudwatch  # noqa: E402
from aws_cdk import aws_cognito as cognito  # noqa: E402
from aws_cdk import aws_ec2 as ec2  # noqa: E402
from aws_cdk import aws_kms as kms  # noqa: E402
from aws_cdk import aws_lambda as lambda_  # noqa: E402

import app  # noqa: E402
from landing_zone import gate  # noqa: E402
from landing_zone_constructs.multi_az_vpc import MultiAzVpc  # noqa: E402
from stacks.baseline import Baseline  # noqa: E402
from stacks.landing_zone_stack import LandingZoneStack  # noqa: E402
from stacks.organisation import Organisation  # noqa: E402


def after_init(kind: type[Any], then: Callable[[Any], None]) -> None:
    """Run a function on each object of a class, right after its ``__init__``."""
    made = kind.__init__

    def init(self: Any, *arguments: Any, **props: Any) -> None:
        made(self, *arguments, **props)
        then(self)

    kind.__init__ = init


def rotation_off() -> None:
    """The keys of one account are made without rotation."""
    made = kms.Key.__init__

    def init(self: Any, scope: Any, *arguments: Any, **props: Any) -> None:
        if "-cde-production-" in cdk.Stack.of(scope).stack_name:
            props.pop("rotation_period", None)
            props["enable_key_rotation"] = False
        made(self, scope, *arguments, **props)

    kms.Key.__init__ = init  # type: ignore[method-assign] # breaks it on purpose


def flow_log_dropped() -> None:
    """The VPC block makes no flow log."""
    after_init(MultiAzVpc, lambda vpc: vpc.node.try_remove_child("FlowLog"))


def detector_deleted() -> None:
    """The account that administers GuardDuty has no detector in one Region."""

    def delete(stack: Baseline) -> None:
        if stack.stack_name == "Baseline-security-eu-central-1":
            names = [child.node.id for child in stack.node.children if type(child).__name__ == "ThreatDetector"]
            assert names, [child.node.id for child in stack.node.children]
            stack.node.try_remove_child(names[0])

    after_init(Baseline, delete)


def security_group_opened() -> None:
    """A security group admits SSH from everywhere."""

    def open_(vpc: MultiAzVpc) -> None:
        vpc.endpoint_security_group.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(22), "anyone")

    after_init(MultiAzVpc, open_)


def acknowledged_bare() -> None:
    """Rotation is off, and the cdk-nag rule is silenced by its bare id, which leaves no trace in CDK's report."""
    rotation_off()

    def acknowledge(stack: LandingZoneStack) -> None:
        for name in ("AwsSolutions-KMS5", "PCI.DSS.321-KMSBackingKeyRotationEnabled"):
            cdk.Validations.of(stack).acknowledge(cdk.Acknowledgment(id=name, reason="later"))

    after_init(LandingZoneStack, acknowledge)


def warning_left_open() -> None:
    """A warning of cdk-nag is acknowledged, after which CDK itself ignores the pack's other warnings."""

    def add_user_pool(stack: Baseline) -> None:
        if stack.stack_name == "Baseline-security-eu-west-1":
            pool = cognito.CfnUserPool(stack, "People")
            for rule in ("AwsSolutions-COG1", "AwsSolutions-COG3", "AwsSolutions-COG8"):
                acknowledgement = cdk.Acknowledgment(id=f"AwsSolutions::{rule}", reason="later")
                cdk.Validations.of(pool).acknowledge(acknowledgement)

    after_init(Baseline, add_user_pool)


def _adds(type_: str, **properties: Any) -> Callable[[], None]:
    """Return a mistake that adds one resource to an account with card data."""

    def add(stack: Baseline) -> None:
        if stack.stack_name == "Baseline-cde-production-eu-west-1":
            cdk.CfnResource(stack, f"Hole{type_.replace('::', '')}", type=type_, properties=properties)

    return lambda: after_init(Baseline, add)


def _trust(principal: dict[str, str], action: str, **condition: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}]}


def alarm_blunted() -> None:
    """An alarm on the trail waits for a number that is never reached."""

    def blunt(stack: Organisation) -> None:
        for child in stack.node.find_all():
            if isinstance(child, cloudwatch.CfnAlarm) and child.metric_name == "RootUse":
                child.threshold = 100000

    after_init(Organisation, blunt)


def code_replaced() -> None:
    """The function that makes an account's settings does nothing."""

    def replace(stack: Baseline) -> None:
        if stack.stack_name == "Baseline-cde-production-eu-west-1":
            for child in stack.node.find_all():
                if isinstance(child, lambda_.CfnFunction):
                    child.add_property_override("Code.ZipFile", "def handler(event, context): pass")

    after_init(Baseline, replace)


HOLES: dict[str, Callable[[], None]] = {
    "foreign_role": _adds(
        "AWS::IAM::Role",
        AssumeRolePolicyDocument=_trust({"AWS": "arn:aws:iam::987654321098:root"}, "sts:AssumeRole"),
    ),
    "foreign_subscription": _adds(
        "AWS::SNS::Subscription",
        Protocol="email",
        Endpoint="mallory@example.net",
        TopicArn="arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts",
    ),
    "any_identity": _adds(
        "AWS::IAM::OIDCProvider",
        Url="https://token.actions.githubusercontent.com",
        ClientIdList=["sts.amazonaws.com"],
    ),
    "threats_silenced": _adds(
        "AWS::GuardDuty::IPSet", Activate=True, DetectorId="a", Format="TXT", Location="s3://lists/trusted", Name="a"
    ),
    "unknown_property": _adds("AWS::S3::StorageLens", StorageLensConfiguration={"Id": "a", "IsEnabled": True}),
    "secret_in_code": _adds(
        "AWS::SSM::Document",
        DocumentType="Command",
        Content={
            "schemaVersion": "2.2",
            "mainSteps": [{"action": "aws:runShellScript", "inputs": {"runCommand": ["export PASSWORD=Summer-2026"]}}],
        },
    ),
    "passes_role": _adds(
        "AWS::IAM::ManagedPolicy",
        PolicyDocument={
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["iam:CreatePolicyVersion"], "Resource": "*"}],
        },
    ),
    "plain_stream": _adds("AWS::Kinesis::Stream", ShardCount=1),
    "alarm_blunted": alarm_blunted,
    "code_replaced": code_replaced,
}
"""Ten holes that once passed together: by what nothing read, by an outsider, by a detection that sees nothing."""

MISTAKES = HOLES | {
    function.__name__: function
    for function in (
        rotation_off,
        flow_log_dropped,
        detector_deleted,
        security_group_opened,
        acknowledged_bare,
        warning_left_open,
    )
}

if __name__ == "__main__":
    for mistake in sys.argv[1:]:
        MISTAKES[mistake]()
    with gate.prepared():
        app.main()
