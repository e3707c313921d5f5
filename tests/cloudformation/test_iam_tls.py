"""Who refuses plain HTTP: one reader, and one answer of all that asks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.iam.tls import refused_tls_versions, refuses_plain_http
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Truth
from landing_zone.cloudformation.model import Assembly
from landing_zone.findings.finding import Status
from tests.cloudformation.iam_cases import ROLE, TLS_CASES, deny, when

STATUS = {True: Status.PASS, False: Status.FAIL, None: Status.UNDETERMINED}
Load = Callable[[Any], Assembly]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that makes a bucket with a policy, and reads the template."""

    def loaded(document: Any) -> Assembly:
        policy = {"Bucket": {"Ref": "Data"}, "PolicyDocument": document}
        resources = {
            "Data": {"Type": "AWS::S3::Bucket"},
            "Other": {"Type": "AWS::S3::Bucket"},
            "Custom": {"Type": "Custom::Policy"},
            "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": policy},
        }
        template = {"Resources": resources, "Parameters": {"Any": {"Type": "String"}}}
        (tmp_path / "a.template.json").write_text(json.dumps(template), encoding="utf-8")
        return load_assembly(tmp_path)

    return loaded


@pytest.mark.parametrize("name", TLS_CASES)
def test_a_policy_refuses_plain_http_or_not(name: str, load: Load) -> None:
    """Everybody, every action, the bucket and its objects, and no further condition; else it does not."""
    document, answer = TLS_CASES[name]
    found = load(document)
    properties = Resolver(found).properties(found.templates[0].resources["Policy"])
    assert refuses_plain_http(properties["PolicyDocument"], properties["Bucket"]) is answer


@pytest.fixture(scope="module")
def control(root: Path) -> Control:
    """The control on buckets and plain HTTP."""
    return load_catalogue(root / "policies").controls["s3-tls-only"]


@pytest.mark.parametrize("name", TLS_CASES)
def test_the_control_gives_the_same_answer(name: str, load: Load, control: Control) -> None:
    """The assertion of the catalogue uses the same reader; what it cannot decide is undetermined, and never a pass."""
    document, answer = TLS_CASES[name]
    found = evaluate(load(document), [control]).findings
    assert [f.status for f in found if f.logical_id == "Data"] == [STATUS[answer]]


@pytest.mark.parametrize(
    ("resource", "answer"),
    [
        (["arn:aws:s3:::data", "arn:aws:s3:::data/*"], True),
        (["arn:aws-cn:s3:::data", "arn:aws-cn:s3:::data/*"], True),
        ("arn:aws:s3:::data*", True),
        ("arn:aws:s3:::d?ta*", True),
        ("arn:aws:s3:::*", True),
        ("arn:*", True),
        (["arn:aws:s3:::other", "arn:aws:s3:::other/*"], False),
        (["arn:aws:s3:::Data", "arn:aws:s3:::Data/*"], False),
        (["arn:aws:s3:::data", "arn:aws:s3:::data/"], False),
        (["arn:aws:s3:::data", "*/*"], True),
        ("*/*", False),
        ([{"Ref": "Data"}, "arn:aws:s3:::data/*"], None),
    ],
)
def test_a_bucket_by_its_name(resource: Any, answer: Truth) -> None:
    """As the evidence query reads what S3 answers: names are compared, and their case counts."""
    assert refuses_plain_http(json.dumps({"Statement": deny(Resource=resource)}), "data") is answer


@pytest.mark.parametrize(
    ("action", "changes", "holders", "answer"),
    [
        ("sqs:*", {"Action": "sqs:*"}, ["https://sqs.eu-west-1.amazonaws.com/555555555555/pay"], True),
        ("sqs:*", {"Action": "sqs:SendMessage"}, ["pay"], False),
        ("sqs:*", {"Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:555555555555:pay"}, ["pay"], True),
        ("sqs:*", {"Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:555555555555:pay"}, ["pay", "log"], False),
        ("sqs:*", {"Action": "sqs:*"}, [], False),
        ("sns:Publish", {"Action": "sns:publish"}, "arn:aws:sns:eu-west-1:555555555555:alerts", True),
        ("sns:Publish", {"Action": "sns:Publish", "Principal": {"AWS": ROLE}}, "alerts", False),
        ("sns:Publish", {"Action": None, "NotAction": "sns:Subscribe"}, "alerts", True),
    ],
)
def test_queues_and_topics(action: str, changes: dict[str, Any], holders: Any, answer: Truth) -> None:
    """All that the policy is put on must be guarded."""
    statement = deny(**{"Resource": "*", **changes})
    assert refuses_plain_http({"Statement": [statement]}, holders, action) is answer


def test_versions_of_tls_that_a_bucket_refuses() -> None:
    """Those that everybody is refused below, whatever the statement's other way of writing them."""
    everybody = when(NumericLessThan={"s3:TLSversion": 1.2}) | {"Resource": "*"}
    one_role = when(NumericLessThan={"s3:TlsVersion": "1.3"}) | {"Resource": "*", "Principal": {"AWS": ROLE}}
    assert list(refused_tls_versions({"Statement": [everybody, one_role]}, "data")) == ["1.2"]
