"""Lists of ids that change only by decision."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FROZEN = Path(__file__).parent / "frozen"


def check_frozen(name: str, ids: Iterable[str]) -> None:
    """Compare ids with the frozen list; report missing and new ids, and how to update the list."""
    path, now = FROZEN / name, list(ids)
    agreed = path.read_text(encoding="utf-8").splitlines()
    gone, new = [i for i in agreed if i not in set(now)], [i for i in now if i not in set(agreed)]
    assert now == agreed, (
        f"{path.name}: gone {gone}, new {new}{'' if gone or new else ', order changed'}. If that is meant, "
        f"run '.venv/bin/python scripts/freeze_catalogue.py' and commit {path.name} with the reason"
    )
