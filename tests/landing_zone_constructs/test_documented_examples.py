"""Runs every example of docs/building-blocks.md, and compares it with the inventory written below it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
import yaml
from aws_cdk.assertions import Template

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "building-blocks.md"
_SECTION = re.compile(
    r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)",
    re.DOTALL | re.MULTILINE,
)
_EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\s+```yaml\n(?P<inventory>.*?)```", re.DOTALL)
SECTIONS = {found["title"].strip(): found["text"] for found in _SECTION.finditer(GUIDE.read_text())}


def run(code: str, stack: cdk.Stack) -> dict[str, Any]:
    """Execute an example with ``stack`` in its namespace, and return the resources it made by logical id."""
    exec(compile(code, str(GUIDE), "exec"), {"stack": stack})  # noqa: S102 - our own documentation
    if not stack.node.children:  # CDK refuses to synthesize an empty stack
        return {}
    return dict(Template.from_stack(stack).to_json().get("Resources", {}))


def check(inventory: dict[str, Any], resources: dict[str, Any]) -> None:
    """Compare resources with a partial inventory: the count of every type, and one resource of a type by values."""
    assert set(inventory) == {"counts", "values"}
    assert dict(Counter(found["Type"] for found in resources.values())) == inventory["counts"]
    for kind, wanted in inventory["values"].items():
        candidates = [found.get("Properties", {}) for found in resources.values() if found["Type"] == kind]
        assert any(all(found.get(key) == value for key, value in wanted.items()) for found in candidates), (
            f"no {kind} has {wanted}"
        )


@pytest.mark.parametrize("title", sorted(SECTIONS))
def test_the_example_makes_the_inventory_below_it(title: str, stack: cdk.Stack) -> None:
    """The code runs unchanged, and makes exactly the counted resources, with the named values."""
    example = _EXAMPLE.search(SECTIONS[title])
    assert example, f"section {title!r} of {GUIDE.name} has no example followed by its inventory"
    check(yaml.safe_load(example["inventory"]), run(example["code"], stack))


GOOD = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "Alerts", "KmsMasterKeyId": "key"}}}


def test_a_true_inventory_is_accepted() -> None:
    """Counts are complete, values are partial."""
    check({"counts": {"AWS::SNS::Topic": 1}, "values": {"AWS::SNS::Topic": {"DisplayName": "Alerts"}}}, GOOD)


@pytest.mark.parametrize(
    "inventory",
    [
        {"counts": {}, "values": {}},
        {"counts": {"AWS::SNS::Topic": 2}, "values": {}},
        {"counts": {"AWS::SNS::Topic": 1, "AWS::KMS::Key": 1}, "values": {}},
        {"counts": {"AWS::SNS::Topic": 1}, "values": {"AWS::SNS::Topic": {"DisplayName": "Other"}}},
        {"counts": {"AWS::SNS::Topic": 1}, "values": {"AWS::SNS::Topic": {"TopicName": "alerts"}}},
        {"counts": {"AWS::SNS::Topic": 1}, "values": {"AWS::KMS::Key": {}}},
        {"counts": {"AWS::SNS::Topic": 1}},
    ],
)
def test_a_false_inventory_is_refused(inventory: dict[str, Any]) -> None:
    """A wrong count or value, or a missing half, fails the test of the documentation."""
    with pytest.raises(AssertionError):
        check(inventory, GOOD)


def test_the_guide_has_examples() -> None:
    """A guide with other headings would otherwise pass with no example run."""
    assert {"CustomerManagedKey", "AuditBucket", "AccessLogBucket", "AlertTopic", "MultiAzVpc"} <= set(SECTIONS)
