"""Address plans that cannot be routed are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from landing_zone.errors import UserError


@pytest.mark.parametrize("size", [16, 22])
def test_the_smallest_and_the_largest_vpc_are_accepted(
    mistakes: Callable[[dict[str, str]], list[UserError]], size: int
) -> None:
    """The limits themselves are allowed."""
    assert mistakes({"cidr: 10.17.0.0/16": f"cidr: 10.52.0.0/{size}"}) == []


def test_every_overlap_is_told(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """Three ranges inside a fourth are three mistakes, each at its own line."""
    found = mistakes(
        {
            "cidr: 10.18.0.0/16": "cidr: 10.16.0.0/22",
            "cidr: 10.32.0.0/16": "cidr: 10.16.4.0/22",
            "cidr: 10.33.0.0/16": "cidr: 10.16.8.0/22",
        }
    )
    assert [error.value for error in found] == ["10.16.0.0/22", "10.16.4.0/22", "10.16.8.0/22"]
    assert {error.what for error in found} == {"the VPC overlaps 10.16.0.0/16, of 'cde-production' in eu-west-1"}
