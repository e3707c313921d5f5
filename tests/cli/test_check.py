"""``lz check``: the verdict of a synth, on what a synth or someone else made."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from landing_zone.cloudformation.assembly.deployed_template import write_template
from tests.conftest import Run, breaches
from tests.reports import validators

LZ = Path(sys.executable).with_name("lz")
Command = Callable[..., Run]

BUCKET = {"Resources": {"Open": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "example-open"}}}}
MACRO = {"Transform": "ExampleMacro", **BUCKET}
MODULE = {"Resources": {"Net": {"Type": "Example::Net::Vpc::MODULE", "Properties": {}}}}
GATEWAY = {"Resources": {"Gateway": {"Type": "AWS::EC2::InternetGateway"}}}
LARGE = {
    "Description": "x" * 1000,
    "Resources": {
        f"Queue{n}": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"QueueName": f"q-{n}-{'x' * 60}", "SqsManagedSseEnabled": False},
        }
        for n in range(500)
    },
}
SHORT = """
Parameters: {Stage: {Type: String, AllowedValues: [a, b]}}
Mappings: {Sizes: {a: {Days: "30"}, b: {Days: "60"}}}
Conditions:
  IsA: !Equals [!Ref Stage, a]
  Both: !And [!Condition IsA, !Not [!Equals [!Ref Stage, b]], !Or [!Condition IsA, !Condition IsA]]
Resources:
  Key:
    Type: AWS::KMS::Key
    Condition: Both
    Properties:
      Description: !Join ["-", [!Select [0, !Split [",", "a,b"]], !Ref AWS::Region]]
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: "kms:*"
            Resource: "*"
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !ImportValue shared-vpc
      CidrBlock: !Select [0, !Cidr [10.0.0.0/16, 4, 8]]
      AvailabilityZone: !Select [0, !GetAZs ""]
      Tags:
        - {Key: days, Value: !FindInMap [Sizes, !Ref Stage, Days]}
        - {Key: text, Value: !If [IsA, !Base64 x, !GetAtt Key.Arn]}
"""


@pytest.fixture(scope="module", autouse=True)
def judged_once(run: Command, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Judge this file's templates in one run of the engines: each command after it has their results in the cache."""
    folder = tmp_path_factory.mktemp("templates")
    for number, template in enumerate((BUCKET, MACRO, MODULE, GATEWAY, LARGE)):
        (folder / f"{number}.json").write_text(json.dumps(template))
    (folder / "short.yaml").write_text(SHORT)
    assert run(LZ, "check", folder, "--quiet").code == 1


def _templates(assembly: Path, prefix: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(assembly.glob(f"{prefix}*.template.json")):
        yield path, json.loads(path.read_text())


def _resource(template: dict[str, Any], kind: str) -> str:
    resources: dict[str, Any] = template["Resources"]
    return next(name for name, body in resources.items() if body["Type"] == kind)


def _turn_off_rotation(assembly: Path) -> None:
    path, template = next(_templates(assembly, "Workload-cde-production-eu-west-1"))
    template["Resources"][_resource(template, "AWS::KMS::Key")]["Properties"]["EnableKeyRotation"] = False
    write_template(path, json.dumps(template))


def _drop_flow_log(assembly: Path) -> None:
    path, template = next(_templates(assembly, "Workload-cde-production-eu-west-1"))
    del template["Resources"][_resource(template, "AWS::EC2::FlowLog")]
    write_template(path, json.dumps(template))


def _delete_detector(assembly: Path) -> None:
    path, template = next(_templates(assembly, "Baseline-security-eu-central-1"))
    del template["Resources"][_resource(template, "AWS::GuardDuty::Detector")]
    write_template(path, json.dumps(template))


def _open_security_group(assembly: Path) -> None:
    path, template = next(_templates(assembly, "Network-network-eu-west-1"))
    group = template["Resources"][_resource(template, "AWS::EC2::SecurityGroup")]["Properties"]
    group.setdefault("SecurityGroupIngress", []).append(
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0", "Description": "anyone"}
    )
    write_template(path, json.dumps(template))


def _drop_detector_stack(assembly: Path) -> None:
    manifest = assembly / "manifest.json"
    content = json.loads(manifest.read_text())
    del content["artifacts"]["Baseline-security-eu-central-1"]
    manifest.write_text(json.dumps(content))


DAMAGES = (
    (_turn_off_rotation, "kms-rotation", "Workload-cde-production-eu-west-1/", "3.7.4"),
    (_drop_flow_log, "vpc-flow-logs", "Workload-cde-production-eu-west-1/Vpc", "10.2.1"),
    (_delete_detector, "guardduty", "security/eu-central-1", "11.5.1"),
    (_open_security_group, "sg-no-open-ssh-rdp", "Network-network-eu-west-1/", "1.3.1"),
)


@pytest.mark.parametrize(
    "damages", [DAMAGES, ((_drop_detector_stack, *DAMAGES[2][1:]),)], ids=["four resources", "a stack"]
)
def test_a_broken_assembly_fails_as_the_synth_would(
    gated_copy: Path, run: Command, damages: tuple[tuple[Callable[[Path], None], str, str, str], ...]
) -> None:
    """It leaves with 1, and names of each breach the control, the resource or environment, and the requirement."""
    for damage, *_ in damages:
        damage(gated_copy)
    done = run(LZ, "check", gated_copy)
    assert done.code == 1, done.out + done.err
    for _, control, resource, requirement in damages:
        said = breaches(done.out, control)
        assert resource in said
        assert requirement in said
    assert "Traceback" not in done.out + done.err


def test_an_unbroken_assembly_holds(gated: Path, run: Command) -> None:
    """The same verdict, with the same counts, as the synth's own."""
    done = run(LZ, "check", gated, "--format", "json")
    assert done.code == 0, done.err
    checked, synthesized = json.loads(done.out), json.loads((gated / "assessment.json").read_text())
    for key in ("verdict", "checks", "controls", "frameworks", "resources", "waivers"):
        assert checked[key] == synthesized[key], key


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_template_from_elsewhere_gets_findings(tmp_path: Path, run: Command, form: str) -> None:
    """Engines judge it, its line is named, and what cannot apply to it is said."""
    path = tmp_path / f"bucket.{form}"
    path.write_text(json.dumps(BUCKET, indent=1) if form == "json" else yaml.safe_dump(BUCKET))
    done = run(LZ, "check", path)
    assert done.code == 1, done.err
    assert "s3-bpa-bucket" in done.out
    assert f"bucket.{form}:" in done.out
    assert "assertions about a landing zone as a whole" in done.out


@pytest.mark.parametrize(
    ("form", "file"), [("sarif", "sarif/code-scanning.sarif"), ("junit", "junit/landing-zone.xml")]
)
def test_a_report_is_printed_as_lz_report_writes_it(tmp_path: Path, run: Command, form: str, file: str) -> None:
    """The same bytes, and nothing else on either stream where it is not a terminal, whatever CI sets."""
    path = tmp_path / "bucket.json"
    path.write_text(json.dumps(BUCKET))
    ci = {"FORCE_COLOR": "1", "CI": "true", "PYTHONWARNINGS": "default", "LZ_OUTPUT": "verbose"}
    assessment = run(LZ, "check", path, "--format", "json", **ci)
    printed = run(LZ, "check", path, "--format", form, **ci)
    assert (assessment.code, printed.code) == (1, 1)
    assert (assessment.err, printed.err) == ("", "")
    (tmp_path / "assessment.json").write_text(assessment.out)
    written = run(LZ, "report", tmp_path / "assessment.json", "--format", form, "--to", tmp_path / "report")
    assert written.code == 0, written.err
    assert printed.out == (tmp_path / "report" / file).read_text()
    if form == "sarif":
        assert validators.complaints(validators.sarif(), json.loads(printed.out)) == []
        assert {result["kind"] for result in json.loads(printed.out)["runs"][0]["results"]} == {"fail"}
    else:
        assert ET.fromstring(printed.out.encode()).get("failures") != "0"  # noqa: S314 - our own file


def test_quiet_prints_one_line_or_nothing(tmp_path: Path, run: Command) -> None:
    """By option or variable; a mistake of the user is printed all the same."""
    path = tmp_path / "bucket.json"
    path.write_text(json.dumps(BUCKET))
    for option, variables in (["--quiet"], {}), (["-q"], {}), ([], {"LZ_OUTPUT": "quiet"}):
        done = run(LZ, "check", path, *option, **variables)
        assert (done.code, done.err) == (1, "")
        assert done.out.startswith("NOT HELD  ")
        assert done.out.count("\n") == 1
    for option, variables in (["-q", "-v"], {}), ([], {"LZ_OUTPUT": "loud"}):
        done = run(LZ, "check", path, *option, **variables)
        assert (done.code, done.out) == (2, "")
        assert "fix" in done.err


def test_engines_run_without_patches_where_that_is_asked_for(tmp_path: Path, run: Command) -> None:
    """By the option or the variable; the assessment says which way it was, and the findings are the same."""
    path = tmp_path / "bucket.json"
    path.write_text(json.dumps(BUCKET))
    patched = json.loads(run(LZ, "check", path, "--format", "json").out)
    for option, variables in (["--stock-engines"], {}), ([], {"LZ_STOCK_ENGINES": "1"}):
        stock = json.loads(run(LZ, "check", path, "--format", "json", *option, **variables).out)
        assert {entry["results"]["patched"] for entry in stock["engines"]} == {0}
        assert stock["checks"] == patched["checks"]
    assert {e["name"] for e in patched["engines"] if e["results"]["patched"]} == {"cfn-lint", "checkov"}


def test_one_broken_file_costs_2_and_the_others_get_their_verdict(tmp_path: Path, run: Command) -> None:
    """By name and line; the output names files relative to the folder, so that it is the same wherever that is."""
    outputs = []
    for place in ("here", "elsewhere/deeper"):
        folder = tmp_path / place / "templates"
        (folder / "drafts").mkdir(parents=True)
        (folder / "bucket.txt").write_text(json.dumps(BUCKET, indent=1))
        (folder / "cut.yaml").write_text("Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {")
        (folder / "drafts" / "cut.yaml").write_text("Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {")
        done = run(LZ, "check", folder, "--format", "json", "--exclude", "drafts")
        assert done.code == 2
        assert f"{folder}/cut.yaml:2: not YAML" in done.err
        assert "drafts/cut.yaml" not in done.err
        outputs.append({key: value for key, value in json.loads(done.out).items() if key != "engines"})
    assert outputs[0] == outputs[1]
    assert str(tmp_path) not in done.out
    assert [(b["file"], b["line"]) for b in outputs[0]["broken_files"]] == [("cut.yaml", 2)]
    assert "--exclude drafts: 1 file left out" in outputs[0]["not_judged"]
    assert not outputs[0]["verdict"]["held"]
    failed = {finding["source"] for check in outputs[0]["checks"] for finding in check["failed"]}
    assert "bucket.txt:3" in failed


def test_a_pipe_is_refused(run: Command) -> None:
    """It could not be read twice, and reading may wait for ever."""
    done = run("bash", "-c", f"{LZ} check <(echo)")
    assert done.code == 2
    assert "this is a pipe, not a file" in done.err


def test_every_short_intrinsic_function_is_read(tmp_path: Path, run: Command) -> None:
    """YAML's short forms do not stop any engine."""
    path = tmp_path / "short.yaml"
    path.write_text(SHORT)
    done = run(LZ, "check", path, "--format", "json")
    assert done.code in (0, 1), done.err
    types = {resource["type"] for resource in json.loads(done.out)["resources"]}
    assert types == {"AWS::KMS::Key", "AWS::EC2::Subnet"}


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("missing.json", None, "no such file"),
        ("empty.json", "", "empty"),
        ("truncated.json", '{"Resources": {"A": {"Type": "AWS::S3::Buck', "JSON"),
        ("list.yaml", "- 1\n- 2\n", "template"),
        ("text.template", "just words", "template"),
    ],
)
def test_what_is_no_template_is_refused(
    tmp_path: Path, run: Command, name: str, content: str | None, what: str
) -> None:
    """Exit code 2, the file's name, and no traceback."""
    if content is not None:
        (tmp_path / name).write_text(content)
    done = run(LZ, "check", tmp_path / name)
    assert done.code == 2, done.out
    assert name in done.err
    assert what.lower() in done.err.lower()
    assert "Traceback" not in done.err


def test_an_empty_cdk_out_is_refused(tmp_path: Path, run: Command) -> None:
    """An empty set of checks is not a pass."""
    (tmp_path / "cdk.out").mkdir()
    done = run(LZ, "check", tmp_path / "cdk.out")
    assert done.code == 2
    assert "error:" in done.err


def test_a_template_of_500_resources_is_judged(tmp_path: Path, run: Command) -> None:
    """CloudFormation's limit is not a limit of ours."""
    path = tmp_path / "large.json"
    path.write_text(json.dumps(LARGE, indent=8))
    done = run(LZ, "check", path, "--format", "json")
    assert done.code == 1, done.err
    assert len(json.loads(done.out)["resources"]) == 500


def test_a_transform_that_no_engine_can_follow_is_named(tmp_path: Path, run: Command) -> None:
    """What the macro adds is not judged, which is a finding; what is written is judged all the same."""
    path = tmp_path / "macro.json"
    path.write_text(json.dumps(MACRO))
    done = run(LZ, "check", path)
    assert done.code == 1, done.err
    assert "gate::not-judged[ExampleMacro]" in done.out
    assert "macro.json" in done.out
    assert "s3-sse-kms: " in done.out
    assert "Traceback" not in done.out + done.err


def test_what_is_not_judged_is_no_pass_and_no_failure(tmp_path: Path, run: Command) -> None:
    """A module alone: nothing fails, and the exit code is 1."""
    path = tmp_path / "module.json"
    path.write_text(json.dumps(MODULE))
    done = run(LZ, "check", path)
    assert done.code == 1, done.err
    assert "UNDETERMINED " in done.out
    assert "module.json/Net" in done.out


def test_what_no_control_examines_is_counted_and_fails_a_strict_run(tmp_path: Path, run: Command) -> None:
    """An internet gateway has nothing that a control judges."""
    path = tmp_path / "gateway.json"
    path.write_text(json.dumps(GATEWAY))
    done = run(LZ, "check", path)
    assert done.code == 0, done.out + done.err
    assert "1 resource of 1 type is examined by no control" in done.out
    strict = run(LZ, "check", path, "--strict")
    assert strict.code == 1, strict.out + strict.err
    assert "gate::unexamined[AWS::EC2::InternetGateway]" in strict.out
    assert "gateway.json/Gateway" in strict.out
