"""Data where it may not be, and classes that contradict themselves, are refused."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.errors import UserError


def test_card_data_in_a_cde_of_staging_is_accepted(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """PCI DSS 6.5.5 allows it where staging is protected as the CDE is; the scope says so."""
    old = "owner: payments\n    internet_facing: true\n    data_classes: [internal]"
    assert mistakes({old: old.replace("internal]", "card-data]")}) == []
