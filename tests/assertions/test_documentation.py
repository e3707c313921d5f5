"""The guide's examples are run, and the evaluator gives the guide's results."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.model import Assembly
from landing_zone.cloudformation.parsing.template_yaml import parse_yaml

GUIDE = Path(__file__).parents[2] / "docs" / "assertions.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_guide_has_an_example_of_every_form() -> None:
    """Every form is documented, and no example is lost by a mistake in the guide's markup."""
    written = [parse_yaml(text)[0] for text in EXAMPLES]

    assert len(written) == GUIDE.read_text(encoding="utf-8").count("```yaml") >= 9
    for form in ("must", "related", "in_each_environment", "none", "unique"):
        assert any(form in example["assertion"] for example in written), form
    assert {status for example in written for status in example["expect"].values()} == {"pass", "fail", "undetermined"}


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_gives_what_it_says(
    text: str, assembly: Callable[..., Assembly], tmp_path: Path, statuses: Callable[..., dict[str, str]]
) -> None:
    """The findings are exactly those under ``expect``."""
    import json

    from landing_zone.cloudformation.assembly.load import load_assembly

    example: dict[str, Any] = parse_yaml(text)[0]
    if "stacks" in example:
        stacks = {name: (s["environment"], s["template"]) for name, s in example["stacks"].items()}
        tags = {name: s["tags"] for name, s in example["stacks"].items() if "tags" in s}
        built = assembly(stacks, example.get("zone"), tags)
    else:
        (tmp_path / "template.json").write_text(json.dumps(example["template"]))
        built = load_assembly(tmp_path / "template.json")

    switched_off = example.get("waivers", {}).get("security_hub", ())
    assert statuses(built, switched_off=switched_off, **example["assertion"]) == example["expect"]
