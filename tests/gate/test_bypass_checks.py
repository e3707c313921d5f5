"""Each known bypass of the gates is a failing check, with its place and its fix."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.bypass_checks import BYPASS_CHECKS, find_bypasses

MakeTemplate = Callable[..., Template]
MakeAssembly = Callable[..., Assembly]
BUCKET = {"Type": "AWS::S3::Bucket"}
RULE = "AwsSolutions::AwsSolutions-S1"


def never(rule: str, path: str) -> bool:
    """No waiver covers anything."""
    return False


def always(rule: str, path: str) -> bool:
    """A waiver covers everything."""
    return True


def failing(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    """Return the failing findings by rule."""
    return {finding.rule: finding for finding in findings if finding.status is Status.FAIL}


def write_assembly(folder: Path, metadata: dict[str, dict[str, str]], inline: bool = False) -> None:
    """Write the manifest of an assembly with one stack, and acknowledgements in its metadata."""
    entries: dict[str, Any] = {
        f"/{path}": [{"type": "aws:cdk:acknowledged-rules", "data": rules}] for path, rules in metadata.items()
    }
    entries.setdefault("/Stack/Bucket", [])
    entries["/Stack/Bucket/Resource"] = [
        *entries.get("/Stack/Bucket/Resource", []),
        {"type": "aws:cdk:logicalId", "data": "Bucket"},
    ]
    artifact: dict[str, Any] = {
        "type": "aws:cloudformation:stack",
        "displayName": "Stack",
        "properties": {"templateFile": "Stack.template.json"},
    }
    if inline:
        artifact["metadata"] = entries
    else:
        artifact["additionalMetadataFile"] = "Stack.metadata.json"
        (folder / "Stack.metadata.json").write_text(json.dumps(entries))
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"Stack": artifact, "Tree": {"type": "cdk:tree"}}}))


@pytest.fixture
def judge(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> Callable[..., dict[str, Finding]]:
    """Look for bypasses in an assembly with the given acknowledgements."""

    def run(metadata: dict[str, dict[str, str]], backed: Any = never, inline: bool = False) -> dict[str, Finding]:
        write_assembly(tmp_path, metadata, inline)
        return failing(find_bypasses(make_assembly(make_template({"Bucket": BUCKET})), backed))

    return run


@pytest.mark.parametrize("inline", [False, True])
def test_acknowledgement_without_waiver(judge: Callable[..., dict[str, Finding]], inline: bool) -> None:
    """An acknowledgement that no waiver covers fails, wherever the CDK keeps the metadata."""
    found = judge({"Stack/Bucket": {RULE: "we accept"}}, inline=inline)
    assert set(found) == {"gate::unbacked-acknowledgement"}
    finding = found["gate::unbacked-acknowledgement"]
    assert (finding.construct_path, finding.logical_id, finding.detail) == ("Stack/Bucket", "Bucket", RULE)
    assert (finding.stack, finding.resource_type) == ("Stack", "AWS::S3::Bucket")
    assert "policies/waivers.yaml" in finding.message


def test_waiver_stands_behind_it(judge: Callable[..., dict[str, Finding]]) -> None:
    """With a waiver for that rule on that construct an acknowledgement is not a bypass."""
    asked = []

    def backed(rule: str, path: str) -> bool:
        asked.append((rule, path))
        return True

    assert judge({"Stack/Bucket": {f"{RULE}[Resource::*]": "we accept"}}, backed) == {}
    assert asked == [(f"{RULE}[Resource::*]", "Stack/Bucket")]


def test_bare_acknowledgement(judge: Callable[..., dict[str, Finding]]) -> None:
    """An id with no engine in front fails even with a waiver, since it leaves no trace in the CDK's report."""
    assert set(judge({"Stack/Bucket": {"Annotation::AwsSolutions-S1": "x"}}, always)) == {"gate::bare-acknowledgement"}
    assert set(judge({"Stack/Bucket": {"AwsSolutions-S1": "x"}}, always)) == {"gate::bare-acknowledgement"}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_empty_reason(judge: Callable[..., dict[str, Finding]], reason: str) -> None:
    """A reason of nothing is none."""
    assert set(judge({"Stack/Bucket": {RULE: reason}}, always)) == {"gate::empty-reason"}


def test_acknowledgement_on_a_stack(judge: Callable[..., dict[str, Finding]]) -> None:
    """One on a whole stack is too broad, even with a waiver."""
    found = judge({"Stack": {RULE: "x"}}, always)
    assert set(found) == {"gate::broad-acknowledgement"}
    assert found["gate::broad-acknowledgement"].construct_path == "Stack"


@pytest.mark.parametrize(("path", "shown"), [("", "the app"), ("Prod", "Prod")])
def test_acknowledgement_above_the_stacks(
    tmp_path: Path, judge: Callable[..., dict[str, Finding]], path: str, shown: str
) -> None:
    """One on the app or a stage, which our plugin wrote down, is too broad."""
    (tmp_path / "acknowledgements.json").write_text(json.dumps({path: {RULE: "x"}}))
    found = judge({}, always)
    assert set(found) == {"gate::broad-acknowledgement"}
    assert found["gate::broad-acknowledgement"].construct_path == shown


def test_acknowledgement_in_a_stage(tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly) -> None:
    """Stacks in nested assemblies are read too."""
    nested = tmp_path / "assembly-Prod"
    nested.mkdir()
    write_assembly(nested, {"Stack/Bucket": {RULE: "x"}})
    artifact = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": {"assembly-Prod": artifact}}))
    found = failing(find_bypasses(make_assembly(make_template({"Bucket": BUCKET})), never))
    assert set(found) == {"gate::unbacked-acknowledgement"}


@pytest.mark.parametrize("rule", ["Annotation::@aws-cdk/aws-ec2:x", "CloudFormation-Validate::F3002"])
def test_what_silences_no_engine_is_no_way_round(judge: Callable[..., dict[str, Finding]], rule: str) -> None:
    """CDK's own warnings are not rules of ours, and its constructs acknowledge some by themselves."""
    assert judge({"Stack/Bucket": {rule: "x"}}) == {}


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("manifest.json", "{"),
        ("manifest.json", "[]"),
        ("Stack.metadata.json", None),
        ("Stack.metadata.json", "{"),
        ("Stack.metadata.json", "[]"),
    ],
)
def test_metadata_that_cannot_be_read(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly, file: str, content: str | None
) -> None:
    """A file that may hide an acknowledgement must be readable: nothing passes by being damaged."""
    write_assembly(tmp_path, {"Stack/Bucket": {RULE: "x"}})
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(content)
    with pytest.raises(UserError) as caught:
        find_bypasses(make_assembly(make_template({"Bucket": BUCKET})), always)
    assert file in caught.value.file


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("checkov", {"skip": [{"id": "CKV_AWS_18"}]}, "gate::checkov-metadata-skip"),
        ("cdk_nag", {"rules_to_suppress": []}, "gate::cdk-nag-metadata"),
        ("cfn-lint", {"config": {"ignore_checks": ["E3002"]}}, "gate::cfn-lint-metadata"),
        ("guard", {"SuppressedRules": ["X"]}, "gate::guard-suppression"),
    ],
)
def test_metadata_in_the_template(
    make_template: MakeTemplate, make_assembly: MakeAssembly, key: str, value: Any, rule: str
) -> None:
    """Orders to an engine in a resource's metadata, or in the template's, fail; there is no waiver for them."""
    path = {"aws:cdk:path": "Stack/Bucket/Resource"}
    on_resource = make_template({"Bucket": {**BUCKET, "Metadata": {key: value, **path}}})
    found = failing(find_bypasses(make_assembly(on_resource), always))
    assert set(found) == {rule}
    assert (found[rule].logical_id, found[rule].construct_path) == ("Bucket", "Stack/Bucket/Resource")
    on_template = make_template({"Bucket": BUCKET}, Metadata={key: value})
    assert set(failing(find_bypasses(make_assembly(on_template), always))) == {rule}


def test_comment_in_the_template(tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly) -> None:
    """A checkov skip in a comment of a YAML template is found, with its line."""
    plain = make_template({"Bucket": BUCKET})
    text = "Resources:\n  Bucket:\n    # checkov:skip=CKV_AWS_18:no\n    Type: AWS::S3::Bucket\n"
    template = Template(plain.name, plain.path, plain.body, text, plain.resources, "", "", "")
    found = failing(find_bypasses(make_assembly(template), always))
    assert set(found) == {"gate::checkov-comment-skip"}
    assert found["gate::checkov-comment-skip"].source == "Stack.template.json:3"


def test_clean_template_passes_each_check(make_template: MakeTemplate, make_assembly: MakeAssembly) -> None:
    """Where there is no bypass, each check has a pass for the template."""
    findings = find_bypasses(make_assembly(make_template({"Bucket": BUCKET})), never)
    assert {(finding.rule, finding.status) for finding in findings} == {
        (way.rule, Status.PASS) for way in BYPASS_CHECKS
    }


_POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


@pytest.mark.parametrize(
    ("kind", "document", "fails"),
    [
        ("AWS::IAM::ManagedPolicy", _POLICY, True),
        ("AWS::IAM::ManagedPolicy", {"Fn::Sub": _POLICY}, True),
        ("AWS::IAM::ManagedPolicy", {"Fn::Join": ["", [_POLICY[:40], {"Ref": "A"}, _POLICY[40:]]]}, True),
        ("AWS::IAM::ManagedPolicy", {"Fn::ToJsonString": json.loads(_POLICY)}, True),
        ("AWS::IAM::ManagedPolicy", {"Fn::ToJsonString": {"Retain": True}}, False),
        ("AWS::IAM::ManagedPolicy", {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}, False),
        ("AWS::Logs::ResourcePolicy", _POLICY, False),
    ],
)
def test_a_policy_written_as_text(
    make_template: MakeTemplate, make_assembly: MakeAssembly, kind: str, document: Any, fails: bool
) -> None:
    """CloudFormation takes it, and no engine reads it: the template would pass with a policy that allows everything."""
    template = make_template({"P": {"Type": kind, "Properties": {"PolicyDocument": document}}})
    assert ("gate::policy-as-text" in failing(find_bypasses(make_assembly(template), never))) is fails
