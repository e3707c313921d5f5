"""Each status of a requirement is reached by its condition, and left when that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, RequirementStatus
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Framework
from landing_zone.findings.finding import Finding

Build = Callable[..., Any]
Mapped = tuple[str, str, dict[str, Any]]
S = RequirementStatus
PAPERS = {"organisation": "The organisation reviews it each year."}
HANDED = {"contributes": "The diagram.", "documents": ["network-diagram"], **PAPERS}
AWS = {"inherited": "AWS's own attestation in AWS Artifact covers it."}
RUN_TIME = {"manual": "Only the deployed account shows it.", "config_rules": ["s3-account-level-public-access-blocks"]}


@dataclass
class Case:
    """One requirement ``1`` with its class, the controls mapped to it, and findings.

    Args:
        status: expected.
        answerable: the requirement's class.
        controls: ``(id, how it answers, changes)``.
        findings: as the ``finding`` fixture reads them.
        more: the requirement's further fields.
        proofs: rules shown to fail.
        missing: a part of what must be named as open.
    """

    status: RequirementStatus
    answerable: str = "infrastructure"
    controls: list[Mapped] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    proofs: set[str] = field(default_factory=set)
    missing: str = ""


FULL: Mapped = ("key", "1", {})
PART: Mapped = ("key", "1:old keys", {})
OTHER: Mapped = ("log", "1:new logs", {})
EYE: dict[str, Any] = {
    "rules": (),
    "config_rules": ("ACCESS_KEYS_ROTATED",),
    "watched": "It is found if a key is old.",
    "assertions": [
        {
            "id": "judged",
            "description": "Each environment is judged.",
            "in_each_environment": {},
            "has": {"type": ["AWS::Config::ConfigRule"], "where": "Source.SourceIdentifier == 'ACCESS_KEYS_ROTATED'"},
            "watches": "ACCESS_KEYS_ROTATED",
        }
    ],
}
WATCHED: Mapped = ("eye", "1:what only accounts show", EYE)
SEEN = "pass assertion::eye.judged"
ENTITY = {"merchant": True, "issuer": False}
GOOD = "pass checkov::KEY Logs/AKey"
BAD = "fail checkov::KEY Logs/AKey"

CASES: dict[str, Case] = {
    "held in full": Case(S.CHECKED, controls=[FULL], findings=[GOOD]),
    "one resource fails": Case(S.NOT_MET, controls=[FULL], findings=["pass checkov::KEY Data/Bucket", BAD]),
    "undetermined": Case(S.NOT_MET, controls=[FULL], findings=["undetermined checkov::KEY Logs/AKey"]),
    "waived": Case(S.WAIVED, controls=[FULL], findings=["waived checkov::KEY Logs/AKey"]),
    "waived in part": Case(S.WAIVED, controls=[PART], findings=["waived checkov::KEY Logs/AKey"], missing="old keys"),
    "one resource waived": Case(
        S.PARTLY_MET,
        controls=[FULL],
        findings=["pass checkov::KEY Data/Bucket", "waived checkov::KEY Logs/AKey"],
        missing="W-0001 covers 1 finding of 'Control key'",
    ),
    "papers, and a waiver": Case(
        S.ORGANISATIONAL, "organisational", controls=[FULL], findings=["waived checkov::KEY Logs/AKey"], more=PAPERS
    ),
    "another control fails": Case(
        S.NOT_MET, controls=[FULL, OTHER], findings=[GOOD, "fail checkov::LOG Logs/Bucket"], missing="does not hold"
    ),
    "another control is waived": Case(
        S.PARTLY_MET,
        controls=[FULL, OTHER],
        findings=[GOOD, "waived checkov::LOG Logs/Bucket"],
        missing="W-0001 covers 1 finding of 'Control log'",
    ),
    "failing counts more than waived": Case(
        S.NOT_MET, controls=[FULL, OTHER], findings=[BAD, "waived checkov::LOG Logs/Bucket"]
    ),
    "held in part": Case(S.PARTLY_MET, controls=[PART], findings=[GOOD], missing="old keys"),
    "full closes what partial leaves open": Case(
        S.CHECKED, controls=[FULL, OTHER], findings=[GOOD, "pass checkov::LOG Logs/Bucket"]
    ),
    "two parts are not a whole": Case(
        S.PARTLY_MET,
        controls=[PART, OTHER],
        findings=[GOOD, "pass checkov::LOG Logs/Bucket"],
        missing="new logs",
    ),
    "one control met nothing": Case(
        S.PARTLY_MET,
        controls=[FULL, OTHER],
        findings=[GOOD],
        missing="Nothing in these templates to judge for: 'Control log'",
    ),
    "one control is manual": Case(
        S.PARTLY_MET,
        controls=[FULL, ("log", "1:new logs", {"manual": "Someone looks."})],
        findings=[GOOD],
        missing="Someone looks.",
    ),
    "proven": Case(S.PROVEN, controls=[FULL], findings=[GOOD], proofs={"checkov::KEY"}),
    "proven for one rule of two": Case(
        S.CHECKED,
        controls=[FULL, ("log", "1", {})],
        findings=[GOOD, "pass checkov::LOG Logs/Bucket"],
        proofs={"checkov::KEY"},
    ),
    "proven and broken": Case(S.NOT_MET, controls=[FULL], findings=[BAD], proofs={"checkov::KEY"}),
    "nothing maps to it": Case(S.NOT_MET),
    "its control met nothing": Case(S.NOT_MET, controls=[FULL], missing="Nothing in these templates to judge"),
    "only by hand": Case(S.NOT_MET, controls=[("key", "1", {"manual": "Someone looks."})], missing="Someone looks."),
    "only once deployed": Case(S.RUN_TIME_ONLY, controls=[("key", "1", RUN_TIME)]),
    "once deployed, and a check fails": Case(S.NOT_MET, controls=[("acc", "1", RUN_TIME), FULL], findings=[BAD]),
    "once deployed, and a check met nothing": Case(
        S.RUN_TIME_ONLY, controls=[("acc", "1", RUN_TIME), FULL], missing="Nothing in these templates to judge"
    ),
    "only watched": Case(S.RUN_TIME_ONLY, controls=[WATCHED], findings=[SEEN]),
    "watched, and answered in full": Case(S.RUN_TIME_ONLY, controls=[("eye", "1", EYE)], findings=[SEEN]),
    "watched, and another holds": Case(
        S.PARTLY_MET, controls=[WATCHED, PART], findings=[SEEN, GOOD], missing="old keys"
    ),
    "watched, and the rule is missing": Case(S.NOT_MET, controls=[WATCHED], findings=[SEEN.replace("pass", "fail")]),
    "papers, watched": Case(S.ORGANISATIONAL, "organisational", controls=[WATCHED], findings=[SEEN], more=PAPERS),
    "AWS, watched": Case(S.INHERITED, controls=[WATCHED], findings=[SEEN], more=AWS),
    "superseded": Case(
        S.SUPERSEDED,
        controls=[FULL],
        findings=[BAD],
        more={"superseded_by": "2", "superseded_since": date(2025, 3, 31)},
    ),
    "not applicable": Case(S.NOT_APPLICABLE, controls=[FULL], findings=[BAD], more={"applies_if": ["issuer"]}),
    "applicable": Case(S.CHECKED, controls=[FULL], findings=[GOOD], more={"applies_if": ["merchant"]}),
    "not known whether it applies": Case(S.NOT_MET, more={"applies_if": ["terminals"]}),
    "one of two facts is denied": Case(S.NOT_APPLICABLE, more={"applies_if": ["merchant", "issuer"]}),
    "papers": Case(S.ORGANISATIONAL, "organisational", more=PAPERS, missing="each year"),
    "papers without a description": Case(S.ORGANISATIONAL, "organisational", missing="does not describe"),
    "papers with support": Case(S.ORGANISATIONAL, "organisational", controls=[FULL], findings=[GOOD], more=PAPERS),
    "papers with a broken support": Case(S.NOT_MET, "organisational", controls=[FULL], findings=[BAD], more=PAPERS),
    "papers that AWS holds": Case(S.INHERITED, "organisational", more=AWS),
    "AWS": Case(S.INHERITED, more=AWS),
    "AWS, and our part fails": Case(S.NOT_MET, controls=[FULL], findings=[BAD], more=AWS),
    "AWS, and our part holds": Case(S.CHECKED, controls=[FULL], findings=[GOOD], more=AWS),
    "shared, and we hold ours": Case(
        S.PARTLY_MET, "shared", controls=[FULL], findings=[GOOD], more=PAPERS, missing="each year"
    ),
    "shared, and no part is described": Case(
        S.PARTLY_MET, "shared", controls=[FULL], findings=[GOOD], missing="does not describe"
    ),
    "shared, and we do nothing": Case(S.NOT_MET, "shared", more=PAPERS, missing="each year"),
    "shared, and we hand something over": Case(S.ORGANISATIONAL, "shared", more=HANDED, missing="each year"),
    "shared, handed over, and our control met nothing": Case(
        S.ORGANISATIONAL, "shared", controls=[FULL], more=HANDED, missing="Nothing in these templates to judge"
    ),
    "shared, handed over, and only by hand": Case(
        S.NOT_MET, "shared", controls=[("key", "1", {"manual": "Someone looks."})], more=HANDED, missing="each year"
    ),
    "shared, handed over, and our control fails": Case(
        S.NOT_MET, "shared", controls=[FULL], findings=[BAD], more=HANDED, missing="does not hold"
    ),
    "shared, handed over, and we hold ours": Case(
        S.PARTLY_MET, "shared", controls=[FULL], findings=[GOOD], more=HANDED, missing="each year"
    ),
    "infrastructure, and only something handed over": Case(S.NOT_MET, more=HANDED),
    "infrastructure, and yet papers": Case(
        S.PARTLY_MET, controls=[FULL], findings=[GOOD], more=PAPERS, missing="each year"
    ),
}


def _run(case: Case, framework: Build, control: Build, finding: Build, judge: Callable[..., Assessment]) -> Assessment:
    standard: Framework = framework(("1", case.answerable, case.more))
    controls: list[Control] = [control(id_, answer, **changes) for id_, answer, changes in case.controls]
    findings: list[Finding] = [finding(text) for text in case.findings]
    return judge(standard, controls, findings, proofs=case.proofs, entity=ENTITY)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_status(case: Case, framework: Build, control: Build, finding: Build, judge: Build) -> None:
    """The status is the one expected, is explained, and what is open is named."""
    (requirement,) = _run(case, framework, control, finding, judge).frameworks[0].requirements
    assert requirement.status is case.status
    assert requirement.why
    assert case.missing in " ".join(requirement.missing)
    if case.status in (S.PARTLY_MET, S.ORGANISATIONAL):
        assert requirement.missing or requirement.organisation
    if case.status in (S.CHECKED, S.PROVEN):
        assert requirement.missing == ()


def test_what_is_handed_over_is_said(framework: Build, control: Build, finding: Build, judge: Build) -> None:
    """Where no check decides, the reason says what the landing zone hands over, and which controls judged nothing."""
    case = CASES["shared, handed over, and our control met nothing"]
    (requirement,) = _run(case, framework, control, finding, judge).frameworks[0].requirements
    assert "The diagram." in requirement.why
    assert "'Control key'" in requirement.why


def test_dozens_of_controls_are_counted(framework: Build, control: Build, finding: Build, judge: Build) -> None:
    """A sentence names a few of the controls that hold and counts the others; of those that fail it names each."""
    standard = framework(("1", "infrastructure", {}))
    controls = [control(f"c{n}", "1") for n in range(12)]

    def why(status: str) -> str:
        findings = [finding(f"{status} checkov::C{n} Logs/AKey") for n in range(12)]
        return str(judge(standard, controls, findings).frameworks[0].requirements[0].why)

    assert "and 4 more" in why("pass")
    assert all(f"'Control c{n}'" in why("fail") for n in range(12))


def test_every_status_is_reached() -> None:
    """No status is left untried."""
    assert {case.status for case in CASES.values()} == set(S)


def test_a_requirement_names_the_controls_that_answer_it(
    framework: Build, control: Build, finding: Build, judge: Build
) -> None:
    """Controls mapped elsewhere are not among them."""
    standard = framework(("1", "infrastructure", {}), ("2", "infrastructure", {}))
    entry = judge(standard, [control("key", "1"), control("log", "2")], [finding(GOOD)]).frameworks[0]
    assert [requirement.controls for requirement in entry.requirements] == [("key",), ("log",)]


DENIED: dict[str, Any] = {"applies_if": ["issuer"]}
ROLL_UP: list[tuple[list[tuple[str, dict[str, Any], str]], RequirementStatus]] = [
    ([("infrastructure", {}, "pass"), ("infrastructure", {}, "pass")], S.CHECKED),
    ([("infrastructure", {}, "pass"), ("infrastructure", {}, "fail")], S.NOT_MET),
    ([("infrastructure", {}, "pass"), ("infrastructure", {}, "waived")], S.PARTLY_MET),
    ([("infrastructure", {}, "waived"), ("organisational", {}, "")], S.WAIVED),
    ([("infrastructure", {}, "pass"), ("infrastructure", DENIED, "fail")], S.CHECKED),
    ([("infrastructure", DENIED, ""), ("infrastructure", DENIED, "")], S.NOT_APPLICABLE),
    ([("infrastructure", {}, "fail"), ("infrastructure", {}, "waived")], S.NOT_MET),
    ([("infrastructure", {}, "pass"), ("organisational", {}, "")], S.PARTLY_MET),
    ([("infrastructure", {}, "pass"), ("infrastructure", AWS, "")], S.PARTLY_MET),
    ([("infrastructure", AWS, ""), ("infrastructure", AWS, "")], S.INHERITED),
    ([("infrastructure", AWS, ""), ("organisational", {}, "")], S.ORGANISATIONAL),
    ([("infrastructure", {}, "pass"), ("infrastructure", {}, "proven")], S.CHECKED),
    ([("infrastructure", {}, "proven"), ("infrastructure", {}, "proven")], S.PROVEN),
    ([("infrastructure", {}, "run-time"), ("infrastructure", AWS, "")], S.RUN_TIME_ONLY),
]


@pytest.mark.parametrize(("leaves", "expected"), ROLL_UP)
def test_a_section_is_no_better_than_its_leaves(
    leaves: list[tuple[str, dict[str, Any], str]],
    expected: RequirementStatus,
    framework: Build,
    control: Build,
    finding: Build,
    judge: Build,
) -> None:
    """The principal requirement and the section roll up alike, and only leaves are counted."""
    requirements: list[Mapped] = [("1", "shared", {}), ("1.1", "shared", {})]
    controls, findings, proofs = [], [], set()
    for number, (answerable, more, status) in enumerate(leaves, start=1):
        requirements.append((f"1.1.{number}", answerable, more))
        if status == "run-time":
            controls.append(control(f"c{number}", f"1.1.{number}", **RUN_TIME))
        elif status:
            controls.append(control(f"c{number}", f"1.1.{number}"))
            findings.append(finding(f"{'pass' if status == 'proven' else status} checkov::C{number} Logs/AKey"))
        if status == "proven":
            proofs.add(f"checkov::C{number}")
    entry = judge(framework(*requirements), controls, findings, proofs=proofs, entity=ENTITY).frameworks[0]
    by_id = {requirement.id: requirement for requirement in entry.requirements}
    assert by_id["1"].status is expected
    assert by_id["1.1"].status is expected
    assert sum(entry.counts.values()) == len(leaves)
    assert list(entry.counts) == [status.value for status in S if status is not S.SUPERSEDED]
    assert by_id["1"].controls == tuple(c.id for c in controls)
    open_leaves = {id_.partition(":")[0] for id_ in by_id["1"].missing}
    done = (S.CHECKED, S.PROVEN, S.INHERITED, S.NOT_APPLICABLE)
    assert open_leaves == {id_ for id_ in by_id if id_.count(".") == 2 and by_id[id_].status not in done}


def test_a_control_on_a_section_can_break_it(framework: Build, control: Build, finding: Build, judge: Build) -> None:
    """A section whose own control fails is not met, though its leaves are; holding, it answers no leaf."""
    standard = framework(("1", "shared", {}), ("1.1", "infrastructure", {}))
    controls = [control("key", "1.1"), control("log", "1")]
    for status, expected in (("fail", S.NOT_MET), ("pass", S.CHECKED)):
        findings = [finding(GOOD), finding(f"{status} checkov::LOG Logs/Bucket")]
        entry = judge(standard, controls, findings).frameworks[0]
        assert [requirement.status for requirement in entry.requirements] == [expected, S.CHECKED]
    entry = judge(standard, controls[1:], findings[1:]).frameworks[0]
    assert entry.requirements[1].status is S.NOT_MET


PARTS: list[tuple[dict[str, Any], dict[str, Any], str, RequirementStatus]] = [
    ({}, {}, "pass", S.CHECKED),
    ({}, {}, "fail", S.NOT_MET),
    ({}, {}, "waived", S.CHECKED),
    ({}, {"applies_if": ["service_provider"]}, "fail", S.CHECKED),
    ({"applies_if": ["service_provider"]}, {"applies_if": ["service_provider"]}, "fail", S.NOT_MET),
    ({}, {"applies_if": ["issuer"]}, "fail", S.CHECKED),
    ({"applies_if": ["issuer"]}, {}, "fail", S.NOT_APPLICABLE),
    ({"superseded_by": "1.1.1.1", "superseded_since": date(2025, 3, 31)}, {}, "fail", S.SUPERSEDED),
]


@pytest.mark.parametrize(("whole", "part", "result", "expected"), PARTS)
def test_a_requirement_with_parts_has_its_own_status(
    whole: dict[str, Any],
    part: dict[str, Any],
    result: str,
    expected: RequirementStatus,
    framework: Build,
    control: Build,
    finding: Build,
    judge: Build,
) -> None:
    """Its own controls decide, and a part that is not met breaks it unless it binds service providers alone."""
    standard = framework(
        ("1", "shared", {}),
        ("1.1", "shared", {}),
        ("1.1.1", "infrastructure", whole),
        ("1.1.1.1", "infrastructure", part),
    )
    controls = [control("key", "1.1.1"), control("log", "1.1.1.1")]
    findings = [finding(GOOD), finding(f"{result} checkov::LOG Logs/Bucket")]
    entry = judge(standard, controls, findings, entity=ENTITY).frameworks[0]
    by_id = {requirement.id: requirement for requirement in entry.requirements}
    assert by_id["1.1.1"].status is expected
    assert by_id["1.1.1"].controls == ("key",)
    assert sum(entry.counts.values()) == 1 + (expected is not S.SUPERSEDED)


def test_a_heading_does_not_count_what_was_replaced(
    framework: Build, control: Build, finding: Build, judge: Build
) -> None:
    """As the framework's counts and the site's bars: superseded ones are named apart."""
    replaced = {"superseded_by": "1.2.1", "superseded_since": date(2025, 3, 31)}
    standard = framework(
        ("1", "shared", {}),
        ("1.1", "infrastructure", {}),
        ("1.1.1", "infrastructure", replaced),
        ("1.2", "infrastructure", {}),
        ("1.2.1", "infrastructure", {}),
        ("1.2.2", "infrastructure", replaced),
    )
    entry = judge(standard, [control("key", "1.2.1")], [finding(GOOD)]).frameworks[0]
    why = {requirement.id: requirement.why for requirement in entry.requirements}
    assert why["1.2"] == "Of 1 below it: 1 checked. Besides, 1 is superseded, and not counted."
    assert why["1.1"] == "Of those below it, 1 is superseded, and not counted."
    assert why["1"] == "Of 1 below it: 1 checked. Besides, 2 are superseded, and not counted."
