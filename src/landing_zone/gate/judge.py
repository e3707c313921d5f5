"""The one judgement: engines, assertions, bypass checks and waivers, joined into the assessment.

A synth, ``lz check`` and the tests all come through here, so that the same templates get the same verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import metadata
from pathlib import Path

from landing_zone.assertions.decide import decide, values_given
from landing_zone.assertions.evaluate import evaluate
from landing_zone.assessment.assess import assess
from landing_zone.assessment.checks import each_stops
from landing_zone.assessment.deliveries import delivery_entries
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.provenance import provenance
from landing_zone.assessment.run_model import BrokenFileEntry
from landing_zone.assessment.waived import waiver_entries
from landing_zone.catalogue.closed_world import ClosedWorld
from landing_zone.catalogue.escalation import TITLES
from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.cloudformation.assembly.creation_lines import CreationLines, creation_lines
from landing_zone.cloudformation.assembly.integrity import (
    refuse_copied_paths,
    refuse_other_accounts,
    refuse_what_is_not_judged,
)
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.deliveries.evaluate import Deliveries, evaluate_deliveries
from landing_zone.engines.entry import EngineEntry, EngineResults
from landing_zone.engines.session import Engines
from landing_zone.escalation.evaluate import evaluate_escalations
from landing_zone.files.policies_folder import GATE_FILE, PolicySources, policy_sources
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.bypass_checks import find_bypasses
from landing_zone.gate.closed_world import count_unknown, find_unknown
from landing_zone.gate.known_rules import KnownRules
from landing_zone.gate.not_judged import not_judged
from landing_zone.gate.stop_list import check_gate, load_gate
from landing_zone.gate.stopping import Stopping
from landing_zone.proofs.constrained_by_proofs import constrained_by_proofs
from landing_zone.proofs.current_digests import CurrentDigests
from landing_zone.proofs.load import load_proofs
from landing_zone.proofs.record import read_record, what_was_seen
from landing_zone.waivers.apply import apply
from landing_zone.waivers.approvals import with_approvals
from landing_zone.waivers.as_of import as_of
from landing_zone.waivers.load import load_waivers
from landing_zone.waivers.placed import placed
from landing_zone.waivers.security_hub import SECURITY_HUB_WAIVERS, security_hub_waivers, switched_off
from landing_zone.waivers.waivers import Waivers


@dataclass(frozen=True)
class Policies:
    """What is judged by: the catalogue, the waivers, the day, and which checks are proven.

    Args:
        catalogue: frameworks and controls.
        waivers: the exceptions.
        as_of: the day on which the waivers are judged.
        proven: rules that the record of ``lz prove`` shows to fail, to what was broken.
        stale: controls whose proofs do not count, to the reason.
        sources: where all of that was read; ``None`` when it was put together by hand, as tests do.
        security_hub: the controls of Security Hub that are switched off.
        known: the rules that exist; without them each stops, and none is known to ask the same as another.
        stop: rules that stop although no control in scope names them.
    """

    catalogue: Catalogue
    waivers: Waivers
    as_of: date
    proven: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: PolicySources | None = None
    security_hub: Waivers | None = None
    known: KnownRules | None = None
    stop: frozenset[str] = frozenset()
    stale: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """All findings, waivers applied, and what they add up to."""

    findings: Sequence[Finding]
    assessment: Assessment


def load_policies(sources: PolicySources) -> Policies:
    """Read catalogue, waivers with their approvals, proofs and their record.

    Raises:
        UserError: a file is missing or wrong, with file and line; or the record of the proofs was changed by hand.
    """
    day = as_of()
    folder = sources.catalogue
    catalogue = load_catalogue(folder, sources.own)
    known = KnownRules(folder, lambda: catalogue, sources.own)
    without = sources.own is not None and not sources.waivers.exists()
    waivers = (
        Waivers() if without else load_waivers(sources.waivers, known_rules=known, as_of=day, nearest=known.unknown)
    )
    waivers = with_approvals(waivers, sources.approvals, day)
    stop = load_gate(folder / GATE_FILE, known).rules
    if sources.own is not None:
        stop |= load_gate(sources.own / GATE_FILE, known).rules
    hub = folder / SECURITY_HUB_WAIVERS
    proofs = load_proofs(folder, catalogue)
    seen = what_was_seen(proofs, read_record(folder), CurrentDigests(folder))
    if catalogue.closed_world is not None:
        shown = constrained_by_proofs(proofs.values())
        catalogue = replace(catalogue, closed_world=catalogue.closed_world.with_constrained(shown))
    return Policies(
        catalogue,
        waivers,
        day,
        seen.proven,
        sources,
        security_hub_waivers(hub, day) if hub.is_file() else None,
        known,
        stop,
        seen.stale,
    )


def judge_assembly(
    assembly: Assembly,
    policies: Policies,
    engines: Engines,
    *,
    app: bool = False,
    whole: bool = False,
    strict: bool = False,
) -> Judgement:
    """Judge an assembly of this landing zone, of another app, or templates from elsewhere.

    Assertions about the zone as a whole apply to an assembly of this landing zone alone. The waivers in the wheel are
    those of the example landing zone, and cover nothing else.

    Args:
        assembly: what is judged; its ``zone`` is ``None`` for anything but this landing zone.
        policies: what it is judged by.
        engines: started or not.
        app: whether this is what an app deploys: only waivers that were chosen count then.
        whole: whether the waivers were written for all of this: one that covers nothing is a problem then. Always so
            for this landing zone.
        strict: whether it fails that no control examines a resource.

    Raises:
        BrokenEngineError: an engine broke.
        UserError: a file of the assembly cannot be read; or two resources claim one construct path.
    """
    zone = zone_of(assembly)
    others = policies.sources is not None and (policies.sources.of_the_wheel or (app and not policies.sources.chosen))
    waivers = Waivers(file=policies.waivers.file) if zone is None and others else placed(policies.waivers, zone)
    engines.begin(assembly)
    # While the engines are at work: what needs none of their answers.
    resolver = Resolver(assembly)
    off = switched_off(policies.security_hub)
    evaluation = evaluate(assembly, policies.catalogue.controls.values(), off, resolver)
    deliveries = evaluate_deliveries(assembly, policies.catalogue.deliveries.values())
    ways = policies.catalogue.escalations
    escalations = evaluate_escalations(assembly, ways) if ways else []
    lines = creation_lines(assembly.path, Path.cwd()) if assembly.path.is_dir() else CreationLines()
    bypasses = find_bypasses(assembly, waivers.backs)  # while the engines work
    result = engines.judge(assembly)
    unseen = not_judged(assembly, result.not_judged)
    world = policies.catalogue.closed_world if zone is not None else None
    unknown = tuple(find_unknown(assembly, world, zone)) if world else ()
    controls = policies.catalogue.controls.values()
    decided = decide(
        (*result.findings, *bypasses, *unseen, *unknown, *evaluation.findings, *deliveries.findings, *escalations),
        controls,
        values_given(assembly, resolver),
    )
    findings = _with_lines(decided, lines)
    whole = whole or zone is not None
    applied = apply(findings, waivers, policies.as_of, whole=whole, not_asked=evaluation.not_asked)
    frameworks = zone.frameworks if zone else tuple(policies.catalogue.frameworks)
    why_advice = why_it_does_not_stop(policies, zone, applied.findings)
    judged = tuple(_with_advice(finding, why_advice) for finding in applied.findings)
    count = len(assembly.templates)
    ours = (
        _own_entry("assertion", "1", count, len(evaluation.findings)),
        _own_entry("deliveries", "1", count, len(deliveries.findings)),
        _own_entry("escalation", "1", count, len(escalations)),
        _own_entry("gate", metadata.version("landing-zone"), count, len(bypasses) + len(unknown)),
    )
    assessment = assess(
        assembly,
        judged,
        (*result.engines, *ours),
        policies.catalogue,
        waivers,
        applied.problems,
        policies.as_of,
        zone,
        frameworks,
        (
            *_about_the_zone(evaluation.not_judged),
            *_outside(deliveries),
            *(count_unknown(assembly, world, zone) if world else ()),
            *(f"{skipped.file}: {skipped.why}" for skipped in assembly.skipped),
        ),
        titles=_titles(applied.findings)
        | {one.rule: one.title for one in policies.catalogue.deliveries.values()}
        | {way.rule: title for way, title in TITLES.items()},
        deliveries=delivery_entries(policies.catalogue.deliveries.values(), deliveries),
        proofs=policies.proven,
        shown=policies.proven,
        facts=policies.known.facts if policies.known else {},
        advice=why_advice,
        resolver=resolver,
        strict=strict,
    )
    if (sources := policies.sources) is not None:
        inputs = provenance(sources.catalogue, assembly.zone, sources.own)
        assessment = assessment.model_copy(update={"provenance": inputs, "stale_proofs": dict(policies.stale)})
    if assembly.broken:
        broken = tuple(
            BrokenFileEntry(file=one.file, line=one.line, what=one.what, fix=one.fix) for one in assembly.broken
        )
        assessment = assessment.model_copy(update={"broken_files": broken})
    if zone and policies.security_hub is not None:
        entries = waiver_entries(policies.security_hub, (), policies.as_of)
        assessment = assessment.model_copy(update={"security_hub_waivers": entries})
    if not zone:
        # What templates from elsewhere leave open says nothing about how an organisation meets a framework.
        assessment = assessment.model_copy(update={"frameworks": ()})
    return Judgement((*judged, *applied.problems), assessment)


def zone_of(assembly: Assembly) -> LandingZone | None:
    """Return the configuration of an assembly of a landing zone; ``None`` for anything else.

    Raises:
        UserError: what deploys the assembly is not certain, or not what the configuration names; or two resources
            claim one construct path.
    """
    zone = landing_zone_from_snapshot(assembly.zone) if assembly.zone is not None else None
    if zone:
        environments = {environment.key for environment in zone.environments()}
        refuse_what_is_not_judged(assembly, environments, zone.bootstrap.names())
    else:
        refuse_copied_paths(assembly)
        refuse_other_accounts(assembly)
    return zone


def find_unwaived(assembly: Assembly, engines: Engines, world: ClosedWorld | None = None) -> tuple[Finding, ...]:
    """Return what engines and the gate's checks say of templates, as if there were no waivers; proofs are judged by it.

    Args:
        assembly: what is judged.
        engines: started.
        world: which properties are known, of the zone's own stacks.

    Raises:
        BrokenEngineError: an engine broke.
        UserError: a file of the assembly cannot be read.
    """
    return (
        *engines.judge(assembly).findings,
        *find_bypasses(assembly, lambda _rule, _path: False),
        *(find_unknown(assembly, world) if world else ()),
    )


def judge_path(
    path: Path,
    *,
    policies: Path | None = None,
    stock: bool = False,
    strict: bool = False,
    exclude: Sequence[str] = (),
    partly: bool = False,
) -> Judgement:
    """Judge what a user names: a ``cdk.out``, a folder of templates, or one template.

    Args:
        path: what to judge.
        policies: the policies' folder; by default those that :func:`policy_sources` finds.
        stock: run the engines without patches for speed.
        strict: whether it fails that no control examines a resource.
        exclude: patterns of files in a folder of templates that are left out.
        partly: whether the other files of such a folder are judged where some cannot be read: the assessment's
            ``broken_files`` then.

    Raises:
        UserError: the path, the policies or an engine is at fault.
    """
    sources = policy_sources(policies)
    loaded = load_policies(sources)
    with Engines(sources.catalogue.parent, policies=sources.catalogue, stock=stock) as engines:
        engines.start()
        return judge_assembly(load_assembly(path, exclude=exclude, partly=partly), loaded, engines, strict=strict)


def why_it_does_not_stop(
    policies: Policies, zone: LandingZone | None, findings: Iterable[Finding]
) -> Callable[[str], str]:
    """Return what says why a rule does not stop; "" when it stops.

    Args:
        policies: what is judged by.
        zone: the configuration; ``None`` for anything but a landing zone.
        findings: of the run.

    Raises:
        UserError: the configuration names a rule that there is not.
    """
    if policies.known is None:
        return each_stops
    if zone:
        check_gate(zone.gate, policies.known)
    chosen = policies.stop | (zone.gate.rules if zone else frozenset())
    frameworks = zone.frameworks if zone else tuple(policies.catalogue.frameworks)
    return Stopping(policies.catalogue, frameworks, policies.known, chosen).after(findings)


def _with_advice(finding: Finding, why: Callable[[str], str]) -> Finding:
    if finding.status in (Status.FAIL, Status.UNDETERMINED) and (advice := why(finding.rule)):
        return replace(finding, advice=advice)
    return finding


def _own_entry(name: str, version: str, templates: int, findings: int) -> EngineEntry:
    """Return the entry of a part of the gate itself: nothing of it is cached, and nothing is replaced."""
    results = EngineResults(fresh=templates, from_cache=0, patched=0)
    return EngineEntry(name=name, version=version, templates=templates, findings=findings, results=results)


def _titles(findings: Sequence[Finding]) -> dict[str, str]:
    """Return what checkov's rules ask: it says that of each resource, and of nothing else."""
    judged = (Status.PASS, Status.FAIL, Status.WAIVED, Status.OVERRULED)
    return {f.rule: f.message for f in findings if f.engine == "checkov" and f.status in judged and f.message}


def _with_lines(findings: Sequence[Finding], lines: CreationLines) -> list[Finding]:
    """Add the line of the user's code to each finding about a construct, where the CDK noted it."""
    if not lines.made:
        return list(findings)
    return [
        replace(finding, source=lines.of(finding.construct_path))
        if finding.construct_path and not finding.source
        else finding
        for finding in findings
    ]


def _outside(deliveries: Deliveries) -> tuple[str, ...]:
    count = len({(one.contract, one.stack, one.logical_id) for one in deliveries.outside})
    what = "deliveries to what is in none of the templates: the document 'deliveries' names them"
    return (f"{count} {what}",) if count else ()


def _about_the_zone(rules: Sequence[str]) -> tuple[str, ...]:
    if not rules:
        return ()
    return (f"{len(rules)} assertions about a landing zone as a whole: this is not a cloud assembly of a landing zone",)
