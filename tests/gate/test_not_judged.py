"""What could not be judged makes the verdict undetermined, whatever is judged: our zone, an app, a template."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import Outcome
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.config.load import load_landing_zone
from landing_zone.engines.session import Engines
from landing_zone.files.policies_folder import PolicySources
from landing_zone.findings.finding import NOT_JUDGED, Status
from landing_zone.gate.judge import Judgement, Policies, judge_assembly, load_policies
from landing_zone.gate.not_judged import not_judged
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.waivers import Waivers

MODULE = {"Type": "Example::Data::Bucket::MODULE", "Metadata": {"aws:cdk:path": "Stack/Data/Resource"}}
GROUP = {
    "Type": "AWS::Logs::LogGroup",
    "Properties": {"RetentionInDays": 731},
}
WAIVER = Waiver(
    id="W-0001",
    rules=(NOT_JUDGED,),
    resources=("Stack/Data/Resource",),
    reason="The module is of the platform's own registry, and its resources were reviewed by hand.",
    owner="platform",
    approver="security-office",
    ticket="SEC-1",
    created=date(2026, 11, 1),
    expires=date(2027, 10, 1),
    compensating_control="Each version of the module is reviewed before it is registered.",
)


@pytest.fixture(scope="module")
def policies(root: Path) -> Policies:
    """The project's, without waivers, and without the assertions: this is about the rest of a verdict."""
    loaded = load_policies(PolicySources(root / "policies"))
    catalogue = replace(loaded.catalogue, controls={})
    return replace(loaded, catalogue=catalogue, waivers=Waivers(), security_hub=None)


@pytest.fixture
def judge(root: Path, policies: Policies) -> Iterator[Callable[..., Judgement]]:
    """Judge an assembly without engines."""
    with Engines(root, engines=[]) as engines:
        yield lambda assembly, **more: judge_assembly(
            assembly, replace(policies, waivers=more.pop("waivers", Waivers())), engines, **more
        )


def _of(judgement: Judgement) -> list[tuple[str, str, str, str]]:
    return [(f.stack, f.logical_id, f.detail, f.construct_path) for f in judgement.findings if f.rule == NOT_JUDGED]


@pytest.mark.parametrize("kind", ["zone", "app", "elsewhere"])
def test_a_resource_that_is_not_seen_makes_the_verdict_undetermined(
    root: Path, make_template: Callable[..., Template], make_assembly: Callable[..., Assembly], judge: Any, kind: str
) -> None:
    """About the resource, with what to write instead; our own zone ended with 2 and without a construct path."""
    zone = load_landing_zone(root / "landing-zone.yaml")
    environment = zone.environments()[0]
    assembly = make_assembly(make_template({"Data": MODULE}, account=environment.account.id, region=environment.region))
    if kind == "zone":
        assembly = replace(assembly, zone=zone.snapshot())
    judgement = judge(assembly, app=kind != "elsewhere")
    assert _of(judgement) == [("Stack", "Data", "", "Stack/Data/Resource")]
    (finding,) = [f for f in judgement.findings if f.rule == NOT_JUDGED]
    assert finding.status is Status.UNDETERMINED
    assert "declare the resources in a stack" in finding.message
    assert judgement.assessment.verdict.outcome is Outcome.UNDETERMINED
    assert judgement.assessment.verdict.undetermined == 1


def test_a_waiver_accepts_it(
    make_template: Callable[..., Template], make_assembly: Callable[..., Assembly], judge: Any
) -> None:
    """It is waived then, with the approver's name in the report, and no longer undetermined."""
    assembly = make_assembly(make_template({"Data": MODULE}))
    verdict = judge(assembly, waivers=Waivers((WAIVER,))).assessment.verdict
    assert (verdict.undetermined, verdict.waived) == (0, 1)


def test_a_loose_template_is_named_with_its_line(tmp_path: Path, judge: Any) -> None:
    """In a folder too: by file and logical id, and by its place."""
    (tmp_path / "t.json").write_text(json.dumps({"Resources": {"Group": GROUP, "Data": MODULE}}, indent=1))
    judgement = judge(load_assembly(tmp_path))
    assert _of(judgement) == [("t.json", "Data", "", "")]
    (finding,) = [f for f in judgement.findings if f.rule == NOT_JUDGED]
    name, _, line = finding.source.partition(":")
    assert (tmp_path / name).read_text().splitlines()[int(line) - 1].strip() == '"Data": {'


def test_an_engine_that_cannot_judge_a_template_is_named(
    make_template: Callable[..., Template], make_assembly: Callable[..., Assembly]
) -> None:
    """By the stack, and with the engine as the detail, so that a waiver for it covers no other."""
    assembly = make_assembly(make_template({"Group": GROUP}))
    (finding,) = not_judged(assembly, ("cdk-nag: Stack: the CDK cannot read it: no such function",))
    assert (finding.stack, finding.logical_id, finding.rule_with_detail) == ("Stack", "", f"{NOT_JUDGED}[cdk-nag]")
    assert finding.environment == "111111111111/eu-west-1"
    assert "the CDK cannot read it: no such function" in finding.message


def test_a_sam_template_is_judged_as_it_is_deployed(tmp_path: Path, root: Path) -> None:
    """Checkov and cdk-nag see the function and its role, cfn-lint the template as it was written."""
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Handler": "a.b",
            "Runtime": "python3.13",
            "CodeUri": "./src",
            "Policies": ["AdministratorAccess"],
            "FunctionUrlConfig": {"AuthType": "NONE"},
        },
    }
    variables = {"Variables": {"DB_PASSWORD": "Corr3ctHorse-battery"}}
    body = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Globals": {"Function": {"Environment": variables}},
        "Resources": {"F": function},
    }
    (tmp_path / "t.json").write_text(json.dumps(body, indent=1))
    with Engines(root) as engines:
        judgement = judge_assembly(load_assembly(tmp_path), load_policies(PolicySources(root / "policies")), engines)
    failed = {(f.rule, f.logical_id) for f in judgement.findings if f.status is Status.FAIL}
    assert ("AwsSolutions::AwsSolutions-IAM4", "FRole") in failed, "cdk-nag"
    assert ("checkov::CKV_AWS_258", "FUrl") in failed, "checkov"
    assert ("assertion::iam-no-admin-policies.no-administrator-access", "FRole") in failed
    secrets = next(c for c in judgement.assessment.controls if c.id == "no-hardcoded-secrets")
    assert {rule for rule, logical_id in failed if logical_id == "F"} & set(secrets.rules)
    assert not [f for f in judgement.findings if f.engine == "cfn-lint" and f.status is Status.FAIL]
    assert not [f for f in judgement.findings if f.rule == NOT_JUDGED]


def test_the_stack_is_named_whatever_its_files_name_holds(
    make_template: Callable[..., Template], make_assembly: Callable[..., Assembly]
) -> None:
    """A colon and a space part the name from the reason: a waiver of another file must not cover it."""
    assembly = make_assembly(replace(make_template({"Data": GROUP}), name="old: a.yaml"))
    (finding,) = not_judged(assembly, ["checkov: old: a.yaml: it cannot be read: twice"])
    assert (finding.stack, finding.detail) == ("old: a.yaml", "checkov")
    assert finding.message.startswith("checkov: it cannot be read: twice")
