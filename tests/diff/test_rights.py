"""A new right is reported; one that an older right covers is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from landing_zone.diff.rights import rights
from tests.diff.conftest import Make

READ: dict[str, Any] = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::a/*"}
TLS: dict[str, Any] = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def role(*statements: dict[str, Any]) -> dict[str, Any]:
    """A role with an inline policy."""
    policy = {"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}
    return {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}}}


def bucket_policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """A bucket's policy."""
    return {"P": {"Type": "AWS::S3::BucketPolicy", "Properties": {"PolicyDocument": {"Statement": list(statements)}}}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([READ], [{**READ, "Action": "s3:GetObject"}], []),
        ([{**READ, "Action": "s3:GetObject"}], [READ], ["Allow s3:get* on arn:aws:s3:::a/*"]),
        ([READ], [{**READ, "Resource": "*"}], ["Allow s3:get* on *"]),
        ([READ], [READ, {**READ, "Action": "s3:PutObject"}], ["Allow s3:putobject on arn:aws:s3:::a/*"]),
        ([READ], [{**READ, "Action": ["s3:GET*"]}], []),
        ([{**READ, "Condition": {"A": {"b": "c"}}}], [READ], ["Allow s3:get* on arn:aws:s3:::a/*"]),
        ([READ], [{**READ, "Condition": {"A": {"b": "c"}}}], []),
        (
            [{"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}],
            [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
            ["Allow !iam:* on *"],
        ),
        ([READ], [], []),
    ],
)
def test_what_is_allowed_beyond_before(assembly: Make, before: Any, after: Any, expected: list[str]) -> None:
    """Wildcards cover what they match; a condition that is gone widens; a new one narrows."""
    found = rights(assembly(role(*before)), assembly(role(*after)))
    assert [w.what for w in found.rights] == expected
    assert found.guardrails == ()
    assert bool(found.narrowed) == (not expected and before != after and "GET" not in str(after))


def test_a_denial_that_is_gone_widens(assembly: Make) -> None:
    """Also when its condition changed, since only its evaluation could show that it is not wider."""
    found = rights(assembly(bucket_policy(TLS)), assembly(bucket_policy()))
    assert [w.what for w in found.rights] == [
        'no longer: Deny s3:* on * to * when {"Bool":{"aws:SecureTransport":"false"}}'
    ]
    other = {**TLS, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    assert rights(assembly(bucket_policy(TLS)), assembly(bucket_policy(other))).rights
    without = {k: v for k, v in TLS.items() if k != "Condition"}
    assert not rights(assembly(bucket_policy(TLS)), assembly(bucket_policy(without))).rights
    assert rights(assembly(bucket_policy(TLS)), assembly({})).rights, "the policy went, and the bucket may be there"


def test_a_new_principal_widens(assembly: Make) -> None:
    """By name, by account, by service, or everybody."""
    one = {**READ, "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}
    two = {**READ, "Principal": {"AWS": ["arn:aws:iam::111111111111:root", "*"]}}
    assert [w.what for w in rights(assembly(bucket_policy(one)), assembly(bucket_policy(two))).rights] == [
        "Allow s3:get* on arn:aws:s3:::a/* to AWS:*"
    ]
    assert not rights(assembly(bucket_policy(two)), assembly(bucket_policy(one))).rights


def test_policies_as_text_count(assembly: Make) -> None:
    """A topic's policy may be a string."""
    text = json.dumps({"Statement": [{**READ, "Action": "sns:*"}]})
    made = {"T": {"Type": "Custom::Policy", "Properties": {"Policy": text}}}
    assert rights(assembly({"T": {"Type": "Custom::Policy"}}), assembly(made)).rights


def group(*rules: dict[str, Any]) -> dict[str, Any]:
    """A security group."""
    return {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress": list(rules)}}}


HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"}


@pytest.mark.parametrize(
    ("after", "widened"),
    [
        ({**HTTPS, "CidrIp": "0.0.0.0/0"}, True),
        ({**HTTPS, "CidrIp": "10.0.1.0/24"}, False),
        ({**HTTPS, "ToPort": 8443}, True),
        ({**HTTPS, "IpProtocol": "-1"}, True),
        ({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv6": "::/0"}, True),
        ({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "SourceSecurityGroupId": {"Ref": "Other"}}, True),
    ],
)
def test_a_wider_opening_is_a_right(assembly: Make, after: dict[str, Any], widened: bool) -> None:
    """More addresses, ports or protocols; fewer are not."""
    assert bool(rights(assembly(group(HTTPS)), assembly(group(after))).rights) is widened


def guardrail(content: Any, *targets: str) -> dict[str, Any]:
    """An organisation policy."""
    return {"S": {"Type": "AWS::Organizations::Policy", "Properties": {"Content": content, "TargetIds": list(targets)}}}


def test_a_guardrail_allows_more(assembly: Make) -> None:
    """A statement, a target or a setting less; not a statement more."""
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    leave = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}

    def widened(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
        found = rights(assembly(before), assembly(after))
        assert found.rights == ()
        return [w.what for w in found.guardrails]

    both = guardrail({"Statement": [deny, leave]}, "ou-1", "ou-2")
    assert widened(both, guardrail({"Statement": [deny]}, "ou-1", "ou-2")) == [
        "no longer: Deny organizations:leaveorganization on *"
    ]
    assert widened(both, guardrail({"Statement": [deny, leave]}, "ou-1")) == ["no longer attached to ou-2"]
    assert widened(guardrail({"Statement": [deny]}, "ou-1"), both) == []
    settings = guardrail({"ec2_attributes": {"image_block_public_access": {"state": {"@@assign": "block"}}}}, "ou-1")
    open_ = guardrail({"ec2_attributes": {"image_block_public_access": {"state": {"@@assign": "open"}}}}, "ou-1")
    assert widened(settings, open_) == [
        'ec2_attributes.image_block_public_access.state.@@assign was "block", and is "open"'
    ]
    assert len(widened(both, {})) == 4, "two statements and two targets are gone"


def test_rights_of_a_resource_that_is_gone_are_gone(assembly: Make) -> None:
    """Its denials guarded nothing else."""
    deny = {"Effect": "Deny", "Action": "kms:*", "Resource": "*", "Principal": "*"}
    key = {"K": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [READ, deny]}}}}
    found = rights(assembly(key), assembly({}))
    assert (found.rights, found.narrowed) == ((), 1)


JOINED = {"StringEquals": {"a": {"Fn::Join": ["", ["y", "x"]]}}}
PORT = {"Ref": "Port"}


@pytest.mark.parametrize(
    ("before", "after", "widened"),
    [
        ({"StringEquals": {"a": ["x", "y"]}}, {"StringEquals": {"a": ["y", "x"]}}, False),
        ({"StringEquals": {"a": ["x"]}}, {"StringEquals": {"a": "x"}}, False),
        ({"StringEquals": {"a": ["x"]}}, {"StringEquals": {"a": ["x", "y"]}}, True),
        ({"StringEquals": {"a": {"Fn::Join": ["", ["x", "y"]]}}}, JOINED, True),
    ],
)
def test_values_of_a_condition_have_no_order(assembly: Make, before: Any, after: Any, widened: bool) -> None:
    """They are alternatives; the parts of a text that a function joins are none."""
    found = rights(
        assembly(role({**READ, "Condition": before})),
        assembly(role({**READ, "Condition": after})),
    )
    assert bool(found.rights) is widened


def test_a_statement_that_a_condition_of_the_template_chooses_counts(assembly: Make) -> None:
    """Under its condition; without the condition it is wider."""

    def chosen(statement: dict[str, Any]) -> dict[str, Any]:
        return {"Fn::If": ["InProduction", statement, {"Ref": "AWS::NoValue"}]}

    wide = {**READ, "Action": "*"}
    found = rights(assembly(role(chosen(READ))), assembly(role(chosen(wide))))
    assert [w.what for w in found.rights] == ['Allow * on arn:aws:s3:::a/* when {"Fn::If":["InProduction"]}']
    assert rights(assembly(role(chosen(READ))), assembly(role(READ))).rights
    assert not rights(assembly(role(READ)), assembly(role(chosen(READ)))).rights


def test_a_policy_that_a_function_joins_counts(assembly: Make) -> None:
    """As the CDK writes a policy with references into a property that is a text."""

    def logs(action: str) -> dict[str, Any]:
        text = '{"Statement":[{"Effect":"Allow","Action":"' + action + '","Resource":"'
        joined = {"Fn::Join": ["", [text, {"Fn::GetAtt": ["Group", "Arn"]}, '"}]}']]}
        return {"P": {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyDocument": joined}}}

    assert not rights(assembly(logs("logs:PutLogEvents")), assembly(logs("logs:PutLogEvents"))).rights
    found = rights(assembly(logs("logs:PutLogEvents")), assembly(logs("logs:*")))
    assert [w.what for w in found.rights] == ['Allow logs:* on ${{"Fn::GetAtt":["Group","Arn"]}}']


def test_the_order_of_a_roles_policies_does_not_count(assembly: Make) -> None:
    """Nor which of them holds a statement."""
    write = {**READ, "Action": "s3:PutObject"}

    def of(*policies: list[dict[str, Any]]) -> dict[str, Any]:
        named = [{"PolicyName": str(n), "PolicyDocument": {"Statement": p}} for n, p in enumerate(policies)]
        return {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": named}}}

    assert not rights(assembly(of([READ], [write])), assembly(of([write], [READ]))).rights
    assert not rights(assembly(of([READ], [write])), assembly(of([READ, write]))).rights


def test_an_exception_that_covers_less_is_wider(assembly: Make) -> None:
    """All but two actions is more than all but a whole service, and the reverse is less."""
    service = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    two = {"Effect": "Allow", "NotAction": ["iam:CreateUser", "iam:CreateRole"], "Resource": "*"}
    assert rights(assembly(role(service)), assembly(role(two))).rights
    assert not rights(assembly(role(two)), assembly(role(service))).rights


def test_a_managed_policy_more_and_a_boundary_less_widen(assembly: Make) -> None:
    """A role that becomes an administrator by an ARN has no other policy document than before."""

    def of(**properties: Any) -> dict[str, Any]:
        return {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}

    admin = "arn:aws:iam::aws:policy/AdministratorAccess"
    bounded = of(PermissionsBoundary="arn:aws:iam::111111111111:policy/b")
    assert [(w.place, w.what) for w in rights(assembly(of()), assembly(of(ManagedPolicyArns=[admin]))).rights] == [
        ("ManagedPolicyArns", f"attached: {admin}")
    ]
    less = rights(assembly(of(ManagedPolicyArns=[admin])), assembly(of()))
    assert (less.rights, less.narrowed) == ((), 1)
    assert [w.what for w in rights(assembly(bounded), assembly(of())).rights] == [
        "no longer bounded by arn:aws:iam::111111111111:policy/b"
    ]
    assert not rights(assembly(of()), assembly(bounded)).rights


def test_an_endpoint_without_a_policy_lets_everything_through(assembly: Make) -> None:
    """AWS puts a policy of full access on it."""

    def of(**properties: Any) -> dict[str, Any]:
        return {"E": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcEndpointType": "Interface", **properties}}}

    limited = of(PolicyDocument={"Statement": [{**READ, "Principal": "*"}]})
    assert [w.what for w in rights(assembly(limited), assembly(of())).rights] == ["Allow * on * to *"]
    assert not rights(assembly(of()), assembly(limited)).rights


@pytest.mark.parametrize(
    ("before", "after", "widened"),
    [
        (("icmp", 3, -1), ("icmp", 8, -1), True),
        (("icmp", -1, -1), ("icmp", 8, 0), False),
        (("icmp", 8, -1), ("icmp", 8, 0), False),
        (("tcp", 1, 2), ("6", 1, 2), False),
        (("tcp", PORT, PORT), ("tcp", 0, 65535), True),
        (("tcp", PORT, PORT), ("tcp", PORT, PORT), False),
    ],
)
def test_ports_are_what_their_protocol_makes_them(assembly: Make, before: Any, after: Any, widened: bool) -> None:
    """ICMP has types and codes, no ranges; a port that is known only at deployment covers no other."""

    def of(protocol: str, first: Any, last: Any) -> dict[str, Any]:
        return group({"IpProtocol": protocol, "FromPort": first, "ToPort": last, "CidrIp": "10.0.0.0/16"})

    found = rights(assembly(of(*before)), assembly(of(*after)))
    assert bool(found.rights) is widened


def test_a_rule_beside_its_group_that_moves_to_another_group_is_a_right(assembly: Make) -> None:
    """The other group was closed to them before."""

    def of(name: str) -> dict[str, Any]:
        return {"R": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {**HTTPS, "GroupId": name}}}

    assert rights(assembly(of("sg-1")), assembly(of("sg-2"))).rights
    assert not rights(assembly(of("sg-1")), assembly(of("sg-1"))).rights


def test_a_group_that_no_longer_states_its_egress_lets_everything_out(assembly: Make) -> None:
    """EC2 adds a rule for every address to a group that declares no outbound rule."""

    def of(**egress: Any) -> dict[str, Any]:
        return {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": egress}}

    found = rights(assembly(of(SecurityGroupEgress=[HTTPS])), assembly(of()))
    assert [w.what for w in found.rights] == ["opens egress every protocol, all ports, to 0.0.0.0/0"]
    assert not rights(assembly(of()), assembly(of(SecurityGroupEgress=[HTTPS]))).rights
