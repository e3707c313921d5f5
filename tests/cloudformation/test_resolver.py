"""Intrinsic functions are resolved as far as the templates give the values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.intrinsics.reasons import Choice
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Unknown, reasons_in
from landing_zone.cloudformation.model import Assembly

BuildAssembly = Callable[..., Assembly]

BODY: dict[str, Any] = {
    "Parameters": {
        "Defaulted": {"Type": "String", "Default": "d"},
        "Only": {"Type": "String", "AllowedValues": ["one"]},
        "Bare": {"Type": "String"},
        "List": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Ami": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/path"},
    },
    "Mappings": {"Zones": {"eu-west-1": {"Count": 3}}},
    "Conditions": {
        "Home": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]},
        "NotHome": {"Fn::Not": [{"Condition": "Home"}]},
        "Decided": {"Fn::Or": [{"Condition": "Home"}, {"Fn::Equals": [{"Ref": "Bare"}, "x"]}]},
        "NotTold": {"Fn::And": [{"Condition": "Home"}, {"Fn::Equals": [{"Ref": "Bare"}, "x"]}]},
        "Circular": {"Fn::Not": [{"Condition": "Circular"}]},
    },
    "Resources": {"R": {"Type": "AWS::S3::Bucket"}},
}


@pytest.fixture
def resolve(assembly: BuildAssembly) -> Callable[..., Any]:
    """Return a function that resolves one value in a template with parameters, mappings and conditions."""

    def _resolve(value: Any, environment: str = "111111111111/eu-west-1", zone: dict[str, Any] | None = None) -> Any:
        built = assembly({"Stack": (environment, BODY)}, zone)
        return Resolver(built).resolve(built.templates[0], value)

    return _resolve


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "AWS::AccountId"}, "111111111111"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Ref": "AWS::StackName"}, "Stack"),
        ({"Ref": "Only"}, "one"),
        ({"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}, 3, True]]}, "a-eu-west-1-3-true"),
        ({"Fn::Sub": "x-${AWS::Region}-${!Literal}"}, "x-eu-west-1-${Literal}"),
        ({"Fn::Sub": ["${A}${A}", {"A": {"Ref": "Only"}}]}, "oneone"),
        ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
        ({"Fn::FindInMap": ["Zones", {"Ref": "AWS::Region"}, "Count"]}, 3),
        ({"Fn::FindInMap": ["Zones", "none", "Count", {"DefaultValue": 1}]}, 1),
        ({"Fn::Base64": "hello"}, "aGVsbG8="),
        ({"Fn::If": ["Home", "yes", "no"]}, "yes"),
        ({"Fn::If": ["NotHome", "yes", "no"]}, "no"),
        ({"Fn::If": ["Decided", "yes", "no"]}, "yes"),
        ({"Fn::Length": [1, 2]}, 2),
        ({"Fn::ToJsonString": {"a": [1]}}, '{"a":[1]}'),
        ({"A": {"Ref": "AWS::NoValue"}, "B": [{"Ref": "AWS::NoValue"}, 1]}, {"B": [1]}),
        ({"Condition": {"StringEquals": {"a": "b"}}}, {"Condition": {"StringEquals": {"a": "b"}}}),
    ],
)
def test_a_value_that_the_template_gives_is_known(resolve: Callable[..., Any], value: Any, expected: Any) -> None:
    """Everything known gives a plain value."""
    assert resolve(value) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"Ref": "Bare"}, "the parameter Bare, which has no default"),
        ({"Ref": "Defaulted"}, 'the parameter Defaulted, whose default "d" can be overridden'),
        ({"Ref": "Ami"}, "read from Systems Manager"),
        ({"Ref": "Nothing"}, "does not declare"),
        ({"Ref": ["x"]}, "not a name"),
        ({"Fn::GetAtt": ["Nothing", "Arn"]}, "does not declare"),
        ({"Fn::GetAtt": 3}, "cannot be read"),
        ({"Fn::Join": ["", {"Ref": "Bare"}]}, "the parameter Bare"),
        ({"Fn::Join": 3}, "cannot be read"),
        ({"Fn::Sub": "a${Bare}"}, "the parameter Bare"),
        ({"Fn::Sub": 3}, "cannot be read"),
        ({"Fn::Select": [{"Ref": "Bare"}, ["a"]]}, "Fn::Select"),
        ({"Fn::Select": [3, ["a"]]}, "a list that is shorter"),
        ({"Fn::Select": []}, "cannot be read"),
        ({"Fn::Split": [",", {"Ref": "Bare"}]}, "the parameter Bare"),
        ({"Fn::FindInMap": ["Zones", {"Ref": "Bare"}, "Count"]}, "the parameter Bare"),
        ({"Fn::FindInMap": ["Zones", "x", "y"]}, "not declared"),
        ({"Fn::If": ["NotTold", "a", "b"]}, "the parameter Bare"),
        ({"Fn::If": ["Circular", "a", "b"]}, "refers to itself"),
        ({"Fn::If": ["Undeclared", "a", "b"]}, "undeclared condition"),
        ({"Fn::If": 3}, "cannot be read"),
        ({"Fn::ImportValue": "missing"}, "no template here declares"),
        ({"Fn::ImportValue": {"Ref": "Bare"}}, "the parameter Bare"),
        ({"Fn::GetAZs": ""}, "Fn::GetAZs"),
        ({"Fn::Cidr": ["10.0.0.0/16", 1, 8]}, "Fn::Cidr"),
        ({"Fn::Transform": {"Name": "X"}}, "Fn::Transform"),
        ({"a": 1, "Fn::Transform": {"Name": "X"}}, "Fn::Transform"),
        ({"a": 1, "Fn::ForEach::L": []}, "Fn::ForEach::L"),
        ({"Fn::Newer": 1}, "Fn::Newer"),
        ({"Rain::Embed": "x"}, "Rain::Embed"),
        ({"Ref": "AWS::NotificationARNs"}, "AWS::NotificationARNs"),
        ("{{resolve:ssm:/x:1}}", "{{resolve:ssm:/x:1}}"),
    ],
)
def test_a_value_that_it_does_not_give_is_unknown_with_its_reason(
    resolve: Callable[..., Any], value: Any, reason: str
) -> None:
    """Nothing is guessed; the reason names what would have to be known."""
    resolved = resolve(value)

    assert isinstance(resolved, Unknown)
    assert any(reason in given for given in resolved.reasons)


def test_an_unknown_environment_leaves_its_pseudo_parameters_unknown(resolve: Callable[..., Any]) -> None:
    """An unknown account is not replaced by a default; the text around it stays known."""
    resolved = resolve(
        {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}, "unknown-account/unknown-region"
    )

    assert isinstance(resolved, Text)
    assert resolved.prefix == "arn:aws"
    assert resolved.suffix == ":root"


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-3", "aws")]
)
def test_the_region_determines_the_partition(resolve: Callable[..., Any], region: str, partition: str) -> None:
    """China and GovCloud have their own partitions."""
    assert resolve({"Ref": "AWS::Partition"}, f"111111111111/{region}") == partition


def test_a_default_is_no_fact_in_an_assembly_of_ours(resolve: Callable[..., Any], zone: dict[str, Any]) -> None:
    """A deployment may give another value, also here: allowed values are a fact, and what the manifest gives."""
    for name in ("Defaulted", "List", "Bare", "Ami"):
        assert isinstance(resolve({"Ref": name}, zone=zone), Unknown)
    assert resolve({"Ref": "Only"}, zone=zone) == "one"


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ({"Fn::Sub": "{{resolve:secretsmanager:${Key}:SecretString:name}}"}, (None,)),
        ({"Fn::Join": ["", ["{{resolve:secretsmanager:", {"Ref": "Key"}, ":SecretString:name}}"]]}, (None,)),
        ({"Fn::Sub": "db-{{resolve:ssm:/${Key}}}-x"}, ("db-", None, "-x")),
        ({"Fn::Join": ["-", ["db", {"Ref": "Key"}, "{{resolve:ssm:/a}}", "b"]]}, ("db-", None, "-", None, "-b")),
    ],
)
def test_a_dynamic_reference_composed_of_parts_is_unknown(
    resolve: Callable[..., Any], value: Any, parts: tuple[str | None, ...]
) -> None:
    """The value of a secret is not the text that names the secret."""
    found = resolve(value)
    assert isinstance(found, Text)
    assert found.parts == parts


def test_references_to_resources_keep_their_target(resolve: Callable[..., Any]) -> None:
    """Ref and GetAtt, dotted or not, and texts built from them, lead to the resource."""
    ref, dotted = resolve({"Ref": "R"}), resolve({"Fn::GetAtt": "R.Arn"})
    text = resolve({"Fn::Sub": "${R.Arn}/*"})

    assert isinstance(ref, Reference)
    assert isinstance(dotted, Reference)
    assert isinstance(text, Text)
    assert ref.target == dotted.target == ("Stack", "R")
    assert (dotted.attribute, ref.get("Ref"), dotted.get("Fn::GetAtt")) == ("Arn", "R", ["R", "Arn"])
    assert text.targets == {("Stack", "R")}
    assert (text.prefix, text.suffix) == ("arn:", "/*")


def test_an_element_that_may_be_absent_leaves_its_list_undetermined(resolve: Callable[..., Any]) -> None:
    """AWS::NoValue behind an unknown condition leaves the length open."""
    resolved = resolve(["a", {"Fn::If": ["NotTold", "b", {"Ref": "AWS::NoValue"}]}])

    assert resolved[0] == "a"
    assert isinstance(resolved[1], Maybe)


def test_nested_stacks_get_their_parents_parameters_and_give_outputs(assembly: BuildAssembly, tmp_path: Any) -> None:
    """Values passed to a nested stack and its outputs are resolved; a nested default is never overridden."""
    child = {
        "Parameters": {
            "Given": {"Type": "String", "Default": "default"},
            "Kept": {"Type": "String", "Default": "kept"},
        },
        "Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"A": {"Ref": "Given"}, "B": {"Ref": "Kept"}}}},
        "Outputs": {"VpcId": {"Value": {"Ref": "Vpc"}}},
    }
    parent = {
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key"},
            "Child": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {
                    "TemplateURL": "https://s3.eu-west-1.amazonaws.com/b/child",
                    "Parameters": {"Given": {"Fn::GetAtt": ["Key", "Arn"]}},
                },
            },
            "Log": {"Type": "AWS::EC2::FlowLog", "Properties": {"R": {"Fn::GetAtt": ["Child", "Outputs.VpcId"]}}},
        }
    }
    (tmp_path / "cdk.out").mkdir()
    (tmp_path / "cdk.out" / "child.json").write_text(json.dumps(child))
    built = assembly({"Parent": ("1/eu-west-1", parent)}, assets={"Parent": {"child": "child.json"}})
    resolver = Resolver(built)
    templates = {t.name: t for t in built.templates}
    inner = resolver.properties(templates["Parent/Child"].resources["Vpc"])
    outer = resolver.properties(templates["Parent"].resources["Log"])

    assert inner["A"].target == ("Parent", "Key")
    assert inner["B"] == "kept"
    assert outer["R"].target == ("Parent/Child", "Vpc")


@pytest.mark.parametrize(
    ("transform", "known"),
    [
        ("AWS::LanguageExtensions", True),
        (["AWS::Serverless-2016-10-31"], True),
        ("Mine", False),
        ([{"Name": "M"}], False),
    ],
)
def test_an_own_macro_makes_everything_unknown(assembly: BuildAssembly, transform: Any, known: bool) -> None:
    """A macro may rewrite any resource; those of AWS leave other services' resources alone."""
    body = {"Transform": transform, "Resources": {"R": {"Type": "AWS::S3::Bucket", "Properties": {"A": 1}}}}
    built = assembly({"S": ("1/eu-west-1", body)})
    properties = Resolver(built).properties(built.templates[0].resources["R"])

    assert (properties == {"A": 1}) is known
    assert bool(reasons_in(properties)) is not known


def test_an_output_whose_condition_is_false_exports_nothing(assembly: BuildAssembly) -> None:
    """Its value is not the imported one: that is another stack's, or none."""

    def exporter(value: str, condition: str) -> dict[str, Any]:
        return {
            "Parameters": BODY["Parameters"],
            "Conditions": BODY["Conditions"],
            "Resources": {"R": {"Type": "AWS::S3::Bucket"}},
            "Outputs": {"O": {"Condition": condition, "Value": value, "Export": {"Name": "shared"}}},
        }

    def imported(**exporters: dict[str, Any]) -> Any:
        built = assembly({name: ("1/eu-west-1", body) for name, body in {**exporters, "Importer": BODY}.items()})
        importer = next(template for template in built.templates if template.name == "Importer")
        return Resolver(built).resolve(importer, {"Fn::ImportValue": "shared"})

    here, elsewhere, perhaps = (
        exporter("here", "Home"),
        exporter("elsewhere", "NotHome"),
        exporter("perhaps", "NotTold"),
    )
    assert imported(A=here, B=elsewhere) == imported(A=elsewhere, B=here) == "here"
    assert imported(A=perhaps) == "perhaps"  # without the export nothing that imports it is deployed
    for value in (imported(A=elsewhere), imported(A=perhaps, B=perhaps)):
        assert reasons_in(value) == {"the export shared, which no template here declares, or several do"}


def test_an_output_of_a_nested_stack_whose_condition_is_false_has_no_value(
    assembly: BuildAssembly, tmp_path: Path
) -> None:
    """CloudFormation does not make it."""
    child = {
        "Conditions": {"Never": {"Fn::Equals": [1, 2]}, "Always": {"Fn::Equals": [1, 1]}},
        "Resources": {"R": {"Type": "AWS::S3::Bucket"}},
        "Outputs": {name: {"Condition": name, "Value": name} for name in ("Never", "Always")},
    }
    url = "https://s3.eu-west-1.amazonaws.com/b/child"
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    (tmp_path / "cdk.out").mkdir()
    (tmp_path / "cdk.out" / "child.json").write_text(json.dumps(child))
    stacks = {"Parent": ("1/eu-west-1", {"Resources": {"Child": nested}})}
    built = assembly(stacks, assets={"Parent": {"child": "child.json"}})
    parent = next(template for template in built.templates if template.name == "Parent")
    resolver = Resolver(built)
    assert resolver.resolve(parent, {"Fn::GetAtt": ["Child", "Outputs.Always"]}) == "Always"
    never = resolver.resolve(parent, {"Fn::GetAtt": ["Child", "Outputs.Never"]})
    assert reasons_in(never) == {"the output Never of Parent/Child, which is not declared"}


def test_circular_exports_end(assembly: BuildAssembly) -> None:
    """Two stacks that import from each other are unknown, not endless."""

    def body(own: str, other: str) -> dict[str, Any]:
        value = {"Fn::ImportValue": other}
        return {
            "Resources": {"R": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": value}}},
            "Outputs": {"O": {"Value": value, "Export": {"Name": own}}},
        }

    built = assembly({"A": ("1/r", body("a", "b")), "B": ("1/r", body("b", "a"))})
    resolved = Resolver(built).properties(built.templates[0].resources["R"])["BucketName"]

    assert any("refers to itself" in reason for reason in resolved.reasons)


def test_the_manifest_gives_parameters_their_values(assembly: BuildAssembly, tmp_path: Path) -> None:
    """The CDK's commands pass them to CloudFormation; ``Ref`` of a list yields a list."""
    built = assembly({"Stack": ("111111111111/eu-west-1", BODY)})
    manifest = tmp_path / "cdk.out" / "manifest.json"
    written = json.loads(manifest.read_text())
    written["artifacts"]["Stack"]["properties"]["parameters"] = {"Bare": "x", "List": "c, d"}
    manifest.write_text(json.dumps(written))
    built = load_assembly(tmp_path / "cdk.out")
    resolver = Resolver(built)

    assert resolver.resolve(built.templates[0], {"Ref": "Bare"}) == "x"
    assert resolver.resolve(built.templates[0], {"Ref": "List"}) == ["c", "d"]
    assert resolver.condition(built.templates[0], "NotTold")[0] is True
    assert isinstance(resolver.resolve(built.templates[0], {"Ref": "Defaulted"}), Unknown)


def test_an_attribute_that_is_a_property_has_its_value(assembly: BuildAssembly) -> None:
    """Of a name and of what is not written a reference is left, of a choice the choice."""
    body = {
        "Parameters": {"Net": {"Type": "String", "AllowedValues": ["10.0.0.0/16", "10.1.0.0/16"]}},
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/8"}},
            "Chosen": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Ref": "Net"}}},
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
            "Own": {"Type": "Custom::Own", "Properties": {"Value": "v"}},
            "Round": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Fn::GetAtt": ["Round", "CidrBlock"]}}},
        },
    }
    built = assembly({"S": ("1/eu-west-1", body)})

    def attribute(name: str, attribute: str) -> Any:
        return Resolver(built).resolve(built.templates[0], {"Fn::GetAtt": [name, attribute]})

    assert attribute("Vpc", "CidrBlock") == "10.0.0.0/8"
    assert any(isinstance(reason, Choice) for reason in reasons_in(attribute("Chosen", "CidrBlock")))
    for name, of in (("Vpc", "VpcId"), ("Topic", "TopicName"), ("Own", "Value"), ("Round", "CidrBlock")):
        assert isinstance(attribute(name, of), Reference)


@pytest.mark.parametrize(
    "written",
    [
        {"Fn::Sub": "${R.Arn}"},
        {"Fn::Sub": ["${Value}", {"Value": {"Fn::GetAtt": ["R", "Arn"]}}]},
        {"Fn::Join": ["", [{"Fn::GetAtt": "R.Arn"}]]},
    ],
)
def test_a_text_that_consists_of_a_reference_is_that_reference(resolve: Callable[..., Any], written: Any) -> None:
    """Another spelling of ``Fn::GetAtt`` cannot hide which attribute of which resource is meant."""
    found = resolve(written)
    assert isinstance(found, Reference)
    assert found.written == {"Fn::GetAtt": ["R", "Arn"]}
