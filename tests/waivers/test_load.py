"""Each kind of wrong waiver is refused, with its line; a valid one is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from landing_zone.errors import CombinedUserError, UserError
from landing_zone.waivers.load import load_waivers
from landing_zone.waivers.validation import MAXIMUM_DAYS
from landing_zone.waivers.waivers import Waivers

KNOWN = {
    "AwsSolutions::AwsSolutions-S1",
    "AwsSolutions::AwsSolutions-IAM5",
    "checkov::CKV_AWS_18",
    "gate::not-judged",
}
WILD = {
    "resources": ["Baseline-*/Recorder/Role/Resource"],
    "matches": 20,
    "generated": "The Baseline stack is the same code in each of the environments.",
}


def _refused(path: Path, today: date) -> list[UserError]:
    with pytest.raises(UserError) as caught:
        load_waivers(path, known_rules=KNOWN.__contains__, as_of=today)
    error = caught.value
    return error.errors if isinstance(error, CombinedUserError) else [error]


def test_a_valid_waiver_loads_with_its_line(waiver_file: Callable[..., Path], today: date) -> None:
    """A waiver with every field valid is accepted, and knows its line."""
    waivers = load_waivers(waiver_file(), known_rules=KNOWN.__contains__, as_of=today)
    (waiver,) = waivers.entries
    assert waiver.exact_rules == ("AwsSolutions::AwsSolutions-S1", "checkov::CKV_AWS_18")
    assert waivers.place(waiver).endswith("waivers.yaml:2")


def test_what_was_not_judged_can_be_named(waiver_file: Callable[..., Path], today: date) -> None:
    """Of the gate's findings this one alone, with and without the macro or engine."""
    rules = ["gate::not-judged", "gate::not-judged[cdk-nag]"]
    assert load_waivers(waiver_file({"rules": rules}), known_rules=KNOWN.__contains__, as_of=today).entries


def test_no_waivers_at_all_is_fine(waiver_text: Callable[[str], Path], today: date) -> None:
    """An empty list is a file without exceptions, and not an empty file."""
    assert load_waivers(waiver_text("waivers: []\n"), known_rules=KNOWN.__contains__, as_of=today).entries == ()


def test_the_shipped_file_loads() -> None:
    """The project's own waivers have no mistake that can be found without engines."""
    path = Path(__file__).parents[2] / "policies" / "waivers.yaml"
    assert isinstance(load_waivers(path, known_rules=lambda rule: "::" in rule), Waivers)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "id of another form": ({"id": "1"}, "waivers[0].id"),
    "no rules": ({"rules": []}, "waivers[0].rules"),
    "empty rule": ({"rules": [""]}, "waivers[0].rules[0]"),
    "unknown rule": ({"rules": ["checkov::CKV_AWS_9999"]}, "no engine has the rule 'checkov::CKV_AWS_9999'"),
    "unqualified rule": ({"rules": ["CKV_AWS_18"]}, "no engine has the rule 'CKV_AWS_18'"),
    "rule with a wildcard": ({"rules": ["checkov::*"]}, "no engine has the rule 'checkov::*'"),
    "rule of the gate": ({"rules": ["gate::metadata-skip"]}, "'gate::metadata-skip' cannot be waived"),
    "what was not judged, by a wildcard": (
        {**WILD, "rules": ["gate::not-judged"]},
        "what was not judged is accepted by name",
    ),
    "template that could not be read": ({"rules": ["cfn-lint::E0000"]}, "'cfn-lint::E0000' cannot be waived"),
    "rule twice": ({"rules": ["checkov::CKV_AWS_18", "checkov::CKV_AWS_18"]}, "named twice"),
    "detail twice": (
        {"rules": ["AwsSolutions::AwsSolutions-IAM5[Resource::*]"], "details": ["Resource::*"]},
        "the rule names its detail",
    ),
    "no resources": ({"resources": []}, "waivers[0].resources"),
    "empty resource": ({"resources": [" "]}, "waivers[0].resources[0]"),
    "resource twice": ({"resources": ["S/B/Resource", "S/B/Resource"]}, "the resource is named twice"),
    "wildcard without matches": ({**WILD, "matches": None}, "a wildcard needs 'matches'"),
    "wildcard without generated": ({**WILD, "generated": None}, "a wildcard needs 'generated'"),
    "matches of nothing": ({**WILD, "matches": 0}, "waivers[0].matches"),
    "matches that is not a number": ({**WILD, "matches": "20"}, "waivers[0].matches"),
    "matches without wildcard": ({"matches": 1}, "'matches' goes with a wildcard alone"),
    "generated without wildcard": ({"generated": WILD["generated"]}, "'generated' goes with a wildcard alone"),
    "the whole zone": ({**WILD, "resources": ["*"]}, "at least two segments"),
    "every stack": ({**WILD, "resources": ["*/Recorder/Role/Resource"]}, "reaches across the zone"),
    "every family of stacks": ({**WILD, "resources": ["B*/Recorder/Role/Resource"]}, "reaches across the zone"),
    "an open segment": ({**WILD, "resources": ["Baseline-*/*/Role/Resource"]}, "the segment '*' is open"),
    "a nearly open segment": ({**WILD, "resources": ["Baseline-*/R*/Resource"]}, "the segment 'R*' is open"),
    "short reason": ({"reason": "It is fine."}, "waivers[0].reason"),
    "boilerplate reason": (
        {"reason": "Accepted risk, not applicable, false positive, as discussed, see ticket."},
        "'reason' says nothing",
    ),
    "repeated reason": ({"reason": "fine fine fine fine fine fine fine fine fine fine"}, "'reason' says nothing"),
    "boilerplate control": (
        {"compensating_control": "None. Not needed, not applicable, works as intended."},
        "'compensating_control' says nothing",
    ),
    "control that repeats the reason": (
        {
            "reason": "CloudTrail data events record each access to the objects of this bucket.",
            "compensating_control": "cloudtrail data events record each access to the objects of this bucket.",
        },
        "repeats the reason",
    ),
    "empty owner": ({"owner": "  "}, "waivers[0].owner"),
    "approved by the owner": ({"approver": " Platform "}, "owner and approver are the same"),
    "ticket that names none": ({"ticket": "later"}, "waivers[0].ticket"),
    "created in the future": ({"created": date(2026, 11, 24)}, "created in the future"),
    "dates reversed": ({"expires": date(2026, 10, 1)}, "expires before it begins"),
    "lasts no day": ({"expires": date(2026, 11, 1)}, "expires before it begins"),
    "lasts too long": ({"expires": date(2026, 11, 1) + timedelta(days=MAXIMUM_DAYS + 1)}, "lasts 401 days"),
    "date that is a number": ({"created": 20261101}, "not a date"),
    "date that is text": ({"expires": "next year"}, "not a date"),
    "misspelt key": ({"aprover": "security-office"}, "waivers[0].aprover"),
}


@pytest.mark.parametrize(("change", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_waiver_is_refused_with_its_line(
    change: dict[str, Any], expected: str, waiver_file: Callable[..., Path], today: date
) -> None:
    """The error names the file, a line of the waiver, and the mistake."""
    path = waiver_file(change)
    errors = _refused(path, today)
    found = [error for error in errors if expected in error.what]
    assert found, [error.what for error in errors]
    assert found[0].file == str(path)
    assert found[0].line >= 2


@pytest.mark.parametrize(
    "field",
    [
        "id",
        "rules",
        "resources",
        "reason",
        "owner",
        "created",
        "expires",
        "compensating_control",
    ],
)
def test_no_field_may_be_left_out(field: str, waiver_file: Callable[..., Path], today: date) -> None:
    """An incomplete waiver waives nothing."""
    (error,) = _refused(waiver_file({field: None}), today)
    assert error.what == f"waivers[0]: the key '{field}' is missing"
    assert error.fix == f"add '{field}:' to waivers[0]"


def test_the_longest_waiver_allowed_is_allowed(waiver_file: Callable[..., Path], today: date) -> None:
    """The limit itself is within the limit."""
    path = waiver_file({"expires": date(2026, 11, 1) + timedelta(days=MAXIMUM_DAYS)})
    assert len(load_waivers(path, known_rules=KNOWN.__contains__, as_of=today).entries) == 1


def test_a_wildcard_with_its_count_and_its_reason_is_accepted(waiver_file: Callable[..., Path], today: date) -> None:
    """One construct in each stack of a family can be named."""
    path = waiver_file(WILD)
    assert load_waivers(path, known_rules=KNOWN.__contains__, as_of=today).entries[0].matches == 20


TWO: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "same id": ({}, {"resources": ["Other/Bucket/Resource"]}, "the id W-0001 is given twice"),
    "same rule and resource": ({}, {"id": "W-0002"}, "W-0002 and W-0001 both cover"),
    "a wildcard over an exact one": (
        {"resources": ["Baseline-a-eu-west-1/Recorder/Role/Resource"]},
        {"id": "W-0002", **WILD},
        "W-0002 and W-0001 both cover",
    ),
    "two wildcards that meet": (
        {**WILD, "resources": ["Baseline-*-eu-west-1/Recorder/Role/Resource"]},
        {"id": "W-0002", **WILD, "resources": ["Baseline-cde-*/Recorder/Role/Resource"]},
        "W-0002 and W-0001 both cover",
    ),
}


@pytest.mark.parametrize(("one", "other", "expected"), TWO.values(), ids=TWO)
def test_two_waivers_do_not_cover_the_same(
    one: dict[str, Any], other: dict[str, Any], expected: str, waiver_file: Callable[..., Path], today: date
) -> None:
    """At most one waiver covers a finding."""
    errors = _refused(waiver_file(one, other), today)
    assert any(expected in error.what for error in errors)
    assert all(error.line > 2 for error in errors)


def test_two_separate_waivers_are_accepted(waiver_file: Callable[..., Path], today: date) -> None:
    """The same rule on another resource, and another rule on the same one, are other exceptions."""
    path = waiver_file(
        {"rules": ["checkov::CKV_AWS_18"]},
        {"id": "W-0003", "rules": ["AwsSolutions::AwsSolutions-S1"]},
        {"id": "W-0002", "rules": ["checkov::CKV_AWS_18"], "resources": ["Other/Bucket/Resource"]},
    )
    waivers = load_waivers(path, known_rules=KNOWN.__contains__, as_of=today)
    assert [waiver.id for waiver in waivers.entries] == ["W-0001", "W-0002", "W-0003"]


BROKEN = {
    "empty": ("", "empty"),
    "not YAML": ("waivers: [\n", "not YAML"),
    "a list": ("- id: W-0001\n", "not a mapping"),
    "another key": ("exceptions: []\n", "the key 'waivers' is missing"),
    "no list": ("waivers: W-0001\n", "waivers: "),
    "nothing": ("waivers:\n", "waivers: "),
    "key twice": ("waivers: []\nwaivers: []\n", "given twice"),
    "a tag": ("waivers: !!python/object/apply:os.getcwd []\n", "tags are not used here"),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused(text: str, expected: str, waiver_text: Callable[[str], Path], today: date) -> None:
    """A file that is not a waiver file is a user's mistake, and never a traceback or an empty list."""
    errors = _refused(waiver_text(text), today)
    assert any(expected in error.what for error in errors), [error.what for error in errors]


def test_a_missing_file_is_refused(tmp_path: Path, today: date) -> None:
    """No file is not the same as no waivers."""
    (error,) = _refused(tmp_path / "waivers.yaml", today)
    assert "does not exist" in error.what


def test_all_mistakes_are_reported_at_once(waiver_file: Callable[..., Path], today: date) -> None:
    """The reader sees everything that must be fixed in the file."""
    path = waiver_file(
        {"approver": "platform", "rules": ["checkov::NO"]}, {"id": "W-0002", "created": date(2027, 1, 1)}
    )
    assert len(_refused(path, today)) >= 3


def test_the_file_is_shown_relative_to_the_working_directory(
    waiver_file: Callable[..., Path], today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports do not depend on the location of a clone."""
    path = waiver_file()
    monkeypatch.chdir(path.parent)
    assert load_waivers(path, known_rules=KNOWN.__contains__, as_of=today).file == "waivers.yaml"


def test_without_a_day_the_day_of_the_run_counts(
    waiver_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day has one source."""
    monkeypatch.setenv("LZ_AS_OF", "2026-10-31")
    with pytest.raises(CombinedUserError, match="created in the future"):
        load_waivers(waiver_file(), known_rules=KNOWN.__contains__)
