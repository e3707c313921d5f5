"""A terminal says what each stage says, and the worst that was asked last."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from landing_zone.assessment.model import Assessment
from landing_zone.console.stages_text import print_stages
from tests.reports.joined import joined_assessment


@pytest.fixture(scope="module")
def zone(gated: Path) -> Assessment:
    """The example zone's."""
    return Assessment.model_validate_json((gated / "assessment.json").read_bytes())


def _lines(assessment: Assessment) -> list[str]:
    printed = io.StringIO()
    print_stages(assessment, Console(file=printed, width=80))
    return printed.getvalue().splitlines()


def test_without_evidence_the_design_is_all_there_is(zone: Assessment) -> None:
    """And the other stages are said not to have been asked."""
    designed, *others = _lines(zone)
    assert designed.startswith("designed   HELD          ")
    assert others == [
        "deployed   not asked     Running accounts were not asked.",
        "operating  not asked     Running accounts were not asked.",
        "HELD: designed, the only stage that was asked",
    ]


def test_a_stopped_trail_is_what_the_last_line_says(zone: Assessment) -> None:
    """Each stage is one line, whatever the width."""
    designed, deployed, operating, last = _lines(joined_assessment(zone))
    assert designed.startswith("designed   HELD          ")
    assert deployed.startswith("deployed   UNDETERMINED  Of ")
    assert operating.startswith("operating  NOT HELD      Of ")
    assert " hold, 2 fail, 1 is undetermined. No answer is about " in operating
    assert operating.endswith("An emulator answered: this is not evidence of AWS.")
    assert last == "NOT HELD: operating, the worst stage that was asked"
