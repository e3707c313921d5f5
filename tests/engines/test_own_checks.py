"""Each of our own checkov checks fails the bad templates and passes the good ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.engines.engine import EngineResult
from landing_zone.findings.finding import Status
from tests.cloudformation.iam_cases import TLS_CASES

CHECKS = Path(__file__).parents[2] / "policies" / "checks" / "checkov"
NAMES = sorted(file.stem for file in CHECKS.iterdir() if file.suffix in {".py", ".yaml"})
FIXTURES = Path(__file__).parent / "fixtures" / "checks"


def cases(name: str) -> list[Any]:
    """Return the templates of one check with the expected status of each."""
    fixtures = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text())
    expected = {"bad": Status.FAIL, "good": Status.PASS, "not_applicable": None}
    return [
        pytest.param(name, template, expected[kind], id=f"{name}-{kind}-{index}")
        for kind, templates in fixtures.items()
        for index, template in enumerate(templates)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_fixtures_are_whole(name: str) -> None:
    """A check has at least two different bad templates, a good one, and one to which it does not apply."""
    fixtures = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text())
    assert set(fixtures) == {"bad", "good", "not_applicable"}
    assert len({json.dumps(template, sort_keys=True).lower() for template in fixtures["bad"]}) >= 2
    assert all("Judged" in template for template in [*fixtures["bad"], *fixtures["good"]])
    assert fixtures["good"]
    assert fixtures["not_applicable"]
    assert all(template and "Judged" not in template for template in fixtures["not_applicable"])


@pytest.mark.parametrize(("name", "resources", "expected"), [case for name in NAMES for case in cases(name)])
def test_check(
    name: str, resources: dict[str, Any], expected: Status | None, checkov: Callable[..., EngineResult]
) -> None:
    """Bad templates fail, good ones pass, and a template without the resource type gets no finding."""
    rule = f"checkov::LZ_{name.upper()}"
    found = {row.status for row in checkov(resources).findings if row.rule == rule and row.logical_id in ("Judged", "")}
    assert found == ({expected} if expected else set())


def test_the_check_on_bucket_policies_asks_the_shared_reader(checkov: Callable[..., EngineResult]) -> None:
    """It passes what the reader is sure of, and fails the rest, also where the reader cannot decide."""
    names = {f"Policy{number}": name for number, name in enumerate(TLS_CASES)}
    policies = {
        logical_id: {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {"Bucket": {"Ref": "Data"}, "PolicyDocument": TLS_CASES[name][0]},
        }
        for logical_id, name in names.items()
    }
    buckets = {name: {"Type": "AWS::S3::Bucket"} for name in ("Data", "Other")}
    buckets["Custom"] = {"Type": "Custom::Policy"}
    rows = checkov({**buckets, **policies}, Parameters={"Any": {"Type": "String"}}).findings
    passed = {
        names[r.logical_id] for r in rows if r.rule.endswith("BUCKET_POLICY_TLS_ONLY") and r.status == Status.PASS
    }
    assert passed == {name for name, (_, answer) in TLS_CASES.items() if answer}


def test_every_check_is_known() -> None:
    """The list of our own checks is frozen, so that none vanishes unnoticed."""
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
