"""The guide's examples are executed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from landing_zone.catalogue.assertion import EnvironmentFilter
from landing_zone.errors import CombinedUserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.apply import EXPIRED, TOO_BROAD, UNUSED, apply
from landing_zone.waivers.approval import Approval
from landing_zone.waivers.approvals import with_approvals
from landing_zone.waivers.load import load_waivers
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.validation import MAXIMUM_DAYS

DAY = date(2026, 11, 23)


@pytest.fixture
def guide(root: Path) -> str:
    """The text of the guide."""
    return (root / "docs" / "waivers.md").read_text(encoding="utf-8")


@pytest.fixture
def example(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guide's example as ``policies/waivers.yaml`` of a project."""
    monkeypatch.chdir(tmp_path)
    path = Path("policies/waivers.yaml")
    path.parent.mkdir()
    text = re.findall(r"```yaml\n(waivers:.*?)```", guide, re.DOTALL)
    assert len(text) == 1
    path.write_text(text[0], encoding="utf-8")
    return path


def test_the_example_waives_what_it_says(example: Path) -> None:
    """Both engines' findings on the bucket, and no problem."""
    waivers = load_waivers(example, known_rules=lambda rule: "::" in rule, as_of=DAY)
    path = waivers.entries[0].resources[0]
    findings = [Finding(rule, "S", "B", "", Status.FAIL, path) for rule in waivers.entries[0].rules]
    applied = apply(findings, waivers, DAY)
    assert [finding.waiver for finding in applied.findings] == ["W-0001", "W-0001"]
    assert applied.problems == ()


def test_the_mistakes_read_as_shown(example: Path, guide: str) -> None:
    """The guide's change to the example gives exactly the guide's message."""
    text = example.read_text(encoding="utf-8")
    text = text.replace("approver: security-office", "approver: platform").replace("2027-11-01", "2028-11-01")
    example.write_text(text, encoding="utf-8")
    with pytest.raises(CombinedUserError) as caught:
        load_waivers(example, known_rules=lambda rule: "::" in rule, as_of=DAY)
    assert f"```text\n{caught.value.render()}\n```" in guide


@pytest.mark.parametrize(
    ("number", "field", "value"), [(0, "in_each_environment", EnvironmentFilter()), (1, "matches", 20)]
)
def test_the_other_examples_load(example: Path, guide: str, number: int, field: str, value: object) -> None:
    """The lines for every environment, and those for a wildcard, replace the exact path."""
    lines = re.findall(r"  ```yaml\n(.*?)  ```", guide, re.DOTALL)[number]
    text = example.read_text(encoding="utf-8")
    exact = re.search(r"    resources:\n      - .*\n", text)
    assert exact
    wild = "".join(f"  {line}\n" for line in lines.splitlines())
    text = text.replace(exact.group(), wild)
    if field == "in_each_environment":  # approvals.yaml says for which accounts
        text = re.sub(r"    (approver|ticket): .*\n", "", text)
    example.write_text(text, encoding="utf-8")
    (waiver,) = load_waivers(example, known_rules=lambda rule: "::" in rule, as_of=DAY).entries
    assert getattr(waiver, field) == value


def test_the_approval_loads(example: Path, guide: str) -> None:
    """It approves the guide's waiver, once that leaves its approver to the approvals."""
    text = re.sub(r"    (approver|ticket): .*\n", "", example.read_text(encoding="utf-8"))
    example.write_text(text, encoding="utf-8")
    (lines,) = re.findall(r"```yaml\n(approvals:.*?)```", guide, re.DOTALL)
    path = example.with_name("approvals.yaml")
    path.write_text(lines, encoding="utf-8")
    waivers = with_approvals(load_waivers(example, known_rules=lambda rule: "::" in rule, as_of=DAY), path, DAY)
    approval = waivers.approval(waivers.entries[0])
    assert approval is not None
    assert approval.model_fields_set == set(Approval.model_fields)


def test_every_field_and_problem_is_in_the_guide(guide: str) -> None:
    """Every field and every problem is documented, and the limit is that of the code."""
    for name in (*Waiver.model_fields, *Approval.model_fields, EXPIRED, UNUSED, TOO_BROAD):
        assert f"`{name}`" in guide
    assert f"at most {MAXIMUM_DAYS} days apart" in guide


def test_the_header_of_the_shipped_file_names_every_field(root: Path) -> None:
    """The comment names each field but ``details``, which the guide explains."""
    text = (root / "policies" / "waivers.yaml").read_text(encoding="utf-8")
    header = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    for name in set(Waiver.model_fields) - {"details"}:
        assert re.search(rf"#\s+(- )?{name}:", header), name
