"""Which template a nested stack deploys, and how its resources are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.assembly_files import assembly_files
from landing_zone.cloudformation.assembly.construct_paths import ConstructPaths
from landing_zone.cloudformation.assembly.integrity import refuse_copied_paths
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.assembly.template_assets import TemplateAssets, template_assets
from landing_zone.errors import UserError

BUCKET = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"
ASSETS = TemplateAssets({f"/{BUCKET}/abc.json": "safe.json", f"/{BUCKET}/pre/abc.json": "other.json"})


def url(*rest: Any) -> dict[str, Any]:
    """An address as the CDK writes it in a stack without an environment."""
    start = ["https://s3.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}, "/", {"Fn::Sub": BUCKET}]
    return {"Fn::Join": ["", [*start, *rest]]}


@pytest.mark.parametrize(
    ("address", "file"),
    [
        (url("/abc.json"), "safe.json"),
        (url("/pre/abc.json"), "other.json"),
        (url("/xabc.json"), ""),
        ("https://s3.eu-west-1.amazonaws.com/someone-else/abc.json", ""),
        (url("/someone-else/", {"Fn::Sub": BUCKET}, "/abc.json"), ""),
        ({"Fn::Sub": f"https://s3.eu-west-1.amazonaws.com/someone-else/{BUCKET}/abc.json"}, ""),
        ({"Fn::Sub": f"https://someone-else.s3.eu-west-1.amazonaws.com/{BUCKET}/abc.json"}, ""),
        ({"Fn::Sub": f"https://s3.amazonaws.com/{BUCKET}/abc.json"}, "safe.json"),
        ({"Fn::Sub": f"https://example.com/{BUCKET}/abc.json"}, ""),
        ({"Fn::If": ["C", url("/abc.json"), url("/pre/abc.json")]}, ""),
        ({"Fn::If": ["C", url("/abc.json"), "https://elsewhere/abc.json"]}, ""),
        ({"Fn::Select": [0, [url("/abc.json")]]}, ""),
        ({"Ref": "Address"}, ""),
        (url("/", {"Ref": "Key"}), ""),
        (None, ""),
    ],
)
def test_the_file_is_that_of_the_bucket_and_the_key(address: Any, file: str) -> None:
    """Anything else is not certain: nothing is judged in its place."""
    assert ASSETS.deployed(address) == file


def legacy(bucket: str, key: str, *before: Any) -> dict[str, Any]:
    """An address as the legacy synthesizer writes it: of two parameters, to which the CLI gives bucket and key."""
    parts = [{"Fn::Select": [part, {"Fn::Split": ["||", {"Ref": key}]}]} for part in (0, 1)]
    return {"Fn::Join": ["", ["https://s3.eu-west-1.amazonaws.com/", *before, {"Ref": bucket}, "/", *parts]]}


@pytest.mark.parametrize(
    ("address", "file"),
    [
        (legacy("BucketOfOne", "KeyOfOne"), "one.json"),
        (legacy("BucketOfTwo", "KeyOfTwo"), "two.json"),
        (legacy("BucketOfOne", "KeyOfTwo"), ""),
        (legacy("Elsewhere", "KeyOfOne"), ""),
        (legacy("BucketOfOne", "KeyOfOne", "someone-else/"), ""),
        ({"Fn::If": ["C", legacy("BucketOfOne", "KeyOfOne"), "https://elsewhere"]}, ""),
    ],
)
def test_the_file_of_the_legacy_synthesizer_is_named_by_parameters(address: Any, file: str) -> None:
    """By bucket and key of one asset; anything else is not certain."""
    data = [
        {"path": f"{name.lower()}.json", "s3BucketParameter": f"BucketOf{name}", "s3KeyParameter": f"KeyOf{name}"}
        for name in ("One", "Two")
    ]
    metadata = {"/Shop": [{"type": "aws:cdk:asset", "data": one} for one in data]}
    assert template_assets((), metadata, ("", "")).deployed(address) == file


def metadata(**paths: str) -> dict[str, Any]:
    """A stack's metadata with two equal nested stacks."""
    entries: dict[str, Any] = {"/App/Shop": [{"type": "aws:cdk:templateFile", "data": "Shop.template.json"}]}
    for name in ("One", "Two"):
        entries[f"/App/Shop/{name}"] = [{"type": "aws:cdk:templateFile", "data": f"{name}.json"}]
        entries[f"/App/Shop/{name}/Topic"] = [{"type": "aws:cdk:logicalId", "data": "Topic"}]
        path = f"/App/Shop/{name}.NestedStack/{name}.NestedStackResource"
        entries[path] = [{"type": "aws:cdk:logicalId", "data": f"{name}Nested"}]
    entries |= {path: [{"type": "aws:cdk:logicalId", "data": data}] for data, path in paths.items()}
    return entries


@pytest.fixture
def shop(cdk_out: Callable[..., Path]) -> Path:
    """A stack with two nested stacks of the same content, which are one asset, and one without constructs."""
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.eu-west-1.amazonaws.com/b/same.json"},
    }
    plain = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.eu-west-1.amazonaws.com/b/plain.json"},
    }
    body = {"Resources": {"OneNested": nested, "TwoNested": nested, "Plain": plain}}
    out = cdk_out(
        {"Shop": ("555555555555/eu-west-1", body)}, Shop={"same.json": "One.json", "plain.json": "plain.json"}
    )
    topic = {"Type": "AWS::SNS::Topic"}
    (out / "One.json").write_text(json.dumps({"Resources": {"Topic": topic}}))
    invented = {**topic, "Metadata": {"aws:cdk:path": "App/Shop/One/Topic"}}
    (out / "plain.json").write_text(json.dumps({"Resources": {"Topic": invented}}))
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["artifacts"]["Shop"]["metadata"] = metadata(Plain="/App/Shop/Plain")
    (out / "manifest.json").write_text(json.dumps(manifest))
    return out


def test_equal_nested_stacks_have_paths_of_their_own(shop: Path) -> None:
    """They are one file; and a template that the CDK knows nothing of gets no path, whatever it says of itself."""
    assembly = load_assembly(shop)
    found = {t.name: [r.construct_path for r in t.resources.values()] for t in assembly.templates}
    assert found == {
        "Shop": [
            "App/Shop/One.NestedStack/One.NestedStackResource",
            "App/Shop/Two.NestedStack/Two.NestedStackResource",
            "App/Shop/Plain",
        ],
        "Shop/OneNested": ["App/Shop/One/Topic"],
        "Shop/TwoNested": ["App/Shop/Two/Topic"],
        "Shop/Plain": [""],
    }
    refuse_copied_paths(assembly)


def test_two_resources_of_one_name_are_refused(shop: Path) -> None:
    """One by its construct path, the other by template and logical id: a waiver could not distinguish them."""
    manifest = json.loads((shop / "manifest.json").read_text())
    entries = manifest["artifacts"]["Shop"]["metadata"]
    entries["/Shop/Plain/Topic"] = entries.pop("/App/Shop/Plain")
    entries["/Shop"] = [{"type": "aws:cdk:templateFile", "data": "Shop.template.json"}]
    del entries["/App/Shop"]
    entries["/Shop/Plain/Topic"][0]["data"] = "Plain"
    (shop / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UserError, match="two resources claim one construct path"):
        refuse_copied_paths(load_assembly(shop))


def test_without_metadata_a_template_names_its_own_paths(tmp_path: Path) -> None:
    """Older assemblies, and those that other tools write."""
    assert ConstructPaths({}).stack("Shop.template.json") == ""


def test_the_files_of_an_assembly_are_those_that_its_manifests_name(tmp_path: Path) -> None:
    """Nested assemblies too, whose assets are above them; nothing outside, no source of the app, no other manifest."""
    out = tmp_path / "cdk.out"
    inner = out / "assembly-Outer" / "assembly-Inner"
    inner.mkdir(parents=True)

    def assembly(name: str) -> dict[str, Any]:
        return {"type": "cdk:cloud-assembly", "properties": {"directoryName": name}}

    def write(folder: Path, artifacts: dict[str, Any]) -> None:
        (folder / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))

    write(out, {"Outer": assembly("assembly-Outer")})
    write(out / "assembly-Outer", {"Inner": assembly("assembly-Inner"), "Up": assembly("..")})
    write(
        inner,
        {
            "S": {
                "type": "aws:cloudformation:stack",
                "properties": {"templateFile": "S.template.json"},
                "additionalMetadataFile": "S.metadata.json",
            },
            "S.assets": {"type": "cdk:asset-manifest", "properties": {"file": "S.assets.json"}},
        },
    )
    files = {"a": {"source": {"path": "../../asset.a"}}, "b": {"source": {"path": "../../../asset.b"}}}
    files |= {"d": {"source": {"path": "../../src/handler"}}, "e": {"source": {"path": "N.nested.template.json"}}}
    images = {"c": {"source": {"directory": "../../asset.c"}}}
    (inner / "S.assets.json").write_text(json.dumps({"version": "48.0.0", "files": files, "dockerImages": images}))
    named = {path.relative_to(out.resolve()).as_posix() for path in assembly_files(out)}
    within = {f"S.{kind}.json" for kind in ("template", "metadata", "assets")}
    within |= {"N.nested.template.json", "manifest.json", "cdk.out"}
    assert named == {
        *("asset.a", "asset.c", "assembly-Outer", "assembly-Outer/manifest.json", "assembly-Outer/cdk.out"),
        "assembly-Outer/assembly-Inner",
        *(f"assembly-Outer/assembly-Inner/{name}" for name in within),
    }

    (out / "manifest.json").write_text(json.dumps({"name": "a web app", "start_url": "/"}))
    assert assembly_files(out) == frozenset()
