"""The values of ``landing-zone.yaml`` that a waiver may name: ``${slug}``, ``${account.log-archive.id}``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from landing_zone.config.account import SINGLE_ROLES, Role

_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")

OF_THE_ZONE: tuple[str, ...] = (
    "slug",
    "organisation.id",
    "regions.home",
    "regions.mirror",
    "regions.mirrored",
    "regions.only",
    "own.log-archive",
    "own.configuration-history",
    "own.trail",
    *(name for role in SINGLE_ROLES for name in (f"account.{role}", f"account.{role}.id")),
    *(f"organisation.{role}" for role in SINGLE_ROLES),
)
"""Placeholders with one value in a landing zone, or none: a resource that needs a mirror is not there without one.
``regions.mirrored`` is the home Region of a zone with a mirror, ``regions.only`` that of one without.
``own.log-archive``, ``own.configuration-history`` and ``own.trail`` are the account with the one that the zone made;
where it existed before, there is none. ``organisation.management`` is the account with that role in an organisation."""
OF_AN_ENVIRONMENT: tuple[str, ...] = (
    "environment",
    *(f"environment.{role}" for role in Role),
    "environment.account",
    "environment.region",
    "environment.zone",
    "environment.vpc",
)
"""Placeholders with a value in each environment: ``cde-production-eu-west-1``, as in names of stacks; the same in
environments with one role alone; the account's name; the Region; the number of each Availability Zone there, from 1;
the construct path of each VPC of the zone there: ``Vpc``, or ``ProductionNetwork/Vpc`` of a network that is shared."""


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders in a rule, detail or resource, in their order."""
    return tuple(_PLACEHOLDER.findall(text))


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the value of each placeholder in its place.

    Raises:
        KeyError: a placeholder has no value; the waivers' file was checked for that.
    """
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)
