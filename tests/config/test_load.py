"""Whatever is given as a configuration, the answer is a landing zone or a clear refusal, never a traceback."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.catalogue.known_words import Unknown
from landing_zone.config import FrameworkFloor, load_landing_zone
from landing_zone.config.validate import validate
from landing_zone.errors import CombinedUserError, ExitCode, UserError

_BOMB = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefghij", "bcdefghijk", strict=True))


@pytest.mark.parametrize(
    ("content", "what", "line"),
    [
        (b"", "the file is empty", 0),
        (b"# nothing\n", "the file has comments alone", 0),
        (b"- a\n- b\n", "the file is not a mapping", 1),
        (b"\nhello\n", "the file is not a mapping", 2),
        (b"a: [1, 2\nb: 3\n", "not YAML", 2),
        (b"a: 1\nb: 2\na: 3\n", "the key 'a' is given twice", 3),
        (b"a: 1\nb: \0\n", "the file has a NUL character", 2),
        (b"a: 1\nb: \xff\n", "the file is not UTF-8 text", 2),
        (b"\xff\xfea\0:\0", "the file has a NUL character", 1),
        (_BOMB.encode(), "aliases are not used here", 1),
        (b"a: 1\nb: &a {b: 1}\nc: {<<: *a}\n", "aliases are not used here", 2),
        (b"a: 1\nc: {<<: {b: 1}}\n", "aliases are not used here", 2),
        (b"a: &a [*a]\n", "aliases are not used here", 1),
        (b"? [a, b]\n: 1\n", "a key cannot be a list or a mapping", 1),
        (b"x: {{a: 1}: 2}\n", "a key cannot be a list or a mapping", 1),
        (b"a: " + b"[" * 17 + b"]" * 17, "values are nested more than 16 levels deep", 1),
        (b"a: " + b"[" * 100_000, "values are nested more than 16 levels deep", 1),
        (b"a: " + b"{b: " * 100_000, "values are nested more than 16 levels deep", 1),
        (b"- " * 100_000, "values are nested more than 16 levels deep", 1),
        (b"a: !!python/object/apply:os.getcwd []\n", "tags are not used here", 1),
        (b"a: 1\n---\nb: 2\n", "not YAML", 2),
        (b"a: 1\nb: 2026-13-45\n", "there is no such date", 2),
        (b"a: 1\nb: " + b"9" * 5_000 + b"\n", "this is not a number", 2),
        (b"a: 1\nb: \x07\n", "not YAML", 2),
        (b"x" * 10_000_001, "the file has 10,000,001 bytes", 0),
    ],
)
def test_a_file_that_is_no_configuration_is_refused(tmp_path: Path, content: bytes, what: str, line: int) -> None:
    """The file and, where one is to blame, the line are named, soon, and the exit code says that nothing was judged."""
    path = tmp_path / "landing-zone.yaml"
    path.write_bytes(content)
    start = time.monotonic()
    with pytest.raises(UserError) as caught:
        load_landing_zone(path)
    assert time.monotonic() - start < 5
    error = caught.value
    assert what in error.what
    assert (error.file, error.line) == (str(path), line)
    assert error.fix or error.allowed
    assert error.exit_code is ExitCode.BROKEN
    assert len(error.render()) < 2_000


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """A directory, a missing file, a device, a pipe, and a path with NUL each have their own error."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, what in (
        (tmp_path, "this is a directory"),
        (tmp_path / "none.yaml", "the file does not exist"),
        (tmp_path / "none" / "none.yaml", "the file does not exist"),
        (Path("/dev/zero"), "this is not an ordinary file"),
        (pipe, "this is not an ordinary file"),
        (Path("a\0b"), "the path has a NUL character"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ):
        with pytest.raises(UserError) as caught:
            load_landing_zone(path)
        assert what in caught.value.what
        assert caught.value.fix


def test_an_empty_mapping_lacks_every_section(tmp_path: Path) -> None:
    """Each missing section is reported, with its purpose."""
    path = tmp_path / "landing-zone.yaml"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(path)
    assert [error.what for error in caught.value.errors] == [
        f"the file: the key '{key}' is missing"
        for key in sorted(
            [
                "organisation", "regions", "accounts", "retention", "frameworks", "contacts", "data_classes",
            ]
        )
    ]  # fmt: skip
    assert all(error.allowed and error.fix for error in caught.value.errors)


_ABSURD: list[Any] = [
    None,
    -1,
    float("nan"),
    True,
    "x" * 100_000,
    "\n",
    [],
    [None],
    {},
    {1: {"a": []}},
]


def test_any_value_in_any_place_is_answered(zone_data: dict[str, Any]) -> None:
    """Every place of the example, filled with each absurd value, gives a zone or complete refusals."""
    known = {"pci-dss-4.0.1": FrameworkFloor(365, 90, "10.5.1"), "gdpr": FrameworkFloor()}
    refusals = 0
    for place in _places(zone_data):
        for value in _ABSURD:
            zone, mistakes = validate(_replaced(zone_data, place, value), known)
            assert (zone is None) == bool(mistakes)
            assert all(mistake.what and (mistake.allowed or mistake.fix) for mistake in mistakes)
            assert all(len(mistake.value) <= 200 for mistake in mistakes)
            refusals += bool(mistakes)
    assert refusals > 500


def test_mistakes_in_different_sections_are_told_together(
    mistakes: Callable[[dict[str, str]], list[UserError]],
) -> None:
    """One reading is enough to fix the file, and the mistakes come in the order of its lines."""
    found = mistakes(
        {
            "slug: examplepay": "slug: Example_Pay",
            "eu-central-1, us-east-1]": "eu-central-1, us-east-7]",
            "    unit: CDE Staging\n": "    unit: CDE\n",
            "cidr: 10.17.0.0/16": "cidr: 10.16.0.0/16",
            "hot_days: 90": "hot_days: 30",
            "[pci-dss-4.0.1, gdpr]": "[pci-dss-4.0.1, gdp]",
            "email: privacy@example.com": "email: privacy",
            "    retention_days: 731": "    retention_days: forever",
        }
    )
    assert len(found) == 8
    assert [error.line for error in found] == sorted(error.line for error in found)
    assert len({error.line for error in found}) == 8


@pytest.mark.parametrize("number", [2_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_ten_thousand_accounts_are_read(number: int, zone_data: dict[str, Any], tmp_path: Path) -> None:
    """A very large organisation is read in seconds, and so are as many mistakes."""
    path = tmp_path / "landing-zone.yaml"
    workload = next(account for account in zone_data["accounts"] if account["name"] == "shared-staging")
    many = [
        {**deepcopy(workload), "name": f"team-{n}", "id": f"{n:012}", "email": f"aws+{n}@example.com"}
        for n in range(1, number + 1)
    ]
    accounts = zone_data["accounts"]
    dump = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    path.write_text(yaml.dump({**zone_data, "accounts": accounts + many}, Dumper=dump), encoding="utf-8")
    start = time.monotonic()
    assert len(load_landing_zone(path).environments()) == 2 * (len(accounts) + number)
    wrong = [{**deepcopy(account), "unit": f"Unit {n}"} for n, account in enumerate(many)]
    path.write_text(yaml.dump({**zone_data, "accounts": accounts + wrong}, Dumper=dump), encoding="utf-8")
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(path)
    assert len(caught.value.errors) == number
    assert time.monotonic() - start < number * 0.006


def _places(node: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List one place of each kind: of a list, the first entry alone."""
    found = [place] if place else []
    entries: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        entries = list(node.items())
    elif isinstance(node, list):
        entries = list(enumerate(node[:1]))
    for key, value in entries:
        found += _places(value, (*place, key))
    return found


def _replaced(node: Any, place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    if isinstance(node, dict):
        return {key: _replaced(item, place[1:], value) if key == place[0] else item for key, item in node.items()}
    return [_replaced(item, place[1:], value) if index == place[0] else item for index, item in enumerate(node)]


class _Rules:
    """A list of two rules."""

    def unknown(self, pattern: str) -> Unknown | None:
        if pattern in {"checkov::CKV_AWS_18", "Serverless::*"}:
            return None
        near = "did you mean 'checkov::CKV_AWS_18'?" if "18" in pattern else "copy the id from a finding"
        return Unknown(f"there is no rule '{pattern}'", "those of checkov", near)


@pytest.mark.parametrize(
    ("rule", "fix"),
    [("checkov::CKV_AWS_188", "did you mean 'checkov::CKV_AWS_18'?"), ("other::*", "copy the id from a finding")],
)
def test_a_rule_that_does_not_exist_cannot_stop(changed: Callable[[dict[str, str]], Path], rule: str, fix: str) -> None:
    """With its line, value and the nearest rule, beside every other mistake of the file."""
    old = "[Serverless::Serverless-SNSRedrivePolicy]"
    path = changed({old: f"[checkov::CKV_AWS_18, {rule}]", "log_groups_days: 400": "log_groups_days: 401"})
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if rule in text)
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(path, rules=_Rules())
    errors = [error for error in caught.value.errors if "so nothing would stop" in error.what]
    assert len(caught.value.errors) > len(errors)
    assert (errors[0].line, errors[0].value) == (line, rule)
    assert fix in errors[0].fix


def test_the_rules_under_gate_are_read(changed: Callable[[dict[str, str]], Path]) -> None:
    """An id of another form is refused by itself, and none is needed."""
    old = "[Serverless::Serverless-SNSRedrivePolicy]"
    zone = load_landing_zone(changed({old: '["Serverless::*"]'}))
    assert {"Serverless::*", "cfn-lint::W1030"} <= zone.gate.rules
    with pytest.raises(CombinedUserError, match="not the id of a rule"):
        load_landing_zone(changed({old: "[CKV_AWS_18]"}))
