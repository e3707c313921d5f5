"""A template parsed as JSON equals the same text parsed as YAML, or is left to YAML."""

from __future__ import annotations

import json

import pytest
import yaml

from landing_zone.engines.json_nodes import LONGEST_KEY, NotPlainError, parse_nodes


class Node(str):
    """A text that an engine has parsed already; YAML's parser refuses it."""


ALIKE = [
    {},
    {"a": [], "b": {}, "": "", "c": [[1, [-2]], {"d": True}, False], "e": 0},
    {
        "Text": 'it\'s "quoted" \\ and \n broken\tup \u0001',
        "yes": "no",
        "null": "null",
        "1": "1.5",
        "<<": "=",
        "~": "~",
    },
    {"Date": "2024-01-01", "Time": "12:30:00", "Octal": "0o17", "Tag": "!Ref x", "Anchor": "&a *a", "Comment": "a # b"},
    {"Id": 123456789012345678901234567890, "Hash": "#", "Percent": "%", "At": "@", "Braces": "{{resolve:x}} ${y} [z]"},
    {"k" * LONGEST_KEY: "v" * 5000},
]

LEFT_TO_YAML = [
    '{"a": 1, "a": 2}',
    '{"a": null}',
    '{"a": [null]}',
    '{"a": 1.5}',
    '{"a": 1e5}',
    '{"a": NaN}',
    '{"a": "\\/"}',
    '{"a": "\\ud83d\\ude00"}',
    '{"a": "\u2028"}',
    '{"a": "\u00e9"}',
    '{\n"a": 1}',
    '{"a":\t1}',
    '{"a": 1',
    "{a: 1}",
    "[1]",
    '"a"',
    " {}",
    "",
    '{"a": ' + "[" * 200_000,
    json.dumps({"k" * (LONGEST_KEY + 1): 1}),
    Node('{"a": 1}'),
]


@pytest.mark.parametrize("value", ALIKE)
def test_equal_to_yaml(value: object) -> None:
    """Texts, numbers, truth values and their nesting equal those of a YAML parser, keys in their order."""
    text = json.dumps(value, separators=(",", ":"))
    parsed = parse_nodes(text, dict, list, str)
    assert parsed == yaml.safe_load(text) == value
    assert list(parsed) == list(yaml.safe_load(text))


def test_each_text_mapping_and_list_becomes_a_node() -> None:
    """Keys are nodes as well as values are, and a mapping gets its pairs in the template's order."""
    made = parse_nodes(
        '{"b":{"c":["d",1]},"a":true}', lambda pairs: ("mapping", pairs), lambda items: ("list", items), str.upper
    )
    assert made == ("mapping", [("B", ("mapping", [("C", ("list", ["D", 1]))])), ("A", True)])


@pytest.mark.parametrize("text", LEFT_TO_YAML, ids=lambda text: text[:12])
def test_what_yaml_reads_differently_is_left_to_it(text: str) -> None:
    """A text that YAML refuses, folds, joins or rounds is not parsed here."""
    with pytest.raises(NotPlainError):
        parse_nodes(text, dict, list, str)
