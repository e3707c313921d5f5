"""IAM's wildcards and conditions, as functions in the catalogue's conditions."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.iam.patterns import covers, limits_who
from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Unknown, text_of

R = frozenset(("the parameter P",))
ACCOUNT = Text(
    frozenset(("the pseudo parameter AWS::AccountId",)), True, parts=("arn:aws:iam::", None, ":role/*")
)  # arn:aws:iam::${AWS::AccountId}:role/*
ROLE = Reference(("S", "Role"), "Arn", {"Fn::GetAtt": ["Role", "Arn"]})
CUSTOM = Reference(("S", "Custom"), "Arn", {"Fn::GetAtt": ["Custom", "Arn"]}, opaque=True)


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("kms:Decrypt", True),
        ("KMS:decrypt", True),
        ("kms:D*", True),
        ("kms:?ecrypt", True),
        ("*", True),
        ("**", True),
        ("*:*", True),
        (["s3:GetObject", "kms:*"], True),
        ("kms:Decrypt*", True),
        ("kms:Encrypt", False),
        ("kms.Decrypt", False),
        ("kms:DecryptX", False),
        (None, False),
        ([], False),
        (Unknown(R), None),
        (Text(R, True, parts=("kms:", None)), None),
        (Text(R, True, parts=("s3:", None)), False),
        (ROLE, False),
        (CUSTOM, None),
        ([Maybe("kms:*", R), "s3:*"], None),
        ([Maybe("ec2:*", R), "kms:*"], True),
        ([Unknown(R), "kms:*"], True),
    ],
)
def test_an_action_covers_what_iam_says(patterns: Any, expected: bool | None) -> None:
    """Case is ignored, ``*`` and ``?`` are wildcards, and a partly unknown pattern may cover anything that it fits."""
    assert covers(patterns, "kms:Decrypt") is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-examplepay01"}}, True),
        ({"stringequals": {"AWS:PRINCIPALORGID": ["o-examplepay01", "o-other"]}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": Unknown(R)}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, False),
        ({"StringLike": {"aws:PrincipalArn": "*"}}, False),
        ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/pay"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::555555555555:*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::555555555555:*", "*"]}}, False),
        ({"ArnLike": {"aws:PrincipalArn": ACCOUNT}}, True),
        ({"ArnLike": {"aws:PrincipalArn": Unknown(R)}}, None),
        ({"ArnLike": {"aws:PrincipalArn": text_of(["arn:aws:iam::", CUSTOM, ":*"])}}, None),
        ({"ArnEquals": {"aws:SourceArn": ROLE}}, True),
        ({"ArnEquals": {"aws:SourceArn": CUSTOM}}, None),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:examplepay-audit"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "*"}}, False),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.7"}}, True),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}}, False),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, False),
        ({"StringEquals": {"aws:SourceVpce": "vpce-12345678"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-12345678"}}, False),
        ({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-a/r-b/"}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a/r-b/*"}}, True),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-examplepay01"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, False),
        ({"StringLike": {"aws:UserAgent": "Example"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceAccount": "555555555555"}}, True),
        ({"StringEquals": Unknown(R)}, None),
        (Unknown(R), None),
        ({}, False),
        (None, False),
    ],
)
def test_a_condition_limits_who_or_does_not(condition: Any, expected: bool | None) -> None:
    """Only a test of a key that the caller cannot set, and that fails where the key is missing, limits who."""
    assert limits_who(condition) is expected
