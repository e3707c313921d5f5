"""What a template deploys and no check sees is named, with the resource and with what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.parsing.macros import Unseen, unseen_resources

TOPIC = {"Type": "AWS::SNS::Topic"}


@pytest.fixture
def unseen(tmp_path: Path) -> Callable[..., list[Unseen]]:
    """Return what is not seen of a template of these resources and sections."""

    def find(resources: dict[str, Any], **sections: Any) -> list[Unseen]:
        file = tmp_path / "t.json"
        file.write_text(json.dumps({"Resources": resources, **sections}))
        return list(unseen_resources(load_assembly(file).templates))

    return find


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"Type": "AWS::CloudFormation::StackSet", "Properties": {"TemplateURL": "https://s3/t"}}, "stack set"),
        ({"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://s3/t"}}, "nested stack"),
        ({"Type": "AWS::CloudFormation::Macro"}, "AWS::CloudFormation::Macro"),
        ({"Type": "Example::Data::Bucket::MODULE"}, "Example::Data::Bucket::MODULE"),
        ({"Type": "AWS::ServiceCatalog::CloudFormationProvisionedProduct"}, "ProvisionedProduct"),
        ({**TOPIC, "Properties": {"Tags": [{"Fn::Transform": {"Name": "AWS::Include"}}]}}, "Fn::Transform"),
    ],
)
def test_a_resource_that_deploys_what_is_not_seen_is_named(
    unseen: Callable[..., list[Unseen]], body: dict[str, Any], what: str
) -> None:
    """The resource, and neither the template as a whole nor the one beside it."""
    (found,) = unseen({"A": body, "B": TOPIC})
    assert (found.template, found.logical_id, found.macro) == ("t.json", "A", "")
    assert what in found.why
    assert "not seen" in found.why


@pytest.mark.parametrize(
    ("sections", "macro"),
    [
        ({"Transform": [{"Name": "Mine"}]}, "Mine"),
        ({"Transform": "AWS::Include"}, "AWS::Include"),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, "AWS::Include"),
        ({"Transform": "AWS::NotKnownYet-2026-01-01"}, "AWS::NotKnownYet-2026-01-01"),
        ({"Transform": ["AWS::SecretsManager-2024-09-16"]}, "AWS::SecretsManager-2024-09-16"),
    ],
)
def test_a_macro_of_the_template_is_named(
    unseen: Callable[..., list[Unseen]], sections: dict[str, Any], macro: str
) -> None:
    """It may add anything, so the template as a whole is not seen."""
    (found,) = unseen({"T": TOPIC}, **sections)
    assert (found.template, found.logical_id, found.macro) == ("t.json", "", macro)


def test_a_transform_among_the_resources_is_named(unseen: Callable[..., list[Unseen]]) -> None:
    """It adds resources beside those written."""
    (found,) = unseen({"T": TOPIC, "Fn::Transform": {"Name": "AWS::Include", "Parameters": {}}})
    assert (found.logical_id, found.macro) == ("", "AWS::Include")


def test_a_transform_within_a_loop_is_named(unseen: Callable[..., list[Unseen]]) -> None:
    """It adds resources as one beside the loop does."""
    loop = ["N", ["a"], {"Fn::Transform": {"Name": "Mine"}}]
    (found,) = unseen({"T": TOPIC, "Fn::ForEach::L": loop}, Transform="AWS::LanguageExtensions")
    assert (found.logical_id, found.macro) == ("", "Mine")


@pytest.mark.parametrize("macro", ["AWS::LanguageExtensions", "AWS::CodeStar", "AWS::Serverless-2016-10-31"])
def test_a_macro_that_adds_nothing_unseen_is_not(unseen: Callable[..., list[Unseen]], macro: str) -> None:
    """The language's extensions write no resource, and SAM's macro is carried out."""
    assert unseen({"T": TOPIC}, Transform=macro) == []


@pytest.mark.parametrize("name", ["Tags", "EventInvokeConfig", "AutoPublishAlias", "CodeUri"])
def test_a_transform_that_sam_hides_is_named(unseen: Callable[..., list[Unseen]], name: str) -> None:
    """SAM's macro takes the function for a value or drops it, and CloudFormation carries it out before that."""
    include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}}
    properties = {"Handler": "a.b", "Runtime": "python3.13", "CodeUri": "s3://b/k", name: include}
    function = {"Type": "AWS::Serverless::Function", "Properties": properties}
    (found,) = unseen({"F": function}, Transform="AWS::Serverless-2016-10-31")
    assert (found.logical_id, found.macro) == ("F", "")


def test_a_hosted_rotation_is_named_with_what_to_write_instead(unseen: Callable[..., list[Unseen]]) -> None:
    """The CDK's HostedRotation writes it."""
    schedule = {"Type": "AWS::SecretsManager::RotationSchedule", "Properties": {"HostedRotationLambda": {}}}
    (found,) = unseen({"Secret": TOPIC, "Rotation": schedule}, Transform="AWS::SecretsManager-2024-09-16")
    assert found.logical_id == "Rotation"
    assert "rotation_lambda=" in found.instead


def test_a_rotation_by_an_application_is_named_with_what_to_write_instead(unseen: Callable[..., list[Unseen]]) -> None:
    """The CDK's add_rotation_single_user takes an application of AWS's repository, which is not asked for."""
    application = {
        "Type": "AWS::Serverless::Application",
        "Properties": {
            "Location": {
                "ApplicationId": "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSRotation",
                "SemanticVersion": "1.1.367",
            },
        },
    }
    (found,) = unseen({"Rotation": application}, Transform="AWS::Serverless-2016-10-31")
    assert found.logical_id == "Rotation"
    assert "Serverless Application Repository" in found.why
    assert "rotation_lambda=" in found.instead


def test_what_sams_transform_refuses_is_named_with_its_message(unseen: Callable[..., list[Unseen]]) -> None:
    """A transform that fails makes no template that passes."""
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Policies": [{"NoSuchPolicyTemplate": {}}]}}
    (found,) = unseen({"F": function}, Transform="AWS::Serverless-2016-10-31")
    assert found.macro == "AWS::Serverless-2016-10-31"
    assert "[F]" in found.why
