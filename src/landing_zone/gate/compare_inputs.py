"""Compares what an assessment was made from with what is here: policies, configuration, and the proofs' record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from landing_zone.assessment.approvals import without_coverage
from landing_zone.assessment.checks import ACCOUNT, ENVIRONMENT, SEARCHED, STACK, proven_rules
from landing_zone.assessment.controls import controls_of
from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.frameworks import framework_entry
from landing_zone.assessment.model import Assessment, CheckEntry, ResourceEntry
from landing_zone.assessment.places import stack_entries
from landing_zone.assessment.provenance import policies_digest
from landing_zone.assessment.resources import resources_of
from landing_zone.assessment.run_model import Provenance
from landing_zone.assessment.verify import Difference, Kind
from landing_zone.assessment.waived import waiver_entries
from landing_zone.catalogue.assertion import ZONE_TYPES, Assertion
from landing_zone.catalogue.features import of_one_account
from landing_zone.cloudformation.assembly.cloud_assembly import SNAPSHOT
from landing_zone.cloudformation.assembly.deployed_template import located
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.config import load_landing_zone
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import POLICIES_VARIABLE, policies_named, policy_sources
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.judge import Policies, load_policies, why_it_does_not_stop, zone_of
from landing_zone.waivers.placed import placed
from landing_zone.waivers.waivers import Waivers

CONFIGURATION = "landing-zone.yaml"


@dataclass
class Compared:
    """The outcome.

    Args:
        differences: reasons not to deploy, sorted.
        policies: whether all that the policies say was compared, approvals among it.
        not_compared: what is not here, a sentence each.
    """

    differences: list[Difference] = field(default_factory=list)
    policies: bool = False
    not_compared: list[str] = field(default_factory=list)


def compare_inputs(
    assessment: Assessment,
    cdk_out: Path,
    checkout: Path,
    *,
    policies: Path | None = None,
    configuration: Path | None = None,
) -> Compared:
    """Compare the inputs that an assembly's assessment names with those that are here.

    Args:
        assessment: the assembly's.
        cdk_out: the assembly; :func:`landing_zone.assessment.verify.verify` has looked at it.
        checkout: the folder of the app: its ``policies`` and ``landing-zone.yaml`` count where it has them.
        policies: the policies' folder, where it is another.
        configuration: the configuration's file, where it is another.

    Raises:
        UserError: the assessment contradicts the catalogue that it was made with; or what is here cannot be read.
    """
    found = Compared()
    provenance = assessment.provenance
    if provenance is None:
        found.differences.append(Difference(Kind.INPUT, ASSESSMENT, "it does not say what it was judged by"))
        return found
    _configuration(found, provenance, cdk_out, configuration or checkout / CONFIGURATION, named=bool(configuration))
    _policies(found, assessment, provenance, checkout, policies)
    found.differences.sort()
    return found


def compare_assembly(assessment: Assessment, cdk_out: Path) -> list[Difference]:
    """Compare the stacks and resources that an assessment lists with those that the assembly would deploy.

    Args:
        assessment: the assembly's.
        cdk_out: the assembly, of which no file was changed since its seal.

    Returns:
        Reasons not to deploy, sorted; also each asset that is uploaded from outside the assembly, so that no seal has
        its digest.

    Raises:
        UserError: a template or a manifest is broken; or something else would be deployed than what is judged.
    """
    assembly = load_assembly(cdk_out)
    zone_of(assembly)
    found = set()
    if stack_entries(assembly) != assessment.stacks:
        found.add(Difference(Kind.INPUT, ASSESSMENT, "the stacks in it are not those of the assembly"))
    there = resources_of(assembly, ()).entries
    if [_resource(r) for r in there] != [_resource(r) for r in assessment.resources] or any(
        real.construct_path and real.construct_path != stated.construct_path
        for real, stated in zip(there, assessment.resources, strict=False)
    ):
        found.add(Difference(Kind.INPUT, ASSESSMENT, "the resources in it are not those of the assembly"))
    for deployment in assembly.deployments:
        for asset in deployment.assets:
            if asset.source and located(cdk_out, asset.manifest.parent, asset.source) is None:
                what = "is uploaded from outside the assembly, and was not sealed; synthesize without --no-staging"
                found.add(Difference(Kind.ADDED, asset.source, what))
    return sorted(found)


def _resource(entry: ResourceEntry) -> tuple[str, ...]:
    return entry.stack, entry.logical_id, entry.type, entry.environment


def _configuration(found: Compared, provenance: Provenance, cdk_out: Path, file: Path, *, named: bool) -> None:
    snapshot = cdk_out / SNAPSHOT
    if not provenance.configuration and not snapshot.exists():  # no landing zone
        if named or file.is_file():
            what = (
                "the assembly is of no landing zone, and this is one's configuration: verify it in its app's own folder"
            )
            found.differences.append(Difference(Kind.INPUT, str(file), what))
        return
    try:
        digest = zone_digest(json.loads(snapshot.read_bytes()))
    except FileNotFoundError:
        digest = ""
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"the configuration's snapshot cannot be read: {error}", file=str(snapshot)) from None
    if digest != provenance.configuration:
        what = "is not the configuration that was judged: its digest is another"
        found.differences.append(Difference(Kind.INPUT, SNAPSHOT, what))
    if not file.is_file() and not named:
        found.not_compared.append(f"the configuration: there is no {CONFIGURATION} here; name it with --config")
    elif zone_digest(load_landing_zone(file).snapshot()) != provenance.configuration:
        what = "is not the configuration that was judged: synthesize again, or name the file with --config"
        found.differences.append(Difference(Kind.INPUT, str(file), what))


def _policies(
    found: Compared, assessment: Assessment, provenance: Provenance, checkout: Path, policies: Path | None
) -> None:
    sources = policy_sources(policies, beside=checkout)
    if policies_digest(sources.catalogue, sources.own) == provenance.policies:
        loaded = load_policies(sources)
        wrong = next(_against_the_catalogue(assessment, loaded), "")
        if wrong and found.differences:  # the configuration is another, so the waivers that follow it may be too
            found.differences.append(Difference(Kind.INPUT, ASSESSMENT, wrong))
        elif wrong:
            raise UserError(
                f"{wrong}: the assessment was changed by hand",
                file=ASSESSMENT,
                fix="run 'cdk synth' again",
            )
        found.differences += _proofs(assessment, loaded)
        found.policies = True
    elif sources.of_the_wheel:
        found.not_compared.append(
            "the policies, the catalogue's words and the proofs: only the wheel's policies are here, and others judged "
            "it; name them with --policies"
        )
    elif POLICIES_VARIABLE in provenance.overrides and not policies and not policies_named():
        found.not_compared.append(
            f"the policies, the catalogue's words and the proofs: those of {POLICIES_VARIABLE} judged it; name them "
            "with --policies"
        )
    else:
        what = "are not the policies that it was judged by: synthesize again, or name those with --policies"
        found.differences.append(Difference(Kind.INPUT, str(sources.own or sources.catalogue), what))


def _against_the_catalogue(assessment: Assessment, policies: Policies) -> Iterator[str]:
    """Yield what the assessment says otherwise than the catalogue that judged it."""
    catalogue = policies.catalogue
    frameworks = [f.id for f in assessment.frameworks] if assessment.of_this_zone else list(catalogue.frameworks)
    again = {control.id: control for control in controls_of(catalogue, assessment.checks, frameworks)}
    stated = {control.id: control for control in assessment.controls}
    for id_ in sorted({*again, *stated}):
        if again.get(id_) != stated.get(id_):
            yield f"the control {id_} is not what the catalogue says"
    yield from _checks(assessment, policies)
    proven = proven_rules(assessment.checks)
    for framework in assessment.frameworks:
        known = catalogue.frameworks.get(framework.id)
        asked = known and known.on(assessment.as_of)
        if asked is None or framework_entry(asked, assessment.controls, proven, assessment.zone) != framework:
            yield f"the framework {framework.id} is not what the catalogue says"
    zone = landing_zone_from_snapshot(assessment.zone) if assessment.zone is not None else None
    for waivers, entries in (
        (placed(policies.waivers, zone), assessment.waivers),
        (policies.security_hub or Waivers(), assessment.security_hub_waivers),
    ):
        known_waivers = waiver_entries(waivers, (), assessment.as_of)
        if assessment.zone is not None and {w.id for w in known_waivers} != {entry.id for entry in entries}:
            yield "the waivers are not those of the policies"
        for entry in entries:
            if without_coverage(entry, assessment.as_of) not in known_waivers:
                yield f"the waiver {entry.id} is not what the policies say"


def _checks(assessment: Assessment, policies: Policies) -> Iterator[str]:
    """Yield what is said as one though the rules ask different things, as advice though it stops, or as more."""
    stated = {c.assertion_rule(a): a for c in policies.catalogue.controls.values() for a in c.assertions}
    for check in assessment.checks:
        assertion = stated.get(check.rule)
        if check.watches != (assertion is not None and bool(assertion.watches)):
            yield f"whether the check {check.rule} only watches is not what the catalogue says"
        if assertion is not None and not _holds_so(assertion, check, assessment):
            yield f"the check {check.rule} is held by what the catalogue does not ask for"
    if policies.known is None:
        return
    facts = policies.known.facts
    zone = landing_zone_from_snapshot(assessment.zone) if assessment.zone is not None else None
    broken = (
        Finding(rule, entry.stack, "", entry.detail, Status.UNDETERMINED)
        for check in assessment.checks
        for entry in check.undetermined
        if entry.resource is None
        for rule in check.rules
    )
    why = why_it_does_not_stop(policies, zone, broken)
    for check in assessment.checks:
        if len({facts.get(rule, rule) for rule in check.rules}) > 1:
            yield f"{', '.join(check.rules)} do not ask the same"
        if check.advice and not all(why(rule) for rule in check.rules):
            yield f"the rule {check.rule} is stated as advice, and it stops"


def _holds_so(assertion: Assertion, check: CheckEntry, assessment: Assessment) -> bool:
    """Return whether an assertion of this form can be held by such resources, searches and places."""
    whole = assertion.none if assertion.none is not None and assertion.none.where is None else None
    met = {assessment.resources[position].type for position in check.met}
    wanted = set(assertion.has.type if assertion.has else ())
    if not met <= wanted | {one for kind, one in of_one_account(assessment.zone).items() if kind in wanted}:
        return False
    counted = assertion.has or whole
    if check.searched is not None and (counted is None or check.searched.types != counted.type):
        return False
    if assertion.has is not None:
        return all(place.startswith(ENVIRONMENT) for place in check.elsewhere)
    judged = assertion.each or assertion.none or assertion.unique
    of_zone = (STACK, ACCOUNT) if judged is not None and set(judged.type) & set(ZONE_TYPES) else ()
    return all((whole is not None and place == SEARCHED) or place.startswith(of_zone) for place in check.elsewhere)


def _proofs(assessment: Assessment, policies: Policies) -> Iterator[Difference]:
    """Yield a difference for what is stated as proven, and was not carried out with these engines."""
    seen = policies.proven
    wrong = [
        check.rule
        for check in assessment.checks
        if check.proofs
        and check.proofs != tuple(dict.fromkeys(proof for rule in check.rules for proof in seen.get(rule, ())))
    ]
    if wrong:
        what = f"states {len(wrong)} rules as proven that the record of 'lz prove' does not show, {wrong[0]} first"
        yield Difference(Kind.INPUT, ASSESSMENT, what)
    if hidden := sorted(policies.stale.keys() - assessment.stale_proofs.keys()):
        what = f"does not say that the proofs of {len(hidden)} controls do not count, {hidden[0]} first"
        yield Difference(Kind.INPUT, ASSESSMENT, what)
