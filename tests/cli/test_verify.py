"""``lz verify``: an assembly that is not what was judged is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Run

LZ = Path(sys.executable).with_name("lz")
Command = Callable[..., Run]


def test_what_was_judged_is_verified(gated: Path, run: Command) -> None:
    """Exit code 0 for an untouched assembly that held."""
    done = run(LZ, "verify", gated)
    assert done.code == 0, done.out + done.err
    assert "VERIFIED" in done.out


def test_one_changed_byte_is_found(gated_copy: Path, run: Command) -> None:
    """The file is named."""
    path = gated_copy / "Network-network-eu-west-1.template.json"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    done = run(LZ, "verify", gated_copy)
    assert done.code == 1
    assert "Network-network-eu-west-1.template.json" in done.out
    assert "REFUSED" in done.out


def test_an_assembly_that_was_never_judged_is_refused(tmp_path: Path, run: Command) -> None:
    """No assessment, no deployment."""
    (tmp_path / "manifest.json").write_text("{}")
    done = run(LZ, "verify", tmp_path)
    assert done.code == 2
    assert "never judged" in done.err


def test_a_rewritten_verdict_is_refused(gated_copy: Path, run: Command) -> None:
    """A verdict that its own checks contradict."""
    path = gated_copy / "assessment.json"
    assessment = json.loads(path.read_text())
    assessment["verdict"]["passed"] += 1
    path.write_text(json.dumps(assessment))
    assert run(LZ, "verify", gated_copy).code == 2
