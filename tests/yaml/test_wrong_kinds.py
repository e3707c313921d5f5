"""Each value of each file of configuration and policies is replaced by wrong ones: the answer is in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Framework
from landing_zone.catalogue.known_words import KnownFile
from landing_zone.catalogue.managed_rules import ManagedRuleTable
from landing_zone.config.gate import Gate
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.validate import validate
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.proofs.model import ControlProofs
from landing_zone.waivers.model import WaiverFile
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.issue import Location
from landing_zone.yaml.yaml_file import YamlFile, read_yaml
from stacks.guardrails import GuardrailFile

Parse = Callable[[YamlFile], object]

WRONG: tuple[Any, ...] = (
    *(None, "", "x", "5", "true", 5, -1, 0.5, 10**30, float("nan"), True, date(2026, 1, 1)),
    *([], [None], [[1]], [{"zzz": 1}], ["x", "x"], {}, {"zzz": 1}, {"a": [1]}),
)
"""One of each kind at least; whether one is wrong depends on the place."""
OF_PYTHON = re.compile(
    r"pydantic|validation error|type=|Traceback|<class|NoneType|datetime"
    r"|\b(?:None|True|False|dict|tuple|int|str|bool)\b"
    r"|[Ii]nput (?:should|is)|[Ss]hould (?:be|have|match)|Field required|Extra inputs|greater than|less than"
    r"|JMESPath expression: [A-Z]|\{'|\['|\[key\]|another kind of value|this value|correct the value"
)
"""Words of Python and of the libraries, and answers that say nothing."""


def _zone(file: YamlFile) -> None:
    _, mistakes = validate(file.mapping(LandingZone.model_fields), None)
    if mistakes:
        raise CombinedUserError([file.user_error(mistake) for mistake in mistakes])


def _as(model: Any) -> Parse:
    return lambda file: file.parse(model)


FILES: dict[str, tuple[str, Parse]] = {
    "configuration": ("landing-zone.yaml", _zone),
    "gate": ("policies/gate.yaml", _as(Gate)),
    "known words": ("policies/known.yaml", _as(KnownFile)),
    "managed rules": ("policies/managed_config_rules.yaml", _as(ManagedRuleTable)),
    "waivers": ("policies/waivers.yaml", _as(WaiverFile)),
    "frameworks": ("policies/frameworks/*.yaml", _as(Framework)),
    "controls": ("policies/controls/*.yaml", _as(Control)),
    "proofs": ("policies/proofs/[a-c]*.yaml", _as(ControlProofs)),
    "guardrails": ("policies/guardrails/*.json", _as(GuardrailFile)),
}
_NAMED = {"rules", "packs", "parameters", "zones", "data_classes", "third_parties", "add"}
"""Mappings whose keys are names, so that all entries are alike."""
_FREE = {"Properties", "content", "metadata", "set", "template"}
"""Mappings with any content: that of a template or a policy document."""


def _places(node: Any, at: Location = (), form: Location = ()) -> Iterator[tuple[Location, Location]]:
    """Yield each place, and its form: that of another entry of the same list is the same."""
    yield at, form
    if form and form[-1] in _FREE:
        return
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _places(value, (*at, key), (*form, "*" if form and form[-1] in _NAMED else key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _places(value, (*at, index), (*form, 0))


def _wrong(old: Any) -> Iterator[Any]:
    yield from WRONG
    if isinstance(old, dict):
        yield {**old, "zzz": 1}
        yield from ({key: value for key, value in old.items() if key != left_out} for left_out in old)


def _refusals(file: YamlFile, parse: Parse, at: Location) -> Iterator[CombinedUserError]:
    """Put each wrong value into its place, and yield what is said of it."""
    above = file.value(at[:-1])
    old = above[at[-1]]
    for value in _wrong(old):
        above[at[-1]] = value
        try:
            parse(file)
        except CombinedUserError as error:
            yield error
        finally:
            above[at[-1]] = old


@pytest.mark.parametrize("kind", FILES)
def test_a_wrong_value_is_answered_in_plain_words(kind: str, root: Path) -> None:
    """With a line, what is allowed and a fix; no word of Python's or of a library's; never a traceback."""
    pattern, parse = FILES[kind]
    seen: set[Location] = set()
    refused = 0
    for path in sorted(root.glob(pattern)):
        file = read_yaml(path, Guide("a file of the test", "write it"))
        parse(file)
        for at, form in list(_places(file.data)):
            if not at or form in seen:
                continue
            seen.add(form)
            for refusal in _refusals(file, parse, at):
                refused += 1
                for error in refusal.errors:
                    shown = error.render().replace(str(path), "FILE")
                    assert error.line > 0, shown
                    assert error.allowed, shown
                    assert error.fix, shown
                    assert not OF_PYTHON.search(shown), shown
    assert refused > 4 * len(seen)  # most of these values are wrong everywhere


def test_a_file_that_is_no_mapping_is_answered_in_plain_words(root: Path) -> None:
    """For each kind of file."""
    for pattern, parse in FILES.values():
        path = next(root.glob(pattern))
        file = read_yaml(path)
        for data in (5, 0.5, True, "x", date(2026, 1, 1), [], [1]):
            broken = YamlFile(path, data, file.lines, file.written, file.guide)
            with pytest.raises(UserError, match="the file is not a mapping, but ") as caught:
                parse(broken)
            assert not OF_PYTHON.search(str(caught.value))
