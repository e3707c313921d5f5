"""Waivers cover exactly what they name, and a problem of a waiver is a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from landing_zone.findings.finding import NOT_JUDGED, Finding, Status
from landing_zone.waivers.apply import Applied, apply, may_be_waived, name_of
from landing_zone.waivers.waivers import Waivers

Load = Callable[..., Waivers]
PATH = "LogArchive-log-archive-eu-west-1/AccessLogs/Resource"
S1 = Finding(
    "AwsSolutions::AwsSolutions-S1",
    "LogArchive-log-archive-eu-west-1",
    "AccessLogs1234",
    "",
    Status.FAIL,
    PATH,
    "AWS::S3::Bucket",
)
CKV = replace(S1, rule="checkov::CKV_AWS_18")


def _problems(applied: Applied) -> list[str]:
    return [finding.rule for finding in applied.problems]


def _role(name: str, **changes: Any) -> Finding:
    path = f"Baseline-{name}/Recorder/Role/Resource"
    finding = Finding("checkov::CKV_AWS_18", f"Baseline-{name}", "Role1", "", Status.FAIL, path, "AWS::IAM::Role")
    return replace(finding, **changes)


def _wild(count: int) -> dict[str, Any]:
    return {
        "rules": ["checkov::CKV_AWS_18"],
        "resources": ["Baseline-*/Recorder/Role/Resource"],
        "matches": count,
        "generated": "The Baseline stack is the same code in each of the environments.",
    }


def test_one_waiver_covers_every_engine(waivers_with: Load, today: date) -> None:
    """A failure of each rule named, on the resource named, is waived and names the waiver; the rest stays."""
    other = replace(S1, logical_id="Other", construct_path="LogArchive-log-archive-eu-west-1/Other/Resource")
    passing = replace(S1, rule="checkov::CKV_AWS_21", status=Status.PASS)
    applied = apply([S1, CKV, other, passing], waivers_with(), today)
    assert applied.findings == (
        replace(S1, status=Status.WAIVED, waiver="W-0001"),
        replace(CKV, status=Status.WAIVED, waiver="W-0001"),
        other,
        passing,
    )
    assert applied.problems == ()


def test_a_parent_does_not_cover_its_children(waivers_with: Load, today: date) -> None:
    """A waiver on a construct is not a waiver on its children."""
    applied = apply([S1], waivers_with({"resources": [PATH.removesuffix("/Resource")]}), today)
    assert applied.findings == (S1,)
    assert f"as in {PATH}. " in applied.problems[0].message


def test_a_detail_is_covered_by_its_own_name_alone(waivers_with: Load, today: date) -> None:
    """Each finding of a rule needs its own id, and the message lists the existing ones."""
    star = replace(S1, rule="AwsSolutions::AwsSolutions-IAM5", detail="Resource::*")
    action = replace(star, detail="Action::s3:*")
    exact = waivers_with({"rules": ["AwsSolutions::AwsSolutions-IAM5[Resource::*]"]})
    assert [f.status for f in apply([star, action], exact, today).findings] == [Status.WAIVED, Status.FAIL]
    bare = apply([star, action], waivers_with({"rules": ["AwsSolutions::AwsSolutions-IAM5"]}), today)
    assert [f.status for f in bare.findings] == [Status.FAIL, Status.FAIL]
    assert _problems(bare) == ["gate::waiver-unused"]
    assert "AwsSolutions-IAM5[Action::s3:*], AwsSolutions::AwsSolutions-IAM5[Resource::*]" in bare.problems[0].message


def test_details_are_given_once_for_all_rules(waivers_with: Load, today: date) -> None:
    """``details`` gives the text in the square brackets."""
    star = replace(S1, rule="AwsSolutions::AwsSolutions-IAM5", detail="Resource::*")
    waivers = waivers_with({"rules": ["AwsSolutions::AwsSolutions-IAM5"], "details": ["Resource::*"]})
    applied = apply([star], waivers, today)
    assert applied.findings[0].waiver == "W-0001"
    assert applied.problems == ()


@pytest.mark.parametrize(("day", "covered"), [(date(2027, 11, 1), True), (date(2027, 11, 2), False)])
def test_a_waiver_holds_up_to_its_last_day(waivers_with: Load, day: date, covered: bool) -> None:
    """On the day after, it covers nothing, and its expiry is a failure."""
    applied = apply([S1, CKV], waivers_with(), day)
    assert (applied.findings[0].status is Status.WAIVED) == covered
    assert _problems(applied) == ([] if covered else ["gate::waiver-expired"])


def test_an_expired_waiver_names_itself_its_place_and_the_fix(waivers_with: Load) -> None:
    """The finding has all that is needed to act."""
    (problem,) = apply([S1, CKV], waivers_with(), date(2028, 1, 1)).problems
    assert problem.status is Status.FAIL
    assert problem.detail == "W-0001"
    assert problem.source.endswith("waivers.yaml:2")
    assert "W-0001" in problem.message
    assert "2027-11-01" in problem.message
    assert "Fix: " in problem.message


def test_an_unused_part_of_a_waiver_fails(waivers_with: Load, today: date) -> None:
    """A rule that no longer fails on the resource must leave the waiver, or it would hide the next mistake."""
    applied = apply([S1, replace(CKV, status=Status.PASS)], waivers_with(), today)
    (problem,) = applied.problems
    assert problem.rule == "gate::waiver-unused"
    assert f"checkov::CKV_AWS_18 on {PATH}" in problem.message
    assert "Fix: " in problem.message


def test_a_waiver_of_what_is_not_asked_is_no_problem(waivers_with: Load, today: date) -> None:
    """An assertion that needs what the zone lacks fails nowhere; its waiver is for zones that have it."""
    waivers = waivers_with({"rules": [CKV.rule]})
    assert _problems(apply([], waivers, today)) == ["gate::waiver-unused"]
    assert apply([], waivers, today, not_asked=[CKV.rule]).problems == ()


def test_an_unused_waiver_is_not_a_problem_elsewhere(waivers_with: Load, today: date) -> None:
    """Templates from elsewhere do not have the resources of the zone's waivers."""
    waivers = waivers_with({}, {"id": "W-0002", **_wild(20)})
    assert apply([_role("a")], waivers, today, whole=False).problems == ()


def test_a_template_from_elsewhere_is_named_by_logical_id(waivers_with: Load, today: date) -> None:
    """Where no construct path is known, file and logical id name the resource."""
    foreign = Finding("checkov::CKV_AWS_18", "shop/template.yaml", "Bucket", "", Status.FAIL)
    waivers = waivers_with({"resources": ["shop/template.yaml/Bucket"]})
    assert apply([foreign], waivers, today, whole=False).findings[0].status is Status.WAIVED


def test_a_wildcard_covers_as_many_as_it_states(waivers_with: Load, today: date) -> None:
    """One construct in a family of stacks is named by a wildcard over the stack."""
    findings = [_role("a-eu-west-1"), _role("b-eu-west-1"), _role("b-eu-central-1")]
    applied = apply(findings, waivers_with(_wild(3)), today)
    assert {f.status for f in applied.findings} == {Status.WAIVED}
    assert applied.problems == ()


@pytest.mark.parametrize("stated", [2, 4])
def test_another_number_is_too_broad(waivers_with: Load, today: date, stated: int) -> None:
    """One more, or one fewer, was not reviewed."""
    findings = [_role("a-eu-west-1"), _role("b-eu-west-1"), _role("b-eu-central-1")]
    (problem,) = apply(findings, waivers_with(_wild(stated)), today).problems
    assert problem.rule == "gate::waiver-too-broad"
    assert f"'matches: {stated}', and covers 3" in problem.message


def test_a_resource_with_two_findings_counts_once(waivers_with: Load, today: date) -> None:
    """Resources are counted, not findings."""
    change = {**_wild(1), "rules": ["checkov::CKV_AWS_18", "AwsSolutions::AwsSolutions-S1"]}
    findings = [_role("a"), _role("a", rule="AwsSolutions::AwsSolutions-S1")]
    assert apply(findings, waivers_with(change), today).problems == ()


def test_each_rule_of_a_wildcard_covers_all_that_it_covers(waivers_with: Load, today: date) -> None:
    """A rule that fails on only some would hide the next failure: it needs its own waiver, with its own number."""
    change = {**_wild(2), "rules": ["checkov::CKV_AWS_18", "AwsSolutions::AwsSolutions-S1"]}
    findings = [_role("a"), _role("b"), _role("a", rule="AwsSolutions::AwsSolutions-S1")]
    (problem,) = apply(findings, waivers_with(change), today).problems
    assert problem.rule == "gate::waiver-too-broad"
    assert "AwsSolutions-S1 covers 1 of the 2 resources" in problem.message
    assert apply(findings, waivers_with(change), today, whole=False).problems == ()


def test_a_wildcard_over_different_things_is_too_broad(waivers_with: Load, today: date) -> None:
    """What is generated by the same code is of the same type."""
    findings = [_role("a"), _role("b", resource_type="AWS::S3::Bucket")]
    (problem,) = apply(findings, waivers_with(_wild(2)), today).problems
    assert problem.rule == "gate::waiver-too-broad"
    assert "AWS::IAM::Role, AWS::S3::Bucket" in problem.message


def test_a_wildcard_that_covers_nothing_is_unused(waivers_with: Load, today: date) -> None:
    """It is reported once, as unused."""
    assert _problems(apply([], waivers_with(_wild(2)), today)) == ["gate::waiver-unused"]


def test_a_wildcard_stays_within_its_segment(waivers_with: Load, today: date) -> None:
    """A star does not reach over a slash."""
    deeper = _role("a", construct_path="Baseline-a/Nested/Recorder/Role/Resource")
    assert apply([deeper], waivers_with(_wild(1)), today).findings == (deeper,)


def test_a_rule_undetermined_for_one_resource_can_be_waived(waivers_with: Load, today: date) -> None:
    """A person can decide what a cdk-nag rule could not that threw on an intrinsic function."""
    threw = replace(S1, rule="AwsSolutions::AwsSolutions-EC23", status=Status.UNDETERMINED)
    waivers = waivers_with({"rules": ["AwsSolutions::AwsSolutions-EC23"]})
    assert apply([threw], waivers, today).findings[0].status is Status.WAIVED


def test_a_broken_engine_is_never_waived(waivers_with: Load, today: date) -> None:
    """An engine that broke has no result for any resource, so nothing can be waived."""
    broke = Finding("checkov::CKV_AWS_18", "S", "", "", Status.UNDETERMINED)
    assert apply([broke], waivers_with({"resources": ["S"]}), today).findings == (broke,)


def test_a_finding_of_the_gate_is_never_waived() -> None:
    """A waiver cannot allow a bypass of the gate, even a waiver built in code."""
    assert not may_be_waived(Finding("gate::metadata-skip", "S", "B", "", Status.FAIL, PATH))


NOT_SEEN = Finding(NOT_JUDGED, "Shop", "Nested", "", Status.UNDETERMINED, "Shop/Nested/Resource")


def test_what_was_not_judged_can_be_accepted_by_name(waivers_with: Load, today: date) -> None:
    """A person looked at the template of this nested stack; for the one beside it none did."""
    other = replace(NOT_SEEN, logical_id="Other", construct_path="Shop/Other/Resource")
    waivers = waivers_with({"rules": [NOT_JUDGED], "resources": ["Shop/Nested/Resource"]})
    applied = apply([NOT_SEEN, other], waivers, today)
    assert applied.findings == (replace(NOT_SEEN, status=Status.WAIVED, waiver="W-0001"), other)
    assert applied.problems == ()


def test_a_waiver_for_a_macro_covers_no_other(waivers_with: Load, today: date) -> None:
    """What is not judged of a stack as a whole is named with the macro, or with the engine."""
    mine = replace(NOT_SEEN, logical_id="", construct_path="", detail="Mine")
    waivers = waivers_with({"rules": [f"{NOT_JUDGED}[Mine]"], "resources": ["Shop"]})
    applied = apply([mine, replace(mine, detail="Other"), replace(mine, detail="cdk-nag")], waivers, today)
    assert [f.status for f in applied.findings] == [Status.WAIVED, Status.UNDETERMINED, Status.UNDETERMINED]


def test_a_waiver_for_what_was_not_judged_expires(waivers_with: Load) -> None:
    """Like any other, and then the verdict fails."""
    waivers = waivers_with({"rules": [NOT_JUDGED], "resources": ["Shop/Nested/Resource"]})
    applied = apply([NOT_SEEN], waivers, date(2027, 11, 2))
    assert applied.findings == (NOT_SEEN,)
    assert _problems(applied) == ["gate::waiver-expired"]


@pytest.mark.parametrize("where", [{"logical_id": "B"}, {"environment": "111111111111/eu-west-1"}])
def test_an_undetermined_assertion_can_be_waived(where: dict[str, Any]) -> None:
    """It names what a person can look at: a resource, or an environment."""
    assert may_be_waived(replace(Finding("assertion::a.b", "", "", "", Status.UNDETERMINED), **where))


@pytest.mark.parametrize("status", [Status.PASS, Status.WAIVED])
def test_only_what_failed_is_waived(status: Status) -> None:
    """A pass stays a pass, so that an unneeded waiver is noticed."""
    assert not may_be_waived(replace(S1, status=status))
    assert not may_be_waived(replace(NOT_SEEN, status=status))


NAMES = {
    "construct path": (S1, PATH),
    "logical id": (replace(S1, construct_path=""), "LogArchive-log-archive-eu-west-1/AccessLogs1234"),
    "template": (replace(S1, construct_path="", logical_id=""), "LogArchive-log-archive-eu-west-1"),
    "environment": (
        Finding("assertion::a.b", "", "", "", Status.FAIL, environment="111111111111/eu-west-1"),
        "111111111111/eu-west-1",
    ),
}


@pytest.mark.parametrize(("finding", "name"), NAMES.values(), ids=NAMES)
def test_what_a_finding_is_about_has_one_name(finding: Finding, name: str) -> None:
    """A waiver uses the most specific known name."""
    assert name_of(finding) == name


def test_an_assertion_about_an_environment_can_be_waived(waivers_with: Load, today: date) -> None:
    """Something missing has no construct path; its environment names it."""
    missing = Finding("assertion::flow-logs.every-vpc", "", "", "", Status.FAIL, environment="111111111111/eu-west-1")
    waivers = waivers_with({"rules": ["assertion::flow-logs.every-vpc"], "resources": ["111111111111/eu-west-1"]})
    applied = apply([missing], waivers, today)
    assert applied.findings[0].waiver == "W-0001"
    assert applied.problems == ()


def test_a_waiver_covers_the_acknowledgement_of_what_it_names(waivers_with: Load) -> None:
    """Rule with its detail and construct path both agree; a parent or another detail is not covered."""
    waivers = waivers_with({"rules": ["AwsSolutions::AwsSolutions-IAM5[Resource::*]"]})
    assert waivers.backs("AwsSolutions::AwsSolutions-IAM5[Resource::*]", PATH)
    assert not waivers.backs("AwsSolutions::AwsSolutions-IAM5[Action::s3:*]", PATH)
    assert not waivers.backs("AwsSolutions::AwsSolutions-IAM5", PATH)
    assert not waivers.backs("AwsSolutions::AwsSolutions-IAM5[Resource::*]", PATH.rpartition("/")[0])
    assert not Waivers().backs("AwsSolutions::AwsSolutions-S1", PATH)


def test_a_waiver_of_what_is_overruled_is_unused(waivers_with: Load, today: date) -> None:
    """An overruled finding needs no waiver, and takes none; the message says which assertion decides."""
    overruled = replace(CKV, status=Status.OVERRULED, decided_by="assertion::s3-access-logging.logged")
    applied = apply([overruled], waivers_with({"rules": ["checkov::CKV_AWS_18"]}), today)
    assert applied.findings == (overruled,)
    assert _problems(applied) == ["gate::waiver-unused"]
    assert (
        "There assertion::s3-access-logging.logged passes, which decides over this rule." in applied.problems[0].message
    )
