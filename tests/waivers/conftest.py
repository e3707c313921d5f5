"""A valid waiver, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.waivers.load import load_waivers
from landing_zone.waivers.waivers import Waivers

TODAY = date(2026, 11, 23)
KNOWN = {
    "AwsSolutions::AwsSolutions-S1",
    "AwsSolutions::AwsSolutions-IAM5",
    "AwsSolutions::AwsSolutions-EC23",
    "checkov::CKV_AWS_18",
    "assertion::flow-logs.every-vpc",
    "cfn-lint::W3005",
    "gate::not-judged",
}
VALID: dict[str, Any] = {
    "id": "W-0001",
    "rules": ["AwsSolutions::AwsSolutions-S1", "checkov::CKV_AWS_18"],
    "resources": ["LogArchive-log-archive-eu-west-1/AccessLogs/Resource"],
    "reason": "This bucket receives the access logs of the other buckets; logging it into itself would never end.",
    "owner": "platform",
    "approver": "security-office",
    "ticket": "SEC-101",
    "created": date(2026, 11, 1),
    "expires": date(2027, 11, 1),
    "compensating_control": "CloudTrail data events record each access to the objects of this bucket.",
}


@pytest.fixture
def today() -> date:
    """The day of the run."""
    return TODAY


@pytest.fixture
def waiver_text(tmp_path: Path) -> Callable[[str], Path]:
    """Write a waiver file from text."""

    def write(text: str) -> Path:
        path = tmp_path / "waivers.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def waiver_file(waiver_text: Callable[[str], Path]) -> Callable[..., Path]:
    """Write a file of valid waivers, each with some fields changed; ``None`` removes a field."""

    def write(*changes: dict[str, Any]) -> Path:
        entries = [
            {key: value for key, value in {**VALID, **change}.items() if value is not None}
            for change in (changes or ({},))
        ]
        return waiver_text(yaml.safe_dump({"waivers": entries}, sort_keys=False))

    return write


@pytest.fixture
def waivers_with(waiver_file: Callable[..., Path]) -> Callable[..., Waivers]:
    """Load valid waivers with some fields changed."""

    def load(*changes: dict[str, Any]) -> Waivers:
        return load_waivers(waiver_file(*changes), known_rules=KNOWN.__contains__, as_of=TODAY)

    return load
