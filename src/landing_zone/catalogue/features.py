"""What a zone has or lacks: an assertion or a waiver that needs something is left out where the zone lacks it.

A shape of the zone is what its configuration says: with or without an organisation, a mirror Region, an account for
each role, and things that existed before. What a shape lacks is said by requirement in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.types.resource_type import types_of_one_account

FEATURES: Mapping[str, str] = {
    "organisation": "the zone is one account, without an organisation (organisation.id)",
    "mirror": "the zone has no mirror Region (regions.mirror)",
    "separate-management": "the management account has other roles too (accounts.also)",
    "separate-log-archive": "the log archive has no account of its own (accounts.also)",
    "separate-security": "findings have no account of their own (accounts.also)",
    "own-trail": "the trail existed before (existing.trail)",
    "trail-log-group": "the trail existed before, and its log group is not named (existing.trail.log_group)",
    "own-log-archive": "the log archive existed before (existing.log_archive)",
    "own-recorder": "AWS Config's recorder existed before (existing.recorder)",
    "own-delivery-channel": "AWS Config's delivery channel existed before (existing.delivery_channel)",
    "own-detector": "GuardDuty's detector existed before (existing.detector)",
    "own-macie": "Amazon Macie was on before (existing.macie)",
    "own-security-hub": "Security Hub existed before (existing.security_hub)",
}
"""Each feature, and what is said where the zone, or an environment, lacks it."""

ADOPTED = frozenset(name for name in FEATURES if name.startswith("own-"))
"""Features that are lacking because the thing existed before: it is there, and only the running account shows it."""

_SEPARATE = {"management", "log-archive", "security"}
_WHOLE_ZONE = ("trail", "log_archive", "security_hub")
_PER_ACCOUNT = ("recorder", "delivery_channel", "detector", "macie")


def features(zone: Mapping[str, Any], account: Mapping[str, Any]) -> frozenset[str]:
    """Return the features of a zone as one of its accounts has them.

    Args:
        zone: the configuration's snapshot.
        account: one of its accounts.
    """
    existing = zone.get("existing") or {}
    found = set()
    if _in_an_organisation(zone):
        found.add("organisation")
    if zone["regions"].get("mirror"):
        found.add("mirror")
    for role in _SEPARATE:
        holder = next((a for a in zone["accounts"] if role in (a["role"], *(a.get("also") or ()))), None)
        if holder is not None and not holder.get("also"):
            found.add(f"separate-{role}")
    found |= {f"own-{name.replace('_', '-')}" for name in _WHOLE_ZONE if not existing.get(name)}
    trail = existing.get("trail")
    if not trail or trail.get("log_group"):
        found.add("trail-log-group")
    for name in _PER_ACCOUNT:
        adopted = existing.get(name)
        accounts = (adopted or {}).get("accounts") or ()
        in_this_account = adopted is not None and (not accounts or account["name"] in accounts)
        if not in_this_account:
            found.add(f"own-{name.replace('_', '-')}")
    return frozenset(found)


def of_one_account(zone: Mapping[str, Any] | None) -> Mapping[str, str]:
    """Return types of an organisation with the type that does the same for the one account of a zone without one.

    An assertion about the first means the second too there. In an organisation it does not, since that reaches one
    account of many.

    Args:
        zone: the configuration's snapshot; ``None`` for templates from elsewhere.
    """
    return types_of_one_account() if zone is not None and not _in_an_organisation(zone) else {}


def _in_an_organisation(zone: Mapping[str, Any]) -> bool:
    return bool((zone.get("organisation") or {}).get("id"))
