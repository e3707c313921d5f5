"""The summary for pull requests."""

from __future__ import annotations

import re

import pytest

from landing_zone.assessment.model import Assessment, Outcome
from landing_zone.reports.markdown import LIMIT, SHOWN, escaped, render
from tests.reports.outcomes import with_outcome


def _text(assessment: Assessment) -> str:
    return render(assessment)["summary.md"].decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<img src=x onerror=1>", r"&lt;img src=x onerror=1\>"),
        ("*bold* `code` [a](b)", r"\*bold\* \`code\` \[a\]\(b\)"),
        ("@octocat sees #12", "@<!-- -->octocat sees #<!-- -->12"),
        ("https://example.com", "https://<!-- -->example.com"),
        ("two\nlines\r\nhere", "two lines here"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_texts_are_shown_as_they_are(text: str, shown: str) -> None:
    """No markup, no tag, no new row of a table, no mention of a person, no reference to an issue, no link."""
    assert escaped(text) == shown


def test_every_row_of_a_table_has_as_many_cells_as_its_head(assessment: Assessment) -> None:
    """Hostile texts break none."""
    rows = [line for line in _text(assessment).splitlines() if line.startswith("|")]
    widths: list[int] = []
    for above, row in zip(["", *rows], rows, strict=False):
        cells = len(re.findall(r"(?<!\\)\|", row)) - 1
        if re.fullmatch(r"[|:\-]+", row):
            assert cells == len(re.findall(r"(?<!\\)\|", above)) - 1
            widths.append(cells)
        elif widths and not row.startswith(("| control |", "| rule |", "| status |", "| waiver |")):
            assert cells == widths[-1]


def test_it_stays_below_githubs_limit(assessment: Assessment) -> None:
    """With thousands of findings and the longest texts; it ends with a whole line, and says that there is more."""
    changed = with_outcome(assessment, "failed")
    check = changed.checks[-1]
    many = tuple(check.failed[0].model_copy(update={"message": "@" * 5000 + str(n)}) for n in range(3000))
    controls = tuple(
        assessment.controls[1].model_copy(update={"id": f"c{n}", "remediation": "@" * 5000}) for n in range(500)
    )
    text = _text(
        changed.model_copy(
            update={"checks": (*changed.checks[:-1], check.model_copy(update={"failed": many})), "controls": controls}
        )
    )
    assert LIMIT / 2 < len(text) <= LIMIT
    assert text.endswith("the report has it.\n")
    assert text.count("<!--") == text.count("-->")


def test_a_list_says_how_many_it_does_not_name(assessment: Assessment) -> None:
    """Twenty rows are what people read in a comment."""
    changed = with_outcome(assessment, "failed")
    check = changed.checks[-1]
    many = tuple(check.failed[0].model_copy(update={"message": str(n)}) for n in range(3000))
    checks = (*changed.checks[:-1], check.model_copy(update={"failed": many}))
    assert f"and {3000 + 3 - SHOWN:,} more" in _text(changed.model_copy(update={"checks": checks}))


def test_the_first_line_is_the_verdict(assessment: Assessment) -> None:
    """What a reviewer sees first."""
    assert _text(assessment).splitlines()[0] == "## Compliance: NOT HELD"
    verdict = assessment.verdict.model_copy(update={"held": True, "outcome": Outcome.HELD})
    held = assessment.model_copy(update={"verdict": verdict})
    assert _text(held).splitlines()[0] == "## Compliance: held"


def test_a_waiver_that_ends_soon_is_named(assessment: Assessment) -> None:
    """Not one that has a month or more."""
    text = _text(assessment)
    assert "| W-0001 | 2026-11-24 | 1 |" in text
    assert "W-0002" not in text
