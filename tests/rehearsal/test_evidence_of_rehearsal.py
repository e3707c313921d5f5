"""Evidence of a zone that was deployed into the emulated AWS, and of the same zone after it was broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from landing_zone.assessment.evidence_model import ControlEvidence, Stage
from landing_zone.assessment.model import (
    Assessment,
    ControlStatus,
    Outcome,
    RequirementEntry,
    RequirementStatus,
)
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.stages import StageName, stages, worst
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.evidence.join import with_evidence
from landing_zone.evidence.model import EvidenceRun
from landing_zone.evidence.read import read_run
from landing_zone.rehearsal.rehearse import Rehearser
from landing_zone.rehearsal.server import Emulator
from tests.conftest import Run

MANAGEMENT, ARCHIVE, SECURITY, HOME = "111111111111", "222222222222", "333333333333", "eu-west-1"
STACKS = ("Organisation-management-*", "Baseline-security-eu-west-1")
"""The trail, the buckets that it delivers to, and one account's detector and keys: five stacks with what they need."""
QUERIES = (
    "guardduty_detector",
    "kms_key_rotation",
    "stack_status",
    "stack_template",
    "trail_logging",
)


@dataclass(frozen=True)
class Rehearsed:
    """Five stacks in an emulated AWS, and what was collected before and after they were broken."""

    rehearser: Rehearser
    before: Path
    after: Path
    outputs: tuple[Run, Run]


@pytest.fixture(scope="module")
def rehearsed(gated: Path, run: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    """Deploy, collect, break three things by the services' own APIs, and collect again."""
    folder = tmp_path_factory.mktemp("rehearsed")
    with Emulator(gated, folder / "emulator") as emulator:
        rehearser = Rehearser(gated, emulator, folder / "emulator", STACKS)
        rehearser.bootstrap()
        rehearser.deploy()
        assert rehearser.result.failures == []

        def collect(name: str) -> Run:
            asked = [part for query in QUERIES for part in ("--query", query)]
            command = ("lz", "evidence", "collect", gated, "--out", folder, "--run", name, "--attempts", "1")
            return run(*command, *asked, **rehearser.variables)

        first = collect("before")
        _break(rehearser)
        yield Rehearsed(rehearser, folder / "before", folder / "after", (first, collect("after")))


def _break(rehearser: Rehearser) -> None:
    """Stop the trail, switch a key's rotation off, and delete a detector, as any person with the rights could."""
    clients = rehearser.clients
    clients("cloudtrail", MANAGEMENT, HOME).stop_logging(Name="examplepay-organisation-trail")
    clients("kms", ARCHIVE, HOME).disable_key_rotation(KeyId=_audit_key(rehearser))
    guardduty = clients("guardduty", SECURITY, HOME)
    (detector,) = guardduty.list_detectors()["DetectorIds"]
    guardduty.delete_detector(DetectorId=detector)


def _audit_key(rehearser: Rehearser) -> str:
    aliases = rehearser.clients("kms", ARCHIVE, HOME).list_aliases()["Aliases"]
    return str(next(a["TargetKeyId"] for a in aliases if a["AliasName"] == "alias/examplepay-audit-logs"))


def _joined(gated: Path, run: EvidenceRun) -> tuple[Assessment, dict[str, ControlEvidence]]:
    joined = with_evidence(read_assessment(gated / "assessment.json"), run, run.started.date())
    evidence = joined.evidence
    assert evidence is not None
    assert evidence.emulated
    assert evidence.same_configuration
    return joined, {control.control: control for control in evidence.controls}


def _subjects(run: EvidenceRun, query: str, verdict: str) -> set[str]:
    return {a.subject for a in run.answers if a.query == query and a.verdict.value == verdict}


def test_the_role_is_there_as_the_template_says(rehearsed: Rehearsed) -> None:
    """The collector's own role came out of the deployment, with the policy that the queries need."""
    iam = rehearsed.rehearser.clients("iam", SECURITY, HOME)
    trust = iam.get_role(RoleName=AUDITOR_ROLE)["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{SECURITY}:root"}
    (policy,) = iam.list_attached_role_policies(RoleName=AUDITOR_ROLE)["AttachedPolicies"]
    version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)["PolicyVersion"]["Document"]
    assert "guardduty:ListDetectors" in document["Statement"][0]["Action"]


def test_a_fresh_deployment_operates(rehearsed: Rehearsed) -> None:
    """What was deployed passes: the trail logs, every key rotates, the detector is on, the stacks are those judged."""
    run = read_run(rehearsed.before)
    assert run.emulated
    assert len(_subjects(run, "trail_logging", "pass")) == 1
    assert len(_subjects(run, "kms_key_rotation", "pass")) >= 6
    assert _subjects(run, "kms_key_rotation", "fail") == set()
    deployed = {subject.split("/")[1] for subject in _subjects(run, "stack_status", "pass")}
    assert deployed == set(rehearsed.rehearser.stacks)
    assert {s.split("/")[1] for s in _subjects(run, "stack_template", "pass")} == deployed
    here = [a for a in run.answers if a.query == "guardduty_detector" and a.environment == f"{SECURITY}/{HOME}"]
    assert [a.verdict.value for a in here] == ["pass"]


def test_the_join_sees_what_broke(rehearsed: Rehearsed, gated: Path) -> None:
    """The controls hold at first; after the three calls each fails, and names what failed."""
    before, after = read_run(rehearsed.before), read_run(rehearsed.after)
    (_, held), (_, broken) = _joined(gated, before), _joined(gated, after)
    for control in ("cloudtrail-multiregion", "kms-rotation"):
        assert (held[control].operating, held[control].failed) == (Stage.HOLDS, 0), held[control].problems
    for control, words in (
        ("cloudtrail-multiregion", "does not log"),
        ("kms-rotation", "rotat"),
        ("guardduty", "detector"),
    ):
        new = {line.sentence for line in broken[control].problems} - {line.sentence for line in held[control].problems}
        assert broken[control].operating is Stage.FAILS
        assert len(new) == 1, new
        assert words in new.pop()


def test_the_whole_says_what_broke(rehearsed: Rehearsed, gated: Path) -> None:
    """Controls, requirements, counts and the stages: the design is held, and no status says so over the answers."""
    designed = read_assessment(gated / "assessment.json")
    (held, _), (broken, _) = (_joined(gated, read_run(folder)) for folder in (rehearsed.before, rehearsed.after))
    for control in ("cloudtrail-multiregion", "kms-rotation", "guardduty"):
        one = next(c for c in broken.controls if c.id == control)
        assert (one.status, one.title) == (ControlStatus.NOT_HELD, one.objective)
        assert one.designed is next(c for c in designed.controls if c.id == control).status
    for id_, control in (("10.2.1", "cloudtrail-multiregion"), ("3.7.4", "kms-rotation")):
        title = next(c.objective for c in designed.controls if c.id == control)
        good, bad = (_requirement(assessment, id_) for assessment in (held, broken))
        assert (good.operating is Stage.FAILS, bad.operating) == (False, Stage.FAILS)
        assert bad.status is RequirementStatus.NOT_MET
        assert bad.designed is _requirement(designed, id_).status is RequirementStatus.PARTLY_MET
        assert bad.why.startswith("In operation, ")
        assert not good.why.startswith("In operation, ")
        assert f"'{title}' fails in operation" in bad.missing
    for before, after, framework in zip(held.frameworks, broken.frameworks, designed.frameworks, strict=True):
        assert after.counts["not-met"] >= before.counts["not-met"] > framework.counts["not-met"]
    assert broken.verdict.outcome is Outcome.HELD
    assert worst(broken).outcome is Outcome.NOT_HELD
    operating = stages(broken)[2]
    assert (operating.stage, operating.outcome) == (StageName.OPERATING, Outcome.NOT_HELD)
    assert "An emulator answered: this is not evidence of AWS. Accounts or queries were left out." in operating.sentence


def _requirement(assessment: Assessment, id_: str) -> RequirementEntry:
    (pci,) = (framework for framework in assessment.frameworks if framework.id == "pci-dss-4.0.1")
    return next(requirement for requirement in pci.requirements if requirement.id == id_)


def test_the_difference_is_what_was_broken(rehearsed: Rehearsed, run: Callable[..., Run]) -> None:
    """``lz evidence diff`` names the three, and nothing else, and leaves with 1; a run beside itself leaves with 0."""
    done = run("lz", "evidence", "diff", rehearsed.before, rehearsed.after)
    assert done.code == 1, done.err
    lines = [line for line in done.out.splitlines() if line.strip()]
    assert sum("fail" in line for line in lines) >= 3, done.out
    assert run("lz", "evidence", "diff", rehearsed.before, rehearsed.before).code == 0


def test_the_command_says_so(rehearsed: Rehearsed) -> None:
    """Both collections end with 1, since most of the zone is not deployed; the second shows more that fails."""
    first, second = rehearsed.outputs
    assert (first.code, second.code) == (1, 1)
    assert "an emulator answered" in second.out
    assert "operating  NOT HELD      Of " in second.out
    assert second.out.splitlines()[-1].startswith("NOT HELD: ")
    before, after = (read_run(folder).counts["fail"] for folder in (rehearsed.before, rehearsed.after))
    assert after == before + 3
