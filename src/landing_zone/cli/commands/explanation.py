"""Prints a framework, a requirement or a control for ``lz explain``."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console

from landing_zone.assessment.checks import by_rule
from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    FindingEntry,
    FrameworkEntry,
    MappingEntry,
    RequirementEntry,
)
from landing_zone.assessment.requirement_status import UNCOUNTED
from landing_zone.assessment.run_model import DeliveryEntry
from landing_zone.assessment.shape import said_of
from landing_zone.console.console import say
from landing_zone.reports.held_words import PLACES_SHOWN, held_words
from landing_zone.reports.text import words

DELIVERIES = "deliveries"
"""The subject that means every contract of delivery."""


@dataclass(frozen=True)
class Explanation:
    """Prints an assessment's results for a framework, a requirement or a control.

    Args:
        console: the console to print to.
        assessment: the assessment.
        every: name every resource; otherwise some of each check.
    """

    console: Console
    assessment: Assessment
    every: bool

    def of_framework(self, framework: FrameworkEntry) -> None:
        """Print the main headings, each with its status."""
        say(self.console, f"{framework.title}, {framework.edition}", style="bold")
        self._parts([r for r in framework.requirements if r.parent is None])
        say(self.console, f"Each with its parts: lz explain {framework.id} ID", style="dim")

    def of_requirement(self, framework: FrameworkEntry, entry: RequirementEntry) -> None:
        """Print the status and why, what people and AWS do, then the parts, then the controls that answer it."""
        say(self.console, f"  {entry.title}", head=f"{framework.title} {entry.id}", head_style="bold")
        say(self.console, f": {entry.why}", head=words(entry.status), head_style="bold")
        if self.assessment.evidence:
            stages = f"{words(entry.designed)}; deployed: {words(entry.deployed)}; operating: {words(entry.operating)}"
            say(self.console, stages, head="designed: ", head_style="dim")
        for label, text in (
            ("not in this shape: ", said_of(entry.lacks)),
            ("applies if the entity is or has: ", ", ".join(fact.replace("_", " ") for fact in entry.applies_if)),
            ("waivers: ", ", ".join(entry.waivers)),
            ("the organisation: ", "" if entry.status in UNCOUNTED else entry.organisation),
            ("owner: ", entry.owner),
            ("evidence required: ", entry.evidence),
            ("met by AWS: ", entry.inherited),
            ("documents made from the code: ", ", ".join(entry.documents)),
        ):
            if text:
                say(self.console, text, head=label, head_style="dim")
        parts = [r for r in framework.requirements if r.parent == entry.id]
        self._parts(parts)
        if entry.tested or not parts:  # below a heading, each says itself what it lacks
            for missing in entry.missing:
                if missing != entry.organisation:
                    say(self.console, missing, head="missing: ", head_style="dim")
        by_id = {control.id: control for control in self.assessment.controls}
        for control in (by_id[c] for c in entry.controls):
            answers = _answers(control, framework.id, entry.id)
            if answers or not parts:
                self.console.print()
                self._control(control, answers)
        below = [c for c in entry.controls if parts and not _answers(by_id[c], framework.id, entry.id)]
        if below:
            say(self.console, ", ".join(below), head="controls of its parts: ", head_style="dim")

    def of_control(self, control: ControlEntry) -> None:
        """Print the control's statement, the requirements that it answers, its checks, and its checks once deployed."""
        say(self.console, f"  {control.title}", head=control.id, head_style="bold")
        self._control(control, control.requirements, alone=True)

    def of_deliveries(self, entries: list[DeliveryEntry], *, alone: bool) -> None:
        """Print contracts of delivery with their results; of one alone also its requests and the pages it rests on."""
        checks = by_rule(self.assessment.checks)
        for entry in entries:
            say(self.console, f"  {entry.title} ({entry.sure})", head=entry.rule, head_style="bold")
            check = checks.get(entry.rule)
            if check is not None:
                self._check(check, entry.service)
            elif not entry.outside:
                say(self.console, "arises nowhere in these templates", indent=2, style="dim")
            for place, targets in entry.outside.items():
                say(self.console, f"{place}: {', '.join(targets)}", indent=2, head="in none of the templates: ")
            if alone:
                self._contract(entry)

    def _contract(self, entry: DeliveryEntry) -> None:
        for request in entry.requests:
            what = f"{request.caller} ({request.caller_kind}), {', '.join(request.actions)}: {request.sure}"
            say(self.console, what, indent=2, head=f"{request.does}: ", head_style="dim")
            for way, sure in request.ways.items():
                say(self.console, f"{way}: {sure}", indent=4)
        for label, text in (("left open: ", entry.left_open), ("when it is refused: ", entry.remediation)):
            if text:
                say(self.console, text, indent=2, head=label, head_style="dim")
        for source in entry.sources:
            read = f"read {source.read}" if source.read else "not read"
            say(self.console, f"{source.says} {source.page} ({read})", indent=2, head="source: ")

    def _parts(self, parts: list[RequirementEntry]) -> None:
        for part in parts:
            say(self.console, f"{words(part.status):27} {part.title}", indent=2, head=f"{part.id:12} ")

    def _control(self, control: ControlEntry, answers: tuple[MappingEntry, ...], *, alone: bool = False) -> None:
        head = "" if alone else f"{control.id}  "
        say(self.console, f"{words(control.status)}: {control.statement}", head=head, head_style="bold")
        self._held_by(control)
        self._left_out(control)
        self._operation(control)
        for label, text in (
            ("provided by ", ", ".join(control.provided_by)),
            ("by hand: ", control.manual),
            ("when it does not hold: ", control.remediation if alone or control.failed or control.undetermined else ""),
        ):
            if text:
                say(self.console, text, indent=2, head=label, head_style="dim")
        for mapping in answers:
            basis = f"public sources: {', '.join(mapping.sources)}" if mapping.sources else "our judgement"
            rest = f"; missing: {mapping.missing}" if mapping.missing else ""
            what = f"{mapping.framework} {mapping.requirement}" if alone else "it"
            say(self.console, f"{mapping.coverage} ({basis}){rest}", indent=2, head=f"answers {what}: ")
        descriptions = {assertion.rule: assertion.description for assertion in control.assertions}
        checks = by_rule(self.assessment.checks)
        shown: set[str] = set()
        for rule in (*descriptions, *control.rules):
            check = checks.get(rule)
            if check and check.rule in shown:
                continue  # another rule of the control says the same
            shown.update([check.rule] if check else [])
            if check is None or not (
                check.passed
                or check.passed_elsewhere
                or check.failed
                or check.undetermined
                or check.waived
                or check.overruled
            ):
                title = f": {descriptions[rule]}" if rule in descriptions else ""
                if check and check.not_asked:
                    say(self.console, f"{rule}  not in this shape{title}", indent=2, style="dim")
                    continue
                say(self.console, f"{rule}  met no resource to judge{title}", indent=2, style="dim")
            else:
                self._check(check, descriptions.get(rule, check.title))
        for decision in control.decides:
            why = f"{decision.reason} ({decision.source})"
            say(
                self.console,
                f"{', '.join(decision.rules)}: {why}",
                indent=2,
                head=f"{decision.assertion} decides over ",
            )
        self._once_deployed(control)

    def _held_by(self, control: ControlEntry) -> None:
        """Print what holds a control: resources by type, places, and what was searched without a find."""
        if held := held_words(control, self.assessment, by_rule(self.assessment.checks), every=self.every):
            say(self.console, "; ".join(held), indent=2, head="held by ", head_style="dim")

    def _left_out(self, control: ControlEntry) -> None:
        """Print what the zone's shape leaves out of a control, and in which environments."""
        if control.lacks:
            names = [self.assessment.environments[position].name for position in control.left_out]
            shown = names if self.every else names[:PLACES_SHOWN]
            more = [f"{len(names) - len(shown)} more"] if len(names) > len(shown) else []
            where = f" (in {', '.join((*shown, *more))})" if names else ""
            head = "not in this shape: "
            say(self.console, f"{said_of(control.lacks)}{where}", indent=2, head=head, head_style="dim")

    def _operation(self, control: ControlEntry) -> None:
        """Print what running accounts answered; nothing without evidence, or of what no query can show."""
        run = self.assessment.evidence.of_control(control.id) if self.assessment.evidence else None
        if run is None:
            return
        if run.not_as_judged:
            say(self.console, ", ".join(run.not_as_judged), indent=2, head="not deployed as judged: ", head_style="dim")
        if run.operating is Stage.NOT_ASKED:
            return
        age = "" if run.age_days is None else f", the oldest of {run.age_days} {'day' if run.age_days == 1 else 'days'}"
        counts = (
            f"{run.passed} {'answer passes' if run.passed == 1 else 'answers pass'}, {run.failed}"
            f" {'fails' if run.failed == 1 else 'fail'}, {run.undetermined} undetermined, {run.stale} too old{age}"
        )
        say(self.console, f"{words(run.operating)}: {counts}", indent=2, head="in operation ", head_style="dim")
        shown = run.problems if self.every else run.problems[:PLACES_SHOWN]
        for line in shown:
            say(self.console, f"{line.verdict}: {line.environment} {line.subject}: {line.sentence}", indent=4)
        if len(run.problems) > len(shown):
            say(self.console, f"and {len(run.problems) - len(shown)} more: --all names them", indent=4, style="dim")

    def _once_deployed(self, control: ControlEntry) -> None:
        off = {rule.rpartition("::")[2]: w.id for w in self.assessment.security_hub_waivers for rule in w.rules}
        hub = [f"{id_} (switched off, {off[id_]})" if id_ in off else id_ for id_ in control.security_hub]
        for label, ids in (("AWS Config", control.config_rules), ("Security Hub", hub)):
            if ids:
                say(
                    self.console,
                    ", ".join(ids),
                    indent=2,
                    head=f"to the same end once deployed, {label}: ",
                    head_style="dim",
                )

    def _check(self, check: CheckEntry, title: str) -> None:
        counts = f"  {len(check.passed) + check.passed_elsewhere} passed"
        found = {
            "failed": check.failed,
            "undetermined": check.undetermined,
            "waived": check.waived,
            "overruled": check.overruled,
        }
        counts += "".join(f", {len(entries)} {word}" for word, entries in found.items() if entries)
        say(self.console, f"{counts}  {title}".rstrip(), indent=2, head=", ".join(check.rules), head_style="cyan")
        if check.watches:
            say(self.console, "watches: a deviation would be found in deployed accounts", indent=4, style="dim")
        if check.advice:
            say(self.console, f"does not stop: {check.advice}", indent=4, style="dim")
        places = [
            *(
                f"{word}: {self._place(finding)} {finding.message}{_waiver(finding)}"
                for word, entries in found.items()
                for finding in entries
            ),
            *(f"passes: {self._path(position)}" for position in check.passed),
            *(f"{'watches' if check.watches else 'holds'} by: {self._path(position)}" for position in check.met),
        ]
        shown = places if self.every else places[:PLACES_SHOWN]
        for place in shown:
            say(self.console, place, indent=4)
        if len(places) > len(shown):
            say(self.console, f"and {len(places) - len(shown)} more: --all names them", indent=4, style="dim")

    def _place(self, finding: FindingEntry) -> str:
        return finding.stack or finding.environment if finding.resource is None else self._path(finding.resource)

    def _path(self, position: int) -> str:
        resource = self.assessment.resources[position]
        return resource.construct_path or f"{resource.stack}/{resource.logical_id}"


def deliveries_named(assessment: Assessment, subject: str) -> list[DeliveryEntry]:
    """Return the contracts that a subject names: by rule, by id, or all of them."""
    every = list(assessment.deliveries)
    return every if subject == DELIVERIES else [e for e in every if subject in (e.rule, e.rule.partition("::")[2])]


def _answers(control: ControlEntry, framework: str, requirement: str) -> tuple[MappingEntry, ...]:
    return tuple(m for m in control.requirements if (m.framework, m.requirement) == (framework, requirement))


def _waiver(finding: FindingEntry) -> str:
    by = finding.waiver or finding.decided_by
    return f" ({by})" if by else ""
