"""The verdict as text for a terminal: what fails by control, then where to correct it, and last the counts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from enum import StrEnum

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from landing_zone.assessment.approvals import summed_up as approvals_summed_up
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, Outcome
from landing_zone.assessment.shape import summed_up as shape_summed_up
from landing_zone.assessment.unexamined import VARIABLE as STRICT_VARIABLE
from landing_zone.assessment.unexamined import summed_up
from landing_zone.console.console import say
from landing_zone.console.failures import Fault, Group, Row, advice_of, groups_of, rows_of, sentence, sentences
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import POLICIES_VARIABLE
from landing_zone.waivers.as_of import VARIABLE as AS_OF_VARIABLE

VARIABLE = "LZ_OUTPUT"
"""Environment variable for how much of a verdict is printed: ``quiet`` or ``verbose``."""

GROUPS_SHOWN = 10
"""Number of places described; a broken building block fails often, and the rest would push the summary away."""
ROWS_SHOWN = 25
"""Number of controls in the summary: a screen."""
NAMES_SHOWN = 5
IDS_SHOWN = 6
SENTENCES_SHOWN = 3
CHARACTERS_SHOWN = 400
"""Of a sentence: an engine may quote a value, such as user data, as a whole."""
ID_SHOWN = 120
"""Characters of a rule with its detail."""
REQUIREMENTS_SHOWN = 3
STALE_SHOWN = 2
"""Number of controls whose proofs do not count that the line about them names."""

_OVERRIDES = {
    AS_OF_VARIABLE: "waivers are judged as of this day, not of today",
    POLICIES_VARIABLE: "judged by these policies, not by the checkout's own",
    STRICT_VARIABLE: "it fails that no control examines a resource",
}
"""Environment variables that change a verdict are printed with it."""

OUTCOMES: dict[Outcome | None, tuple[str, str]] = {
    Outcome.HELD: ("HELD", "bold green"),
    Outcome.NOT_HELD: ("NOT HELD", "bold red"),
    Outcome.UNDETERMINED: ("UNDETERMINED", "bold yellow"),
    None: ("not asked", "dim"),
}
"""The word on a terminal for each outcome, and its style; none is that of a stage that was not asked."""


class Amount(StrEnum):
    """How much of a verdict is printed."""

    QUIET = "quiet"
    """Nothing when it is held, else the counts."""
    NORMAL = "normal"
    """Long lists are cut, with their number."""
    VERBOSE = "verbose"
    """Everything, and advice too."""


def amount_asked_for() -> Amount:
    """Return what ``LZ_OUTPUT`` asks for.

    Raises:
        UserError: it has another value: a setting that is misspelt must not be ignored.
    """
    value = os.environ.get(VARIABLE, "") or Amount.NORMAL
    if value not in tuple(Amount):
        allowed = ", ".join(Amount)
        raise UserError(f"{VARIABLE} is not an amount", value=value, allowed=allowed, fix=f"set {VARIABLE}=quiet")
    return Amount(value)


def print_verdict(
    assessment: Assessment, console: Console, amount: Amount = Amount.NORMAL, more: str = f"{VARIABLE}=verbose"
) -> None:
    """Print what fails by control, then each place, the worst first, and at the end the verdict and the counts.

    Args:
        assessment: what was judged.
        console: where to.
        amount: how much.
        more: what a user sets to see what is cut off.
    """
    if amount is Amount.QUIET:
        if not assessment.verdict.held:
            console.print(summary(assessment).split("\n")[0], soft_wrap=True)
        return
    printer = _Printer(console, everything=amount is Amount.VERBOSE, more=more)
    groups = groups_of(assessment)
    if groups:
        printer.summary(groups)
        printer.groups(groups)
    printer.advice(assessment)
    for reason in assessment.not_judged:
        console.print(f"[yellow]not judged[/] {escape(reason)}", soft_wrap=True)
    printer.assumed(assessment)
    for name in sorted({stack.synthesizer for stack in assessment.stacks} - {""}):
        stacks = printer.names([stack.name for stack in assessment.stacks if stack.synthesizer == name])
        console.print(f"[yellow]deployed by {name}[/] {escape(stacks)}", soft_wrap=True)
    if stale := assessment.stale_proofs:
        console.print("[yellow]not proven[/] ", end="")
        console.print(_stale(stale), markup=False, soft_wrap=True)
    for variable, what in _OVERRIDES.items():
        if os.environ.get(variable):
            console.print(f"[yellow]{variable}={escape(os.environ[variable])}[/]: {what}", soft_wrap=True)
    console.print(summary(assessment), soft_wrap=True)


def _stale(stale: Mapping[str, str]) -> str:
    shown = "; ".join(f"{control}: {why}" for control, why in list(stale.items())[:STALE_SHOWN])
    more = f"; and {len(stale) - STALE_SHOWN} more" if len(stale) > STALE_SHOWN else ""
    return f"the proofs of {len(stale)} controls do not count ({shown}{more}): run lz prove"


def summary(assessment: Assessment) -> Text:
    """Return the verdict on the design: outcome, counts, waivers not approved, what is not examined, frameworks."""
    verdict = assessment.verdict
    text = Text()
    text.append(*OUTCOMES[verdict.outcome])
    waivers = sum(1 for waiver in assessment.waivers if waiver.covers)
    overruled = f", {verdict.overruled} overruled" if verdict.overruled else ""
    text.append(
        f"  {verdict.passed} checks passed, {verdict.failed} failed, {verdict.undetermined} undetermined, "
        f"{verdict.waived} waived by {waivers} waivers{overruled}; "
        f"{f'{verdict.advice} advice; ' if verdict.advice else ''}"
        f"{len(assessment.resources)} resources, {'stacks' if assessment.of_this_zone else 'templates'}: "
        f"{len(assessment.stacks)}, as of {assessment.as_of}"
        f"{'; running accounts were not asked' if assessment.of_this_zone else ''}"
    )
    if approvals := approvals_summed_up(assessment):
        text.append(f"\n{approvals}")
    if shape := shape_summed_up(assessment):
        text.append(f"\n{shape}")
    if assessment.unexamined:
        text.append(f"\n{summed_up(assessment.unexamined)}")
    if assessment.of_this_zone:
        for framework in assessment.frameworks:
            counts = ", ".join(
                f"{number} {status.replace('-', ' ')}" for status, number in sorted(framework.counts.items()) if number
            )
            text.append(f"\n{framework.title}: {counts}")
    return text


class _Printer:
    """Prints to one console, cut or not."""

    def __init__(self, console: Console, *, everything: bool, more: str) -> None:
        self._console = console
        self._everything = everything
        self._more = more

    def summary(self, groups: list[Group]) -> None:
        """Print a line for each control that does not hold: at how many places, and what it answers."""
        rows = rows_of(groups)
        controls = sum(1 for row in rows if row.fault.control)
        others = f"{_number(len(rows) - controls, 'rule')} without a control" if len(rows) > controls else ""
        broken = ", ".join(filter(None, (_number(controls, "control") if controls else "", others)))
        places = _number(sum(len(group.places) for group in groups), "place")
        self._say(f"Broken at {places}: {broken}. By the number of places:", style="bold")
        for row in rows[: self._limit(ROWS_SHOWN)]:
            self._row(row)
        self._left(len(rows[self._limit(ROWS_SHOWN) or len(rows) :]), "row")
        self._console.print()

    def groups(self, groups: list[Group]) -> None:
        """Print each place with what is wrong there, and how to correct it."""
        for group in groups[: self._limit(GROUPS_SHOWN)]:
            self._group(group)
            self._console.print()
        left = groups[self._limit(GROUPS_SHOWN) or len(groups) :]
        if left:
            self._left(sum(len(group.places) for group in left), "place")
            self._console.print()

    def advice(self, assessment: Assessment) -> None:
        """Print what rules found that do not stop: how much, and in a verbose text what."""
        checks = advice_of(assessment)
        if not checks:
            return
        count = sum(len(check.failed) + len(check.undetermined) for check in checks)
        where = "" if self._everything else f"; {self._rest()}"
        self._say(f"{_number(count, 'finding')} of {_number(len(checks), 'rule')}: advice, which does not stop{where}")
        if self._everything:
            for check in checks:
                self._advice(assessment, check)
        self._console.print()

    def assumed(self, assessment: Assessment) -> None:
        """Print which values were taken for granted: several as their number, and in a verbose text each."""
        number = len(assessment.assumed)
        cut = number > 1 and not self._everything
        joined = f"{number} values of Systems Manager are those that templates here write: {self._rest()}"
        for text in (joined,) if cut else assessment.assumed:
            self._console.print(f"[yellow]assumed[/] {escape(text)}", soft_wrap=True)

    def names(self, names: list[str]) -> str:
        """Return names in one line, the first few of them where not everything is printed."""
        return self._list(names, NAMES_SHOWN)

    def _advice(self, assessment: Assessment, check: CheckEntry) -> None:
        found = [*check.failed, *check.undetermined]
        names = (assessment.resources[f.resource] if f.resource is not None else None for f in found)
        at = dict.fromkeys(r.construct_path or f"{r.stack}/{r.logical_id}" if r else "" for r in names)
        self._say(
            f"{', '.join((check.rule, *check.also))}: {check.title}", indent=2, head="advice  ", head_style="yellow"
        )
        self._say(f"{check.advice}; at {', '.join(filter(None, at))}", indent=10)

    def _row(self, row: Row) -> None:
        control = row.fault.control
        if control:
            answers = f"{_number(row.requirements, 'requirement')}: {self._requirements(control)}"
            text = f"{control.id}: {control.title}  ({answers if control.requirements else 'no requirement'})"
        else:
            title = row.fault.breaches[0].check.title
            text = self._rules(row.fault) + (f": {title}" if title else "")
        self._say(text, head=f"{row.places:>5}  ", head_style="bold")

    def _group(self, group: Group) -> None:
        first, resource = group.first, group.first.resource
        facts = f"  {resource.type} '{resource.logical_id}' {first.environment}".rstrip() if resource else ""
        self._say(facts, head=first.name, head_style="bold")
        if len(group.places) > 1:
            others = self._list([place.name for place in group.places[1:]], NAMES_SHOWN)
            self._say(f"and {len(group.places) - 1} like it: {others}", indent=2)
        if first.source:
            self._say(first.source, indent=2, style="cyan")
        for fault in group.faults:
            self._fault(group, fault)

    def _fault(self, group: Group, fault: Fault) -> None:
        head, style = ("UNDETERMINED  ", "bold yellow") if fault.undetermined else ("FAILS  ", "bold red")
        for text in self._each_rule(group, fault) if self._everything else self._in_short(group, fault):
            self._say(text, indent=2, head=head, head_style=style)
        if fault.control:
            self._say(fault.control.remediation, indent=4, head="fix  ", head_style="dim")

    def _in_short(self, group: Group, fault: Fault) -> Iterator[str]:
        said = [_cut(text, CHARACTERS_SHOWN) for text in sentences(group.first, fault)]
        *others, last = said[:SENTENCES_SHOWN]
        last += f"; and {len(said) - SENTENCES_SHOWN} more" if len(said) > SENTENCES_SHOWN else ""
        rules = self._rules(fault)
        name = fault.control.id if fault.control else rules
        for text in (*others, f"{last}  [{rules}]" if fault.control else last):
            yield f"{name}: {text}"

    def _each_rule(self, group: Group, fault: Fault) -> Iterator[str]:
        for breach in fault.best_first():
            detail = f"[{breach.finding.detail}]" if breach.finding.detail else ""
            rules = ", ".join(f"{rule}{detail}" for rule in (breach.check.rule, *breach.check.also))
            undetermined = "undetermined: " if breach.undetermined and not fault.undetermined else ""
            control = f"{fault.control.id}: " if fault.control else ""
            yield f"{control}{rules}: {undetermined}{sentence(group.first, breach)}"

    def _rules(self, fault: Fault) -> str:
        rules = fault.rules() if self._everything else [_cut(rule, ID_SHOWN) for rule in fault.rules()]
        return self._list(rules, IDS_SHOWN)

    def _requirements(self, control: ControlEntry) -> str:
        by_framework: dict[str, list[str]] = {}
        for mapping in control.requirements:
            by_framework.setdefault(mapping.framework, []).append(mapping.requirement)
        answers = (f"{name} {self._list(ids, REQUIREMENTS_SHOWN)}" for name, ids in by_framework.items())
        return "; ".join(answers)

    def _list(self, names: list[str], shown: int) -> str:
        limit = self._limit(shown)
        return ", ".join(
            (*names[:limit], *([f"and {len(names) - limit} more"] if limit and len(names) > limit else []))
        )

    def _limit(self, shown: int) -> int | None:
        return None if self._everything else shown

    def _left(self, number: int, what: str) -> None:
        if number:
            self._say(f"and {_number(number, f'more {what}')}: {self._rest()}", style="dim")

    def _rest(self) -> str:
        return f"{self._more} prints them, and the assessment has them"

    def _say(self, text: str, *, indent: int = 0, style: str = "", head: str = "", head_style: str = "") -> None:
        say(self._console, text, indent=indent, style=style, head=head, head_style=head_style)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}... and {len(text) - most} more characters"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
