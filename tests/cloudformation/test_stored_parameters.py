"""A parameter of Systems Manager has the value that a template of the same environment writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Reference, Unknown, reasons_in
from landing_zone.cloudformation.model import Assembly

BuildAssembly = Callable[..., Assembly]


def stored(writer: dict[str, Any], environment: str = "1/eu-west-1", **sections: Any) -> dict[str, Any]:
    """Two stacks: one writes a parameter of Systems Manager, one reads it in three ways."""
    reader = {
        "Parameters": {
            "Typed": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/net/cidr"},
            "Items": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/net/cidr"},
            "Unnamed": {"Type": "AWS::SSM::Parameter::Value<String>"},
        },
        "Resources": {"R": {"Type": "AWS::S3::Bucket"}},
    }
    body = {"Resources": {"P": {"Type": "AWS::SSM::Parameter", **writer}}, **sections}
    return {"Reader": ("1/eu-west-1", reader), "Writer": (environment, body)}


PERHAPS = {
    "Parameters": {"Bare": {"Type": "String"}},
    "Conditions": {"Perhaps": {"Fn::Equals": [{"Ref": "Bare"}, "x"]}},
}
LITERAL = {"Properties": {"Name": "/net/cidr", "Type": "String", "Value": "10.0.0.0/8"}}


def test_a_stored_parameter_has_the_value_that_the_assembly_writes(assembly: BuildAssembly) -> None:
    """What was taken for granted is said; a version, a secure text and an unknown name stay open."""
    built = assembly(stored(LITERAL))
    resolver, reader = Resolver(built), built.templates[0]

    assert resolver.stored_read == frozenset()
    assert resolver.resolve(reader, {"Ref": "Typed"}) == "10.0.0.0/8"
    assert resolver.resolve(reader, {"Ref": "Items"}) == ["10.0.0.0/8"]
    assert resolver.resolve(reader, "x-{{resolve:ssm:/net/cidr}}-y") == "x-10.0.0.0/8-y"
    assert resolver.stored_read == {
        "Reader: the parameter /net/cidr of Systems Manager has the value that P in Writer writes"
    }
    for text in ("{{resolve:ssm:/net/cidr:1}}", "{{resolve:ssm-secure:/net/cidr}}", "{{resolve:ssm:/net}}"):
        assert reasons_in(resolver.resolve(reader, text)) == {f"the dynamic reference {text}"}
    assert isinstance(resolver.resolve(reader, {"Ref": "Unnamed"}), Unknown)


@pytest.mark.parametrize(
    ("writer", "environment", "sections"),
    [
        (LITERAL, "1/eu-central-1", {}),
        (LITERAL, "2/eu-west-1", {}),
        ({"Properties": {**LITERAL["Properties"], "Value": {"Ref": "AWS::StackId"}}}, "1/eu-west-1", {}),
        ({"Properties": {**LITERAL["Properties"], "Name": {"Ref": "AWS::StackId"}}}, "1/eu-west-1", {}),
        ({**LITERAL, "Condition": "Perhaps"}, "1/eu-west-1", PERHAPS),
        (LITERAL, "1/eu-west-1", {"Resources": {name: {"Type": "AWS::SSM::Parameter", **LITERAL} for name in "PQ"}}),
    ],
)
def test_a_stored_parameter_is_open_where_its_value_is_not_certain(
    assembly: BuildAssembly, writer: dict[str, Any], environment: str, sections: dict[str, Any]
) -> None:
    """Another environment, a value that is not a literal, a writer that may not be there, two writers."""
    built = assembly(stored(writer, environment, **sections))
    resolver = Resolver(built)

    assert isinstance(resolver.resolve(built.templates[0], {"Ref": "Typed"}), Unknown)
    assert resolver.stored_read == frozenset()


def test_a_stored_reference_is_what_it_refers_to(assembly: BuildAssembly) -> None:
    """The ARN of a key that another stack publishes is not a pattern; what a custom resource returns may be one."""
    for kind, known in (("AWS::KMS::Key", True), ("Custom::Any", False)):
        value = {"Properties": {"Name": "/net/cidr", "Type": "String", "Value": {"Fn::GetAtt": ["Made", "Arn"]}}}
        resources = {"P": {"Type": "AWS::SSM::Parameter", **value}, "Made": {"Type": kind}}
        built = assembly(stored({}, Resources=resources))
        found = Resolver(built).resolve(built.templates[0], {"Ref": "Typed"})
        assert isinstance(found, Reference) is known
        assert not known or found.target == ("Writer", "Made")


@pytest.mark.parametrize(
    ("arn", "known"),
    [
        ("arn:aws:ssm:eu-west-1:222222222222:parameter/shared/cidr", True),
        ("arn:aws:ssm:eu-central-1:222222222222:parameter/shared/cidr", False),
        ("arn:aws:ssm:eu-west-1:333333333333:parameter/shared/cidr", False),
        ("/shared/cidr", False),
    ],
)
def test_what_another_account_shares_is_read_by_its_arn(assembly: BuildAssembly, arn: str, known: bool) -> None:
    """And is known to those that read what is handed on, whichever template comes first."""
    read = {"From": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": arn}}
    own = {"Own": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/net/cidr"}}
    written = {"Name": "/net/cidr", "Type": "String", "Value": {"Ref": "From"}}
    shared = {"Name": "/shared/cidr", "Type": "String", "Value": "10.0.0.0/8", "Tier": "Advanced"}
    account = "111111111111/eu-west-1"
    built = assembly(
        {
            "AUser": (
                account,
                {"Parameters": read, "Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": written}}},
            ),
            "Owner": (
                "222222222222/eu-west-1",
                {"Resources": {"S": {"Type": "AWS::SSM::Parameter", "Properties": shared}}},
            ),
            "Team": (account, {"Parameters": own, "Resources": {"R": {"Type": "AWS::S3::Bucket"}}}),
        }
    )
    team = next(template for template in built.templates if template.name == "Team")
    resolver = Resolver(built)
    found = resolver.resolve(team, {"Ref": "Own"})
    assert found == "10.0.0.0/8" if known else isinstance(found, Unknown)
    assert len(resolver.stored_read) == (2 if known else 0)
