"""Single values of the wrong form or kind are refused."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.errors import UserError


def test_a_name_of_a_data_class_is_a_name(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """Keys that are names follow the rule for names."""
    found = mistakes({"data_classes:\n  card-data": "data_classes:\n  Card Data:\n    x: 1\n  card-data"})
    assert any("this is not a name" in error.what and error.value == "Card Data" for error in found)


def test_a_section_of_the_wrong_kind_is_told_once(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """No check stumbles over it, and nothing that depends on it is called wrong."""
    for key, allowed in (("regions", "a mapping with the keys home, mirror, allowed, zones"), ("accounts", "a list")):
        found = mistakes({f"\n{key}:\n": f"\n{key}: all of them\nrest:\n"})
        assert [error.what for error in found] == [
            f"{key}: 'all of them' is not allowed here",
            "rest: there is no such key",
        ]
        assert found[0].allowed == allowed
