"""No file of the product is longer than 400 lines: one that grows past it is split by what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
FOLDERS = ("src", "constructs", "stacks", "scripts", "policies")


def _too_long(root: Path) -> dict[str, int]:
    files = [root / "app.py", *(file for name in FOLDERS for file in (root / name).rglob("*"))]
    code = [file for file in files if file.suffix in (".py", ".js") and file.is_file()]
    lines = {file.relative_to(root).as_posix(): len(file.read_text(encoding="utf-8").splitlines()) for file in code}
    return {name: count for name, count in sorted(lines.items()) if count > MOST_LINES}


def test_no_file_of_the_product_is_too_long() -> None:
    """A reader takes one in."""
    assert _too_long(ROOT) == {}


@pytest.mark.parametrize("name", ["app.py", "src/a/b.py", "constructs/a.py", "policies/checks/a.py", "scripts/a.js"])
def test_a_longer_file_is_found(name: str, tmp_path: Path) -> None:
    """In every folder of the product, Python and JavaScript alike; the limit itself is within the limit."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "app.py").touch()
    (tmp_path / name).write_text("#\n" * MOST_LINES, encoding="utf-8")
    assert _too_long(tmp_path) == {}
    (tmp_path / name).write_text("#\n" * (MOST_LINES + 1), encoding="utf-8")
    assert _too_long(tmp_path) == {name: MOST_LINES + 1}
