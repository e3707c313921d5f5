"""Whom a resource names, and who of these is outside the zone."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.iam.outsiders import Insiders, names_parties, outsiders
from landing_zone.cloudformation.intrinsics.reasons import OPEN, Choice
from landing_zone.cloudformation.intrinsics.values import Maybe, Text, Unknown

ZONE: dict[str, Any] = {
    "organisation": {"id": "o-examplepay01"},
    "accounts": [{"id": "555555555555", "email": "aws@example.com"}],
    "regions": {"home": "eu-west-1", "allowed": ["eu-west-1"]},
    "bootstrap": {"qualifier": "hnb659fds", "bucket": "cdk-${Qualifier}-assets-${AWS::AccountId}-${AWS::Region}"},
    "contacts": {"security": {"email": "security@gmail.com"}},
    "trusted": [
        {"kind": "account", "name": "111122223333"},
        {"kind": "key", "name": "arn:aws:kms:eu-west-1:444455556666:key/1"},
        {"kind": "identity-provider", "name": "gitlab.com"},
    ],
}
INSIDERS = Insiders(ZONE, ["examplepay-audit"])
R = frozenset(("the parameter P",))
CHOSEN = frozenset((Choice("the condition C", ("T", "condition", "C"), (True, False)),))


def allow(**elements: Any) -> dict[str, Any]:
    """A policy with one permission."""
    return {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:*", **elements}]}}


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"A": "arn:aws:iam::555555555555:role/x"}, []),
        ({"A": "arn:aws:iam::111122223333:role/x"}, []),
        ({"A": "arn:aws:iam::aws:policy/x"}, []),
        ({"A": "arn:aws:iam::999888777666:role/x"}, ["account 999888777666"]),
        ({"A": "arn:aws:iam::99988877766?:role/x"}, ["account 99988877766?"]),
        ({"A": "arn:*:iam::999888777666:role/x"}, ["account 999888777666"]),
        ({"Uri": "arn:aws:apigateway:eu-west-1:lambda:path/f/arn:aws:lambda:eu-west-1:999888777666:function:x/i"},
         ["account 999888777666"]),
        ({"SourceAccount": 999888777666}, ["account 999888777666"]),
        ({"Image": "999888777666.dkr.ecr.eu-west-1.amazonaws.com/x"}, ["account 999888777666"]),
        ({"Url": "https://sqs.eu-west-1.amazonaws.com/999888777666/x"},
         ["account 999888777666"]),
        ({"Url": "https://a1b2.execute-api.eu-west-1.amazonaws.com/x"},
         ["host a1b2.execute-api.eu-west-1.amazonaws.com"]),
        ({"DomainName": "mallory.s3.eu-west-1.amazonaws.com"}, ["bucket mallory"]),
        ({"TemplateURL": "https://s3.amazonaws.com/mallory/x.json"}, ["bucket mallory"]),
        ({"TemplateURL": "https://examplepay-audit.s3.eu-west-1.amazonaws.com/x.json"}, []),
        ({"Service": "logging.s3.amazonaws.com"}, []),
        ({"Uri": "s3://mallory/x"}, ["bucket mallory"]),
        ({"Source": {"SourceType": "CERTIFICATE_BUNDLE"}}, ["identity-provider certificate-bundle"]),
        ({"KeyId": "arn:aws:kms:eu-west-1:444455556666:key/1"}, []),
        ({"KeyId": "arn:aws:kms:eu-west-1:444455556666:key/2"}, ["account 444455556666"]),
        ({"Description": "of arn:aws:iam::999888777666:role/x", "Tags": [{"Value": "999888777666"}]}, []),
        (allow(Principal={"AWS": "*"}, Condition={"StringEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}),
         ["vpc vpc-0123456789abcdef0"]),
        (allow(Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": "999888777666"}}), []),
        (allow(Principal={"CanonicalUser": "a" * 64}), [f"canonical-user {'a' * 64}"]),
        (allow(Principal={"Federated": "accounts.google.com"}), ["identity-provider accounts.google.com"]),
        (allow(Principal={"Federated": "cognito-identity.amazonaws.com"}), []),
        (allow(Principal={"Federated": "arn:aws:iam::555555555555:oidc-provider/gitlab.com"}), []),
        ({"Url": "https://idp.example.net", "ClientIdList": ["x"]},
         ["host idp.example.net", "identity-provider idp.example.net"]),
        ({"SamlMetadataDocument": '<E entityID="https://idp.example.net/a">'},
         ["identity-provider https://idp.example.net/a"]),
        ({"Statement": {"Effect": "Deny", "Principal": {"AWS": "999888777666"}, "Resource": "arn:aws:s3:::x"}}, []),
        ({"Statement": {"Effect": "Deny", "NotResource": "arn:aws:s3:::elsewhere"}}, ["bucket elsewhere"]),
        ({"Statement": {"Effect": "Deny", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-somebody001"}}}},
         ["organisation o-somebody001"]),
        ({"Bucket": "arn:aws:s3:::examplepay-audit"}, []),
        ({"S3BucketName": "cdk-hnb659fds-assets-555555555555-eu-west-1"}, []),
        ({"S3BucketName": "cdk-hnb659fds-assets-999888777666-eu-west-1"},
         ["bucket cdk-hnb659fds-assets-999888777666-eu-west-1"]),
        ({"R": "arn:aws:s3:::examplepay-*"}, []),
        ({"R": "arn:aws:s3:::other-*"}, ["bucket other-*"]),
        ({"R": "arn:aws:s3:::*"}, []),
        ({"R": "arn:aws:s3:::aws-ssm-eu-west-1/*"}, []),
        ({"R": "arn:aws:s3:::aws-ssm-mallory/*"}, ["bucket aws-ssm-mallory"]),
        ({"Endpoint": "team@example.com"}, []),
        ({"Endpoint": "security@gmail.com"}, []),
        ({"Endpoint": "mallory@gmail.com"}, ["mail-address mallory@gmail.com"]),
        ({"Endpoint": "+44 20 7946 0999"}, ["phone-number +44 20 7946 0999"]),
        ({"EventSourceName": "aws.partner/example.com/x"}, ["service aws.partner/example.com/x"]),
        ({"A": Text(R, True, parts=("arn:aws:iam::999888777666:role/", None))}, ["account 999888777666"]),
        ({"A": Text(R, True, parts=("arn:aws:iam::", None, ":role/x"))}, []),
        ({"A": Unknown(R)}, []),
    ],
)  # fmt: skip
def test_outsiders_are_named_in_whatever_property(properties: Any, found: list[str]) -> None:
    """ARNs, ids, addresses and names are found in any property, and in policies where they admit somebody."""
    assert outsiders(properties, INSIDERS) == found
    assert names_parties(properties) or not found


def test_a_choice_of_the_template_is_no_answer_yet() -> None:
    """What a condition chooses is found once it is chosen; an own account that is perhaps there needs no choice."""
    perhaps = outsiders({"A": [Maybe("arn:aws:iam::999888777666:root", R)]}, INSIDERS)
    assert isinstance(perhaps, Unknown)
    assert perhaps.reasons == R
    assert outsiders({"A": [Maybe("arn:aws:iam::555555555555:root", R)]}, INSIDERS) == []
    partly = outsiders({"A": Text(CHOSEN, True, parts=("arn:aws:iam::", None, ":root"))}, INSIDERS)
    assert isinstance(partly, Unknown)
    chosen = outsiders({"A": Unknown(CHOSEN)}, INSIDERS)
    assert isinstance(chosen, Unknown)
    assert chosen.reasons == CHOSEN


@pytest.mark.parametrize(("default", "open_"), [("999888777666", True), ("t3.micro", False)])
def test_a_default_counts_where_it_names_a_party(default: str, open_: bool) -> None:
    """Ten parameters without any account do not make a thousand ways to deploy a resource."""
    reason = Choice("the parameter P", ("T", "ref", "P"), (default, OPEN))
    found = outsiders({"A": Unknown(frozenset((reason,)))}, INSIDERS)
    assert isinstance(found, Unknown) is open_
