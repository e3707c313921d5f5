"""The code of the zone's own functions is the one whose digest the control ``settings-functions`` names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from landing_zone_constructs.settings_function import RUNTIME, inline_code

CONTROL = Path(__file__).resolve().parents[2] / "policies" / "controls" / "settings-functions.yaml"


@pytest.mark.parametrize("handler", ["account_settings_handler.py", "organisation_settings_handler.py"])
def test_the_control_names_the_digest(handler: str) -> None:
    """A changed handler needs its new digest in the control."""
    digest = hashlib.sha256(inline_code(RUNTIME.with_name(handler)).encode()).hexdigest()
    assert digest in CONTROL.read_text(encoding="utf-8"), f"put {digest} of {handler} into {CONTROL}"
