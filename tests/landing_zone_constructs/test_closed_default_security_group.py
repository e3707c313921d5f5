from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from landing_zone_constructs.closed_default_security_group import ClosedDefaultSecurityGroup

RUNBOOK = "AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules"


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """A VPC without subnets whose default security group is closed."""
    vpc = ec2.Vpc(stack, "Vpc", subnet_configuration=[], restrict_default_security_group=False)
    ClosedDefaultSecurityGroup(stack, "Closed", vpc=vpc)
    return Template.from_stack(stack)


def only(template: Template, kind: str) -> tuple[str, dict[str, Any]]:
    """Return the logical id and the one resource of a type."""
    ((logical_id, resource),) = template.find_resources(kind).items()
    return logical_id, dict(resource)


def group_of(template: Template) -> dict[str, Any]:
    """Return the reference to the VPC's default security group."""
    return {"Fn::GetAtt": [only(template, "AWS::EC2::VPC")[0], "DefaultSecurityGroup"]}


def test_the_group_is_emptied_at_deployment_and_each_day(template: Template) -> None:
    """AWS's runbook runs on the VPC's default group; a deployment waits for it, and fails with it."""
    _, association = only(template, "AWS::SSM::Association")
    role, _ = only(template, "AWS::IAM::Role")
    policy, _ = only(template, "AWS::IAM::ManagedPolicy")
    assert association["Properties"] == {
        "Name": RUNBOOK,
        "AssociationName": {"Fn::Join": ["", ["close-default-security-group-", {"Ref": "AWS::StackName"}]]},
        "AutomationTargetParameterName": "GroupId",
        "Targets": [{"Key": "ParameterValues", "Values": [group_of(template)]}],
        "Parameters": {"AutomationAssumeRole": [{"Fn::GetAtt": [role, "Arn"]}]},
        "ScheduleExpression": "rate(1 day)",
        "MaxConcurrency": "1",
        "MaxErrors": "0",
        "ComplianceSeverity": "HIGH",
        "WaitForSuccessTimeoutSeconds": 900,
    }
    assert association["DependsOn"] == [policy]


def test_only_systems_manager_assumes_the_role(template: Template) -> None:
    """Only an automation of this account assumes it."""
    _, role = only(template, "AWS::IAM::Role")
    assert role["Properties"]["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ssm.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111111111111"},
                "ArnLike": {"aws:SourceArn": "arn:aws:ssm:*:111111111111:automation-execution/*"},
            },
        }
    ]


def test_the_role_can_only_remove_rules_of_this_group(template: Template) -> None:
    """It adds no rule anywhere, and removes none from another group."""
    _, policy = only(template, "AWS::IAM::ManagedPolicy")
    role, _ = only(template, "AWS::IAM::Role")
    by_sid = {found.pop("Sid"): found for found in policy["Properties"]["PolicyDocument"]["Statement"]}
    group = {"Fn::Join": ["", ["arn:aws:ec2:eu-west-1:111111111111:security-group/", group_of(template)]]}
    assert by_sid == {
        "EmptiesGroup": {
            "Effect": "Allow",
            "Action": ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
            "Resource": group,
        },
        "ReadsGroups": {"Effect": "Allow", "Action": "ec2:DescribeSecurityGroups", "Resource": "*"},
        "RunsRunbook": {
            "Effect": "Allow",
            "Action": ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
            "Resource": [
                "arn:aws:ssm:eu-west-1:111111111111:automation-execution/*",
                f"arn:aws:ssm:eu-west-1::automation-definition/{RUNBOOK}:*",
            ],
        },
        "PassesItself": {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": {"Fn::GetAtt": [role, "Arn"]},
            "Condition": {"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
        },
    }


def test_no_function_is_made(template: Template) -> None:
    """Neither Lambda nor a custom resource."""
    kinds = {resource["Type"] for resource in template.to_json()["Resources"].values()}
    assert not [kind for kind in kinds if kind.startswith(("AWS::Lambda", "Custom::", "AWS::CloudFormation"))]
