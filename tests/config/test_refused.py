"""Every row of every table in ``refused/``: a change of the example, and the one answer to it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.errors import UserError

TABLES = {
    file.stem: importlib.import_module(f"tests.config.refused.{file.stem}").REFUSED
    for file in sorted(Path(__file__).with_name("refused").glob("*.py"))
}


@pytest.mark.parametrize(
    ("changes", "at", "what", "value", "allowed", "fix"),
    [
        pytest.param(*getattr(row, "values", row), id=f"{table}-{getattr(row, 'id', None) or number}")
        for table, rows in TABLES.items()
        for number, row in enumerate(rows)
    ],
)
def test_a_mistake_is_refused(
    refused: Callable[..., UserError],
    changes: dict[str, str],
    at: str,
    what: str,
    value: str,
    allowed: str,
    fix: str,
) -> None:
    """The answer names file, line, value, what is allowed, and the fix."""
    refused(changes, at=at, what=what, value=value, allowed=allowed, fix=fix)
