"""Wildcards in construct paths."""

from __future__ import annotations

import pytest

from landing_zone.waivers.pattern import covers, is_wild, overlap

COVERS = [
    ("S/B/Resource", "S/B/Resource", True),
    ("S/B/Resource", "S/B/Resource2", False),
    ("Base-*/B/Resource", "Base-cde-eu-west-1/B/Resource", True),
    ("Base-*/B/Resource", "Base-cde/X/B/Resource", False),
    ("Base-*/B/Resource", "Baseline-cde/B/Resource", False),
    ("S/Subnet?/Resource", "S/Subnet1/Resource", True),
    ("S/Subnet?/Resource", "S/Subnet12/Resource", False),
    ("S/Sub?Net/Resource", "S/Sub/Net/Resource", False),
    ("S/Sub[12]*/Resource", "S/Sub[12]a/Resource", True),
    ("S/Sub[12]*/Resource", "S/Sub1a/Resource", False),
    ("S/a.b*", "S/aXb", False),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), COVERS)
def test_wildcards_match_characters_of_one_segment(pattern: str, path: str, expected: bool) -> None:
    """``*`` and ``?`` alone are special, and neither matches a slash."""
    assert covers(pattern, path) is expected


def test_square_brackets_are_not_a_wildcard() -> None:
    """Construct ids may contain them."""
    assert not is_wild("S/Sub[12]/Resource")


OVERLAP = [
    ("A-*/B/R", "A-x/B/R", True),
    ("A-x/B/R", "A-*/B/R", True),
    ("A-*-west/B/R", "A-cde-*/B/R", True),
    ("A-*-west/B/R", "A-*-east/B/R", False),
    ("A-*/B/R", "A-*/B/C/R", False),
    ("A-*/B?/R", "A-*/B12/R", False),
    ("A-*/B?/R", "A-x/B1/R", True),
    ("A-*a/B", "A-b*/B", True),
    ("A-??/B", "A-*x/B", True),
]


@pytest.mark.parametrize(("one", "other", "expected"), OVERLAP)
def test_two_patterns_overlap_when_some_path_fits_both(one: str, other: str, expected: bool) -> None:
    """Overlap is found whichever of the two has the wildcard."""
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected
