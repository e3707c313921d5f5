"""Cross checks of the Regions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.config.part import Part
from landing_zone.config.regions import MINIMUM_ZONES, Regions, partition_of
from landing_zone.yaml.issue import Issue, Location, one_of

ON_BY_DEFAULT = frozenset(
    {
        *("ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"),
        *("ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"),
        *("sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
    }
)
"""The commercial Regions that every account has; AWS switches each newer one on by request alone.

Source: "Enable or disable AWS Regions in your account", AWS Account Management.
"""


def check_regions(draft: Draft) -> Iterator[Issue]:
    """Refuse a mirror equal to home, either outside the allowed Regions, and zones that do not fit."""
    part = draft.regions
    if part is None:
        return
    regions = part.model
    if part.knows("home", "mirror") and regions.mirror == regions.home:
        yield Issue(
            ("regions", "mirror"),
            "the mirror is the home Region itself: one outage would take both copies of the logs",
            regions.mirror,
            allowed=f"an allowed Region other than {regions.home}",
            fix="choose a second Region",
        )
    for key in ("home", "mirror"):
        region = getattr(regions, key)
        if region is not None and part.knows(key, "allowed") and region not in regions.allowed:
            yield Issue(
                ("regions", key),
                f"the {key} Region is not among the allowed Regions",
                region,
                allowed=one_of(regions.allowed),
                fix=f"add {region} to regions.allowed, or choose another {key}",
            )
    if part.knows("home") and partition_of(regions.home) == "aws" and regions.home not in ON_BY_DEFAULT:
        yield Issue(
            ("regions", "home"),
            f"{regions.home} is off by default, and Security Hub can have its home in no such Region",
            regions.home,
            allowed=one_of(ON_BY_DEFAULT),
            fix=f"choose another home; {regions.home} can be the mirror",
        )
    yield from _allowed(part)
    if part.knows("zones"):
        if part.knows("home", "mirror"):
            yield from _governed(regions)
        for region, zones in regions.zones.items():
            yield from _zones(region, zones)


def _allowed(part: Part[Regions]) -> Iterator[Issue]:
    if not part.knows("allowed"):
        return
    regions = part.model
    home = partition_of(regions.home)
    seen: set[str] = set()
    for index, region in enumerate(regions.allowed):
        place = ("regions", "allowed", index)
        if region in seen:
            yield Issue(place, f"{region} is listed twice", region, allowed="each Region once", fix="remove one")
        seen.add(region)
        if part.knows("home") and partition_of(region) != home:
            yield Issue(
                place,
                f"{region} is in the partition {partition_of(region)}, home is in {home}",
                region,
                allowed=f"Regions of the partition {home}",
                fix="remove it: an AWS organisation cannot span partitions",
            )


def _governed(regions: Regions) -> Iterator[Issue]:
    for region in regions.governed:
        if region not in regions.zones:
            yield Issue(
                ("regions", "zones"),
                f"the zones of {region} are missing",
                allowed=f"at least {MINIMUM_ZONES} zones for each of {one_of(regions.governed)}",
                fix=f"add '{region}: [{', '.join(region + letter for letter in 'abc')}]'",
            )
    for region in regions.zones:
        if region not in regions.governed:
            yield Issue(
                ("regions", "zones", region),
                f"zones are given for {region}, which is neither home nor mirror",
                region,
                allowed=one_of(regions.governed),
                fix="remove the line: no network is built there",
            )


def _zones(region: str, zones: tuple[str, ...]) -> Iterator[Issue]:
    place: Location = ("regions", "zones", region)
    if len(zones) < MINIMUM_ZONES:
        yield Issue(
            place,
            f"{region} has {len(zones)} of the {MINIMUM_ZONES} zones that networks spread over",
            ", ".join(zones)[:200],
            allowed=f"at least {MINIMUM_ZONES} zones",
            fix=f"list more zones of {region}: aws ec2 describe-availability-zones --region {region}",
        )
    seen: set[str] = set()
    for index, zone in enumerate(zones):
        if not re.fullmatch(rf"{re.escape(region)}[a-z]", zone):
            yield Issue(
                (*place, index),
                f"'{zone[:60]}' is not a zone of {region}",
                zone[:200],
                allowed=f"{region} and one letter: {region}a",
                fix=f"list zones of {region} alone",
            )
        elif zone in seen:
            yield Issue(
                (*place, index),
                f"the zone {zone} is listed twice",
                zone,
                allowed="each zone once",
                fix="list another zone in its place",
            )
        seen.add(zone)
