"""CloudFormation's quotas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from landing_zone.errors import CombinedUserError
from landing_zone.gate import quotas


def write(folder: Path, body: dict[str, Any], padding: int = 0) -> Path:
    """Write one template, with some whitespace to make it larger."""
    template = folder / "A.template.json"
    template.write_text(json.dumps(body) + " " * padding, encoding="utf-8")
    return template


@pytest.mark.parametrize(
    ("section", "limit"),
    [("Resources", 500), ("Outputs", 200), ("Parameters", 200)],
)
def test_one_more_than_the_quota_is_refused_with_both_numbers(tmp_path: Path, section: str, limit: int) -> None:
    """The quota itself passes; one more fails, and the message says how many there are and may be."""
    write(tmp_path, {section: {f"X{i}": {} for i in range(limit)}})
    quotas.check_quotas(tmp_path.rglob("*.json"))
    write(tmp_path, {section: {f"X{i}": {} for i in range(limit + 1)}})
    with pytest.raises(CombinedUserError) as caught:
        quotas.check_quotas(tmp_path.rglob("*.json"))
    text = caught.value.render()
    assert section.lower() in text
    assert str(limit + 1) in text
    assert f"at most {limit}" in text


def test_a_template_of_more_than_a_megabyte_is_refused(tmp_path: Path) -> None:
    """A million bytes pass; one more fails."""
    size = len(json.dumps({"Resources": {}}))
    write(tmp_path, {"Resources": {}}, padding=1_000_000 - size)
    quotas.check_quotas(tmp_path.rglob("*.json"))
    write(tmp_path, {"Resources": {}}, padding=1_000_001 - size)
    with pytest.raises(CombinedUserError, match="bytes"):
        quotas.check_quotas(tmp_path.rglob("*.json"))


def test_every_excess_is_named_at_once(tmp_path: Path) -> None:
    """Two templates: both appear."""
    nested = tmp_path / "assembly-x"
    nested.mkdir()
    for folder in (tmp_path, nested):
        write(folder, {"Outputs": {f"X{i}": {} for i in range(201)}})
    with pytest.raises(CombinedUserError) as caught:
        quotas.check_quotas(tmp_path.rglob("*.json"))
    assert len(caught.value.errors) == 2
