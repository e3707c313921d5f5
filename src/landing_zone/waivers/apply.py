"""Applies waivers to findings; problems of the waivers themselves become findings of the gate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from landing_zone.findings.finding import NOT_JUDGED, Finding, Status
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.pattern import covers, is_wild
from landing_zone.waivers.validation import bare_rule
from landing_zone.waivers.waivers import Waivers

EXPIRED = "gate::waiver-expired"
UNUSED = "gate::waiver-unused"
TOO_BROAD = "gate::waiver-too-broad"


@dataclass(frozen=True)
class Applied:
    """Findings after waivers.

    Args:
        findings: every finding given, in the same order, those covered now ``WAIVED`` with the waiver's id.
        problems: findings ``gate::waiver-expired``, ``gate::waiver-unused``, ``gate::waiver-too-broad``, each a FAIL.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Finding, ...]


def name_of(finding: Finding) -> str:
    """Return the name by which a waiver covers the subject of a finding.

    The construct path; ``stack/LogicalId`` where that is not known, as for a template from elsewhere; the stack for a
    finding about a whole template; ``account/region`` for one about an environment.
    """
    if finding.construct_path:
        return finding.construct_path
    if finding.logical_id:
        return f"{finding.stack}/{finding.logical_id}"
    return finding.stack or finding.environment


def may_be_waived(finding: Finding) -> bool:
    """Return whether a waiver can cover a finding at all.

    A failure can, unless the gate itself reports it. An undetermined finding can where it names what a person can look
    at instead: one resource, such as of a cdk-nag rule that threw on an intrinsic function, or for an assertion an
    environment. Of the gate's own findings, only that something was not judged can. A rule of an engine that broke, on
    a template or as a whole, names no resource and is never waived.
    """
    if finding.engine == "gate":
        return finding.rule == NOT_JUDGED and finding.status is Status.UNDETERMINED
    named = bool(finding.logical_id) or finding.engine == "assertion"
    return finding.status is Status.FAIL or (finding.status is Status.UNDETERMINED and named)


def apply(
    findings: Iterable[Finding],
    waivers: Waivers,
    as_of: date,
    *,
    whole: bool = True,
    not_asked: Collection[str] = (),
) -> Applied:
    """Turn covered failures into waived findings, and judge the waivers.

    Args:
        findings: of all engines.
        waivers: as loaded.
        as_of: the day of the run. A waiver holds up to and including its last day; after it, it covers nothing.
        whole: whether the findings are of all that the waivers were written for. Otherwise a waiver that covers
            nothing, or not as many resources as it states, is not a problem; nor is one that expired and would cover
            nothing.
        not_asked: rules of assertions that need what the zone lacks: a waiver of one has nothing to cover.
    """
    expired = {waiver.id for waiver in waivers.entries if waiver.expires < as_of}
    concerned = set(expired) if whole else set()
    judged: list[Finding] = []
    used: dict[str, dict[tuple[str, str], set[Finding]]] = {waiver.id: {} for waiver in waivers.entries}
    for finding in findings:
        found = waivers.find(finding.rule_with_detail, name_of(finding)) if may_be_waived(finding) else None
        if found is None or found[0].id in expired:
            judged.append(finding)
            concerned.update([found[0].id] if found else [])
            continue
        waiver, entry = found
        judged.append(replace(finding, status=Status.WAIVED, waiver=waiver.id))
        used[waiver.id].setdefault((finding.rule_with_detail, entry), set()).add(finding)
    problems: list[Finding] = []
    for waiver in waivers.entries:
        place = waivers.place(waiver)
        if waiver.id in concerned:
            problems.append(_problem(EXPIRED, waiver, place, _expired(waiver)))
            continue
        if whole:
            asked = [pair for pair in waivers.pairs(waiver) if bare_rule(pair[0]) not in not_asked]
            problems.extend(_problem(UNUSED, waiver, place, m) for m in _unused(asked, used[waiver.id], judged))
        problems.extend(
            _problem(TOO_BROAD, waiver, place, m) for m in _broad(waiver, waivers.pairs(waiver), used[waiver.id], whole)
        )
    return Applied(tuple(judged), tuple(problems))


def _problem(rule: str, waiver: Waiver, place: str, message: str) -> Finding:
    detail = waiver.id
    return Finding(rule, "", "", detail, Status.FAIL, message=f"{waiver.id} ({place}): {message}", source=place)


def _expired(waiver: Waiver) -> str:
    return (
        f"expired on {waiver.expires}, so it covers nothing. "
        f"Fix: correct the resource and remove the waiver, or have it approved anew, with new dates."
    )


def _unused(
    pairs: Iterable[tuple[str, str]], used: dict[tuple[str, str], set[Finding]], findings: list[Finding]
) -> Iterator[str]:
    for rule, entry in pairs:
        if (rule, entry) in used:
            continue
        near = sorted(
            {
                finding.rule_with_detail
                for finding in findings
                if finding.rule == bare_rule(rule)
                and finding.rule_with_detail != rule
                and finding.status is not Status.PASS
                and covers(entry, name_of(finding))
            }
        )
        hint = f"Findings there are {', '.join(near)}: name these. " if near else ""
        below = sorted(
            {name_of(f) for f in findings if f.rule_with_detail == rule and name_of(f).startswith(f"{entry}/")}
        )
        hint += f"A waiver names the resource itself, as in {below[0]}. " if below else ""
        deciding = sorted(
            {f.decided_by for f in findings if f.rule_with_detail == rule and covers(entry, name_of(f))} - {""}
        )
        hint += f"There {', '.join(deciding)} passes, which decides over this rule. " if deciding else ""
        yield (
            f"covers no failure of {rule} on {entry}. {hint}"
            "Fix: correct the rule or the path; or, when the resource was fixed, remove it from the waiver."
        )


def _broad(
    waiver: Waiver, pairs: Iterable[tuple[str, str]], used: dict[tuple[str, str], set[Finding]], whole: bool
) -> Iterator[str]:
    wild = list(dict.fromkeys(entry for _, entry in pairs if is_wild(entry)))
    if not wild:
        return
    covered = {name_of(finding) for found in used.values() for finding in found}
    if whole and covered and len(covered) != waiver.matches:
        shown = ", ".join(sorted(covered)[:5]) + (", ..." if len(covered) > 5 else "")
        yield (
            f"states 'matches: {waiver.matches}', and covers {len(covered)} resources: {shown}. "
            "Fix: narrow the wildcard; or look at each resource, and correct the number."
        )
    for entry in wild:
        by_rule = {rule: {name_of(f) for f in found} for (rule, e), found in used.items() if e == entry}
        together = set().union(*by_rule.values())
        # A rule that covers only some would cover the others unnoticed, once they fail too.
        for rule, names in sorted(by_rule.items()) if whole else ():
            if names != together:
                yield (
                    f"{rule} covers {len(names)} of the {len(together)} resources that the waiver covers by {entry}. "
                    "Fix: write a separate waiver for this rule, which states its own number."
                )
        types = sorted({f.resource_type for (_, e), found in used.items() if e == entry for f in found} - {""})
        if len(types) > 1:
            yield (
                f"{entry} covers different things ({', '.join(types)}), so they are not generated alike. "
                "Fix: name the resources one by one, or write one waiver for each type."
            )
