"""Findings, waivers and catalogue, joined."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from landing_zone.assessment.checks import by_rule, checks_of, controls_that_stop
from landing_zone.assessment.model import Assessment, ControlStatus, Outcome
from landing_zone.assessment.resources import resources_of
from landing_zone.assessment.unexamined import strict as strict_wanted
from landing_zone.assessment.unexamined import summed_up
from landing_zone.assessment.waived import waiver_entries
from landing_zone.assessment.write import render
from landing_zone.catalogue.load import Catalogue
from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.entry import EngineEntry
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.waivers import Waivers

Build = Callable[..., Any]
WAIVER = Waiver(
    id="W-0001",
    rules=("checkov::KEY",),
    resources=("Logs/AKey/Resource",),
    reason="This key signs the archive, and an external auditor keeps it as it is.",
    owner="platform",
    approver="security-office",
    ticket="SEC-1",
    created=date(2026, 11, 1),
    expires=date(2026, 12, 1),
    compensating_control="Each use of the key raises an alert that a person reads.",
)


def _check(assessment: Assessment, rule: str) -> Any:
    return next(check for check in assessment.checks if check.rule == rule)


@pytest.fixture
def run(framework: Build, control: Build, finding: Build, judge: Build) -> Build:
    """Assess findings given as text, against one control."""

    def assess_texts(*texts: str, **more: Any) -> Assessment:
        findings = [finding(text) for text in texts]
        result: Assessment = judge(framework(("1", "infrastructure", {})), [control("key", "1")], findings, **more)
        return result

    return assess_texts


def test_passes_are_positions_in_the_resources(run: Build) -> None:
    """Resources are sorted by stack and logical id, and every pass points at one."""
    result = run("pass checkov::KEY Logs/AKey", "pass checkov::KEY Data/Bucket")
    assert [(r.stack, r.logical_id) for r in result.resources] == [
        ("Data", "Bucket"),
        ("Logs", "AKey"),
        ("Logs", "Bucket"),
    ]
    check = _check(result, "checkov::KEY")
    assert check.passed == (0, 1)
    assert check.controls == ("key",)
    assert check.engine == "checkov"


def test_a_pass_about_no_resource_is_counted(run: Build) -> None:
    """An environment or a template can pass too."""
    check = _check(run("pass checkov::KEY", "pass checkov::KEY Logs"), "checkov::KEY")
    assert check.passed == ()
    assert check.passed_elsewhere == 2


def test_a_resource_passes_only_when_nothing_else_is_said_of_it(finding: Build, run: Build) -> None:
    """A rule with several findings on one resource does not pass it because one part is right."""
    result = run("pass checkov::KEY Logs/AKey", "fail checkov::KEY Logs/AKey")
    check = _check(result, "checkov::KEY")
    assert check.passed == ()
    assert len(check.failed) == 1


def test_a_rule_of_no_control_is_kept_and_fails_the_verdict(run: Build) -> None:
    """No finding is lost because its rule is not mapped."""
    result = run("pass checkov::KEY Logs/AKey", "fail cfn-lint::E3012 Logs/Bucket")
    check = _check(result, "cfn-lint::E3012")
    assert check.controls == ()
    assert check.failed[0].resource == 2
    assert not result.verdict.held
    assert result.controls[0].status is ControlStatus.HELD


def test_a_control_rule_that_judged_nothing_is_listed(run: Build) -> None:
    """The reader of a control finds each of its rules."""
    result = run()
    assert _check(result, "checkov::KEY").passed == ()
    assert result.controls[0].status is ControlStatus.NOT_APPLICABLE


def test_a_finding_on_a_resource_that_no_template_holds_is_kept(run: Build) -> None:
    """It still fails, and still names the resource."""
    (entry,) = _check(run("fail checkov::KEY Logs/Ghost"), "checkov::KEY").failed
    assert entry.resource is None
    assert entry.detail == "Ghost"
    assert entry.stack == "Logs"


HELD, NOT_HELD, UNDETERMINED = Outcome.HELD, Outcome.NOT_HELD, Outcome.UNDETERMINED
VERDICTS = [
    (["pass checkov::KEY Logs/AKey"], HELD),
    (["pass checkov::KEY Logs/AKey", "waived checkov::LOG Logs/Bucket"], HELD),
    (["waived checkov::KEY Logs/AKey"], HELD),
    (["pass checkov::KEY Logs/AKey", "fail checkov::KEY Logs/Bucket"], NOT_HELD),
    (["fail checkov::KEY Logs/AKey", "undetermined checkov::KEY Logs/Bucket"], NOT_HELD),
    (["pass checkov::KEY Logs/AKey", "undetermined checkov::KEY Logs/Bucket"], UNDETERMINED),
    (["pass checkov::KEY Logs/AKey", "undetermined checkov::KEY"], UNDETERMINED),
    (["pass checkov::KEY Logs/AKey", "undetermined gate::not-judged Logs/Bucket"], UNDETERMINED),
    (["pass gate::checkov-comment-skip Logs"], UNDETERMINED),
    ([], UNDETERMINED),
]


@pytest.mark.parametrize(("texts", "outcome"), VERDICTS)
def test_the_verdict(texts: list[str], outcome: Outcome, run: Build) -> None:
    """Not held when something failed; undetermined when something else is not known, or nothing was judged."""
    verdict = run(*texts).verdict
    assert verdict.outcome is outcome
    assert verdict.held is (outcome is HELD)


EXAMINED = [
    (["pass checkov::KEY Logs/AKey"], True),
    (["fail checkov::KEY Logs/AKey"], True),
    (["waived checkov::KEY Logs/AKey"], True),
    (["undetermined checkov::KEY Logs/AKey"], True),
    (["pass checkov::OTHER Logs/AKey"], False),
    (["fail cfn-lint::E3012 Logs/AKey"], False),
    (["undetermined gate::not-judged Logs/AKey"], False),
    (["pass checkov::KEY Logs"], False),
]


@pytest.mark.parametrize(("texts", "examined"), EXAMINED)
def test_a_resource_is_examined_by_a_check_that_a_control_names(texts: list[str], examined: bool, run: Build) -> None:
    """Any result counts; one of no control, of cfn-lint, of the gate, or about the whole stack does not."""
    result = run(*texts)
    left = {entry.type: entry.count for entry in result.unexamined}
    assert left == {"AWS::S3::Bucket": 2} | ({} if examined else {"AWS::KMS::Key": 1})
    assert result.verdict.unexamined == sum(left.values())
    named = {result.resources[position].type for entry in result.unexamined for position in entry.resources}
    assert named == set(left)


def test_what_no_control_examines_is_summed_up(run: Build) -> None:
    """In one clause, as the terminal and the report have it."""
    assert summed_up(run("pass checkov::KEY Logs/AKey").unexamined) == (
        "2 resources of 1 type are examined by no control"
    )
    everything = run("pass checkov::KEY Logs/AKey", "pass checkov::KEY Logs/Bucket")
    assert summed_up(everything.unexamined) == "1 resource of 1 type is examined by no control"


def test_a_strict_run_fails_on_what_no_control_examines(run: Build) -> None:
    """With a finding for each type, which names resources; a run that is not strict does not."""
    texts = ("pass checkov::KEY Logs/AKey", "pass checkov::KEY Logs/Bucket")
    assert run(*texts).verdict.outcome is HELD
    strict = run(*texts, strict=True)
    assert strict.verdict.outcome is NOT_HELD
    (entry,) = _check(strict, "gate::unexamined").failed
    assert entry.detail == "AWS::S3::Bucket"
    assert "Data/" in entry.message
    complete = run(*texts, "pass checkov::KEY Data/Bucket", strict=True)
    assert complete.verdict.outcome is HELD
    assert complete.unexamined == ()


def test_a_strict_synth_is_asked_for_by_a_variable() -> None:
    """A value that is misspelt is not ignored."""
    assert [strict_wanted({"LZ_STRICT": value}) for value in ("1", "0", "")] == [True, False, False]
    with pytest.raises(UserError, match="neither 0 nor 1"):
        strict_wanted({"LZ_STRICT": "yes"})


def test_a_problem_with_a_waiver_fails_the_verdict(run: Build) -> None:
    """An unused waiver is a failure like any other, and is among the checks."""
    problem = Finding("gate::waiver-unused", "", "", "W-0001", Status.FAIL, message="W-0001 covers nothing.")
    result = run("pass checkov::KEY Logs/AKey", problems=[problem])
    assert not result.verdict.held
    assert _check(result, "gate::waiver-unused").failed[0].message == "W-0001 covers nothing."


def test_a_rule_named_twice_by_a_control_counts_once(
    framework: Build, control: Build, finding: Build, judge: Build
) -> None:
    """Counts are of findings."""
    twice = control("key", "1", rules=("checkov::KEY", "checkov::KEY"))
    result = judge(framework(("1", "infrastructure", {})), [twice], [finding("pass checkov::KEY Logs/AKey")])
    assert result.controls[0].passed == 1


def test_an_assertion_bears_on_its_control(framework: Build, control: Build, finding: Build, judge: Build) -> None:
    """An assertion that fails in an environment breaks its control, and its description is the check's title."""
    assertion = {
        "id": "everywhere",
        "description": "Every environment has a key.",
        "in_each_environment": {},
        "has": {"type": ["AWS::KMS::Key"]},
    }
    controls = [control("key", "1", rules=(), assertions=(assertion,))]
    missing = finding("fail assertion::key.everywhere", environment="111111111111/eu-west-1", message="No key.")
    result = judge(framework(("1", "infrastructure", {})), controls, [missing])
    check = _check(result, "assertion::key.everywhere")
    assert check.title == "Every environment has a key."
    assert check.failed[0].environment == "111111111111/eu-west-1"
    assert result.controls[0].status is ControlStatus.NOT_HELD
    assert result.controls[0].assertions[0].rule == "assertion::key.everywhere"


def test_a_waiver_tells_what_it_covers_and_how_long(run: Build) -> None:
    """The auditor sees days left and the number of findings."""
    waived = replace(
        Finding("checkov::KEY", "Logs", "AKey", "", Status.WAIVED), waiver="W-0001", message="Not rotated."
    )
    result = run(problems=[waived], waivers=Waivers((WAIVER,)))
    (entry,) = result.waivers
    assert entry.covers == 1
    assert entry.days_left == 8
    assert _check(result, "checkov::KEY").waived[0].waiver == "W-0001"


def test_a_waiver_past_its_day_has_days_below_zero(run: Build) -> None:
    """The error says how long it has been void."""
    (entry,) = run(waivers=Waivers((WAIVER,)), as_of=date(2026, 12, 4)).waivers
    assert entry.days_left == -3
    assert entry.covers == 0


def test_resources_take_path_and_place_from_findings(run: Build, finding: Build) -> None:
    """What the template does not say, an engine may know; of two places the same is taken always."""
    texts = [
        finding("pass checkov::KEY Logs/AKey", source="stacks/b.py:2"),
        finding("pass checkov::LOG Logs/AKey", source="stacks/a.py:1"),
    ]
    for problems in (texts, texts[::-1]):
        assert run(problems=problems).resources[1].source == "stacks/a.py:1"


def test_the_template_is_named_relative_to_the_assembly(run: Build) -> None:
    """An assessment does not depend on the folder it was made in."""
    assert [stack.template for stack in run().stacks] == ["Data.template.json", "Logs.template.json"]


def test_an_unknown_framework_is_refused(run: Build) -> None:
    """A framework in scope that the catalogue lacks cannot be passed over."""
    with pytest.raises(UserError, match="std-2") as caught:
        run(frameworks_in_scope=["std-2"])
    assert caught.value.allowed == "std-1"


def test_a_mapping_to_a_framework_out_of_scope_is_left_out(run: Build) -> None:
    """A control does not point at a requirement that the assessment does not hold."""
    result = run(frameworks_in_scope=[])
    assert result.frameworks == ()
    assert result.controls[0].requirements == ()


def test_the_order_of_the_input_does_not_matter(framework: Build, control: Build, finding: Build, judge: Build) -> None:
    """The same findings give the same bytes, in whichever order engines finish."""
    findings = [
        finding(f"{status} checkov::{rule} {where}", message=message)
        for status, rule, where in (
            ("pass", "KEY", "Logs/AKey"),
            ("fail", "KEY", "Data/Bucket"),
            ("fail", "LOG", "Logs/Bucket"),
            ("undetermined", "LOG", "Data/Bucket"),
            ("pass", "LOG", ""),
        )
        for message in ("one", "two")
    ]
    engines = [EngineEntry(name=name, version="1", templates=2, findings=1) for name in ("b", "a", "c")]
    standard = framework(("1", "infrastructure", {}), ("2", "shared", {}))
    controls = [control("key", "1"), control("log", "2:old logs", "1")]
    texts = set()
    for seed in range(5):
        shuffle = random.Random(seed).shuffle  # noqa: S311 - an order, not a secret
        shuffle(findings)
        shuffle(engines)
        shuffle(controls)
        texts.add(render(judge(standard, controls, findings, engines=engines, not_judged=["b", "a", "b"])))
    assert len(texts) == 1


def test_the_zone_gives_the_environments(run: Build, zone: Any) -> None:
    """Account, Region, role, scope, stage and owner of each."""
    result = run(zone=zone)
    assert result.of_this_zone
    assert result.organisation == zone.organisation.name
    assert [entry.name for entry in result.environments] == [e.name for e in zone.environments()]
    assert {entry.role for entry in result.environments} >= {"management", "workload"}


PACKS = ("A::A-KEY", "B::B-KEY", "C::C-KEY")
SAME = dict.fromkeys(PACKS, "key")


def _of_packs(*statuses: str, where: str = "Logs/AKey") -> list[str]:
    return [f"{status} {rule} {where}" for status, rule in zip(statuses, PACKS, strict=True)]


def test_what_several_rules_say_alike_is_one_check(run: Build) -> None:
    """It has the first rule's id, is found under each, has the controls of all, and counts once."""
    texts = _of_packs("fail", "fail", "fail") + _of_packs("pass", "pass", "pass", where="Data/Bucket")
    result = run(*texts, facts=SAME)
    (check,) = {entry.rule: entry for entry in by_rule(result.checks).values() if entry.rule in PACKS}.values()
    assert check.rules == PACKS
    assert {by_rule(result.checks)[rule] for rule in PACKS} == {check}
    assert (result.verdict.failed, result.verdict.passed) == (1, 1)


def test_the_words_of_packs_differ(finding: Build, framework: Build, control: Build, judge: Build) -> None:
    """One finding all the same; a control that names two of the rules counts it once."""
    findings = [finding(text, message=text) for text in _of_packs("fail", "fail", "fail")]
    two, one = control("two", "1", rules=PACKS[1:]), control("one", "1", rules=PACKS[:1])
    result = judge(framework(("1", "infrastructure", {})), [one, two], findings, facts=SAME)
    (check,) = (entry for entry in result.checks if entry.rule in PACKS)
    assert check.controls == ("one", "two")
    assert check.failed[0].message == "fail A::A-KEY Logs/AKey"
    assert [(c.failed, c.status) for c in result.controls] == [(1, ControlStatus.NOT_HELD)] * 2


@pytest.mark.parametrize("other", ["pass", "undetermined", "waived"])
def test_rules_whose_results_differ_stay_apart(run: Build, other: str) -> None:
    """As when a waiver names two of three rules: each is counted, and each id leads to its own result."""
    result = run(*_of_packs("fail", other, "fail"), facts=SAME)
    checks = by_rule(result.checks)
    assert checks[PACKS[0]].rules == (PACKS[0], PACKS[2])
    assert checks[PACKS[1]].rules == (PACKS[1],)
    assert result.verdict.failed == 1


@pytest.mark.parametrize("change", [{"waiver": "W-0002"}, {"detail": "Resource::*"}, {"environment": "other"}])
def test_a_difference_in_what_was_found_keeps_rules_apart(
    finding: Build, assembly: Assembly, change: dict[str, str]
) -> None:
    """Another waiver, another detail, another environment: another finding."""
    first, second = (finding(text, waiver="W-0001") for text in _of_packs("waived", "waived", "pass")[:2])
    resources = resources_of(assembly, [first])
    for other, together in ((second, True), (replace(second, **change), False)):
        checks = checks_of([first, other], resources, Catalogue({}, {}), {}, {}, SAME)
        assert (len(checks) == 1) is together


def test_advice_is_counted_apart_and_does_not_stop(run: Build) -> None:
    """Failed and undetermined; a waiver still covers it; and the control of another framework shows what it is."""
    texts = ("fail checkov::LOG Logs/AKey", "undetermined checkov::LOG Data/Bucket", "waived checkov::LOG Logs/Bucket")
    why = {"checkov::LOG": "no control names it"}
    result = run("pass checkov::KEY Logs/AKey", *texts, advice=lambda rule: why.get(rule, ""))
    verdict = result.verdict
    assert (verdict.held, verdict.failed, verdict.undetermined, verdict.waived, verdict.advice) == (True, 0, 0, 1, 2)
    assert _check(result, "checkov::LOG").advice == "no control names it"
    assert not run(*texts, "fail checkov::KEY Logs/AKey", advice=lambda rule: why.get(rule, "")).verdict.held


def test_a_control_out_of_scope_does_not_hold_and_does_not_stop(run: Build) -> None:
    """Its page says so; the list of controls that stop leaves it out, unless one of its rules stops."""
    result = run("fail checkov::KEY Logs/AKey", advice=lambda _: "only controls of frameworks out of scope name it")
    assert result.verdict.held
    assert result.controls[0].status is ControlStatus.NOT_HELD
    assert controls_that_stop(result) == ()
    assert controls_that_stop(run("fail checkov::KEY Logs/AKey")) == run("fail checkov::KEY Logs/AKey").controls


def test_a_waiver_counts_what_rules_say_alike_once(finding: Build) -> None:
    """As the verdict does."""
    findings = [finding(text, waiver="W-0001") for text in _of_packs("waived", "waived", "waived")]
    (entry,) = waiver_entries(Waivers((WAIVER,)), findings, date(2026, 11, 23), SAME)
    assert entry.covers == 1
    assert waiver_entries(Waivers((WAIVER,)), findings, date(2026, 11, 23))[0].covers == 3


def test_an_overruled_finding_is_neither_a_failure_nor_a_pass(
    framework: Build, control: Build, finding: Build, judge: Build
) -> None:
    """It is counted, names the assertion that decides, and its control is held; the reason is with the control."""
    precise = {
        "id": "precise",
        "description": "Each key is rotated.",
        "each": {"type": ["AWS::KMS::Key"]},
        "must": "EnableKeyRotation",
    }
    decision = {"rules": ["checkov::KEY"], "reason": "KMS rotates no key for HMAC.", "source": "https://example.com/"}
    deciding = control("key", "1", assertions=[precise], decides=[{"assertion": "precise", **decision}])
    findings = [
        finding("overruled checkov::KEY Logs/AKey", decided_by="assertion::key.precise"),
        finding("pass assertion::key.precise Logs/AKey"),
    ]
    result = judge(framework(("1", "infrastructure", {})), [deciding], findings)
    assert (result.verdict.held, result.verdict.overruled, result.verdict.passed) == (True, 1, 1)
    check = _check(result, "checkov::KEY")
    assert (check.passed, check.failed, len(check.overruled)) == ((), (), 1)
    assert check.overruled[0].decided_by == "assertion::key.precise"
    (entry,) = result.controls
    assert (entry.status, entry.overruled) == (ControlStatus.HELD, 1)
    assert entry.decides[0].assertion == "assertion::key.precise"
    assert (entry.decides[0].reason, entry.decides[0].source) == (decision["reason"], decision["source"])
    alone = judge(framework(("1", "infrastructure", {})), [deciding], findings[:1])
    assert not alone.verdict.held


@pytest.mark.parametrize(("as_of", "expected"), [("2027-01-01", "superseded"), ("2026-12-31", "not-met")])
def test_a_requirement_is_asked_until_the_day_on_which_another_replaces_it(
    framework: Build, judge: Build, as_of: str, expected: str
) -> None:
    """A replacement that is yet to come takes nothing away."""
    replaced = {"superseded_by": "2", "superseded_since": date(2027, 1, 1)}
    std = framework(("1", "infrastructure", replaced), ("2", "infrastructure", {}))
    result = judge(std, [], [], as_of=date.fromisoformat(as_of)).frameworks[0]
    assert [requirement.status for requirement in result.requirements] == [expected, "not-met"]
    assert result.counts["not-met"] == (1 if expected == "superseded" else 2)
