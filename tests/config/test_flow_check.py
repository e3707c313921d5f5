"""Data does not flow to nowhere, past the CDE, or out of the EEA unguarded."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.config import LandingZone
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import UserError


def test_a_third_party_has_a_name_of_its_own(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """An account's name would make every flow to it ambiguous."""
    found = mistakes({"  identity-check:\n": "  log-archive:\n"})
    assert any("'log-archive' is an end of data flows already" in error.what for error in found)


def test_both_are_optional(zone: LandingZone) -> None:
    """A zone without third parties is said to have none; a snapshot keeps those that it has."""
    data = zone.snapshot()
    again = landing_zone_from_snapshot(data)
    assert again.third_parties["card-acquirer"].country == "IE"
    assert len(again.data_flows) == len(zone.data_flows) > 0
    without = {key: value for key, value in data.items() if key not in ("third_parties", "data_flows")}
    assert landing_zone_from_snapshot(without).data_flows == ()
