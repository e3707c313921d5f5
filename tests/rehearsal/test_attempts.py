"""A contract of delivery as the emulated AWS asks it: ways, callers, owners, items, and the policies that count."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from emulated_aws.deliveries.attempt import Attempt, Attempts, check
from emulated_aws.deliveries.deployed import Deployed, Target
from emulated_aws.deliveries.near import Near
from landing_zone.catalogue.load import load_catalogue
from landing_zone.files.policies_folder import shipped_policies
from landing_zone.rehearsal.deliveries import read_deliveries
from landing_zone.rehearsal.report import print_result
from landing_zone.rehearsal.result import Rehearsal
from policy_evaluation.policy import Policy, PolicyKind

HERE, THERE = "111111111111", "222222222222"
BUCKET = "arn:aws:s3:::logs"
SERVICE = {"kind": "service", "name": "example.amazonaws.com"}


class Stub(Deployed):
    """What is deployed, as a mapping."""

    def __init__(self, targets: Mapping[str, Target], roles: Mapping[str, tuple[Policy, ...]] | None = None) -> None:
        super().__init__(HERE, "eu-west-1", "o-aaaa111111", frozenset((HERE, THERE)))
        self._by_arn, self._by_role = targets, roles or {}
        self.over: tuple[Policy, ...] = ()

    def target(self, text: str, near: Near) -> Target | None:
        """One of the mapping, by the beginning of its ARN."""
        return next((one for arn, one in self._by_arn.items() if text.startswith(arn)), None)

    def policies_of_role(self, arn: str) -> tuple[Policy, ...] | None:
        """Those of the mapping."""
        return self._by_role.get(arn)

    def guardrails(self, account: str, kind: PolicyKind) -> tuple[Policy, ...]:
        """Those that a test sets, over the second account."""
        return tuple(one for one in self.over if one.kind is kind) if account == THERE else ()


def policy(kind: PolicyKind = PolicyKind.RESOURCE, name: str = "logs", **statement: Any) -> Policy:
    """A policy with one statement, which allows everything but for what is given."""
    document = {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"} | statement
    if kind not in (PolicyKind.RESOURCE, PolicyKind.RESOURCE_CONTROL):
        del document["Principal"]
    return Policy(kind=kind, name=name, document={"Version": "2012-10-17", "Statement": document})


def bucket(*policies: Policy, account: str = THERE) -> dict[str, Target]:
    """The bucket of the logs."""
    return {BUCKET: Target(BUCKET, account, "eu-west-1", policies)}


def contract(*, each: Mapping[str, Any] | None = None, **request: Any) -> dict[str, Any]:
    """A contract with one request."""
    defaults = {
        "id": "write",
        "action": ["s3:PutObject"],
        "resource": f"{BUCKET}/${{here.account}}/${{item || 'file'}}",
        "context": {
            "aws:SourceAccount": "${here.account}",
            "aws:SourceArn": "${itself.arn}",
            "absent": "${resource.No}",
        },
        "sure": "documented",
        "ways": [],
    }
    return {
        "id": "example",
        "service": "Example",
        "caller": SERVICE,
        "each": {"type": ["AWS::Example::Thing"], **(each or {})},
        "let": {"folder": "join('/', ['a', here.region])"},
        "requests": [defaults | request],
    }


NEAR = Near(
    type="AWS::Example::Thing",
    properties={"Names": ["a", "b"], "On": True},
    account=HERE,
    region="eu-west-1",
    arn=f"arn:aws:example:eu-west-1:{HERE}:thing/x",
    ref="x",
    place="Stack Thing",
)


def tried(one: dict[str, Any], deployed: Deployed) -> list[Attempt]:
    """What comes out of a contract."""
    return list(Attempts([one], deployed, None).of(NEAR))


def results(one: dict[str, Any], deployed: Deployed) -> list[str]:
    """The results alone, ``maybe`` where a refusal is unconfirmed."""
    found = tried(one, deployed)
    return ["maybe" if a.result == "refused" and a.unconfirmed else a.result for a in found]


def test_a_request_is_asked_with_its_values() -> None:
    """Texts are filled; a key without a value is not sent; the statement that refuses is named."""
    deny = policy(Effect="Deny", Sid="No", Condition={"StringEquals": {"aws:SourceAccount": HERE}})
    (found,) = tried(contract(), Stub(bucket(policy(), deny)))
    assert (found.resource, found.result) == (f"{BUCKET}/{HERE}/file", "refused")
    assert found.headers == {"aws:SourceAccount": HERE, "aws:SourceArn": NEAR.arn}
    assert found.reason == (
        f"Example (example.amazonaws.com) is refused s3:PutObject on {BUCKET}/{HERE}/file: "
        "the resource policy logs denies it (No)"
    )
    assert results(contract(), Stub(bucket(policy()))) == ["allowed"]
    assert results(contract(), Stub(bucket())) == ["refused"]
    assert results(contract(), Stub({})) == ["outside"]


def test_where_and_items_and_when() -> None:
    """A contract arises where its condition holds, once for each item; a request where its own holds."""
    deployed = Stub(bucket(policy()))
    by_item = [one.resource for one in tried(contract(each={"items": "resource.Names"}), deployed)]
    assert by_item == [f"{BUCKET}/{HERE}/a", f"{BUCKET}/{HERE}/b"]
    assert results(contract(each={"items": "resource.Nothing"}), deployed) == []
    assert results(contract(each={"where": "resource.Off"}), deployed) == []
    assert results(contract(when="resource.On"), deployed) == ["allowed"]
    assert results(contract(when="!(resource.On)"), deployed) == []


@pytest.mark.parametrize(
    ("ways", "sure", "expected"),
    [
        ((("AES256", "documented"),), "documented", ["refused"]),
        ((("AES256", "unconfirmed"), ("aws:kms", "unconfirmed")), "documented", ["maybe", "allowed"]),
        ((("AES256", "unconfirmed"),), "documented", ["refused"]),
        ((("AES256", "unconfirmed"),), "unconfirmed", ["maybe"]),
    ],
)
def test_ways_of_sending(ways: tuple[tuple[str, str], ...], sure: str, expected: list[str]) -> None:
    """One that AWS documents must be allowed; of those that it leaves open, not all may be refused."""
    only_kms = policy(Effect="Deny", Condition={"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}})
    given = [
        {"name": f"with {value}", "context": {"s3:x-amz-server-side-encryption": value}, "sure": how}
        for value, how in ways
    ]
    assert results(contract(ways=given, sure=sure), Stub(bucket(policy(), only_kms))) == expected


def test_roles() -> None:
    """A role has its own policies and its boundary; one not deployed is outside, unless AWS gives its rights."""
    arn = f"arn:aws:iam::{THERE}:role/writer"
    role = {"kind": "role", "name": arn}
    may = policy(PolicyKind.IDENTITY)
    deployed = Stub(bucket(), {arn: (may,)})
    assert results(contract(caller=role), deployed) == ["allowed"]
    limited = (may, policy(PolicyKind.BOUNDARY, Action="sqs:*"))
    assert results(contract(caller=role), Stub(bucket(), {arn: limited})) == ["refused"]
    assert results(contract(caller=role), Stub(bucket())) == ["outside"]
    assert results(contract(caller={**role, "allows": ["s3:PutObject"]}), Stub(bucket())) == ["allowed"]
    deployed.over = (policy(PolicyKind.SERVICE_CONTROL, Effect="Deny"), policy(PolicyKind.SERVICE_CONTROL))
    assert results(contract(caller=role), deployed) == ["refused"]


def test_the_organisation_binds_the_service_by_resource_control_alone() -> None:
    """Of the account that owns what is written to."""
    deployed = Stub(bucket(policy()))
    deployed.over = (policy(PolicyKind.SERVICE_CONTROL, Effect="Deny"),)
    assert results(contract(), deployed) == ["allowed"]
    deployed.over = (policy(PolicyKind.RESOURCE_CONTROL, Effect="Deny", Action="s3:*"),)
    assert results(contract(), deployed) == ["refused"]


def test_owners_and_what_aws_adds() -> None:
    """AWS's own resource admits the service; in one account AWS adds the permission; an older caller is enough."""
    assert results(contract(owner="aws"), Stub({})) == ["allowed"]
    other = policy(Principal={"Service": "other.amazonaws.com"})
    assert results(contract(), Stub(bucket(other))) == ["refused"]
    assert results(contract(instead={"kind": "service", "name": "other.amazonaws.com"}), Stub(bucket(other))) == [
        "allowed"
    ]
    assert results(contract(added_by_aws=True), Stub(bucket(account=HERE))) == ["allowed"]
    assert results(contract(added_by_aws=True), Stub(bucket(account=THERE))) == ["refused"]


def test_another_caller_is_enough_where_it_is_allowed() -> None:
    """AWS takes either: one whose name is unknown, or that is refused too, changes nothing."""
    other = Stub(bucket(policy(Principal={"Service": "other.amazonaws.com"})))
    assert results(contract(instead={"kind": "role", "name": "${resource.No}"}), other) == ["refused"]
    assert results(contract(instead={"kind": "service", "name": "third.amazonaws.com"}), other) == ["refused"]
    outside = {"kind": "role", "name": f"arn:aws:iam::{HERE}:role/elsewhere"}
    assert results(contract(instead=outside), other) == ["outside"]


def test_what_is_beside_is_found() -> None:
    """The resources of a type in the same account and Region."""
    deployed = Stub(bucket(policy()))
    vars(deployed)["resources"] = (NEAR, replace(NEAR, region="eu-central-1"), replace(NEAR, type="AWS::Other::Thing"))
    assert results(contract(when="length(beside('AWS::Example::Thing')) == `1`"), deployed) == ["allowed"]
    found = contract(
        when=f"found('AWS::Example::Thing', 'x').account == '{HERE}' && !found('AWS::Example::Thing', 'y')"
    )
    assert results(found, deployed) == ["allowed"]


def test_every_contract_can_be_asked() -> None:
    """The emulated AWS has each function that the project's contracts call."""
    found = [one.model_dump(mode="json") for one in load_catalogue(shipped_policies()).deliveries.values()]
    assert len(found) >= 33
    check(found)


def test_an_endpoint_may_refuse() -> None:
    """The policy of the endpoint that a request goes through counts; without one, it admits all."""
    closed = '`{"Version": "2012-10-17", "Statement": []}`'
    assert results(contract(through=closed), Stub(bucket(policy()))) == ["refused"]
    assert results(contract(through="resource.Policy"), Stub(bucket(policy()))) == ["allowed"]


def test_the_report_counts_and_names() -> None:
    """A refusal makes the result not held; what is unconfirmed does not, and is listed."""
    ways = [
        {"name": "with AES256", "context": {"s3:x-amz-server-side-encryption": "AES256"}, "sure": "unconfirmed"},
        {"name": "with KMS", "context": {"s3:x-amz-server-side-encryption": "aws:kms"}, "sure": "unconfirmed"},
    ]
    no_aes = policy(
        Effect="Deny", Sid="NoAes", Condition={"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}}
    )
    unsure = [one.as_json() for one in tried(contract(ways=ways), Stub(bucket(policy(), no_aes)))]
    result = Rehearsal("cdk.out", deliveries=read_deliveries(unsure))
    assert result.held
    assert "unconfirmed, as AWS's pages leave open" in _printed(result)
    assert "2 requests of deliveries tried: Example 1 allowed, 1 unconfirmed" in _printed(result)
    refused = [one.as_json() for one in tried(contract(), Stub(bucket(policy(Effect="Deny", Sid="No"))))]
    result.deliveries = read_deliveries([*unsure, *refused])
    assert not result.held
    assert "refused: Stack Thing: Example (example.amazonaws.com) is refused s3:PutObject" in _printed(result)
    assert result.as_json()["deliveries"]["by_service"] == {"Example": {"allowed": 1, "refused": 1, "unconfirmed": 1}}


def _printed(result: Rehearsal) -> str:
    console = Console(file=io.StringIO(), width=200)
    print_result(result, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_what_aws_does_not_support_is_refused_whatever_the_policies_allow() -> None:
    """Also where another caller could be taken instead."""
    unsupported = [{"when": "resource.On", "because": "its bucket is under a KMS key"}]
    instead = {"kind": "service", "name": "other.amazonaws.com"}
    (found,) = tried(contract(unsupported=unsupported, instead=instead), Stub(bucket(policy())))
    assert (found.result, found.reason.rpartition(": ")[2]) == ("refused", "its bucket is under a KMS key")
    off = [{**unsupported[0], "when": "resource.Off"}]
    assert results(contract(unsupported=off), Stub(bucket(policy()))) == ["allowed"]
    with pytest.raises(ValueError, match="no function nothing"):
        check([contract(unsupported=[{**unsupported[0], "when": "nothing(resource)"}])])
