"""What a real browser shows: accessible to all, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from landing_zone.engines.node import find_node

_KINDS = (
    "index.html",
    "frameworks/pci-dss-4.0.1.html",
    "requirements/pci-dss-4.0.1/10.3.4.html",
    "requirements/gdpr/37.html",
    "requirements/pci-dss-4.0.1/8.3.html",
    "requirements/pci-dss-4.0.1/8.3.10.html",
    "requirements/pci-dss-4.0.1/A1.1.html",
    "controls/logs-kept.html",
    "controls/logins-watched.html",
    "controls/copies-locked.html",
    "stacks/Logs.html",
    "stacks.html",
    "environments.html",
    "evidence.html",
    "changes.html",
    "waivers.html",
    "controls.html",
    "gaps.html",
    "checks.html",
    "reading.html",
    "glossary.html",
    "provenance.html",
)
"""One page of each kind, several where kinds differ much."""


def look(site: Path, pages: list[str]) -> list[dict[str, Any]]:
    """Return what axe and the browser say of each page, in each of four ways of looking at it."""
    found: list[dict[str, Any]] = _ask({"site": str(site), "pages": pages})
    assert len(found) == 4 * len(pages)
    return found


def _ask(question: dict[str, Any]) -> Any:
    script = Path(__file__).parent / "browser.cjs"
    done = subprocess.run([find_node(), script], input=json.dumps(question), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def bad(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is not as it should be."""
    return [one for one in found if one["violations"] or one["errors"] or one["wider"] > 0]


def test_every_page_is_accessible(whole_site: Path) -> None:
    """No violation that axe knows of, nothing wider than a phone, no script that fails, on each kind of page."""
    kinds = {page.parts[0] for page in (file.relative_to(whole_site) for file in whole_site.rglob("*.html"))}
    assert kinds == {page.split("/")[0] for page in _KINDS}, "a kind of page is not looked at"
    assert bad(look(whole_site, list(_KINDS))) == []


def test_the_browser_finds_mistakes(whole_site: Path, tmp_path: Path) -> None:
    """Pale ink, an input without a name, a broken script and a page too wide are each found."""
    site = Path(shutil.copytree(whole_site, tmp_path / "site"))
    style = site / "style.css"
    style.write_text(
        style.read_text(encoding="utf-8").replace("--calm: #41506a", "--calm: #c9d0da", 1) + ".facts { width: 99rem; }",
        encoding="utf-8",
    )
    page = site / "stacks" / "Logs.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("<h1>", "<input><script>nowhere()</script><h1>"), encoding="utf-8"
    )
    found = look(site, ["stacks/Logs.html"])
    light = " ".join(found[0]["violations"])
    assert "color-contrast" in light
    assert "label:" in light
    for one in found:
        assert one["errors"]
        assert one["wider"] > 0


def test_the_tree_is_filtered(site: Path) -> None:
    """A requirement that fits all filters is shown with those above it, and nothing else; "Show all" takes it back."""
    wanted = [
        ({"status": "waived"}, ["10", "10.3.3"]),
        ({"status": "not-met", "account": "account:cde-production"}, ["10", "10.3.4"]),
        ({"scope": "scope:cde"}, ["3", "3.7", "3.7.4", "10", "10.3.3", "10.3.4"]),
        ({"status": "proven", "owner": "owner:platform"}, []),
        ({}, ["3", "3.7", "3.7.4", "3.7.5", "9", "9.1", "9.2", "10", "10.3.3", "10.3.4"]),
    ]
    question = {
        "site": str(site),
        "pages": ["frameworks/pci-dss-4.0.1.html"],
        "filters": [choices for choices, _ in wanted],
    }
    assert _ask(question) == [rows for _, rows in wanted]


def test_a_requirement_with_parts_is_found_by_itself(whole_site: Path) -> None:
    """By its own status and owner, without its parts; what is not counted can be found too."""
    wanted = [
        ({"status": "partly-met", "person": "Head of copies"}, ["8", "8.3"]),
        ({"status": "superseded"}, ["8", "8.3", "8.3.10", "8.5", "8.5.1"]),
        ({"status": "not-applicable"}, ["A1", "A1.1"]),
        ({"status": "evidenced-at-run-time-only"}, ["11", "11.3", "8", "8.4.1", "9", "9.2"]),
    ]
    question = {
        "site": str(whole_site),
        "pages": ["frameworks/pci-dss-4.0.1.html"],
        "filters": [choices for choices, _ in wanted],
    }
    found = [sorted(rows) for rows in _ask(question)]
    assert found == [rows for _, rows in wanted]
