"""The difference as Markdown, for the comment of a pull request, and as plain text, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from landing_zone.assessment.approvals import with_reasons
from landing_zone.diff.model import ClaimChange, Difference, Direction, Fate, WaiverChange, Widening

SHOWN = 40
"""Rows of a table; the JSON has all."""


def markdown(difference: Difference) -> str:
    """Render the difference, the worst first."""
    parts = [
        f"## Compliance: {'**worse**' if difference.worse else 'no requirement got worse'}",
        f"From {_code(difference.old)} to {_code(difference.new)}: {summary(difference)}.",
        _table(
            "Requirements",
            ("", "Requirement", "Title", "Before", "After"),
            [
                (
                    change.direction.value,
                    _code(f"{change.framework} {change.id}"),
                    change.title,
                    change.before,
                    change.after + (f" (waived by {', '.join(change.waivers)})" if change.waivers else ""),
                )
                for change in sorted(difference.requirements, key=lambda c: list(Direction).index(c.direction))
            ],
        ),
        _table(
            "Controls",
            ("", "Control", "Before", "After"),
            [
                (change.direction.value, _code(change.id), change.before, change.after)
                for change in sorted(difference.controls, key=lambda c: list(Direction).index(c.direction))
            ],
        ),
        _table(
            "Waivers",
            ("", "Waiver", "Newly covers", "Approval"),
            [(change.change, change.id, _newly(change), _approval(change)) for change in difference.waivers],
        ),
        _table("Guardrails that allow more", ("Policy", "What"), _widenings(difference.guardrails)),
        _table("Rights that widened", ("Resource", "What"), _widenings(difference.rights)),
        _table(
            "Resources replaced, deleted or left behind",
            ("", "Resource", "Type", "Because"),
            [
                (
                    c.fate.value + (" **holds data**" if c.holds_data else ""),
                    _code(f"{c.stack}/{c.logical_id}"),
                    c.type,
                    ", ".join(c.because),
                )
                for c in difference.resources
                if c.fate in (Fate.REPLACED, Fate.DELETED, Fate.KEPT)
            ],
        ),
        _table("Claims", ("", "Claim"), [_claim(change) for change in difference.claims]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def summary(difference: Difference) -> str:
    """Return the counts in one line."""
    directions = Counter(change.direction for change in difference.requirements)
    fates = Counter(change.fate for change in difference.resources)
    disappeared = sum(1 for change in difference.claims if not change.appeared)
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
    ]
    return ", ".join(f"{n} {one if n == 1 else several}" for n, one, several in counts if n) or "nothing differs"


def _widenings(widenings: Iterable[Widening]) -> list[tuple[str, str]]:
    return [(_code(f"{w.stack}/{w.logical_id} {w.place}"), _code(w.what)) for w in widenings]


def _newly(change: WaiverChange) -> str:
    where = f" in {', '.join(change.accounts)}" if change.accounts else ""
    findings = "1 finding" if change.newly_covers == 1 else f"{change.newly_covers} findings"
    return f"{findings}{where}" if change.newly_covers else ""


def _approval(change: WaiverChange) -> str:
    said = change.after if change.before in ("", change.after) else f"{change.before} became {change.after}"
    if change.change == "gone":
        said = change.before
    missing = f"; not approved in {with_reasons(change.unapproved_in)}" if change.unapproved_in else ""
    return said + missing


def _claim(change: ClaimChange) -> tuple[str, str]:
    return ("new" if change.appeared else "gone", change.claim)


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


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"
