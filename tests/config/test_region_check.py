"""Regions and zones that do not fit are refused."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.errors import UserError


def test_a_mirror_equal_to_home_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """The mirror's line is named, and what was meant for the true mirror is shown to have no place any more."""
    found = mistakes({"  mirror: eu-central-1\n": "  mirror: eu-west-1\n"})
    first = found[0]
    assert "the mirror is the home Region itself" in first.what
    assert (first.value, first.allowed) == ("eu-west-1", "an allowed Region other than eu-west-1")
    assert first.fix == "choose a second Region"
    assert "zones are given for eu-central-1" in found[1].what
    assert {error.what for error in found[2:]} == {"the VPC is in eu-central-1, where nothing is built"}
