"""The difference as Markdown, for the comment of a pull request, and as plain text, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from landing_zone.assessment.approvals import with_reasons
from landing_zone.diff.grouped import environment_lines, resource_rows, right_rows
from landing_zone.diff.model import (
    ClaimChange,
    Difference,
    Direction,
    Fate,
    Precaution,
    RequirementChange,
    WaiverChange,
)
from landing_zone.diff.words import code, count, listed

SHOWN = 40
"""Rows of a table; the JSON has all."""


def markdown(difference: Difference) -> str:
    """Render the difference: what to look at first, then what was there before, then what is new."""
    worse = [change for change in difference.requirements if change.direction is Direction.WORSE]
    others = [change for change in difference.requirements if change.direction is not Direction.WORSE]
    new = {change.environment for change in difference.environments}
    changed = [c for c in difference.resources if c.environment not in new and c.fate is not Fate.ORPHANED]
    parts = [
        f"## Compliance: {'**worse**' if difference.worse else 'no requirement got worse'}"
        + ("; **look before you deploy**" if any(p.stops for p in difference.before_you_deploy) else ""),
        f"From {code(difference.old)} to {code(difference.new)}: {summary(difference)}.",
        _list("Before you deploy", [_precaution(precaution) for precaution in difference.before_you_deploy]),
        _list("Got worse", [_requirement(change) for change in worse]),
        _table(
            "Requirements" if not worse else "Other requirements",
            ("", "Requirement", "Title", "Before", "After"),
            [
                (
                    change.direction.value,
                    code(f"{change.framework} {change.id}"),
                    change.title,
                    change.before,
                    change.after + (f" (waived by {', '.join(change.waivers)})" if change.waivers else ""),
                )
                for change in sorted(others, key=lambda c: list(Direction).index(c.direction))
            ],
        ),
        _table(
            "Controls",
            ("", "Control", "Title", "Before", "After"),
            [
                (change.direction.value, code(change.id), change.title, change.before, change.after)
                for change in sorted(difference.controls, key=lambda c: list(Direction).index(c.direction))
            ],
        ),
        _table("Resources that change", ("", "Resource", "Type", "Because"), resource_rows(changed)),
        _table("Guardrails that allow more", ("Policy", "What"), right_rows(difference.guardrails)),
        _table("Rights that widened", ("Resource", "What"), right_rows(difference.rights)),
        _table(
            "Waivers",
            ("", "Waiver", "Newly covers", "Approval"),
            [(change.change, change.id, _newly(change), _approval(change)) for change in difference.waivers],
        ),
        _list("Accounts and Regions", environment_lines(difference.environments)),
        _table("Claims", ("", "Claim"), [_claim(change) for change in difference.claims]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def summary(difference: Difference) -> str:
    """Return the counts in one line; resources and rights of environments that were there before."""
    directions = Counter(change.direction for change in difference.requirements)
    new = {change.environment for change in difference.environments}
    fates = Counter(change.fate for change in difference.resources if change.environment not in new)
    disappeared = sum(1 for change in difference.claims if not change.appeared)
    environments = Counter(change.change for change in difference.environments)
    counts = [
        (directions[Direction.WORSE], "requirement worse", "requirements worse"),
        (directions[Direction.WAIVED], "waived", "waived"),
        (directions[Direction.BETTER], "better", "better"),
        (directions[Direction.OTHER], "otherwise changed", "otherwise changed"),
        (disappeared, "claim disappeared", "claims disappeared"),
        (len(difference.claims) - disappeared, "claim appeared", "claims appeared"),
        (sum(1 for change in difference.waivers if change.change == "new"), "waiver added", "waivers added"),
        (
            sum(1 for c in difference.waivers if c.change == "changed" and c.newly_covers),
            "waiver covers more",
            "waivers cover more",
        ),
        *((fates[fate], f"resource {fate.value}", f"resources {fate.value}") for fate in Fate),
        (len(difference.guardrails), "guardrail allows more", "guardrails allow more"),
        (len(difference.rights), "right widened", "rights widened"),
        (difference.narrowed, "right narrowed", "rights narrowed"),
        (environments["new"], "environment new", "environments new"),
        (environments["gone"], "environment gone", "environments gone"),
    ]
    return ", ".join(f"{n} {one if n == 1 else several}" for n, one, several in counts if n) or "nothing differs"


def _precaution(precaution: Precaution) -> str:
    lines = [f"**{precaution.cause}.** How it is done: [{precaution.recipe}]({precaution.recipe})"]
    lines += [f"  - {effect.risk.value}: {effect.what}" for effect in precaution.effects]
    return "\n".join(lines)


def _requirement(change: RequirementChange) -> str:
    waived = f" (waived by {', '.join(change.waivers)})" if change.waivers else ""
    why = f": {change.why}" if change.why else ""
    title = " ".join(change.title.split())
    return f"{code(f'{change.framework} {change.id}')} {title}: {change.before} -> {change.after}{waived}{why}"


def _newly(change: WaiverChange) -> str:
    where = f" in {listed(change.accounts)}" if change.accounts else ""
    findings = count(change.newly_covers, "finding")
    return f"{findings}{where}" if change.newly_covers else ""


def _approval(change: WaiverChange) -> str:
    said = change.after if change.before in ("", change.after) else f"{change.before} became {change.after}"
    if change.change == "gone":
        said = change.before
    missing = f"; not approved in {with_reasons(change.unapproved_in)}" if change.unapproved_in else ""
    return said + missing


def _claim(change: ClaimChange) -> tuple[str, str]:
    return ("new" if change.appeared else "gone", change.claim)


def _list(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = [f"- and {len(lines) - SHOWN} more: `lz diff --format json` has all."] if len(lines) > SHOWN else []
    return "\n".join([f"### {title} ({len(lines)})", "", *(f"- {line}" for line in lines[:SHOWN]), *more])


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [f"### {title} ({len(rows)})", "", _row(head), _row(["---"] * len(head))]
    lines += [_row(row) for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        lines += ["", f"and {len(rows) - SHOWN} more: `lz diff --format json` has all."]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
