"""pydantic's errors reach a person through one translator."""

from __future__ import annotations

from pathlib import Path


def test_only_the_translator_reads_the_errors_of_pydantic(root: Path) -> None:
    """``config/part.py`` asks only which fields are wrong, and shows nothing."""
    package = root / "src" / "landing_zone"
    readers = {file for file in package.rglob("*.py") if ".errors()" in file.read_text(encoding="utf-8")}
    assert readers == {package / "yaml" / "pydantic_errors.py", package / "config" / "part.py"}
