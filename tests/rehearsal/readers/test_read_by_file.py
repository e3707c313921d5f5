"""The engine that reads by a file: what stops it, what it leaves out, and what it does with unknown values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from landing_zone.cloudformation.intrinsics.values import Text, Unknown
from landing_zone.rehearsal.readers.compare_values import Comparison, compare_properties
from landing_zone.rehearsal.readers.read_by_file import reader_by_file
from landing_zone.rehearsal.readers.read_request import CannotReadError, ReadRequest
from landing_zone.rehearsal.readers.reader import Reading
from landing_zone.rehearsal.readers.reader_file import ReaderFile, read_reader_file
from landing_zone.rehearsal.readers.registry import readers
from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Stubs
from tests.rehearsal.readers.service_models import mistakes_of

UNKNOWN = Unknown(frozenset({"the parameter Env"}))
KEY = {"call": {"DescribeKey": {"KeyId": "id"}}, "missing": "NotFoundException", "key": "KeyMetadata"}
TAGS = {"call": {"ListResourceTags": {"KeyId": "id"}}, "all": "Tags", "when": "Tags", "properties": {"Tags": "tags"}}


def _read(file: Mapping[str, Any], stubs: Stubs, **declared: Any) -> Reading | None:
    reader = reader_by_file(ReaderFile.model_validate({"type": "AWS::KMS::Key", **file}))
    return reader.read(ReadRequest(stubs.clients, ACCOUNT, REGION, "k", declared))


def _described(stubs: Stubs, **more: Any) -> None:
    stubs.answer("kms", "describe_key", {"KeyMetadata": {"KeyId": "k", **more}}, KeyId="k")


def test_codes_say_that_it_is_missing_or_that_a_setting_is_not_there(stubs: Stubs) -> None:
    """`none` means an empty response, `missing` ends the reading; every other error is raised."""
    rotation = {"call": {"GetKeyRotationStatus": {"KeyId": "id"}}, "none": "UnsupportedOperationException"}
    file = {"steps": {"key": KEY, "rotation": {**rotation, "same": "KeyRotationEnabled"}}}
    _described(stubs)
    stubs.fail("kms", "get_key_rotation_status", "UnsupportedOperationException")
    assert _read(file, stubs) == Reading({"KeyRotationEnabled": None})
    stubs.fail("kms", "describe_key", "NotFoundException")
    assert _read(file, stubs) is None
    for operation, code in (("describe_key", "UnsupportedOperationException"), ("describe_key", "AccessDenied")):
        stubs.fail("kms", operation, code)
        with pytest.raises(ClientError, match=code):
            _read(file, stubs)


def test_a_setting_is_asked_for_only_when_it_is_declared(stubs: Stubs) -> None:
    """A property that was not read is absent, never null; an empty or unknown declaration is one too."""
    file = {"steps": {"key": {**KEY, "same": "Description"}, "tags": TAGS}}
    _described(stubs, Description="d")
    assert _read(file, stubs) == Reading({"Description": "d"})
    empty_and_unknown: tuple[Any, ...] = ([], UNKNOWN)
    for declared in empty_and_unknown:
        _described(stubs)
        stubs.answer("kms", "list_resource_tags", {"Tags": []}, KeyId="k")
        assert _read(file, stubs, Tags=declared) == Reading({"Description": None, "Tags": []})


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"Alias": UNKNOWN}, "DescribeKey needs KeyId, and declared.Alias depends on the parameter Env"),
        ({"Alias": Text(frozenset({"the parameter Env"}), parts=("k-", None))}, "depends on the parameter Env"),
        ({}, "DescribeKey needs KeyId, and declared.Alias has no value"),
    ],
)
def test_an_argument_that_is_not_known_is_not_sent(stubs: Stubs, declared: dict[str, Any], reason: str) -> None:
    """The resource cannot be read, and the reason names the argument."""
    stubs.client_only("kms")
    with pytest.raises(CannotReadError, match=reason):
        _read({"steps": {"key": {"call": {"DescribeKey": {"KeyId": "declared.Alias"}}}}}, stubs, **declared)


def test_an_optional_argument_is_left_out_only_when_it_certainly_has_no_value(stubs: Stubs) -> None:
    """An unknown one is not taken for none: the call would be about another resource."""
    file = {
        "steps": {"tags": {"call": {"ListResourceTags": {"KeyId": "id", "Marker?": "declared.From"}}, "all": "Tags"}}
    }
    stubs.answer("kms", "list_resource_tags", {"Tags": []}, KeyId="k")
    assert _read(file, stubs) == Reading({})
    with pytest.raises(CannotReadError, match=r"needs Marker, and .* depends on the parameter Env"):
        _read(file, stubs, From=UNKNOWN)


def test_an_expression_never_turns_an_unknown_value_into_an_answer(stubs: Stubs) -> None:
    """Existence that depends on one cannot be read; a property that does is not comparable; a call is not made."""
    file = {"steps": {"key": KEY}, "properties": {"Name": "declared.Name || 'x'", "Is": "declared.Name == 'x'"}}
    _described(stubs)
    reading = _read(file, stubs, Name=UNKNOWN)
    assert reading == Reading({}, {}, dict.fromkeys(("Name", "Is"), "it depends on the parameter Env"))
    _described(stubs)
    with pytest.raises(CannotReadError, match="whether it exists depends on the parameter Env"):
        _read({**file, "exists": "declared.Name == 'x'"}, stubs, Name=UNKNOWN)
    policy = {"call": {"GetKeyPolicy": {"KeyId": "id"}}, "condition": "declared.Name == 'x'", "same": "Policy"}
    _described(stubs)
    assert _read({"steps": {"key": KEY, "policy": policy}}, stubs, Name=UNKNOWN) == Reading({"Policy": None})


def test_existence_is_decided_before_a_further_call(stubs: Stubs) -> None:
    """A key that waits for deletion refuses further calls: that must not hide that it is gone."""
    policy = {"call": {"GetKeyPolicy": {"KeyId": "id"}}}
    _described(stubs, KeyState="PendingDeletion")
    assert (
        _read({"steps": {"key": KEY, "policy": policy}, "exists": "key.KeyState != 'PendingDeletion'"}, stubs) is None
    )


@pytest.mark.parametrize(
    "file",
    [
        {"steps": {"key": {**KEY, "needs": "Arn"}}},
        {"steps": {"key": KEY}, "attributes": {"Arn": "key.Arn"}},
        {"steps": {"answer": {"call": KEY["call"]}, "key": {**KEY, "key": "Arn"}}},
    ],
)
def test_a_response_without_what_it_must_have_yields_nothing(stubs: Stubs, file: dict[str, Any]) -> None:
    """A key that is needed, an attribute that is always there, the key of the result."""
    for _ in file["steps"]:
        _described(stubs)
    with pytest.raises(KeyError, match="Arn"):
        _read(file, stubs)


def test_an_attribute_that_may_be_null_is_marked(stubs: Stubs) -> None:
    """Then a response without it is valid."""
    _described(stubs)
    assert _read({"steps": {"key": KEY}, "attributes": {"Arn?": "key.Arn"}}, stubs) == Reading({}, {"Arn": None})


def test_the_keys_of_a_map_are_data(stubs: Stubs) -> None:
    """Names of members become CloudFormation's; a tag keeps its key."""
    tags = {"call": {"ListTagsForResource": {"resourceArn": "id"}}, "pascal": True, "same": "Tags"}
    stubs.answer("logs", "list_tags_for_resource", {"tags": {"costCentre": "1"}}, resourceArn="k")
    assert _read({"steps": {"tags": tags}, "service": "logs"}, stubs) == Reading({"Tags": {"costCentre": "1"}})


def test_a_trail_without_a_key_differs_from_one_with_an_alias(stubs: Stubs) -> None:
    """Two things that the service does not report are not equal to each other."""
    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/trail"
    stubs.answer("cloudtrail", "get_trail", {"Trail": {"Name": "trail", "TrailARN": arn}}, Name="trail")
    stubs.answer("cloudtrail", "get_event_selectors", {}, TrailName="trail")
    stubs.answer("cloudtrail", "get_insight_selectors", {}, TrailName="trail")
    stubs.answer("cloudtrail", "get_trail_status", {}, Name="trail")
    declared = {"KMSKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/logs"}
    request = ReadRequest(stubs.clients, ACCOUNT, REGION, "trail", declared)
    reading = readers()["AWS::CloudTrail::Trail"].read(request)
    assert reading is not None
    assert reading.properties["KMSKeyId"] is None


def test_each_item_of_a_list_has_what_is_needed(stubs: Stubs) -> None:
    """A key that `needs` names is one of the items when the step has `all`."""
    tags = {"call": {"ListResourceTags": {"KeyId": "id"}}, "all": "Tags", "needs": "TagKey"}
    good: dict[str, Any] = {"TagKey": "a", "TagValue": "1"}
    file = {"steps": {"tags": tags}, "properties": {"Tags": "tags"}}
    stubs.answer("kms", "list_resource_tags", {"Tags": [good]}, KeyId="k")
    assert _read(file, stubs) == Reading({"Tags": [good]})
    stubs.answer("kms", "list_resource_tags", {"Tags": [good]}, KeyId="k")
    with pytest.raises(KeyError, match="Tag"):
        _read({**file, "steps": {"tags": {**tags, "needs": "Tag"}}}, stubs)


def test_a_route_is_found_when_only_its_gateway_is_unknown(stubs: Stubs) -> None:
    """What is unknown is not needed to find it."""
    routes = [{"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}]
    stubs.answer("ec2", "describe_route_tables", {"RouteTables": [{"Routes": routes}]}, RouteTableIds=["rtb-1"])
    declared = {"RouteTableId": "rtb-1", "DestinationIpv6CidrBlock": "::/0", "GatewayId": UNKNOWN}
    reading = readers()["AWS::EC2::Route"].read(ReadRequest(stubs.clients, ACCOUNT, REGION, "r", declared))
    assert reading is not None
    assert reading.properties["GatewayId"] == "igw-1"


def test_the_example_of_the_guide_reads_a_repository(root: Path, account: Account, tmp_path: Path) -> None:
    """docs/rehearsal.md shows how a reader is added: what it shows works."""
    guide = (root / "docs" / "rehearsal.md").read_text(encoding="utf-8").partition("### A reader")[2]
    (example,) = re.findall(r"```yaml\n(type: .*?)```", guide, re.DOTALL)
    path = tmp_path / "ecr_repository.yaml"
    path.write_text(example, encoding="utf-8")
    file = read_reader_file(path)
    assert mistakes_of(file) == []
    reader, ecr = reader_by_file(file), account.client("ecr")

    def compared(**declared: Any) -> Comparison | None:
        reading = reader.read(ReadRequest(account.clients, ACCOUNT, REGION, "images", declared))
        return None if reading is None else compare_properties(reader, declared, reading)

    assert compared() is None
    ecr.create_repository(repositoryName="images", imageTagMutability="IMMUTABLE")
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage"}]}
    declared = {"ImageTagMutability": "IMMUTABLE", "RepositoryPolicyText": policy, "EmptyOnDelete": True}
    found = compared(**declared)
    assert found is not None
    assert [one.path for one in found.differences] == ["RepositoryPolicyText"]
    assert [one.path for one in found.not_compared] == ["EmptyOnDelete"]
    ecr.set_repository_policy(repositoryName="images", policyText=json.dumps(policy))
    ecr.put_image_tag_mutability(repositoryName="images", imageTagMutability="MUTABLE")
    found = compared(**declared)
    assert found is not None
    assert [one.path for one in found.differences] == ["ImageTagMutability"]
