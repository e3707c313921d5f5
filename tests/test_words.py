"""Code and documents use the field's words: the second table of `docs/glossary.md` is held."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = "docs/glossary.md"
EXEMPT = {GLOSSARY, "tests/test_words.py"}
"""The list itself."""
READ = ("*.py", "*.md", "*.j2", "policies/*.yaml", "src/*.yaml", "landing-zone.yaml", "Makefile")


def phrases(cell: str) -> str:
    """An expression for the phrases of a cell, at any line break; one that never matches for an empty cell."""
    found = [re.escape(phrase.strip()).replace(r"\ ", r"[\s#]+") for phrase in cell.split(",") if phrase.strip()]
    return rf"(?<![.\w-])(?:{'|'.join(found)})(?![\w-])" if found else r"(?!)"


def words_to_avoid() -> list[tuple[str, str, str]]:
    """The rows: expression to avoid, what to write instead, expression that may stand all the same."""
    table = (ROOT / GLOSSARY).read_text(encoding="utf-8").partition("## Write this, not that")[2]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")
    ]
    return [(phrases(avoid), instead, phrases(allowed)) for avoid, instead, allowed in rows[2:]]


def texts() -> list[str]:
    """What people read of this repository: the files that git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *READ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(name for name in listed if name not in EXEMPT and (ROOT / name).is_file())


def found_in(text: str, avoid: str, allowed: str) -> list[int]:
    """The lines, counted from 1, on which a text has what is to be avoided, outside what is allowed."""
    fine = [match.span() for match in re.finditer(allowed, text, re.IGNORECASE)]
    places = (match.span() for match in re.finditer(avoid, text, re.IGNORECASE))
    return [
        text.count("\n", 0, start) + 1
        for start, end in places
        if not any(first <= start and end <= last for first, last in fine)
    ]


@pytest.mark.parametrize(("avoid", "instead", "allowed"), words_to_avoid())
def test_no_private_words(avoid: str, instead: str, allowed: str) -> None:
    """A private word makes each reader translate; the error names file, line and what to write."""
    found = [
        f"{name}:{line}"
        for name in texts()
        for line in found_in((ROOT / name).read_text(encoding="utf-8"), avoid, allowed)
    ]
    assert found == [], f"write instead: {instead}"


def test_the_list_is_read() -> None:
    """A private word is found across a line break, also in a comment, and an allowed phrase is not."""
    rows = words_to_avoid()
    assert len(rows) >= 9
    text = "A way\n    # round it. There is no file; it is no file."
    assert [found_in(text, avoid, allowed) for avoid, _, allowed in rows if found_in(text, avoid, allowed)] == [
        [1],
        [2],
    ]
