"""Build the inventory of an assembly, which documents and reports read from the assessment."""

from __future__ import annotations

from collections.abc import Mapping

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Target
from landing_zone.cloudformation.model import Assembly
from landing_zone.inventory.alerts import alerts
from landing_zone.inventory.copies import copies
from landing_zone.inventory.facts import Facts
from landing_zone.inventory.guardrails import guardrails
from landing_zone.inventory.keys import keys
from landing_zone.inventory.logs import logs
from landing_zone.inventory.model import Inventory
from landing_zone.inventory.networks import networks
from landing_zone.inventory.protections import protections
from landing_zone.inventory.roles import roles
from landing_zone.inventory.security_group_rules import openings
from landing_zone.inventory.stores import stores
from landing_zone.inventory.tls import tls


def build_inventory(assembly: Assembly, positions: Mapping[Target, int], resolver: Resolver | None = None) -> Inventory:
    """List what the templates would build.

    Args:
        assembly: what was judged.
        positions: (stack, logical id) to position in ``Assessment.resources``.
        resolver: see :class:`Facts`.
    """
    facts = Facts(assembly, positions, resolver)
    return Inventory(
        networks=networks(facts),
        openings=openings(facts),
        keys=keys(facts),
        tls=tls(facts),
        logs=logs(facts),
        roles=roles(facts),
        copies=copies(facts),
        stores=stores(facts),
        protections=protections(facts),
        alerts=alerts(facts),
        guardrails=guardrails(facts),
    )
