"""The one judgement: engines, assertions, bypass checks and waivers, joined into the assessment.

A synth, ``lz check`` and the tests all come through here, so that the same templates get the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import metadata
from pathlib import Path

from landing_zone.assertions.decide import decide
from landing_zone.assertions.evaluate import evaluate
from landing_zone.assessment.assess import assess
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.provenance import provenance
from landing_zone.assessment.waived import waiver_entries
from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.cloudformation.assembly.creation_lines import creation_lines, line_of
from landing_zone.cloudformation.assembly.integrity import refuse_copied_paths, refuse_what_is_not_judged
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly
from landing_zone.cloudformation.parsing.macros import unseen_resources
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.entry import EngineEntry, EngineResults
from landing_zone.engines.session import Engines
from landing_zone.files.policies_folder import PolicySources, policy_sources
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.bypass_checks import find_bypasses
from landing_zone.gate.known_rules import KnownRules
from landing_zone.proofs.load import load_proofs, what_is_shown
from landing_zone.waivers.apply import apply
from landing_zone.waivers.as_of import as_of
from landing_zone.waivers.load import load_waivers
from landing_zone.waivers.security_hub import SECURITY_HUB_WAIVERS, security_hub_waivers, switched_off
from landing_zone.waivers.waivers import Waivers

NOT_JUDGED = "gate::not-judged"
_DECLARE = "declare the resources in a stack of the app, in a form that the engines read"


@dataclass(frozen=True)
class Policies:
    """What is judged by: the catalogue, the waivers, the day, and which checks are proven.

    Args:
        catalogue: frameworks and controls.
        waivers: the exceptions.
        as_of: the day on which the waivers are judged.
        proven: rules that ``policies/proofs`` shows to fail, to what each proof breaks; ``tests/proofs`` carries those
            proofs out at each run.
        sources: where all of that was read; ``None`` when it was put together by hand, as tests do.
        security_hub: the controls of Security Hub that are switched off.
    """

    catalogue: Catalogue
    waivers: Waivers
    as_of: date
    proven: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: PolicySources | None = None
    security_hub: Waivers | None = None


@dataclass(frozen=True)
class Judgement:
    """All findings, waivers applied, and what they add up to."""

    findings: Sequence[Finding]
    assessment: Assessment


def load_policies(sources: PolicySources) -> Policies:
    """Read catalogue, waivers and proofs.

    Raises:
        UserError: a file is missing or wrong, with file and line.
    """
    day = as_of()
    folder = sources.catalogue
    catalogue = load_catalogue(folder, sources.own)
    known = KnownRules(folder, catalogue)
    without = sources.own is not None and not sources.waivers.exists()
    waivers = Waivers() if without else load_waivers(sources.waivers, known_rules=known, as_of=day)
    hub = folder / SECURITY_HUB_WAIVERS
    return Policies(
        catalogue,
        waivers,
        day,
        what_is_shown(load_proofs(folder, catalogue)),
        sources,
        security_hub_waivers(hub, day) if hub.is_file() else None,
    )


def judge_assembly(
    assembly: Assembly, policies: Policies, engines: Engines, *, app: bool = False, whole: bool = False
) -> Judgement:
    """Judge an assembly of this landing zone, of another app, or templates from elsewhere.

    Assertions about the zone as a whole apply to an assembly of this landing zone alone. The waivers in the wheel are
    those of the example landing zone, and cover nothing else.

    Args:
        assembly: what is judged; its ``zone`` is ``None`` for anything but this landing zone.
        policies: what it is judged by.
        engines: started or not.
        app: whether this is what an app deploys: what could not be judged is a finding then, and only waivers that were
            chosen count. Always so for this landing zone.
        whole: whether the waivers were written for all of this: one that covers nothing is a problem then. Always so
            for this landing zone.

    Raises:
        BrokenEngineError: an engine broke; or, in an assembly of this landing zone, could not judge a template.
        UserError: a file of the assembly cannot be read; or two resources claim one construct path.
    """
    zone = landing_zone_from_snapshot(assembly.zone) if assembly.zone is not None else None
    if zone:
        refuse_what_is_not_judged(assembly, {environment.key for environment in zone.environments()})
    else:
        refuse_copied_paths(assembly)
    others = policies.sources is not None and (policies.sources.of_the_wheel or (app and not policies.sources.chosen))
    waivers = Waivers(file=policies.waivers.file) if zone is None and others else policies.waivers
    engines.begin(assembly)
    # While the engines are at work: what needs none of their answers.
    resolver = Resolver(assembly)
    off = switched_off(policies.security_hub)
    evaluation = evaluate(assembly, policies.catalogue.controls.values(), off, resolver)
    lines = creation_lines(assembly.path, Path.cwd()) if assembly.path.is_dir() else {}
    bypasses = find_bypasses(assembly, waivers.backs)  # while the engines work
    result = engines.judge(assembly)
    if zone and result.not_judged:
        engine, _, reason = result.not_judged[0].partition(": ")
        raise BrokenEngineError(
            engine,
            f"it cannot judge {reason}" + (f", and {len(result.not_judged) - 1} more" if result.not_judged[1:] else ""),
            fix="write the resource in a form that the engine can read",
        )
    unseen = _not_judged(assembly, result.not_judged) if app and not zone else ()
    controls = policies.catalogue.controls.values()
    decided = decide((*result.findings, *bypasses, *unseen, *evaluation.findings), controls)
    findings = _with_lines(decided, lines)
    applied = apply(findings, waivers, policies.as_of, whole=whole or zone is not None)
    frameworks = zone.frameworks if zone else tuple(policies.catalogue.frameworks)
    count = len(assembly.templates)
    ours = (
        _own_entry("assertion", "1", count, len(evaluation.findings)),
        _own_entry("gate", metadata.version("landing-zone"), count, len(bypasses)),
    )
    assessment = assess(
        assembly,
        applied.findings,
        (*result.engines, *ours),
        policies.catalogue,
        waivers,
        applied.problems,
        policies.as_of,
        zone,
        frameworks,
        (
            *result.not_judged,
            *_about_the_zone(evaluation.not_judged),
            *(f"{skipped.file}: {skipped.why}" for skipped in assembly.skipped),
        ),
        titles=_titles(applied.findings),
        proofs=policies.proven,
        shown=policies.proven,
        resolver=resolver,
    )
    if (sources := policies.sources) is not None:
        inputs = provenance(sources.catalogue, assembly.zone, sources.own)
        assessment = assessment.model_copy(update={"provenance": inputs})
    if zone and policies.security_hub is not None:
        entries = waiver_entries(policies.security_hub, (), policies.as_of)
        assessment = assessment.model_copy(update={"security_hub_waivers": entries})
    if not zone:
        # What templates from elsewhere leave open says nothing about how an organisation meets a framework.
        assessment = assessment.model_copy(update={"frameworks": ()})
    return Judgement((*applied.findings, *applied.problems), assessment)


def find_unwaived(assembly: Assembly, engines: Engines) -> tuple[Finding, ...]:
    """Return what engines and bypass checks say of templates, as if there were no waivers; proofs are judged by it.

    Raises:
        BrokenEngineError: an engine broke.
        UserError: a file of the assembly cannot be read.
    """
    return (*engines.judge(assembly).findings, *find_bypasses(assembly, lambda _rule, _path: False))


def judge_path(path: Path, *, policies: Path | None = None, stock: bool = False) -> Judgement:
    """Judge what a user names: a ``cdk.out``, a folder of templates, or one template.

    Args:
        path: what to judge.
        policies: the policies' folder; by default those that :func:`policy_sources` finds.
        stock: run the engines without patches for speed.

    Raises:
        UserError: the path, the policies or an engine is at fault.
    """
    sources = policy_sources(policies)
    loaded = load_policies(sources)
    with Engines(sources.catalogue.parent, policies=sources.catalogue, stock=stock) as engines:
        engines.start()
        return judge_assembly(load_assembly(path), loaded, engines)


def _own_entry(name: str, version: str, templates: int, findings: int) -> EngineEntry:
    """Return the entry of a part of the gate itself: nothing of it is cached, and nothing is replaced."""
    results = EngineResults(fresh=templates, from_cache=0, patched=0)
    return EngineEntry(name=name, version=version, templates=templates, findings=findings, results=results)


def _not_judged(assembly: Assembly, refused: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for all that is deployed and was not judged: nothing of an app may pass unseen."""
    for skipped in unseen_resources(assembly.templates):
        yield Finding(NOT_JUDGED, skipped.file, "", "", Status.UNDETERMINED, message=f"{skipped.why}: {_DECLARE}")
    for reason in refused:
        engine, _, rest = reason.partition(": ")
        template, _, why = rest.partition(": ")
        yield Finding(NOT_JUDGED, template, "", engine, Status.UNDETERMINED, message=f"{engine}: {why}: {_DECLARE}")


def _titles(findings: Sequence[Finding]) -> dict[str, str]:
    """Return what checkov's rules ask: it says that of each resource, and of nothing else."""
    judged = (Status.PASS, Status.FAIL, Status.WAIVED, Status.OVERRULED)
    return {f.rule: f.message for f in findings if f.engine == "checkov" and f.status in judged and f.message}


def _with_lines(findings: Sequence[Finding], lines: Mapping[str, str]) -> list[Finding]:
    """Add the line of the user's code to each finding about a construct, where the CDK noted it."""
    if not lines:
        return list(findings)
    return [
        replace(finding, source=line_of(lines, finding.construct_path))
        if finding.construct_path and not finding.source
        else finding
        for finding in findings
    ]


def _about_the_zone(rules: Sequence[str]) -> tuple[str, ...]:
    if not rules:
        return ()
    return (f"{len(rules)} assertions about a landing zone as a whole: this is not a cloud assembly of a landing zone",)
