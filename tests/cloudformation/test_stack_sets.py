"""The templates within StackSets are judged, and what cannot be read of them is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.places import stack_entries
from landing_zone.cloudformation.assembly.integrity import refuse_what_is_not_judged
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import reasons_in
from landing_zone.cloudformation.model import Assembly
from landing_zone.cloudformation.parsing.macros import unseen_resources
from landing_zone.config import Bootstrap
from tests.cloudformation.deployed import ACCOUNT, CHILD, REGION, STACK, edit, role, write

BODY = {"Resources": {"U": {"Type": "AWS::IAM::User", "Metadata": {"aws:cdk:path": "Shop/Waived"}}}}
YAML = (
    "Parameters: {P: {Type: String}}\nResources:\n  U:\n    Type: AWS::IAM::User\n    Properties: {UserName: !Ref P}\n"
)
S3 = "https://s3.eu-west-1.amazonaws.com"


def stack_set(**properties: Any) -> dict[str, Any]:
    """A template with one StackSet."""
    return {"Resources": {"S": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}}}


def load(folder: Path, template: dict[str, Any]) -> Assembly:
    """Write a loose template, and read it."""
    file = folder / "t.json"
    file.write_text(json.dumps(template, indent=1))
    return load_assembly(file)


@pytest.mark.parametrize("body", [json.dumps(BODY), YAML, BODY], ids=["json", "yaml", "mapping"])
def test_a_body_is_a_template_of_its_own(tmp_path: Path, body: Any) -> None:
    """Named after its StackSet, without account, Region and construct path, on the line of the StackSet."""
    assembly = load(tmp_path, stack_set(TemplateBody=body))
    outer, inner = assembly.templates
    assert (outer.name, inner.name) == ("t.json", "t.json/S")
    user = inner.resources["U"]
    assert (user.stack, user.environment, user.construct_path, user.line) == ("t.json/S", "", "", 3)
    assert not list(unseen_resources(assembly.templates))
    assert inner.digest != outer.digest
    assert {entry.digest for entry in stack_entries(assembly)} == {outer.digest}, "the file's, as the seal has it"


@pytest.mark.parametrize(
    "properties",
    [
        {"TemplateBody": {"Fn::Sub": json.dumps(BODY)}},
        {"TemplateBody": {"Resources": {"U": {"Type": "AWS::IAM::User", "Properties": {"UserName": {"Ref": "P"}}}}}},
        {"TemplateBody": json.dumps(BODY)[:-1]},
        {"TemplateBody": "no template"},
        {"TemplateBody": "{}"},
        {"TemplateBody": json.dumps(BODY), "TemplateURL": f"{S3}/b/other.json"},
        {"TemplateURL": f"{S3}/b/other.json"},
        {},
    ],
)
def test_a_body_that_cannot_be_read_is_listed(tmp_path: Path, properties: dict[str, Any]) -> None:
    """It is deployed, and no check sees it."""
    assembly = load(tmp_path, stack_set(**properties))
    assert [template.name for template in assembly.templates] == ["t.json"]
    (unseen,) = unseen_resources(assembly.templates)
    assert (unseen.template, unseen.logical_id) == ("t.json", "S")
    assert "a stack set whose template is not in the assembly" in unseen.why


def test_a_stack_set_within_a_stack_set_is_judged(tmp_path: Path) -> None:
    """At any depth, with a fault in the innermost one listed."""
    inner = stack_set(TemplateBody=json.dumps(BODY))
    inner["Resources"]["Gone"] = {"Type": "AWS::CloudFormation::StackSet"}
    assembly = load(tmp_path, stack_set(TemplateBody=json.dumps(inner)))
    assert [template.name for template in assembly.templates] == ["t.json", "t.json/S", "t.json/S/S"]
    assert [(one.template, one.logical_id) for one in unseen_resources(assembly.templates)] == [("t.json/S", "Gone")]


def test_a_template_of_the_assembly_that_a_stack_set_names_is_judged(tmp_path: Path) -> None:
    """The address of an asset, as for a nested stack; account and Region are not those of the stack."""
    out = write(tmp_path / "cdk.out")
    edit(out / STACK, lambda body: body["Resources"]["Child"].update(Type="AWS::CloudFormation::StackSet"))
    edit(out / "manifest.json", lambda m: m["artifacts"]["Shop"]["properties"].pop("stackTemplateAssetObjectUrl"))
    shop, child = load_assembly(out).templates
    assert (child.name, child.path.name, child.environment, child.of_stack_set) == ("Shop/Child", CHILD, "", True)
    assert shop.environment == f"{ACCOUNT}/{REGION}"


def test_in_our_zone_a_body_needs_no_environment_of_its_own(tmp_path: Path) -> None:
    """It is judged; one that cannot be read is not seen."""
    out = write(tmp_path / "cdk.out")

    def judge(body: str) -> tuple[list[str], int]:
        (out / STACK).write_text(json.dumps(stack_set(TemplateBody=body)))
        assembly = load_assembly(out)
        refuse_what_is_not_judged(assembly, {f"{ACCOUNT}/{REGION}"}, Bootstrap().names())
        return [template.name for template in assembly.templates], len(list(unseen_resources(assembly.templates)))

    def without_address(manifest: dict[str, Any]) -> None:
        del manifest["artifacts"]["Shop"]["properties"]["stackTemplateAssetObjectUrl"]
        assert manifest["artifacts"]["Shop"]["properties"]["assumeRoleArn"] == role("deploy")

    edit(out / "manifest.json", without_address)
    assert judge(json.dumps(BODY)) == (["Shop", "Shop/S"], 0)
    assert judge("{}") == (["Shop"], 1)


@pytest.fixture
def value(tmp_path: Path) -> Callable[..., Any]:
    """Return a function that resolves the parameter ``P`` in a body."""

    def _value(parameter: dict[str, Any], **properties: Any) -> Any:
        user = {"Type": "AWS::IAM::User", "Properties": {"UserName": {"Ref": "P"}}}
        body = {"Parameters": {"P": {"Type": "String", **parameter}}, "Resources": {"U": user}}
        assembly = load(tmp_path, stack_set(TemplateBody=json.dumps(body), **properties))
        return Resolver(assembly).properties(assembly.templates[1].resources["U"])["UserName"]

    return _value


def test_parameters_are_those_of_the_stack_set(value: Callable[..., Any]) -> None:
    """What it gives, else the default; unknown where an account or Region gets another value."""
    given = [{"ParameterKey": "P", "ParameterValue": "given"}]
    assert value({"Default": "own"}, Parameters=given) == "given"
    assert value({"Default": "own"}) == "own"
    other = [{"ParameterOverrides": [{"ParameterKey": "P", "ParameterValue": "other"}]}]
    unknown = value({"Default": "own"}, Parameters=given, StackInstancesGroup=other)
    assert reasons_in(unknown) == {"the parameter P, which differs by account or Region"}


@pytest.mark.parametrize(("exporter", "importer"), [(1, 0), (0, 1)])
def test_a_body_exports_and_imports_nothing_of_its_own_account(tmp_path: Path, exporter: int, importer: int) -> None:
    """Its stacks are in other accounts, where another template's import does not look."""
    exported = {"Outputs": {"O": {"Value": "theirs", "Export": {"Name": "e"}}}}
    outer, inner = ({}, exported) if exporter else (exported, {})
    loose = load(tmp_path, {**stack_set(TemplateBody=json.dumps({**BODY, **inner})), **outer})
    assembly = replace(loose, loose=False)  # as the stack of an app that does not name its environment
    found = Resolver(assembly).resolve(assembly.templates[importer], {"Fn::ImportValue": "e"})
    assert reasons_in(found) == {"the export e, which no template here declares, or several do"}
