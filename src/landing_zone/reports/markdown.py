"""A summary in GitHub's Markdown, short enough for a comment on a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from landing_zone.assessment.approvals import summed_up as approvals_summed_up
from landing_zone.assessment.evidence_model import ControlEvidence, Stage
from landing_zone.assessment.model import Assessment, ControlEntry, RequirementStatus
from landing_zone.assessment.model import Outcome as Verdict
from landing_zone.assessment.run_model import LackEntry
from landing_zone.assessment.unexamined import summed_up
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.reports.encode import Files, cut
from landing_zone.reports.results import Outcome, Result, Results
from landing_zone.reports.stage_words import evidence_words
from landing_zone.reports.text import words
from landing_zone.reports.view import View

LIMIT = 65_536
"""Characters of one comment on GitHub, at most."""
SHOWN = 20
"""Rows of each list; the site has all."""
SOON = 30
"""Days before its end from which on a waiver is named."""
TEXT = 300
"""Characters of one message or title."""

_CUT = "\n\nThe rest does not fit into a comment: the report has it.\n"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()~|!>])")
_REFERENCE = re.compile(r"[@#]|://|(?<=\bGH)-")


def render(assessment: Assessment) -> Files:
    """Return one file: verdict, requirements by status, what fails, what is undetermined, which waivers end soon."""
    return {"summary.md": _within_limit(_lines(assessment)).encode()}


def _within_limit(lines: Iterable[str]) -> str:
    """Keep only whole lines, so that no tag and no comment is cut in two."""
    kept: list[str] = []
    length = len(_CUT)
    for line in lines:
        length += len(line) + 1
        if length > LIMIT:
            return "\n".join(kept) + _CUT
        kept.append(line)
    return "\n".join(kept) + "\n"


def escaped(text: str) -> str:
    """Write a text so that GitHub shows it as it is: no markup, no tag, no mention of a person, no reference.

    A comment after ``@``, ``#`` and ``://`` keeps GitHub from making links of names, numbers and addresses.
    """
    one_line = " ".join(cut(text, TEXT).split())
    plain = one_line.replace("&", "&amp;").replace("<", "&lt;")
    return _REFERENCE.sub(lambda match: f"{match[0]}<!-- -->", _SPECIAL.sub(r"\\\1", plain))


def _lines(assessment: Assessment) -> Iterator[str]:
    view = View(assessment)
    verdict = assessment.verdict
    found = list(Results(view).findings())
    said = view.headline
    yield f"## Compliance: {said.verdict if said.outcome is Verdict.HELD else said.verdict.upper()}"
    yield ""
    yield from (f"- {one.name}: **{one.verdict}**. {one.sentence}" for one in said.stages)
    yield ""
    if assessment.evidence:
        yield f"Evidence: {escaped(evidence_words(assessment))}"
        yield ""
    overruled = f", {verdict.overruled:,} overruled" if verdict.overruled else ""
    yield (
        f"{verdict.passed:,} checks passed, {verdict.failed:,} failed, {verdict.undetermined:,} undetermined,"
        f" {verdict.waived:,} waived, {verdict.advice:,} advice{overruled}. As of {assessment.as_of}{_of(assessment)}."
    )
    if types := assessment.unexamined:
        yield ""
        yield f"{summed_up(types)}: {', '.join(f'{escaped(entry.type)} ({entry.count:,})' for entry in types)}."
    if assessment.engines:
        yield ""
        yield f"Engines: {'; '.join(escaped(f'{e.name} {e.version}, {e.how}') for e in assessment.engines)}."
    yield from _not_judged(assessment)
    yield from _shape(assessment)
    yield from _controls(view)
    yield from _deployed(assessment)
    yield from _operation(view)
    yield from _findings("Fails", [r for r in found if r.outcome is Outcome.FAILED])
    yield from _findings("Undetermined (never a pass)", [r for r in found if r.outcome is Outcome.UNDETERMINED])
    yield from _advice([r for r in found if r.outcome is Outcome.ADVICE])
    yield from _findings("Overruled by a more precise assertion", [r for r in found if r.decisions])
    yield from _frameworks(assessment)
    yield from _waivers(assessment)


def _of(assessment: Assessment) -> str:
    provenance = assessment.provenance
    if provenance is None or not provenance.commit:
        return ""
    return f", commit `{provenance.commit[:12]}`{' with uncommitted changes' if provenance.uncommitted_changes else ''}"


def _not_judged(assessment: Assessment) -> Iterator[str]:
    every = [*assessment.not_judged, *(f"{e.name}: {text}" for e in assessment.engines for text in e.not_judged)]
    if every:
        yield from ("", f"**Not judged: {len(every):,}**", "")
        yield from _list(f"- {escaped(text)}" for text in every)
    if assessment.assumed:
        yield from ("", f"**Taken for granted: {len(assessment.assumed):,}**", "")
        yield from _list(f"- {escaped(text)}" for text in assessment.assumed)


def _shape(assessment: Assessment) -> Iterator[str]:
    if assessment.lacks:
        yield from ("", f"### What this shape does not have: {len(assessment.lacks):,}", "")
        yield from ("| what | environments | controls | requirements that say so |", "|---|---|---|---|")
        yield from _list(_lack_row(entry, assessment) for entry in assessment.lacks)


def _lack_row(entry: LackEntry, assessment: Assessment) -> str:
    names = ", ".join(assessment.environments[position].name for position in entry.environments) or "all"
    said = "; ".join(f"{framework} {', '.join(ids)}" for framework, ids in entry.requirements.items())
    return "| " + " | ".join(escaped(cell) for cell in (entry.what, names, ", ".join(entry.controls), said)) + " |"


def _controls(view: View) -> Iterator[str]:
    broken = view.stopping
    if broken:
        yield from ("", f"### Controls that do not hold: {len(broken):,}", "")
        yield from ("| control | failed | undetermined | breaks | fix |", "|---|---:|---:|---|---|")
        yield from _list(_control_row(control) for control in broken)


def _operation(view: View) -> Iterator[str]:
    failing = [row for row in view.evidence.values() if row.operating is Stage.FAILS and row.control in view.controls]
    if failing:
        yield from ("", f"### Controls that fail in operation: {len(failing):,}", "")
        yield from ("| control | answers that fail | oldest, days | the first |", "|---|---:|---:|---|")
        yield from _list(_operation_row(view.controls[row.control], row) for row in failing)


def _deployed(assessment: Assessment) -> Iterator[str]:
    run = assessment.evidence
    failing = [stack for stack in (run.stacks if run else ()) if stack.state is Stage.FAILS]
    if failing:
        yield from ("", f"### Stacks that are not deployed as judged: {len(failing):,}", "")
        yield from ("| stack | account and Region | answer |", "|---|---|---|")
        yield from _list(f"| {escaped(s.stack)} | {escaped(s.environment)} | {escaped(s.sentence)} |" for s in failing)


def _operation_row(control: ControlEntry, row: ControlEvidence) -> str:
    first = next(
        (f"{line.environment} {line.subject}: {line.sentence}" for line in row.problems if line.verdict == "fail"), ""
    )
    age = "" if row.age_days is None else f"{row.age_days:,}"
    return f"| {escaped(f'{control.id}: {control.title}')} | {row.failed:,} | {age} | {escaped(first)} |"


def _control_row(control: ControlEntry) -> str:
    breaks = ", ".join(f"{m.framework} {m.requirement}" for m in control.requirements)
    counts = (str(control.failed), str(control.undetermined))
    cells = (f"{control.id}: {control.title}", *counts, breaks, control.remediation)
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _findings(title: str, found: list[Result]) -> Iterator[str]:
    if found:
        yield from ("", "<details open>", f"<summary>{title}: {len(found):,}</summary>", "")
        yield from ("| rule | place | code | message |", "|---|---|---|---|")
        yield from _list(
            f"| {escaped(r.check.rule)} | {escaped(r.place)} | {escaped(r.source)} | {escaped(_said(r))} |"
            for r in found
        )
        yield from ("", "</details>")


def _advice(found: list[Result]) -> Iterator[str]:
    if found:
        yield from ("", "<details>", f"<summary>Advice, which does not stop: {len(found):,}</summary>", "")
        yield from ("| rule | why it does not stop | findings |", "|---|---|---:|")
        count = Counter((r.check.rule, r.check.advice) for r in found)
        yield from _list(f"| {escaped(rule)} | {escaped(why)} | {n} |" for (rule, why), n in sorted(count.items()))
        yield from ("", "</details>")


def _said(result: Result) -> str:
    return " ".join(text for text in (result.message, result.overruled_by) if text)


def _frameworks(assessment: Assessment) -> Iterator[str]:
    for framework in assessment.frameworks:
        yield from ("", f"### {escaped(framework.title)} {escaped(framework.edition)}", "")
        yield from ("| status | requirements |", "|---|---:|")
        for status in RequirementStatus:
            if framework.counts.get(status):
                yield f"| {words(status)} | {framework.counts[status]:,} |"


def _waivers(assessment: Assessment) -> Iterator[str]:
    every = (*assessment.waivers, *assessment.security_hub_waivers)
    if every:
        soon = sorted((w for w in every if w.days_left <= SOON), key=lambda w: (w.days_left, w.id))
        yield from ("", f"### Waivers: {len(every):,}, of which end within {SOON} days: {len(soon):,}")
        if approvals := approvals_summed_up(assessment):
            yield from ("", f"{escaped(approvals)}.")
        if soon:
            yield from ("", "| waiver | ends | days | owner | ticket |", "|---|---|---:|---|---|")
            yield from _list(_waiver_row(waiver) for waiver in soon)


def _waiver_row(waiver: WaiverEntry) -> str:
    return (
        f"| {escaped(waiver.id)} | {waiver.expires} | {waiver.days_left} | {escaped(waiver.owner)} |"
        f" {escaped(waiver.ticket)} |"
    )


def _list(rows: Iterable[str]) -> Iterator[str]:
    every = list(rows)
    yield from every[:SHOWN]
    if len(every) > SHOWN:
        yield from ("", f"and {len(every) - SHOWN:,} more, which the report names.")
