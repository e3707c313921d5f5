"""Code and documents use the field's words: the table of `docs/glossary.md` is held."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = "docs/glossary.md"
EXEMPT = {GLOSSARY, "CHANGELOG.md", "tests/test_words.py"}
"""The list itself; and what was said of earlier versions."""


def _expression(cell: str) -> str:
    """A row's first cell as an expression: the phrases, without what is in brackets."""
    phrases = [phrase.strip() for phrase in re.sub(r"\(.*?\)", "", cell).split(",")]
    return r"\b(" + "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases) + r")\b"


def words_to_avoid() -> dict[str, str]:
    """Expression to what to write instead, from the second table of the glossary."""
    table = (ROOT / GLOSSARY).read_text(encoding="utf-8").partition("## Write this, not that")[2]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {_expression(row[0]): row[1] for row in rows[1:]}


def texts() -> list[str]:
    """What people read of this repository, as git knows it."""
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "--",
            "*.py",
            "*.md",
            "policies/*.yaml",
            "Makefile",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return sorted(name for name in listed if name not in EXEMPT and (ROOT / name).is_file())


@pytest.mark.parametrize(("expression", "instead"), words_to_avoid().items())
def test_no_private_words(expression: str, instead: str) -> None:
    """A private word makes each reader translate; the error names file, line and the word to write."""
    pattern = re.compile(expression, re.IGNORECASE)
    found = []
    for name in texts():
        text = (ROOT / name).read_text(encoding="utf-8")
        found += [f"{name}:{text.count(chr(10), 0, m.start()) + 1}: {m.group(0)!r}" for m in pattern.finditer(text)]
    assert found == [], f"write instead: {instead}"
