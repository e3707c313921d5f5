"""Each of our own checkov checks fails what it must and passes what it may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.finding import Status
from landing_zone.gates.engine import Answer

CHECKS = Path(__file__).parents[2] / "policies" / "checks" / "checkov"
NAMES = sorted(file.stem for file in CHECKS.iterdir() if file.suffix in {".py", ".yaml"})
FIXTURES = Path(__file__).parent / "fixtures" / "checks"


def cases(name: str) -> list[Any]:
    """List the templates of one check with the answer that each must get."""
    fixtures = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text())
    assert len(fixtures["bad"]) >= 2, "a check needs two different mistakes"
    expected = {"bad": Status.FAIL, "good": Status.PASS, "not_applicable": None}
    return [
        pytest.param(name, template, expected[kind], id=f"{name}-{kind}-{index}")
        for kind, templates in fixtures.items()
        for index, template in enumerate(templates)
    ]


@pytest.mark.parametrize(("name", "resources", "expected"), [case for name in NAMES for case in cases(name)])
def test_check(name: str, resources: dict[str, Any], expected: Status | None, checkov: Callable[..., Answer]) -> None:
    """Bad templates fail, good ones pass, and a template without the resource type gets no answer at all."""
    rule = f"checkov::LZ_{name.upper()}"
    found = {row.status for row in checkov(resources).findings if row.rule == rule and row.logical_id in ("Judged", "")}
    assert found == ({expected} if expected else set())


def test_every_check_is_known() -> None:
    """The list of own checks is frozen, so that none vanishes unseen."""
    assert NAMES == [
        "bucket_policy_tls_only",
        "config_records_all_types",
        "default_security_group_unused",
        "guardduty_protection_plans",
        "key_deletion_window",
        "literal_secrets",
        "log_group_retention",
        "vpc_flow_log",
        "web_acl_logging",
    ]
