"""The frozen list of Regions is that of the pinned packages."""

from __future__ import annotations

from collections.abc import Callable

from botocore.loaders import Loader

from landing_zone.config.organisation import SLUG_MAXIMUM
from landing_zone.config.regions import partition_of, partitions
from landing_zone.errors import UserError


def test_the_frozen_regions_are_those_of_botocore() -> None:
    """An update of botocore that brings a Region, or takes one away, must be carried over."""
    endpoints = Loader().load_data("endpoints")
    expected = {partition["partition"]: tuple(sorted(partition["regions"])) for partition in endpoints["partitions"]}
    assert partitions() == expected
    assert sum(len(regions) for regions in expected.values()) > 40


def test_a_partition_is_known_for_every_region() -> None:
    """A Region belongs to one partition, an invented one to none."""
    assert partition_of("eu-west-1") == "aws"
    assert partition_of("cn-north-1") == "aws-cn"
    assert partition_of("eu-west-9") is None


def test_the_longest_names_fit_a_bucket() -> None:
    """Slug, purpose of 18 characters, account id, and the longest Region fit S3's 63 characters."""
    longest = max(len(region) for regions in partitions().values() for region in regions)
    assert len("-".join(["s" * SLUG_MAXIMUM, "p" * 18, "1" * 12, "r" * longest])) <= 63


def test_a_slug_may_be_just_as_long_as_the_limit(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """The limit itself is allowed, one more is not."""
    assert mistakes({"slug: examplepay": "slug: " + "s" * SLUG_MAXIMUM}) == []
    assert len(mistakes({"slug: examplepay": "slug: " + "s" * (SLUG_MAXIMUM + 1)})) == 1
