"""The JSON schema and the reference are those of the models, and help an editor."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from landing_zone.config.schema import json_schema
from landing_zone.errors import UserError

_ROOT = Path(__file__).parents[2]
REFERENCE_PATH = Path("docs/configuration.md")
SCHEMA_PATH = Path("policies/schemas/landing-zone.schema.json")


def test_the_example_fits_the_schema(zone_data: dict[str, Any]) -> None:
    """And the schema is one, by its own standard."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator(json_schema()).validate(zone_data)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("regions", "home"), "eu-west-9"),
        (("regions", "zones"), {"eu-west-9": ["a", "b", "c"]}),
        (("regions", "zones", "eu-west-1"), ["eu-west-1a", "eu-west-1b"]),
        (("accounts", 0, "id"), "1"),
        (("accounts", 0, "role"), "boss"),
        (("accounts", 0, "extra"), 1),
        (("accounts", 4, "internet_facing"), "yes"),
        (("retention", "log_groups_days"), 366),
        (("retention", "audit_logs", "hot_days"), 0),
        (("addresses", "vpcs", 0, "cidr"), "10.0.0.0"),
        (("organisation", "slug"), "Example"),
        (("data_classes", "Card Data"), {}),
        (("frameworks",), []),
        (("entity", "terminals"), "no"),
        (("entity", "terminal"), False),
    ],
)
def test_an_editor_sees_what_is_wrong(zone_data: dict[str, Any], place: tuple[str | int, ...], value: object) -> None:
    """What can be said of one value alone, the schema says too."""
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid(zone_data)
    assert not validator.is_valid(_replaced(zone_data, place, value))


def test_every_key_is_described() -> None:
    """An editor has something to show for each, and the reference has no empty cell in its last column."""
    schema = json_schema()
    for kind in (schema, *schema["$defs"].values()):
        assert kind["description"]
        for name, node in kind.get("properties", {}).items():
            described = node.get("description") or schema["$defs"][node["$ref"].rpartition("/")[2]]["description"]
            assert len(described) > 10, name
    page = (_ROOT / REFERENCE_PATH).read_text(encoding="utf-8")
    for kind in (schema, *schema["$defs"].values()):
        for name in kind.get("properties", {}):
            assert re.search(rf"^\| `{name}` \| .*[a-z].* \| .+\. \|$", page, re.MULTILINE), name


def test_the_messages_in_the_documentation_are_the_real_ones(
    mistakes: Callable[[dict[str, str]], list[UserError]], changed: Callable[[dict[str, str]], Path]
) -> None:
    """Each typical mistake is made in the example, and answered as the page says, in full."""
    page = (_ROOT / REFERENCE_PATH).read_text(encoding="utf-8")
    examples = re.findall(r"Change `([^`]+)` to `([^`]+)`[^`]*```text\n(.+?)\n```", page, re.DOTALL)
    assert len(examples) == 3
    for old, new, message in examples:
        found = mistakes({old: new})
        path = str(changed({old: new}))
        assert "\n\n".join(error.render() for error in found).replace(path, "landing-zone.yaml") == message


def test_the_python_in_the_documentation_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reader can paste it."""
    page = (_ROOT / REFERENCE_PATH).read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.+?)```", page, re.DOTALL)
    assert len(code) == 1
    monkeypatch.chdir(_ROOT)
    exec(compile(code[0], str(REFERENCE_PATH), "exec"), {})  # noqa: S102 - the project's own page
    assert "cde-production/eu-west-1 10.16.0.0/16\n" in capsys.readouterr().out


def test_the_example_names_its_schema() -> None:
    """So that an editor finds it, and the file is there."""
    first = (_ROOT / "landing-zone.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_PATH}"
    assert (_ROOT / SCHEMA_PATH).is_file()


def _replaced(node: Any, place: tuple[str | int, ...], value: object) -> Any:
    if not place:
        return value
    if isinstance(node, dict):
        return {**node, place[0]: _replaced(node.get(place[0]), place[1:], value)}
    return [_replaced(item, place[1:], value) if index == place[0] else item for index, item in enumerate(node)]
