"""JUnit XML, for the test tab of a pipeline: a suite for each control, a case for each check and environment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from landing_zone.assessment.evidence_model import ControlEvidence, Stage
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, ControlStatus, EnvironmentEntry
from landing_zone.assessment.shape import said_of
from landing_zone.assessment.stages import StageName, stages
from landing_zone.reports.encode import Files, xml_text
from landing_zone.reports.instant import instant
from landing_zone.reports.results import Outcome, Result, Results
from landing_zone.reports.stage_words import evidence_words, stage_words, verdict_words
from landing_zone.reports.view import View

PLACES_NAMED = 20
"""How many places a case names; the other formats name every one."""
NO_CONTROL = "checks without a control"
ENGINES = "engines"

_TAGS = {
    Outcome.FAILED: ("failure", "fails"),
    Outcome.UNDETERMINED: ("error", "undetermined"),
    Outcome.ADVICE: ("skipped", "advice, which does not stop,"),
    Outcome.WAIVED: ("skipped", "waived"),
    Outcome.OVERRULED: ("skipped", "overruled"),
}
"""The element of JUnit and our word for each outcome, the worst first."""

DEPLOYED = "deployed stacks"
_STAGE_TAGS = {
    Stage.FAILS: ("failure", "fails"),
    Stage.UNDETERMINED: ("error", "undetermined"),
    Stage.STALE: ("error", "answers that are too old"),
    Stage.MISSING: ("error", "no answer"),
    Stage.NOT_ASKED: ("skipped", "no query can show it"),
}
"""What a running account says. What was asked and is not known is an error, as an undetermined check is."""


def render(assessment: Assessment) -> Files:
    """Return one file. What is undetermined is an error, what is waived, overruled or advice is skipped, with why.

    With evidence, each control with a query has a case for its operation, and each stack one for its deployment; where
    nothing was asked about a stage, it has no cases.
    """
    view = View(assessment)
    results: dict[str, list[Result]] = defaultdict(list)
    for result in Results(view).places():
        results[result.check.rule].append(result)
    root = ET.Element("testsuites", {"name": "landing zone"})
    _engines(root, assessment)
    asked = {one.stage for one in stages(assessment) if one.outcome is not None}
    for control in assessment.controls:
        one = view.control_view(control.id)
        rows = {row.rule: row for row in (*one.checks, *one.left_out)}.values()
        answers = view.evidence.get(control.id) if StageName.OPERATING in asked else None
        _suite(root, control.id, [row.entry for row in rows], results, control, answers, assessment.environments)
    loose = [check for check in assessment.checks if not check.controls]
    _suite(root, NO_CONTROL, loose, results, None)
    if StageName.DEPLOYED in asked:
        _stacks(root, assessment)
    stamp = instant(assessment).strftime("%Y-%m-%dT%H:%M:%S")
    for suite in root:
        _count(suite, suite.findall("testcase"))
        suite.set("timestamp", stamp)
    _count(root, list(root.iter("testcase")))
    ET.indent(root, " ")
    return {"landing-zone.xml": ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"}


def _engines(root: ET.Element, assessment: Assessment) -> None:
    """Add a case for each engine, so that an engine that did not judge everything is not overlooked.

    A case fails only where the exit code is not 0: where a waiver accepts it, or it concerns no such templates, it is
    skipped.
    """
    tag = "skipped" if assessment.verdict.held else "error"
    suite = ET.SubElement(root, "testsuite", {"name": ENGINES})
    said = {one.name: f"{one.verdict}: {one.sentence}" for one in stage_words(assessment)}
    _properties(suite, {"verdict": verdict_words(assessment), **said, "evidence": evidence_words(assessment)})
    for engine in assessment.engines:
        case = _case(suite, ENGINES, f"{engine.name} judged every template")
        if engine.not_judged:
            _child(case, tag, f"templates that were not judged: {len(engine.not_judged)}", engine.not_judged)
    for entry in assessment.lacks:
        _child(
            _case(suite, ENGINES, f"the zone has {entry.feature}"), "skipped", f"not in this shape: {entry.what}", ()
        )
    if assessment.not_judged:
        case = _case(suite, ENGINES, "everything was judged")
        _child(case, "skipped", f"not judged at all: {len(assessment.not_judged)}", assessment.not_judged)
    if assessment.broken_files:
        case = _case(suite, ENGINES, "every file was read")
        lines = [f"{one.file}: {one.what}" for one in assessment.broken_files]
        _child(case, "error", f"files that could not be read: {len(lines)}", lines)


def _suite(
    root: ET.Element,
    name: str,
    checks: list[CheckEntry],
    results: dict[str, list[Result]],
    control: ControlEntry | None,
    evidence: ControlEvidence | None = None,
    environments: Sequence[EnvironmentEntry] = (),
) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": xml_text(name)})
    if control is not None:
        _properties(suite, {"status": control.status, "designed": control.designed} | _stages(evidence))
    for check in checks:
        by_environment: dict[str, list[Result]] = defaultdict(list)
        for result in results[check.rule]:
            by_environment[f"{result.account}/{result.region}" if result.account else "no environment"].append(result)
        for environment, group in sorted(by_environment.items()):
            _judge(_case(suite, name, f"{check.rule} in {environment}"), group)
        for position in check.left_out:
            place = environments[position]
            case = _case(suite, name, f"{check.rule} in {place.account_id}/{place.region}")
            _child(case, "skipped", f"not in this shape: {said_of(check.lacks)}", ())
        if check.not_asked:
            _child(_case(suite, name, check.rule), "skipped", f"not in this shape: {said_of(check.lacks)}", ())
        if check.passed_elsewhere:
            _case(suite, name, f"{check.rule} about no single resource")
    if evidence is not None and evidence.operating is not Stage.NOT_ASKED:
        _operation(_case(suite, name, "in operation"), evidence)
    if control is not None and suite.find("testcase") is None:
        case = _case(suite, name, control.title)
        manual = control.status is ControlStatus.MANUAL
        why = f"a person reviews it instead: {control.manual}" if manual else "its checks found no resource to judge"
        _child(case, "skipped", why, ())


def _judge(case: ET.Element, group: list[Result]) -> None:
    """Name the element after the worst outcome, and list in its text all that did not pass."""
    found = [(outcome, [r for r in group if r.outcome is outcome]) for outcome in _TAGS]
    some = [(outcome, results) for outcome, results in found if results]
    if some:
        message = ", ".join(f"{_TAGS[outcome][1]} at {len(results)}" for outcome, results in some)
        lines = [f"{_TAGS[outcome][1]}: {_line(result)}" for outcome, results in some for result in results]
        _child(case, _TAGS[some[0][0]][0], f"{message}, of {len(group)} judged", lines)


def _operation(case: ET.Element, evidence: ControlEvidence) -> None:
    """Say what the running accounts answered about a control, with the answers that do not pass."""
    if evidence.operating is Stage.HOLDS:
        return
    tag, word = _STAGE_TAGS[evidence.operating]
    counts = f"{evidence.passed} pass, {evidence.failed} fail, {evidence.undetermined} undetermined"
    counts += f", {evidence.stale} too old" if evidence.stale else ""
    lines = [f"{one.verdict}: {one.environment} {one.subject}: {one.sentence}" for one in evidence.problems]
    _child(case, tag, f"{word} in operation; answers: {counts}", lines)


def _stacks(root: ET.Element, assessment: Assessment) -> None:
    """Add a case for each stack that running accounts were asked about."""
    run = assessment.evidence
    if run is None:
        return
    suite = ET.SubElement(root, "testsuite", {"name": DEPLOYED})
    for stack in run.stacks:
        case = _case(suite, DEPLOYED, stack.stack)
        if stack.state is not Stage.HOLDS:
            tag, word = _STAGE_TAGS[stack.state]
            _child(case, tag, f"{word}: {stack.environment}: {stack.sentence}", run.limits)


def _stages(evidence: ControlEvidence | None) -> dict[str, str]:
    return {"deployed": evidence.deployed, "operating": evidence.operating} if evidence else {}


def _properties(suite: ET.Element, values: Mapping[str, str]) -> None:
    """Add properties, which the schema of Jenkins allows on a suite, and only before its cases."""
    properties = ET.SubElement(suite, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", {"name": name, "value": xml_text(value)})


def _line(result: Result) -> str:
    reasons = "".join(f" [{w.id}, until {w.expires}: {w.reason}]" for w in result.waivers)
    reasons += f" [{result.overruled_by}]" if result.decisions else ""
    source = f" ({result.source})" if result.source else ""
    advice = f" [{result.check.advice}]" if result.outcome is Outcome.ADVICE else ""
    return f"{result.place}{source}: {result.message}{reasons}{advice}"


def _case(suite: ET.Element, control: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", {"classname": xml_text(control), "name": xml_text(name), "time": "0"})


def _child(case: ET.Element, tag: str, message: str, lines: Iterable[str]) -> None:
    child = ET.SubElement(case, tag, {"message": xml_text(message)})
    every = list(lines)
    shown = every[:PLACES_NAMED]
    if len(every) > len(shown):
        shown.append(f"and {len(every) - len(shown)} more")
    child.text = xml_text("\n".join(shown)) or None


def _count(element: ET.Element, cases: list[ET.Element]) -> None:
    element.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if attribute == "skipped" and element.tag == "testsuites":
            continue  # the schema of Jenkins allows it only on a suite
        element.set(attribute, str(sum(1 for case in cases if case.find(tag) is not None)))
    element.set("time", "0")
