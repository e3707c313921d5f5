"""A stack as a whole: what is resolved, what is not, and what is said of a service that does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from landing_zone.rehearsal.readers.compare_stack import compare_stack
from landing_zone.rehearsal.readers.resource_reading import ResourceReading, Status
from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Stubs, template_of

Compare = Callable[..., dict[str, ResourceReading]]


@pytest.fixture
def compare(account: Account) -> Compare:
    """Compare a template's resources with those of the emulated account, by logical id."""

    def compare(body: dict[str, Any], physical_ids: dict[str, str], **more: Any) -> dict[str, ResourceReading]:
        readings = compare_stack(template_of(body), physical_ids, account.clients, ACCOUNT, REGION, **more)
        return {reading.logical_id: reading for reading in readings}

    return compare


def _parameter(value: Any, **more: Any) -> dict[str, Any]:
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/p", "Type": "String", "Value": value}, **more}


@pytest.fixture
def queue(account: Account) -> dict[str, str]:
    """A queue: its URL, its ARN, its name."""
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName="undelivered")["QueueUrl"]
    return {"url": url, "arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:undelivered"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"Ref": "Queue"}, "{url}"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "{arn}"),
        ({"Fn::GetAtt": "Queue.Arn"}, "{arn}"),
        ({"Fn::Sub": "${Queue.QueueName} of ${AWS::AccountId} ${!kept}"}, "undelivered of 123456789012 ${{kept}}"),
        ({"Fn::Sub": ["${Name}/${Queue.Arn}", {"Name": {"Fn::GetAtt": ["Queue", "QueueName"]}}]}, "undelivered/{arn}"),
        ({"Fn::Join": ["-", ["a", {"Fn::GetAtt": ["Queue", "QueueName"]}]]}, "a-undelivered"),
        ({"Fn::Select": [5, {"Fn::Split": [":", {"Fn::GetAtt": ["Queue", "Arn"]}]}]}, "undelivered"),
        ({"Fn::If": ["InEurope", {"Ref": "AWS::Region"}, "elsewhere"]}, REGION),
        ({"Fn::If": ["Named", "named", "nameless"]}, "named"),
        ({"Fn::FindInMap": ["Names", {"Ref": "AWS::Region"}, "short"]}, "euw1"),
        ({"Fn::ImportValue": {"Fn::Sub": "${AWS::Region}-export"}}, "exported"),
        ({"Fn::Base64": {"Ref": "Named"}}, "eWVz"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, f"{REGION}a"),
        ({"Ref": "AWS::StackId"}, f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Stack/1"),
        ({"Fn::Sub": "${AWS::StackName} ${AWS::Partition} ${AWS::URLSuffix}"}, "Stack aws amazonaws.com"),
        ("{{resolve:ssm:/other}} and more", "stored and more"),
        ({"Fn::Select": [1, {"Ref": "List"}]}, "two"),
    ],
)
def test_intrinsics_are_resolved(
    compare: Compare, account: Account, queue: dict[str, str], written: Any, expected: str
) -> None:
    """Each function yields what CloudFormation put into the property: another value there is a difference."""
    ssm = account.client("ssm")
    ssm.put_parameter(Name="/other", Type="String", Value="stored")
    expected = expected.format(**queue)
    ssm.put_parameter(Name="/p", Type="String", Value=expected)
    body = {
        "Parameters": {"Named": {"Type": "String"}, "List": {"Type": "CommaDelimitedList"}},
        "Mappings": {"Names": {REGION: {"short": "euw1"}}},
        "Conditions": {
            "InEurope": {"Fn::Equals": [{"Ref": "AWS::Region"}, REGION]},
            "Named": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Named"}, ""]}]},
        },
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "It": _parameter(written)},
    }
    more = {
        "exports": {f"{REGION}-export": "exported"},
        "parameters": {"Named": "yes", "List": "one,two"},
        "stack_id": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Stack/1",
    }
    ids = {"Queue": queue["url"], "It": "/p"}
    reading = compare(body, ids, **more)["It"]
    assert (reading.status, reading.not_compared, reading.differences) == (Status.CREATED, (), ())
    ssm.put_parameter(Name="/p", Type="String", Value="changed", Overwrite=True)
    (difference,) = compare(body, ids, **more)["It"].differences
    assert (difference.path, difference.declared, difference.actual) == ("Value", expected, "changed")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"Fn::ImportValue": "unknown"}, "the export unknown, which no stack has"),
        ({"Ref": "Named"}, "the parameter Named"),
        ({"Ref": "Gone"}, "the physical id of Gone, which CloudFormation does not have"),
        ({"Fn::GetAtt": ["Unknown", "Arn"]}, "no reader for AWS::Example::Thing"),
        ({"Fn::GetAtt": ["Lost", "Arn"]}, "the resource does not exist"),
        ({"Fn::GetAtt": ["Queue", "Color"]}, "the reader does not return it"),
        ("{{resolve:ssm:/nothing}}", "the dynamic reference"),
        ("{{resolve:secretsmanager:secret}}", "the dynamic reference"),
        ({"Fn::Sub": "${Gone}thing"}, "the physical id of Gone"),
        ({"Fn::GetAtt": ["It", "Value"]}, "it depends on itself"),
    ],
)
def test_what_cannot_be_resolved_is_not_compared(
    compare: Compare, account: Account, queue: dict[str, str], written: Any, reason: str
) -> None:
    """Nothing is equal by default: the property is named, with the reason."""
    account.client("ssm").put_parameter(Name="/p", Type="String", Value="anything")
    body = {
        "Parameters": {"Named": {"Type": "String"}},
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Gone": {"Type": "AWS::SQS::Queue"},
            "Lost": {"Type": "AWS::SQS::Queue"},
            "Unknown": {"Type": "AWS::Example::Thing"},
            "It": _parameter(written),
        },
    }
    ids = {"Queue": queue["url"], "Lost": queue["url"] + "x", "Unknown": "u", "It": "/p"}
    reading = compare(body, ids)["It"]
    ((path, why),) = [(one.path, one.reason) for one in reading.not_compared]
    assert path == "Value"
    assert reason in why


def test_a_known_part_is_enough_to_differ(compare: Compare, account: Account) -> None:
    """A text of which the beginning is known differs from one that begins otherwise."""
    account.client("ssm").put_parameter(Name="/p", Type="String", Value="other")
    body = {
        "Resources": {
            "Gone": {"Type": "AWS::SQS::Queue"},
            "It": _parameter({"Fn::Join": ["", ["queue/", {"Ref": "Gone"}]]}),
        }
    }
    reading = compare(body, {"It": "/p"})["It"]
    assert [one.path for one in reading.differences] == ["Value"]


def test_a_resource_is_left_out_by_its_condition(compare: Compare) -> None:
    """A false condition declares nothing; an undetermined one leaves open whether the resource is to be there."""
    body = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {
            "Never": {"Fn::Equals": ["a", "b"]},
            "Sometimes": {"Fn::Equals": [{"Ref": "Stage"}, "production"]},
        },
        "Resources": {"A": _parameter("x", Condition="Never"), "B": _parameter("x", Condition="Sometimes")},
    }
    assert [(r.logical_id, r.status) for r in compare(body, {}).values()] == [("B", Status.UNDETERMINED)]
    assert compare(body, {}, parameters={"Stage": "production"})["B"].status is Status.MISSING
    assert compare(body, {}, parameters={"Stage": "test"}) == {}


def test_a_type_without_a_reader_is_not_read(compare: Compare) -> None:
    """It is listed by its type, and never counted as created, though CloudFormation says that it is there."""
    reading = compare({"Resources": {"It": {"Type": "AWS::Example::Thing"}}}, {"It": "thing-1"})["It"]
    assert (reading.status, reading.reason) == (Status.UNDETERMINED, "no reader for AWS::Example::Thing")


def test_a_resource_without_a_physical_id_is_missing(compare: Compare) -> None:
    """A resource that was skipped while the stack was made has none."""
    reading = compare({"Resources": {"It": {"Type": "AWS::SQS::Queue"}}}, {})["It"]
    assert (reading.status, reading.reason) == (Status.MISSING, "CloudFormation has no physical id of it")


def test_a_refused_call_is_not_read(stubs: Stubs) -> None:
    """Access denied and throttling say nothing of the resource: it is neither created nor missing."""
    body = {"Resources": {"It": {"Type": "AWS::SQS::Queue"}}}
    for code in ("AccessDenied", "ThrottlingException"):
        stubs.fail("sqs", "get_queue_attributes", code)
        (reading,) = compare_stack(template_of(body), {"It": "url"}, stubs.clients, ACCOUNT, REGION)
        assert (reading.status, reading.reason) == (Status.UNDETERMINED, f"GetQueueAttributes returned {code}")


def test_a_later_refusal_hides_nothing(stubs: Stubs) -> None:
    """A bucket that was found, and whose encryption may not be read, is undetermined."""
    body = {"Resources": {"It": {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": {}}}}}
    stubs.answer("s3", "get_bucket_versioning", {}, Bucket="b")
    stubs.fail("s3", "get_bucket_encryption", "AccessDenied")
    (reading,) = compare_stack(template_of(body), {"It": "b"}, stubs.clients, ACCOUNT, REGION)
    assert (reading.status, reading.reason) == (Status.UNDETERMINED, "GetBucketEncryption returned AccessDenied")


def test_an_endpoint_that_is_not_there_is_not_read() -> None:
    """A call that fails makes the resource undetermined."""

    def clients(service: str, account_id: str, region: str) -> Any:
        raise EndpointConnectionError(endpoint_url="http://localhost")

    body = {"Resources": {"It": {"Type": "AWS::SQS::Queue"}}}
    (reading,) = compare_stack(template_of(body), {"It": "url"}, clients, ACCOUNT, REGION)
    assert reading.status is Status.UNDETERMINED
    assert "EndpointConnectionError" in reading.reason


def test_an_answer_out_of_shape_is_not_read(stubs: Stubs) -> None:
    """An answer without what its API documents yields nothing, and no traceback."""
    body = {"Resources": {"It": {"Type": "AWS::SQS::Queue"}}}
    stubs.answer("sqs", "get_queue_attributes", {"Attributes": {}}, QueueUrl="url", AttributeNames=["All"])
    (reading,) = compare_stack(template_of(body), {"It": "url"}, stubs.clients, ACCOUNT, REGION)
    assert (reading.status, reading.reason) == (
        Status.UNDETERMINED,
        "the response is malformed: KeyError: 'QueueArn'",
    )


def test_what_a_reader_must_ask_with_and_cannot_resolve_is_not_read(compare: Compare) -> None:
    """A route is read by its table: without the table's id it cannot be read."""
    properties = {"RouteTableId": {"Fn::ImportValue": "unknown"}, "DestinationCidrBlock": "0.0.0.0/0"}
    reading = compare({"Resources": {"It": {"Type": "AWS::EC2::Route", "Properties": properties}}}, {"It": "r"})["It"]
    assert reading.status is Status.UNDETERMINED
    assert "RouteTableId" in reading.reason


def test_a_property_that_the_reader_does_not_ask_for_is_not_compared(compare: Compare, queue: dict[str, str]) -> None:
    """A property that is new to a type is named, and not taken to be as declared."""
    body = {"Resources": {"It": {"Type": "AWS::SQS::Queue", "Properties": {"Colour": "red"}}}}
    reading = compare(body, {"It": queue["url"]})["It"]
    assert [(one.path, one.reason) for one in reading.not_compared] == [
        ("Colour", "the reader of this type does not read it")
    ]


def test_each_resource_is_read_once(stubs: Stubs) -> None:
    """However many properties take an attribute of it."""
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
    stubs.answer(
        "sqs", "get_queue_attributes", {"Attributes": {"QueueArn": arn}}, QueueUrl="url", AttributeNames=["All"]
    )
    stubs.answer("sns", "get_subscription_attributes", {"Attributes": {"Endpoint": arn}}, SubscriptionArn="s")
    properties = {"Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}}
    body = {
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "It": {"Type": "AWS::SNS::Subscription", "Properties": properties},
        }
    }
    readings = compare_stack(template_of(body), {"Queue": "url", "It": "s"}, stubs.clients, ACCOUNT, REGION)
    assert [(r.logical_id, r.status) for r in readings] == [("It", Status.CREATED), ("Queue", Status.CREATED)]
