"""A response that is not what the API documents makes a resource undetermined: neither created nor missing."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.rehearsal.readers.resource_reading import Status
from tests.rehearsal.readers.account import ACCOUNT, Declared, read_one

ARN = f"arn:aws:iam::{ACCOUNT}:policy/p"
POLICY = {
    "GetPolicy": {"Policy": {"Arn": ARN, "PolicyId": "i", "DefaultVersionId": "v1", "PolicyName": "p"}},
    "GetPolicyVersion": {"PolicyVersion": {"Document": {"Statement": []}}},
}
UNUSED: dict[str, Any] = {"PolicyGroups": [], "PolicyRoles": [], "PolicyUsers": []}
MANAGED = Declared("AWS::IAM::ManagedPolicy", ARN, {"PolicyDocument": {"Statement": []}, "Roles": ["a"]})
BUS = Declared("AWS::Events::EventBusPolicy", "b|s", {"EventBusName": "b", "StatementId": "s", "Statement": {}})
ROUTE = Declared("AWS::EC2::Route", "r", {"RouteTableId": "rtb-1", "DestinationCidrBlock": "10.0.0.0/8"})
PERMISSION = Declared("AWS::Lambda::Permission", "f|s", {"FunctionName": "f"})
GROUP = Declared("AWS::Logs::LogGroup", "g", {"LogGroupName": "g"})
ENDPOINT = {"VpcEndpointId": "vpce-1", "State": "available"}
FUNCTION = {"FunctionName": "f", "FunctionArn": "arn"}
GROUP_RULES = {"SecurityGroups": [{"GroupId": "sg-1"}]}


class _Client:
    """Gives answers that botocore's own stubs would refuse."""

    def __init__(self, real: Any, answers: dict[str, Any]) -> None:
        self._answers = answers
        self.client = real
        self.client._make_api_call = lambda operation, _: self._answers[operation]


def _status(declared: Declared, answers: dict[str, Any], session: Any) -> Status:
    def clients(service: str, account_id: str, region: str) -> Any:
        return _Client(session.client(service, region_name=region), answers).client

    return read_one(declared, clients).status


MALFORMED: dict[str, tuple[Declared, dict[str, Any]]] = {
    "a policy that is not JSON": (PERMISSION, {"GetPolicy": {"Policy": '{"Statement": [{"Sid": "s"'}}),
    "the policy of a bus that is not JSON": (BUS, {"DescribeEventBus": {"Policy": "<html>"}}),
    "a policy without statements": (BUS, {"DescribeEventBus": {"Policy": "{}"}}),
    "a log group without its name": (GROUP, {"DescribeLogGroups": {"logGroups": [{"arn": "a"}]}}),
    "no log groups at all": (GROUP, {"DescribeLogGroups": {}}),
    "an account policy without its name": (
        Declared("AWS::Logs::AccountPolicy", "1|DATA_PROTECTION_POLICY|p", {}),
        {"DescribeAccountPolicies": {"accountPolicies": [{"policyType": "DATA_PROTECTION_POLICY"}]}},
    ),
    "a metric filter without its name": (
        Declared("AWS::Logs::MetricFilter", "f", {"LogGroupName": "g"}),
        {"DescribeMetricFilters": {"metricFilters": [{"logGroupName": "g"}]}},
    ),
    "a resource policy without its name": (
        Declared("AWS::Logs::ResourcePolicy", "p", {}),
        {"DescribeResourcePolicies": {"resourcePolicies": [{"policyDocument": "{}"}]}},
    ),
    "an administrator without its account": (
        Declared("AWS::SecurityHub::DelegatedAdmin", "a", {"AdminAccountId": ACCOUNT}),
        {"ListOrganizationAdminAccounts": {"AdminAccounts": [{"Status": "ENABLED"}]}},
    ),
    "no alarms at all": (Declared("AWS::CloudWatch::Alarm", "a", {}), {"DescribeAlarms": {}}),
    "a table without routes": (ROUTE, {"DescribeRouteTables": {"RouteTables": [{"RouteTableId": "rtb-1"}]}}),
    "a table without associations": (
        Declared("AWS::EC2::SubnetRouteTableAssociation", "rtbassoc-1", {}),
        {"DescribeRouteTables": {"RouteTables": [{"RouteTableId": "rtb-1"}]}},
    ),
    "a gateway without attachments": (
        Declared("AWS::EC2::VPCGatewayAttachment", "g", {"InternetGatewayId": "igw-1", "VpcId": "vpc-1"}),
        {"DescribeInternetGateways": {"InternetGateways": [{"InternetGatewayId": "igw-1"}]}},
    ),
    "an inline policy without its document": (
        Declared("AWS::IAM::Policy", "p", {"PolicyName": "p", "Roles": ["a"]}),
        {"GetRolePolicy": {"RoleName": "a", "PolicyName": "p"}},
    ),
    "a topic without attributes": (
        Declared("AWS::SNS::TopicPolicy", "p", {"Topics": ["t"], "PolicyDocument": {}}),
        {"GetTopicAttributes": {}},
    ),
    "a role without its name": (
        MANAGED,
        {**POLICY, "ListEntitiesForPolicy": {**UNUSED, "PolicyRoles": [{"RoleName": "a"}, {"RoleId": "b"}]}},
    ),
    "no roles at all": (
        Declared(MANAGED.type, ARN, {"PolicyDocument": {"Statement": []}, "Roles": []}),
        {**POLICY, "ListEntitiesForPolicy": {"PolicyGroups": [], "PolicyUsers": []}},
    ),
    "an attached policy without its ARN": (
        Declared("AWS::IAM::Role", "r", {"ManagedPolicyArns": [ARN]}),
        {
            "GetRole": {"Role": {"Arn": "r", "RoleId": "i"}},
            "ListAttachedRolePolicies": {"AttachedPolicies": [{"PolicyArn": ARN}, {"PolicyName": "b"}]},
            "ListRolePolicies": {"PolicyNames": []},
        },
    ),
    "a group of an endpoint without its id": (
        Declared("AWS::EC2::VPCEndpoint", "vpce-1", {"SecurityGroupIds": ["sg-1"]}),
        {"DescribeVpcEndpoints": {"VpcEndpoints": [{**ENDPOINT, "Groups": [{"GroupId": "sg-1"}, {"GroupName": "b"}]}]}},
    ),
    "a layer without its ARN": (
        Declared("AWS::Lambda::Function", "f", {"Layers": ["l"]}),
        {"GetFunction": {"Configuration": {**FUNCTION, "Layers": [{"Arn": "l"}, {"CodeSize": 1}]}}},
    ),
    "a target without its id": (
        Declared("AWS::Organizations::Policy", "p-1", {"TargetIds": ["t"]}),
        {
            "DescribePolicy": {"Policy": {"PolicySummary": {"Arn": "a"}, "Content": "{}"}},
            "ListTargetsForPolicy": {"Targets": [{"TargetId": "t"}, {"Name": "b"}]},
        },
    ),
    "no rules at all": (
        Declared("AWS::EC2::SecurityGroup", "sg-1", {"SecurityGroupIngress": []}),
        {**GROUP_RULES, "DescribeSecurityGroups": GROUP_RULES, "DescribeSecurityGroupRules": {}},
    ),
    "a route whose destination the template does not name": (
        Declared("AWS::EC2::Route", "r", {"RouteTableId": "rtb-1"}),
        {"DescribeRouteTables": {"RouteTables": [{"RouteTableId": "rtb-1", "Routes": []}]}},
    ),
    "a statement that the template does not name": (
        Declared(BUS.type, "b|s", {"EventBusName": "b", "Statement": {}}),
        {"DescribeEventBus": {"Policy": '{"Statement": [{"Sid": "s"}]}'}},
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_response_decides_nothing(case: str, aws_session: Any) -> None:
    """It shows neither that the resource is as declared, nor that it is gone."""
    assert _status(*MALFORMED[case], aws_session) is Status.UNDETERMINED


@pytest.mark.parametrize(
    ("declared", "answers"),
    [
        (BUS, {"DescribeEventBus": {"Name": "b"}}),
        (BUS, {"DescribeEventBus": {"Policy": '{"Statement": [{"Sid": "other"}]}'}}),
        (PERMISSION, {"GetPolicy": {"Policy": '{"Statement": []}'}}),
        (GROUP, {"DescribeLogGroups": {"logGroups": [{"logGroupName": "g2"}]}}),
        (ROUTE, {"DescribeRouteTables": {"RouteTables": [{"Routes": [{"DestinationCidrBlock": "0.0.0.0/0"}]}]}}),
    ],
)
def test_a_response_that_does_not_have_it_is_not_malformed(
    declared: Declared, answers: dict[str, Any], aws_session: Any
) -> None:
    """Then it is missing."""
    assert _status(declared, answers, aws_session) is Status.MISSING
