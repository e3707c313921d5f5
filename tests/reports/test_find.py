"""The search field, run by node as a browser would run it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from landing_zone.engines.node import find_node


def _ask(site: Path, question: str) -> dict[str, str]:
    harness = Path(__file__).parent / "find_harness.js"
    done = subprocess.run([find_node(), harness, site, question], capture_output=True, text=True, check=True)
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("10.3.4", "requirements/pci-dss-4.0.1/10.3.4.html"),
        ("show me 10.3.4", "requirements/pci-dss-4.0.1/10.3.4.html"),
        ("Show me requirement 10.3.4, please.", "requirements/pci-dss-4.0.1/10.3.4.html"),
        ("explain 10.3.4 once more", "requirements/pci-dss-4.0.1/10.3.4.html"),
        ("3", "requirements/pci-dss-4.0.1/3.html"),
        ("gdpr 32(1)(a)", "requirements/gdpr/32-1-a.html"),
        ("KEY-ROTATION", "controls/key-rotation.html"),
        ("zürich logs", "controls/logs-copied.html"),
        ("nothing like it", ""),
        ("show me", ""),
    ],
)
def test_one_enter_leads_to_the_page(site: Path, question: str, page: str) -> None:
    """A question with an id in it leads to that id, and words lead to what holds them all."""
    answer = _ask(site, question)
    assert answer["shown"]
    assert answer["goes"] == (f"../{page}" if page else "")
    assert answer["found"].startswith("0 found") == (page == "")
