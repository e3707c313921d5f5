"""Controls of Security Hub are switched off by valid waivers alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from landing_zone.errors import UserError
from landing_zone.waivers.security_hub import SECURITY_HUB_WAIVERS, disabled_controls

DAY = date(2026, 11, 23)
WAIVER = """
waivers:
  - id: W-0001
    rules: [security-hub::S3.20, security-hub::EC2.10]
    resources: [organisation]
    reason: The endpoints of this service are reached by way of the network account alone.
    owner: network engineering
    approver: chief information security officer
    ticket: SEC-201
    created: 2026-11-01
    expires: 2026-11-23
    compensating_control: Flow logs of the network account record every call that leaves.
"""


def written(folder: Path, text: str) -> Path:
    """A file of waivers."""
    path = folder / SECURITY_HUB_WAIVERS
    path.write_text(text, encoding="utf-8")
    return path


def test_a_waiver_switches_off_its_controls_up_to_its_last_day(tmp_path: Path) -> None:
    """The ids come sorted, without the engine's name."""
    assert disabled_controls(written(tmp_path, WAIVER), DAY) == ("EC2.10", "S3.20")


def test_an_expired_waiver_stops_the_synth(tmp_path: Path) -> None:
    """The control is not switched on again silently: the day after, every synth fails until a person decides."""
    with pytest.raises(UserError, match="W-0001 expired on 2026-11-23") as caught:
        disabled_controls(written(tmp_path, WAIVER), date(2026, 11, 24))
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[organisation]", "[cde-production]", "whole organisation or nowhere"),
        ("security-hub::EC2.10", "checkov::CKV_AWS_18", "no engine has the rule"),
        ("security-hub::EC2.10", "security-hub::EC2", "no engine has the rule"),
        ("security-hub::EC2.10", "security-hub::S3.20", "named twice"),
        ("chief information security officer", "network engineering", "owner and approver are the same"),
        ("    approver: chief information security officer\n    ticket: SEC-201\n", "", "approver and ticket itself"),
        ("created: 2026-11-01", "created: 2025-10-01", "lasts 418 days"),
    ],
)
def test_a_wrong_waiver_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A resource, rule, person or date that is wrong is named."""
    with pytest.raises(UserError) as caught:
        disabled_controls(written(tmp_path, WAIVER.replace(old, new)), DAY)
    assert message in caught.value.render()


def test_the_shipped_file_is_valid(root: Path) -> None:
    """Every control that the project switches off has a valid waiver."""
    disabled_controls(root / "policies" / SECURITY_HUB_WAIVERS, DAY)
