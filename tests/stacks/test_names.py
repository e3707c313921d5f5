"""The physical names of a zone."""

from __future__ import annotations

import re

import pytest

from landing_zone.config import LandingZone, Role
from landing_zone.config.checks.data_class_check import TAKEN
from landing_zone.config.organisation import SLUG_MAXIMUM
from landing_zone.config.regions import partitions
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names
from tests.stacks.synthesized import Synthesized


@pytest.mark.parametrize(
    "kind",
    ["audit_bucket", "audit_access_log_bucket", "configuration_bucket", "configuration_access_log_bucket"],
)
def test_a_bucket_is_named_by_organisation_purpose_account_and_region(zone: LandingZone, kind: str) -> None:
    """Bucket names must be unique in all of AWS; account and Region make ours unique."""
    for region in zone.regions.governed:
        name = getattr(Names(zone), kind)(region)
        archive = zone.account_with_role(Role.LOG_ARCHIVE).id
        assert re.fullmatch(rf"{zone.organisation.slug}-[a-z-]+-{archive}-{region}", name)


def test_no_two_buckets_have_one_name(zone: LandingZone) -> None:
    """Four buckets per Region, eight names."""
    names = Names(zone)
    kinds = (
        names.audit_bucket,
        names.audit_access_log_bucket,
        names.configuration_bucket,
        names.configuration_access_log_bucket,
    )
    assert len({kind(region) for kind in kinds for region in zone.regions.governed}) == 8


def test_the_longest_slug_still_fits_in_the_longest_region(zone: LandingZone) -> None:
    """A slug that the configuration accepts never fails later in the synth."""
    longest = zone.organisation.model_copy(update={"slug": "a" * SLUG_MAXIMUM})
    names = Names(zone.model_copy(update={"organisation": longest}))
    for region in (region for regions in partitions().values() for region in regions):
        for bucket in (names.audit_bucket, names.audit_access_log_bucket, names.configuration_access_log_bucket):
            assert len(bucket(region)) <= 63
    assert len(names.key_alias("a" * 32)) <= 63


def test_no_data_class_can_have_the_name_of_another_key(assembly: Synthesized, zone: LandingZone) -> None:
    """The names that the configuration refuses are those of the zone's other keys, in the templates."""
    prefix = f"alias/{zone.organisation.slug}-"
    aliases = {properties["AliasName"].removeprefix(prefix) for _, properties in assembly.resources("AWS::KMS::Alias")}
    assert aliases - set(zone.data_classes) == TAKEN


def test_no_two_stacks_can_have_one_name() -> None:
    """``Kind-account-region``: a kind has no hyphen, and no Region ends as another does, whatever an account's name."""
    regions = [region for names in partitions().values() for region in names]
    assert len(regions) > 30
    assert not [(one, other) for one in regions for other in regions if one.endswith(f"-{other}")]
    assert not any("-" in kind.__name__ for kind in LandingZoneStack.__subclasses__())
