"""Rules of security groups, as the words of a widening."""

from __future__ import annotations

from landing_zone.cloudformation.networks.rules import ALL, ALL_PORTS, Rule
from landing_zone.diff.by_place import as_text


def words_of(rule: Rule) -> str:
    """Return what a rule lets through, in words; a function of the template as its JSON."""
    ports = f"ports {as_text(rule.first)}-{as_text(rule.last)}"
    ports = "all ports" if (rule.first, rule.last) == ALL_PORTS else ports
    side = "from" if rule.direction == "ingress" else "to"
    protocol = "every protocol" if rule.protocol == ALL else as_text(rule.protocol)
    group = f", of {as_text(rule.group)}" if rule.group else ""
    return f"{rule.direction} {protocol}, {ports}, {side} {as_text(rule.peer or 'anywhere')}{group}"
