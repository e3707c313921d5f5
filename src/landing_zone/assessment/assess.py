"""Joins findings, waivers and catalogue into one assessment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from landing_zone.assessment.approvals import Accounts, with_coverage
from landing_zone.assessment.checks import checks_of, each_stops, proven_rules
from landing_zone.assessment.controls import controls_of
from landing_zone.assessment.frameworks import framework_entry
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.places import environment_entries, stack_entries
from landing_zone.assessment.resources import resources_of
from landing_zone.assessment.run_model import DeliveryEntry, Seal
from landing_zone.assessment.shape import assertion_entry, lack_entries, with_lacks
from landing_zone.assessment.unexamined import failing_check, unexamined
from landing_zone.assessment.verdict import verdict_of
from landing_zone.assessment.waived import waiver_entries
from landing_zone.catalogue.load import Catalogue
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly
from landing_zone.config.landing_zone import LandingZone
from landing_zone.engines.entry import EngineEntry
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding
from landing_zone.inventory.build import build_inventory
from landing_zone.waivers.waivers import Waivers

_NO_TITLES: Mapping[str, str] = {}
_NOT_SHOWN: Mapping[str, tuple[str, ...]] = {}


def assess(
    assembly: Assembly,
    findings: Iterable[Finding],
    engines: Iterable[EngineEntry],
    catalogue: Catalogue,
    waivers: Waivers,
    problems: Iterable[Finding],
    as_of: date,
    zone: LandingZone | None,
    frameworks_in_scope: Sequence[str],
    not_judged: Iterable[str] = (),
    *,
    proofs: Collection[str] = frozenset(),
    shown: Mapping[str, tuple[str, ...]] = _NOT_SHOWN,
    titles: Mapping[str, str] = _NO_TITLES,
    deliveries: tuple[DeliveryEntry, ...] = (),
    seal: Seal | None = None,
    resolver: Resolver | None = None,
    facts: Mapping[str, str] = _NO_TITLES,
    advice: Callable[[str], str] = each_stops,
    strict: bool = False,
) -> Assessment:
    """Join the results of one run.

    Args:
        assembly: what was judged.
        findings: of every engine and of the gate, after waivers.
        engines: the engines that ran.
        catalogue: frameworks and controls.
        waivers: as loaded.
        problems: findings about the waivers themselves.
        as_of: the day of the run.
        zone: the landing zone; ``None`` for templates from elsewhere.
        frameworks_in_scope: their ids.
        not_judged: what was not judged at all, each with the reason.
        proofs: rules with a proof that they can fail; only these make a requirement proven.
        shown: rule to a sentence for each of those proofs that says what was broken.
        titles: rule to a short title, for rules of engines.
        deliveries: the contracts of delivery, as they were asked.
        resolver: of the assembly, with its cached values; a new one by default.
        facts: rule to the fact that it asks about, where several rules ask about one.
        advice: why a rule does not stop; "" when it stops, as all do by default.
        strict: whether it fails that no control examines a resource.
        seal: digests of the assembly's files; :func:`landing_zone.assessment.seal.sealed` adds them later.

    Raises:
        UserError: a framework in scope is not in the catalogue.
    """
    for framework in frameworks_in_scope:
        if framework not in catalogue.frameworks:
            raise UserError(
                f"the framework '{framework}' is in scope, and is not in the catalogue",
                value=framework,
                allowed=", ".join(sorted(catalogue.frameworks)),
                fix="correct 'frameworks' in landing-zone.yaml, or add policies/frameworks/<id>.yaml",
            )
    everything = (*findings, *problems)
    resources = resources_of(assembly, everything)
    checks = checks_of(everything, resources, catalogue, titles, shown, facts, advice)
    assertions = (assertion_entry(c, a) for c in catalogue.controls.values() for a in c.assertions)
    environments = environment_entries(zone)
    checks = with_lacks(checks, assertions, assembly.zone if zone else None, environments)
    left_out = unexamined(checks, resources.entries)
    if strict and left_out:
        checks = tuple(sorted((*checks, failing_check(left_out, resources.entries)), key=lambda check: check.rule))
    controls = controls_of(catalogue, checks, frozenset(frameworks_in_scope))
    proven = proven_rules(checks).union(proofs)
    stacks = stack_entries(assembly)
    judged = tuple(
        framework_entry(catalogue.frameworks[id_].on(as_of), controls, proven, assembly.zone)
        for id_ in dict.fromkeys(frameworks_in_scope)
    )
    exceptions = waiver_entries(waivers, everything, as_of, facts)
    return Assessment(
        as_of=as_of,
        organisation=zone.organisation.name if zone else "",
        of_this_zone=zone is not None,
        verdict=verdict_of(checks, left_out),
        engines=tuple(sorted(engines, key=lambda engine: engine.name)),
        environments=environments,
        stacks=stacks,
        resources=resources.entries,
        inventory=build_inventory(assembly, resources.positions, resolver),
        zone=dict(assembly.zone) if assembly.zone is not None else None,
        checks=checks,
        controls=controls,
        frameworks=judged,
        deliveries=deliveries,
        lacks=lack_entries(assembly.zone if zone else None, environments, controls, judged),
        waivers=with_coverage(exceptions, as_of, checks, Accounts(resources.entries, stacks, environments)),
        not_judged=tuple(sorted(set(not_judged))),
        unexamined=left_out,
        assumed=tuple(sorted(resolver.stored_read)) if resolver else (),
        seal=seal or Seal(files={}),
    )
