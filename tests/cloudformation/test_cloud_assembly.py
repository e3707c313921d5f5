"""Cloud assemblies of the CDK: the templates of the manifest are those that are judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.parsing.macros import unseen_resources
from landing_zone.errors import UserError

VPC: dict[str, Any] = {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {}}}}
HERE = "111111111111/eu-west-1"
S3 = "https://s3.eu-west-1.amazonaws.com"
CdkOut = Callable[..., Path]


def _edit(out: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    manifest = json.loads((out / "manifest.json").read_text())
    change(manifest)
    (out / "manifest.json").write_text(json.dumps(manifest))


def test_stacks_have_the_environment_of_the_manifest(cdk_out: CdkOut) -> None:
    """Account and Region come from the manifest; an environment that is not given stays unknown."""
    out = cdk_out(
        {"B": (HERE, VPC), "A": ("unknown-account/unknown-region", VPC), "C": ("unknown-account/eu-west-1", VPC)}
    )
    assembly = load_assembly(out)

    assert [(t.name, t.account, t.region, t.environment) for t in assembly.templates] == [
        ("A", "", "", ""),
        ("B", "111111111111", "eu-west-1", HERE),
        ("C", "", "eu-west-1", ""),
    ]
    assert assembly.templates[1].resources["Vpc"].environment == HERE
    assert assembly.zone is None


def test_the_manifest_itself_may_be_named(cdk_out: CdkOut) -> None:
    """``lz check cdk.out/manifest.json`` is the same as its folder."""
    out = cdk_out({"A": (HERE, VPC)})

    assert load_assembly(out / "manifest.json") == load_assembly(out)


def test_the_snapshot_makes_it_an_assembly_of_a_zone(cdk_out: CdkOut) -> None:
    """landing-zone.json is read unchanged; a broken one is a mistake, not an assembly without a zone."""
    out = cdk_out({"A": (HERE, VPC)})
    (out / "landing-zone.json").write_text('{"accounts": []}')
    assert load_assembly(out).zone == {"accounts": []}

    (out / "landing-zone.json").write_text('{"accounts": [')
    with pytest.raises(UserError, match="not JSON"):
        load_assembly(out)


def test_nested_assemblies_are_read(cdk_out: CdkOut) -> None:
    """A stage's stacks count; two environments' stacks of one name are distinguished by their artifacts."""
    out = cdk_out({"A": (HERE, VPC)})
    cdk_out({"B": (HERE, VPC)}, "cdk.out/assembly-Prod")
    _edit(
        out,
        lambda m: m["artifacts"].update(
            {"assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}}
        ),
    )
    assert [t.name for t in load_assembly(out).templates] == ["A", "B"]

    _edit(out / "assembly-Prod", lambda m: m["artifacts"]["B"]["properties"].update(stackName="A"))
    assert [t.name for t in load_assembly(out).templates] == ["A", "B"]


def test_nested_stacks_are_read_and_those_elsewhere_are_listed(cdk_out: CdkOut) -> None:
    """A nested stack's template, an asset, is judged too; one elsewhere is not seen, and left-over ones are listed."""
    away = {"TemplateURL": "https://example.com/t"}
    parent = {
        "Resources": {
            "Child": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": f"{S3}/b/key.json"}},
            "Away": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": away,
                "Metadata": {"aws:asset:path": "child.nested.template.json"},
            },
        }
    }
    out = cdk_out({"Parent": (HERE, parent)}, Parent={"key.json": "child.nested.template.json"})
    (out / "child.nested.template.json").write_text(json.dumps(VPC))
    (out / "Old.template.json").write_text(json.dumps(VPC))
    assembly = load_assembly(out)

    assert [(t.name, t.environment) for t in assembly.templates] == [("Parent", HERE), ("Parent/Child", HERE)]
    assert [s.file for s in assembly.skipped] == ["Old.template.json"]
    assert [(u.template, u.logical_id) for u in unseen_resources(assembly.templates)] == [("Parent", "Away")]

    (out / "child.nested.template.json").unlink()
    with pytest.raises(UserError, match="'Parent/Child' does not exist in the assembly"):
        load_assembly(out)


def test_a_stack_without_resources_is_accepted(cdk_out: CdkOut) -> None:
    """The CDK writes a template without Resources for an empty stack."""
    out = cdk_out({"A": (HERE, VPC), "Empty": (HERE, {"Parameters": {"BootstrapVersion": {"Type": "String"}}})})

    assert [len(t.resources) for t in load_assembly(out).templates] == [1, 0]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda m: m.pop("artifacts"), "holds no stack"),
        (lambda m: m.update(artifacts={}), "holds no stack"),
        (lambda m: m.update(artifacts=[1]), "'artifacts' is not an object"),
        (lambda m: m["artifacts"].update(A=3), "has no type"),
        (lambda m: m["artifacts"]["A"].update(properties={}), "no 'templateFile'"),
        (lambda m: m["artifacts"]["A"]["properties"].update(templateFile="gone.json"), "does not exist"),
        (lambda m: m["artifacts"]["A"]["properties"].update(templateFile="../../etc/passwd"), "outside the assembly"),
        (lambda m: m["artifacts"]["A"]["properties"].update(templateFile="a" * 5000), "outside the assembly"),
        (lambda m: m["artifacts"]["A"]["properties"].update(templateFile="a\0b"), "outside the assembly"),
        (lambda m: m["artifacts"]["A"]["properties"].update(templateFile="loop"), "outside the assembly"),
        (lambda m: m["artifacts"]["A"].update(additionalMetadataFile="a\0b"), "cannot be read"),
        (
            lambda m: (
                m["artifacts"].update(X={"type": "cdk:asset-manifest", "properties": {"file": "a\0b"}}),
                m["artifacts"]["A"].update(dependencies=["X"]),
            ),
            "cannot be read",
        ),
        (lambda m: m["artifacts"]["A"].update(environment="here"), "environment of 'A'"),
        (lambda m: m["artifacts"]["A"].pop("environment"), "environment of 'A'"),
        (
            lambda m: m["artifacts"].update(X={"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}),
            "already read",
        ),
        (
            lambda m: m["artifacts"].update(X={"type": "cdk:cloud-assembly", "properties": {"directoryName": "none"}}),
            "does not exist",
        ),
    ],
)
def test_a_wrong_manifest_is_a_users_mistake(
    cdk_out: CdkOut, change: Callable[[dict[str, Any]], Any], what: str
) -> None:
    """An assembly whose manifest cannot be trusted is not judged."""
    out = cdk_out({"A": (HERE, VPC)})
    (out / "loop").symlink_to("loop")
    _edit(out, change)

    with pytest.raises(UserError) as caught:
        load_assembly(out)

    assert what in caught.value.what
    assert caught.value.fix


@pytest.mark.parametrize("left", ["landing-zone.json", "tree.json", "cdk.out"])
def test_an_assembly_without_its_manifest_is_a_users_mistake(cdk_out: CdkOut, left: str) -> None:
    """Templates that remain of a broken assembly are not judged as if they were from elsewhere."""
    out = cdk_out({"A": (HERE, VPC)})
    (out / left).write_text("{}")
    (out / "manifest.json").unlink()

    with pytest.raises(UserError, match=r"has no manifest\.json"):
        load_assembly(out)


def test_a_truncated_manifest_or_template_is_a_users_mistake(cdk_out: CdkOut) -> None:
    """A truncated file is refused."""
    out = cdk_out({"A": (HERE, VPC)})
    template = out / "A.template.json"
    template.write_text(template.read_text()[:40])
    with pytest.raises(UserError, match="not JSON"):
        load_assembly(out)

    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text()[:40])
    with pytest.raises(UserError, match="not JSON"):
        load_assembly(out)


def test_an_empty_cdk_out_is_a_users_mistake(tmp_path: Path) -> None:
    """An empty folder is not an assembly."""
    (tmp_path / "cdk.out").mkdir()

    with pytest.raises(UserError, match="holds no CloudFormation template"):
        load_assembly(tmp_path / "cdk.out")


def test_tags_are_those_of_the_manifest(cdk_out: CdkOut) -> None:
    """A stack without tags has none; for a template that no manifest deploys they are not known."""
    out = cdk_out({"A": (HERE, VPC), "B": (HERE, VPC)})
    _edit(out, lambda m: m["artifacts"]["A"]["properties"].update(tags={"owner": "payments", "account": "cde"}))

    assert [t.tags for t in load_assembly(out).templates] == [{"account": "cde", "owner": "payments"}, {}]
    template = next(out.glob("A*.json"))
    assert [t.tags for t in load_assembly(template).templates] == [None]


@pytest.mark.parametrize("tags", [["owner"], {"owner": 1}, {"owner": None}, "owner"])
def test_tags_that_are_not_texts_are_refused(cdk_out: CdkOut, tags: Any) -> None:
    """A broken manifest is a mistake, and never a stack without tags."""
    out = cdk_out({"A": (HERE, VPC)})
    _edit(out, lambda m: m["artifacts"]["A"]["properties"].update(tags=tags))

    with pytest.raises(UserError, match="the tags of 'A' are not texts"):
        load_assembly(out)
