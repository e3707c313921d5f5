"""Who may reach what a policy guards, and what the wildcards of IAM cover."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.iam.callers import admits_everybody, limits_who
from landing_zone.cloudformation.iam.patterns import covers
from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Unknown, text_of

R = frozenset(("the parameter P",))
ACCOUNT = Text(
    frozenset(("the pseudo parameter AWS::AccountId",)), True, parts=("arn:aws:iam::", None, ":role/*")
)  # arn:aws:iam::${AWS::AccountId}:role/*
ROLE = Reference(("S", "Role"), "Arn", {"Fn::GetAtt": ["Role", "Arn"]})
CUSTOM = Reference(("S", "Custom"), "Arn", {"Fn::GetAtt": ["Custom", "Arn"]}, opaque=True)

ORG: dict[str, Any] = {"StringEquals": {"aws:PrincipalOrgID": "o-examplepay01"}}


@pytest.mark.parametrize(
    ("patterns", "answer"),
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
        ({"Ref": "P"}, None),
    ],
)
def test_an_action_covers_what_iam_says(patterns: Any, answer: bool | None) -> None:
    """Case is ignored, ``*`` and ``?`` are wildcards, and what is not known may cover anything that it fits."""
    assert covers(patterns, "kms:Decrypt") is answer


@pytest.mark.parametrize(
    ("condition", "answer"),
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
        ({"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:events:*:5*:rule/pay"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:events:*:555555555555:rule/*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:*:*:*:*:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": None}}, False),
        ({"ArnLike": {"aws:SourceArn": []}}, False),
        ({"ArnLike": {"aws:SourceArn": [Maybe("*", R), ROLE]}}, None),
        ({"StringLike": {"aws:SourceVpce": "vpce-*"}}, False),
        ({"StringLike": {"aws:SourceVpce": "vpce-12345678"}}, True),
        ({"StringLike": {"aws:PrincipalAccount": "55555555555?"}}, False),
        ({"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}, True),
        ({"StringLike": {"aws:userid": "AROA*"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "pay"}}, False),
        (
            {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:examplepay/pay:ref:main"}},
            True,
        ),
        ({"StringLike": {"token.actions.githubusercontent.com:sub": "repo:examplepay/*"}}, True),
        ({"StringLike": {"token.actions.githubusercontent.com:sub": "repo:examplepay*"}}, False),
        ({"StringLike": {"app.terraform.io:SUB": "organization:examplepay:*"}}, True),
        ({"StringNotLike": {"app.terraform.io:sub": "organization:examplepay:*"}}, False),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.7"}}, True),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, True),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/7"}}, False),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::7"}}, True),
        ({"IpAddress": {"aws:SourceIp": "2001::/16"}}, True),
        ({"IpAddress": {"aws:SourceIp": "2000::/15"}}, False),
        ({"IpAddress": {"aws:SourceIp": "${aws:SourceIp}"}}, False),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}}, False),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, False),
        ({"StringEquals": {"aws:SourceVpce": "vpce-12345678"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-12345678"}}, False),
        ({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-a/r-b/"}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a/r-b/*"}}, True),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-b/*"}}, False),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-examplepay01"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, False),
        ({"StringLike": {"aws:UserAgent": "Example"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceAccount": "555555555555"}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": ["true", "false"]}}, False),
        ({"Bool": {"aws:PrincipalIsAWSService": True}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": {"Ref": "P"}}}, None),
        ({"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}}, False),
        ({"StringEquals": {"kms:CallerAccount": "${KMS:callerAccount}"}}, False),
        ({"StringEquals": {"aws:SourceAccount": ["555555555555", "${aws:SourceAccount}"]}}, False),
        ({"StringEquals": {"aws:SourceAccount": "${aws:SourceAccount, '555555555555'}"}}, False),
        ({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}, None),
        ({"StringEquals": {"aws:SourceAccount": text_of(["${aws:SourceAccount}", Unknown(R)])}}, False),
        ({"StringLike": {"aws:userid": "${aws:userid}"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/x"}}, None),
        ({"StringLike": {"aws:PrincipalOrgID": "${*}"}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "o${?}${$}"}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "${*}*"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-*"}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": ""}}, None),
        ({"StringEquals": {"aws:PrincipalArn": ROLE}}, True),
        ({"StringEquals": {"aws:PrincipalArn": CUSTOM}}, None),
        ({"StringEquals": {"aws:PrincipalArn": text_of(["arn:", CUSTOM])}}, None),
        ({"StringEquals": {"aws:PrincipalArn": {"Fn::GetAtt": ["Role", "Arn"]}}}, None),
        ({"StringEquals": ROLE}, None),
        ({"StringEquals": {"Fn::If": ["C", {}, {}]}}, None),
        ({"StringEquals": None}, None),
        (ROLE, None),
        ({"Fn::If": ["C", ORG, ORG]}, None),
        ([ORG], None),
        ({"StringEquals": Unknown(R)}, None),
        (Unknown(R), None),
        ({}, False),
        (None, False),
    ],
)
def test_a_condition_limits_who_or_does_not(condition: Any, answer: bool | None) -> None:
    """Only a test of a key that the caller cannot choose, and that anybody without it fails, limits who."""
    assert limits_who(condition) is answer


ALLOW: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*"}


@pytest.mark.parametrize(
    ("documents", "answer"),
    [
        ({"Statement": ALLOW}, True),
        ({"Statement": [ALLOW | {"Principal": {"AWS": "*"}}]}, True),
        ({"Statement": [ALLOW | {"Principal": {"AWS": [ROLE, "*"]}}]}, True),
        ({"Statement": [ALLOW | {"Principal": ["*"]}]}, True),
        ({"Statement": [ALLOW | {"Principal": {"AWS": ROLE}}]}, False),
        ({"Statement": [ALLOW | {"Principal": {"Service": "sns.amazonaws.com"}}]}, False),
        ({"Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": ROLE}}]}, True),
        ({"Statement": [ALLOW | {"Effect": "Deny"}]}, False),
        ({"Statement": [ALLOW | {"Condition": ORG}]}, False),
        ({"Statement": [ALLOW | {"Condition": ORG}, ALLOW]}, True),
        ({"Statement": [ALLOW | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}, True),
        ('{"Statement": {"Effect": "Allow", "Principal": "*"}}', True),
        ([None, {"Statement": []}, {"Statement": ALLOW}], True),
        ({"Statement": [ALLOW | {"Principal": {"AWS": Unknown(R)}}]}, None),
        ({"Statement": [ALLOW | {"Condition": Unknown(R)}]}, None),
        ({"Statement": [ALLOW | {"Effect": Unknown(R)}]}, None),
        ({"Statement": [ALLOW | {"Principal": {"AWS": Unknown(R)}, "Condition": ORG}]}, False),
        ({"Statement": [Maybe(ALLOW, R)]}, None),
        ({"Statement": [Unknown(R)]}, None),
        ({"Statement": Unknown(R)}, None),
        (Unknown(R), None),
        (None, False),
        ("no policy", None),
        ("{", None),
        ("\ufeff" + '{"Statement": {"Effect": "Allow", "Principal": "*"}}', None),
        ('[{"Statement": []}]', None),
        ([Maybe({"Statement": ALLOW}, R)], None),
        ([Maybe({"Statement": []}, R)], False),
        (ROLE, None),
        ([ROLE, {"Statement": []}], None),
        ({"Statement": ROLE}, None),
        ({"Statement": [ROLE]}, None),
        ({"Statement": [Maybe(ROLE, R)]}, None),
        ({"Statement": ["*"]}, None),
        ({"Fn::GetAtt": ["Custom", "Policy"]}, None),
        ({"Statement": {"Ref": "P"}}, None),
        ({"Statement": [{"Fn::If": ["C", ALLOW, {"Ref": "AWS::NoValue"}]}]}, None),
        ({"Statement": ALLOW | {"Effect": {"Fn::If": ["C", "Allow", "Deny"]}}}, None),
        ({"Statement": ALLOW | {"Effect": CUSTOM}}, None),
        ({"Statement": ALLOW | {"Condition": ROLE}}, None),
        ({"Statement": ALLOW | {"Principal": ROLE}}, None),
        ({"Statement": ALLOW | {"Principal": CUSTOM}}, None),
        ({"Statement": ALLOW | {"Principal": {"Fn::GetAtt": ["Custom", "Policy"]}}}, None),
        ({"Statement": ALLOW | {"Principal": [Maybe({"AWS": "*"}, R)]}}, None),
        ({"Statement": ALLOW | {"Principal": {"AWS": {"Ref": "P"}}}}, None),
        ({"Statement": ALLOW | {"Principal": {"AWS": CUSTOM}}}, None),
        ({"Statement": ALLOW | {"Principal": {"AWS": 555555555555}}}, False),
        ({"Statement": ALLOW | {"Principal": {"Service": "*"}}}, None),
        ({"Statement": ALLOW | {"Principal": {"Federated": "*"}}}, None),
        ({"Statement": ALLOW | {"Principal": {"CanonicalUser": ["79a5", "*"]}}}, None),
        ({"Statement": ALLOW | {"Principal": {"Federated": ROLE}}}, False),
    ],
)
def test_a_policy_admits_everybody_or_does_not(documents: Any, answer: bool | None) -> None:
    """By any spelling of everybody, or by all but some, and where no condition says who."""
    assert admits_everybody(documents) is answer


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        ("s3:Get*", "s3:GetObject*", True),
        ("s3:Get?bject", "s3:GetObject", True),
        ("s3:Get?", "s3:Get*", False),
        ("s3:Get??", "s3:Get?", False),
        ("s3:*", "s3:Get?bject", True),
    ],
)
def test_a_pattern_covers_another(wide: str, narrow: str, answer: bool) -> None:
    """A question mark is one character, and no star."""
    assert covers(wide, narrow) is answer


def test_the_case_of_resources_counts() -> None:
    """That of actions does not."""
    assert covers("arn:aws:s3:::Data/*", "arn:aws:s3:::data/x", ignore_case=False) is False
    assert covers("arn:aws:s3:::d*/*", "arn:aws:s3:::data/x", ignore_case=False) is True


def test_a_policy_as_text_with_a_generated_part_is_read() -> None:
    """What AWS generates holds no quote, so that the text around it is read; a parameter may hold anything."""
    written = '{"Statement": [{"Effect": "Allow", "Principal": "PRINCIPAL", "Resource": "'
    end = '*"}]}'
    for principal, answer in (("*", True), ("arn:aws:iam::555555555555:root", False)):
        begin = written.replace("PRINCIPAL", principal)
        assert admits_everybody(text_of([begin, ROLE, end])) is answer
        assert admits_everybody(text_of([begin, CUSTOM, end])) is None
