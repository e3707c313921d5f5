"""The landing zone under the CDK's own command line: it holds as it ships, and each mistake stops it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.assessment.model import ControlStatus
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.write import render
from tests.conftest import ROOT, Run, breaches

Command = Callable[..., Run]
Synth = tuple[Run, Path]
"""What the command answered, and the assembly."""

BROKEN = f"{sys.executable} {ROOT / 'tests' / 'breaks' / 'broken_app.py'}"


def test_cdk_list_prints_the_stacks_alone_and_judges_as_cdk_synth(run: Command, gated: Path, tmp_path: Path) -> None:
    """What the gates say goes to standard error, so that scripts can read the list; the bytes are those of `cdk synth`.

    Only how many results of engines come from the cache depends on earlier runs.
    """
    done = run("cdk", "list", "--output", tmp_path / "cdk.out")
    assert done.code == 0, done.err[-4000:]
    templates = [path.name.removesuffix(".template.json") for path in gated.glob("*.template.json")]
    listed = done.out.splitlines()
    assert sorted(one for one in listed if not one.startswith("Bootstrap/")) == sorted(templates)
    bootstraps = sorted(path.name for path in (gated / "assembly-Bootstrap").glob("*.template.json"))
    assert len(listed) - len(templates) == len(bootstraps) > 0
    assert "HELD" in done.err
    assert "LZ_AS_OF=2026-12-01: waivers are judged as of this day" in done.err
    again, first = (read_assessment(folder / "assessment.json") for folder in (tmp_path / "cdk.out", gated))
    made = {entry.name: entry.results for entry in again.engines}
    judged_by = {entry.name: entry.results for entry in first.engines}
    for name in ("cdk-nag", "cfn-lint", "checkov"):
        results, before = made[name], judged_by[name]
        assert results is not None
        assert before is not None
        assert (results.fresh, results.from_cache) == (0, before.fresh + before.from_cache)
        assert results.patched == before.patched == (0 if name == "cdk-nag" else results.from_cache)
    assert render(again.model_copy(update={"engines": first.engines})) == render(first)


@pytest.fixture(scope="module")
def synth_with(run: Command, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Synth]:
    """Run `cdk synth` of the example with some mistakes; with the same ones, once."""

    @functools.cache
    def synth(*mistakes: str) -> Synth:
        folder = tmp_path_factory.mktemp("mistakes") / "cdk.out"
        app = f"{BROKEN} {' '.join(mistakes)}"
        amount = "verbose" if len(mistakes) > len(EVERY) else "normal"  # every place of the many
        return run("cdk", "synth", "--quiet", "--app", app, "--output", folder, LZ_OUTPUT=amount), folder

    return synth


MISTAKES = (
    ("rotation_off", "kms-rotation", "Baseline-cde-production-eu-central-1/", "3.7.4"),
    ("flow_log_dropped", "vpc-flow-logs", "Workload-cde-production-eu-central-1/Vpc/", "10.2.1"),
    ("detector_deleted", "guardduty", "security/eu-central-1", "11.5.1"),
    ("security_group_opened", "sg-no-open-ssh-rdp", "Network-network-eu-central-1/", "1.3.1"),
    ("acknowledged_bare", "kms-rotation", "gate::bare-acknowledgement", "3.7.4"),
)
HOLES = (
    ("foreign_role", "zone-outsiders", "HoleAWSIAMRole", "7.2.1"),
    ("foreign_subscription", "zone-outsiders", "HoleAWSSNSSubscription", "7.2.1"),
    ("any_identity", "zone-outsiders", "HoleAWSIAMOIDCProvider", "7.2.1"),
    ("threats_silenced", "finding-suppression", "HoleAWSGuardDutyIPSet", "10.4.3"),
    ("unknown_property", "closed-world", "HoleAWSS3StorageLens", "2.2.1"),
    ("secret_in_code", "no-hardcoded-secrets", "HoleAWSSSMDocument", "8.6.2"),
    ("passes_role", "no-escalation", "HoleAWSIAMManagedPolicy", "7.2.1"),
    ("plain_stream", "kinesis-streams", "HoleAWSKinesisStream", "3.5.1"),
    ("alarm_blunted", "alarms-fire", "TrailAlarmsRootUse", "10.4.1.1"),
    ("code_replaced", "settings-functions", "AccountSettings", "6.5.1"),
)
"""Ten that once passed at once: by what nothing read, by an outsider, by a detection that sees nothing."""
EVERY = tuple(mistake for mistake, *_ in MISTAKES if mistake != "rotation_off")
"""Rotation is off where it is acknowledged, too."""
TEN = tuple(mistake for mistake, *_ in HOLES)


@pytest.mark.parametrize("alone", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["together", "alone"])
@pytest.mark.parametrize(("mistake", "control", "resource", "requirement"), MISTAKES + HOLES)
def test_each_mistake_stops_cdk_synth(
    synth_with: Callable[..., Synth], alone: bool, mistake: str, control: str, resource: str, requirement: str
) -> None:
    """Exit code 1, and a block that names control, resource and requirement, with no traceback."""
    together = TEN if (mistake, control, resource, requirement) in HOLES else EVERY
    done, folder = synth_with(mistake) if alone else synth_with(*together)
    assert done.code == 1, done.err[-4000:]
    said = breaches(done.err, control)
    assert resource in (done.err if resource.startswith("gate::") else said)
    assert requirement in said
    assert "NOT HELD" in done.err
    assert "Traceback" not in done.err
    assessment = read_assessment(folder / "assessment.json")
    assert not assessment.verdict.held
    assert [entry.status for entry in assessment.controls if entry.id == control] == [ControlStatus.NOT_HELD]


def test_a_warning_stops_cdk_synth_beside_an_acknowledged_one(synth_with: Callable[..., Synth]) -> None:
    """CDK forgets the open warnings of a pack once one of them is acknowledged; the verdict does not."""
    done, _ = synth_with("warning_left_open")
    assert done.code == 1, done.err[-4000:]
    assert "AwsSolutions-COG2" in done.err  # a warning, open
    assert "gate::unbacked-acknowledgement[AwsSolutions::AwsSolutions-COG1]" in done.err


def test_a_failing_resource_is_named_with_its_line(synth_with: Callable[..., Synth]) -> None:
    """The line of Python that made it, by its number, in the verdict and for each resource that fails."""
    done, folder = synth_with(*EVERY)
    file = "constructs/landing_zone_constructs/multi_az_vpc.py"
    (line,) = (n for n, text in enumerate((ROOT / file).read_text().splitlines(), 1) if "ec2.SecurityGroup(" in text)
    assessment = read_assessment(folder / "assessment.json")
    opened = {f.resource for c in assessment.checks if "sg-no-open-ssh-rdp" in c.controls for f in c.failed}
    assert opened
    assert {assessment.resources[place].source for place in opened if place is not None} == {f"{file}:{line}"}
    assert f"{file}:{line}\n" in done.err


def test_a_resource_has_the_line_that_made_it(gated: Path) -> None:
    """The innermost line of the user's code, not the line that made the stack or the block around it."""
    resources = read_assessment(gated / "assessment.json").resources
    assert not [r.construct_path for r in resources if r.source.startswith("stacks/landing_zone_stack.py")]
    sources = {r.source for r in resources if r.construct_path.endswith("/AccountSettings/Function")}
    assert sources
    for source in sources:
        file, _, line = source.partition(":")
        assert "Function(" in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("variables", "what"),
    [
        ({"JSII_NODE": "/nowhere/node"}, "/nowhere/node"),
        ({"LZ_AS_OF": "yesterday"}, "yesterday"),
        ({"LZ_POLICIES": "/nowhere"}, "/nowhere"),
    ],
)
def test_a_broken_tool_or_input_leaves_with_2(
    run: Command, tmp_path: Path, variables: dict[str, str], what: str
) -> None:
    """What is wrong is named, there is no traceback, and no assessment says that anything held."""
    done = run(sys.executable, "app.py", CDK_OUTDIR=str(tmp_path / "cdk.out"), **variables)
    assert done.code == 2, done.err
    assert what in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "cdk.out" / "assessment.json").exists()


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("mirror: eu-central-1", "mirror: eu-west-1", "mirror"),
        pytest.param("home: eu-west-1", "home: eu-nowhere-1", "eu-nowhere-1", marks=pytest.mark.slow),
    ],
)
def test_a_wrong_configuration_stops_cdk_synth(run: Command, tmp_path: Path, old: str, new: str, what: str) -> None:
    """File, line and value are named."""
    text = (ROOT / "landing-zone.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "landing-zone.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = run("cdk", "list", "--context", f"config={path}", "--output", tmp_path / "cdk.out")
    assert done.code == 1
    assert f"{path}:" in done.err
    assert what in done.err
    assert "Traceback" not in done.err


def test_a_stack_that_leaves_the_program_gives_no_verdict(run: Command, tmp_path: Path) -> None:
    """``sys.exit(0)`` anywhere in a stack's code is exit code 2: nothing was judged."""
    leave = (
        "import runpy, sys, stacks.composition as c; c.compose = lambda *_: sys.exit(0); "
        "runpy.run_path('app.py', run_name='__main__')"
    )
    done = run(sys.executable, "-c", leave, CDK_OUTDIR=str(tmp_path / "cdk.out"))
    assert done.code == 2, done.err
    assert "before it was judged" in done.err
