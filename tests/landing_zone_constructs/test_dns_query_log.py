"""The log of a VPC's DNS queries."""

from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from landing_zone_constructs.dns_query_log import DnsQueryLog

BUCKET = "arn:aws:s3:::examplepay-audit-logs-222222222222-eu-west-1"


def build(stack: cdk.Stack, bucket_arn: str) -> Template:
    """Return the template of a stack with a VPC and its query log."""
    vpc = ec2.Vpc(stack, "Vpc", subnet_configuration=[], restrict_default_security_group=False)
    DnsQueryLog(stack, "DnsQueryLog", vpc=vpc, bucket_arn=bucket_arn)
    return Template.from_stack(stack)


def test_the_vpcs_dns_queries_go_to_the_bucket(stack: cdk.Stack) -> None:
    """One configuration, associated with the VPC: without the association, nothing is logged."""
    template = build(stack, BUCKET)
    (log,) = template.find_resources("AWS::Route53Resolver::ResolverQueryLoggingConfig")
    (vpc,) = template.find_resources("AWS::EC2::VPC")
    template.has_resource_properties("AWS::Route53Resolver::ResolverQueryLoggingConfig", {"DestinationArn": BUCKET})
    template.has_resource_properties(
        "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
        {"ResolverQueryLogConfigId": {"Fn::GetAtt": [log, "Id"]}, "ResourceId": {"Ref": vpc}},
    )


@pytest.mark.parametrize("wrong", ["examplepay-audit-logs", "arn:aws:s3:::", "arn:aws:logs:eu-west-1:1:log-group:x"])
def test_an_arn_that_is_not_of_a_bucket_is_refused(stack: cdk.Stack, wrong: str) -> None:
    """The message has the value."""
    with pytest.raises(ValueError, match="bucket_arn must be the ARN of a bucket"):
        build(stack, wrong)
