"""What CloudFormation would do with each resource is reported before the deployment."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.types.schemas import create_only
from landing_zone.diff.model import Fate
from landing_zone.diff.resources import resource_changes
from tests.diff.conftest import Make

BUCKET: dict[str, Any] = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "a", "Tags": []}}
VPC: dict[str, Any] = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
SUBNET: dict[str, Any] = {
    "Type": "AWS::EC2::Subnet",
    "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24", "MapPublicIpOnLaunch": False},
}
ROUTE: dict[str, Any] = {
    "Type": "AWS::EC2::SubnetRouteTableAssociation",
    "Properties": {"SubnetId": {"Fn::GetAtt": ["Subnet", "SubnetId"]}, "RouteTableId": "rtb-1"},
}


@pytest.mark.parametrize(
    ("after", "fate", "because"),
    [
        ({**BUCKET, "Properties": {"BucketName": "b", "Tags": []}}, Fate.REPLACED, ("BucketName",)),
        ({**BUCKET, "Properties": {"BucketName": "a", "Tags": [1]}}, Fate.UPDATED, ("Tags",)),
        ({"Type": "AWS::SQS::Queue"}, Fate.REPLACED, ("its type was AWS::S3::Bucket",)),
        (None, Fate.DELETED, ()),
    ],
)
def test_the_fate_of_a_changed_resource(assembly: Make, after: Any, fate: Fate, because: tuple[str, ...]) -> None:
    """A create-only property replaces, another updates; what holds data is marked."""
    new = {"Other": VPC} | ({"One": after} if after else {})
    changes = resource_changes(assembly({"One": BUCKET, "Other": VPC}), assembly(new))
    assert [(c.logical_id, c.fate, c.because, c.holds_data) for c in changes] == [("One", fate, because, True)]


def test_nothing_is_reported_when_nothing_changed(assembly: Make) -> None:
    """The order of keys does not count."""
    other = {"Properties": {"Tags": [], "BucketName": "a"}, "Type": "AWS::S3::Bucket"}
    assert resource_changes(assembly({"One": BUCKET}), assembly({"One": other})) == ()


def test_what_is_retained_is_left_behind(assembly: Make) -> None:
    """It costs money and holds data, and no stack has it any more."""
    changes = resource_changes(
        assembly({"One": {**BUCKET, "DeletionPolicy": "Retain"}, "V": VPC}), assembly({"V": VPC})
    )
    assert [c.fate for c in changes] == [Fate.KEPT]


def test_what_names_the_replaced_is_replaced_too(assembly: Make) -> None:
    """A subnet of another VPC is another subnet, and so is what refers to it; an update in place replaces nothing."""
    old = {"Vpc": VPC, "Subnet": SUBNET, "Route": ROUTE}
    wider = {**VPC, "Properties": {"CidrBlock": "10.1.0.0/16"}}
    changes = resource_changes(assembly(old), assembly({**old, "Vpc": wider}))
    assert {c.logical_id: c.because for c in changes} == {
        "Vpc": ("CidrBlock",),
        "Subnet": ("VpcId names Vpc, which is replaced",),
        "Route": ("SubnetId names Subnet, which is replaced",),
    }
    tagged = {**VPC, "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": True}}
    assert [c.fate for c in resource_changes(assembly(old), assembly({**old, "Vpc": tagged}))] == [Fate.UPDATED]


def test_create_only_properties_come_from_the_schemas() -> None:
    """An unknown type has none, and does not break the comparison."""
    assert ("BucketName",) in (create_only("AWS::S3::Bucket") or ())
    assert create_only("Example::Not::There") is None


def test_a_resource_of_a_type_without_a_schema_is_updated(assembly: Make) -> None:
    """Whether its provider replaces it is not known."""
    old = {"One": {"Type": "Custom::Thing", "Properties": {"A": 1}}}
    new = {"One": {"Type": "Custom::Thing", "Properties": {"A": 2}}}
    assert [c.fate for c in resource_changes(assembly(old), assembly(new))] == [Fate.UPDATED]


@pytest.mark.parametrize("name", ["DeletionPolicy", "UpdateReplacePolicy", "Condition"])
def test_a_change_of_what_decides_over_the_data_is_reported(assembly: Make, name: str) -> None:
    """A bucket that is no longer retained changes no property."""
    changes = resource_changes(assembly({"One": {**BUCKET, name: "Retain"}}), assembly({"One": BUCKET}))
    assert [(c.fate, c.because) for c in changes] == [(Fate.UPDATED, (name,))]


def test_a_store_that_becomes_something_else_held_data(assembly: Make) -> None:
    """The type before counts as the type after does."""
    changes = resource_changes(assembly({"One": BUCKET}), assembly({"One": {"Type": "AWS::SNS::Topic"}}))
    assert [c.holds_data for c in changes] == [True]


def test_what_names_the_replaced_in_a_text_is_replaced_too(assembly: Make) -> None:
    """``Fn::Sub`` is a reference; a name that only has the same beginning is not."""
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "a"}}
    other = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "b"}}
    names = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "${Queue.QueueName}-dead"}}}
    alike = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "${QueueOfOthers}-dead"}}}
    both = {"Names": names, "Alike": alike}
    changes = resource_changes(assembly({"Queue": queue, **both}), assembly({"Queue": other, **both}))
    assert {c.logical_id for c in changes} == {"Queue", "Names"}
