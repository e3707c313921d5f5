"""The regional web ACL: what is blocked, what is logged, what is kept out of logs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.web_acl import (
    INCLUDED_CAPACITY,
    MANAGED_RULE_GROUPS,
    MAX_CAPACITY,
    RATE_RULE_CAPACITY,
    RegionalWebAcl,
    check_capacity,
)

BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/pay/0123456789abcdef"


def build(stack: cdk.Stack, **changes: Any) -> RegionalWebAcl:
    """A web ACL with default props, some of them changed."""
    key = CustomerManagedKey(stack, "Key", description="Encrypts the log of web requests", alias="web")
    props: dict[str, Any] = {"name": "examplepay-edge", "log_group_retention_days": 400} | changes
    return RegionalWebAcl(stack, "Acl", log_group_key=key, **props)


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """The template of a stack with one web ACL."""
    build(stack)
    return Template.from_stack(stack)


def only(template: Template, kind: str) -> Mapping[str, Any]:
    """The one resource of a type."""
    (found,) = template.find_resources(kind).values()
    return found


@pytest.fixture
def acl(template: Template) -> Any:
    """The properties of the web ACL."""
    return only(template, "AWS::WAFv2::WebACL")["Properties"]


def test_acl_is_regional_and_lets_the_rest_pass(acl: dict[str, Any]) -> None:
    """A regional ACL whose default is to allow."""
    assert acl["Scope"] == "REGIONAL"
    assert acl["DefaultAction"] == {"Allow": {}}


@pytest.mark.parametrize(
    "group",
    [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesAnonymousIpList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ],
)
def test_managed_group_blocks(acl: dict[str, Any], group: str) -> None:
    """Each of AWS's groups is listed once, and blocks: no override sets its rules to count or excludes one."""
    (rule,) = [rule for rule in acl["Rules"] if rule["Name"] == group]
    assert rule["OverrideAction"] == {"None": {}}
    assert rule["Statement"] == {"ManagedRuleGroupStatement": {"Name": group, "VendorName": "AWS"}}


def test_floods_are_blocked(acl: dict[str, Any]) -> None:
    """One address may send 2000 requests in five minutes."""
    (rule,) = [rule for rule in acl["Rules"] if rule["Name"] == "RateLimit"]
    assert rule["Action"] == {"Block": {}}
    assert rule["Statement"] == {
        "RateBasedStatement": {"AggregateKeyType": "IP", "EvaluationWindowSec": 300, "Limit": 2000}
    }


def test_priorities_are_unique(acl: dict[str, Any]) -> None:
    """WAF refuses two rules of one priority."""
    priorities = [rule["Priority"] for rule in acl["Rules"]]
    assert len(set(priorities)) == len(priorities) == len(MANAGED_RULE_GROUPS) + 1


def test_every_rule_has_metrics(acl: dict[str, Any]) -> None:
    """The ACL and each rule have metrics with different names."""
    configs = [acl["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in acl["Rules"])]
    assert all(config["CloudWatchMetricsEnabled"] and config["SampledRequestsEnabled"] for config in configs)
    assert len({config["MetricName"] for config in configs}) == len(configs)


def test_requests_are_logged_in_an_encrypted_log_group(template: Template) -> None:
    """The log group has the prefix that WAF requires, a key, the given retention, and outlives the stack."""
    group = only(template, "AWS::Logs::LogGroup")
    assert group["Properties"]["LogGroupName"] == "aws-waf-logs-examplepay-edge"
    assert group["Properties"]["RetentionInDays"] == 400
    assert group["Properties"]["DeletionProtectionEnabled"] is True
    assert "Fn::GetAtt" in group["Properties"]["KmsKeyId"]
    assert group["DeletionPolicy"] == "Retain"
    policy = json.dumps(only(template, "AWS::KMS::Key")["Properties"]["KeyPolicy"])
    assert "log-group:aws-waf-logs-examplepay-edge" in policy


def test_acl_logs_to_that_log_group(template: Template) -> None:
    """The destination does not end in ':*', which WAF refuses, and waits for group and policy."""
    logging = only(template, "AWS::WAFv2::LoggingConfiguration")
    assert logging["Properties"]["LogDestinationConfigs"] == [
        "arn:aws:logs:eu-west-1:111111111111:log-group:aws-waf-logs-examplepay-edge"
    ]
    awaited = {*template.find_resources("AWS::Logs::LogGroup"), *template.find_resources("AWS::Logs::ResourcePolicy")}
    assert set(logging["DependsOn"]) == awaited
    assert "LoggingFilter" not in logging["Properties"]


def test_log_delivery_may_write_only_there(template: Template) -> None:
    """The log delivery service may write to this log group, on behalf of this account; the policy has its name."""
    assert only(template, "AWS::Logs::ResourcePolicy")["Properties"]["PolicyName"] == "aws-waf-logs-examplepay-edge"
    document = only(template, "AWS::Logs::ResourcePolicy")["Properties"]["PolicyDocument"]
    text = document if isinstance(document, str) else "".join(map(str, document["Fn::Join"][1]))
    assert '"Service":"delivery.logs.amazonaws.com"' in text
    assert '"Action":["logs:CreateLogStream","logs:PutLogEvents"]' in text
    assert '"aws:SourceAccount":"111111111111"' in text
    assert '"aws:SourceArn":"arn:aws:logs:eu-west-1:111111111111:*"' in text


@pytest.mark.parametrize("header", ["authorization", "cookie", "x-api-key"])
def test_credentials_are_kept_out(template: Template, acl: dict[str, Any], header: str) -> None:
    """Headers with credentials are in no log, and in no sampled request, which redaction alone would not cover."""
    redacted = only(template, "AWS::WAFv2::LoggingConfiguration")["Properties"]["RedactedFields"]
    assert {"SingleHeader": {"Name": header}} in redacted
    (protection,) = acl["DataProtectionConfig"]["DataProtections"]
    assert protection["Action"] == "SUBSTITUTION"
    assert protection["Field"]["FieldType"] == "SINGLE_HEADER"
    assert header in protection["Field"]["FieldKeys"]


def test_capacity_is_within_the_price() -> None:
    """The rules take 1177 of the 1500 WCU that the price includes."""
    units = sum(MANAGED_RULE_GROUPS.values()) + RATE_RULE_CAPACITY
    assert units == 1177
    check_capacity(units)


@pytest.mark.parametrize("units", [INCLUDED_CAPACITY + 1, MAX_CAPACITY + 1])
def test_too_much_capacity_is_refused(units: int) -> None:
    """More than the price includes is refused, with all the numbers."""
    with pytest.raises(ValueError, match=rf"{units} WCU.*1500.*5000"):
        check_capacity(units)


def test_capacity_is_checked_when_the_acl_is_made(stack: cdk.Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group added to the table that makes it too large stops the synth."""
    monkeypatch.setattr("landing_zone_constructs.web_acl.MANAGED_RULE_GROUPS", {**MANAGED_RULE_GROUPS, "Huge": 400})
    with pytest.raises(ValueError, match="1577 WCU"):
        build(stack)


def test_the_acl_is_associated_with_resources(stack: cdk.Stack) -> None:
    """Each resource gets its own association."""
    acl = build(stack)
    acl.associate(BALANCER)
    acl.associate(f"{BALANCER}2")
    found = Template.from_stack(stack).find_resources("AWS::WAFv2::WebACLAssociation").values()
    assert {association["Properties"]["ResourceArn"] for association in found} == {BALANCER, f"{BALANCER}2"}
    assert all("Fn::GetAtt" in association["Properties"]["WebACLArn"] for association in found)


@pytest.mark.parametrize("arn", ["app/pay", "arn:aws:cloudfront::111111111111:distribution/EXAMPLE", ""])
def test_association_with_another_kind_of_resource_is_refused(stack: cdk.Stack, arn: str) -> None:
    """A regional ACL cannot protect a CloudFront distribution; a value that is not an ARN is refused too."""
    with pytest.raises(ValueError, match=f"got '{arn}'"):
        build(stack).associate(arn)


@pytest.mark.parametrize(
    ("prop", "value"),
    [("name", "edge acl"), ("name", ""), ("rate_limit", 9), ("rate_limit", 0), ("log_group_retention_days", 90)],
)
def test_malformed_props_are_refused(stack: cdk.Stack, prop: str, value: Any) -> None:
    """A prop that AWS or PCI DSS would refuse is refused here, and the message has the value."""
    with pytest.raises(ValueError, match=f"got {value!r}"):
        build(stack, **{prop: value})
