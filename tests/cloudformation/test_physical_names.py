"""Which texts name which resources."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.physical_names import names
from landing_zone.cloudformation.intrinsics.values import Text, Unknown
from landing_zone.cloudformation.model import Resource
from landing_zone.cloudformation.types.resource_type import resource_type


def _resource(kind: str, environment: str = "1/eu-west-1") -> Resource:
    return Resource("S", "R", kind, {}, "", environment, 0, {})


@pytest.mark.parametrize(
    ("kind", "name", "text", "source", "expected"),
    [
        ("AWS::S3::Bucket", "b", "b", "2/eu-west-3", True),
        ("AWS::S3::Bucket", "b", "arn:aws-cn:s3:::b/x/*", "2/eu-west-3", True),
        ("AWS::S3::Bucket", "b", "arn:aws:s3:::bc", "1/eu-west-1", False),
        ("AWS::SNS::Topic", "t", "t", "1/eu-west-1", True),
        ("AWS::SNS::Topic", "t", "t", "1/eu-west-2", False),
        ("AWS::SNS::Topic", "t", "arn:aws:sns:eu-west-1:1:t", "2/eu-west-2", True),
        ("AWS::SNS::Topic", "t", "arn:aws:sns:eu-west-1:2:t", "1/eu-west-1", False),
        ("AWS::Logs::LogGroup", "/a/b", "arn:aws:logs:eu-west-1:1:log-group:/a/b:*", "1/eu-west-1", True),
        ("AWS::Logs::LogGroup", "/a/b", "arn:aws:logs:eu-west-1:1:log-group:/a:*", "1/eu-west-1", False),
        ("AWS::IAM::Role", "r", "arn:aws:iam::1:role/path/r", "2/eu-west-1", True),
        ("AWS::IAM::Role", "r", "arn:aws:iam::1:user/r", "2/eu-west-1", False),
        ("AWS::IAM::Role", "r", "r", "1/eu-west-2", True),
        ("AWS::IAM::Role", "r", "r", "2/eu-west-1", False),
        ("AWS::KMS::Alias", "alias/k", "arn:aws:kms:eu-west-1:1:alias/k", "2/eu-west-1", True),
        ("AWS::SSM::Parameter", "/p/q", "arn:aws:ssm:eu-west-1:1:parameter/p/q", "1/eu-west-1", True),
        ("AWS::Lambda::Function", "f", "arn:aws:lambda:eu-west-1:1:function:f:live", "1/eu-west-1", True),
        ("AWS::S3::Bucket", None, "b", "1/eu-west-1", False),
        ("AWS::EC2::VPC", "vpc-1", "vpc-1", "1/eu-west-1", False),
        ("AWS::S3::Bucket", "b", "arn:broken", "1/eu-west-1", False),
    ],
)
def test_a_text_names_a_resource_or_does_not(kind: str, name: Any, text: str, source: str, expected: bool) -> None:
    """Service, account, Region and kind of the ARN must agree, not the name alone."""
    naming = resource_type(kind).name
    properties = {naming.property: name} if naming and name else {}

    assert names(text, _resource(kind), properties, _resource("AWS::X::Y", source)) is expected


def test_an_unknown_name_is_undetermined() -> None:
    """An unknown bucket name may match; one with a known part that differs does not."""
    bucket = _resource("AWS::S3::Bucket")
    half = Text(frozenset("x"), True, False, frozenset(), ("log-", None))

    assert names("log-1", bucket, {"BucketName": half}, bucket) is None
    assert names("web-1", bucket, {"BucketName": half}, bucket) is False
    assert names("web-1", bucket, Unknown(frozenset("x")), bucket) is None
