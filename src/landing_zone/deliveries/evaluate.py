"""Contracts asked of an assembly: one finding for each resource that a contract arises at, and what was not asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from landing_zone.assertions.environments import zone_environments
from landing_zone.catalogue.delivery import Delivery, Sureness
from landing_zone.cloudformation.intrinsics.placeholders import Placeholders
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.deliveries.ask import Answer, Asking, Result
from landing_zone.deliveries.organisation import Guardrails
from landing_zone.deliveries.targets import Targets
from landing_zone.deliveries.values import Values
from landing_zone.findings.finding import Finding, Status, in_order
from landing_zone.findings.on_resource import on_resource, some_of


@dataclass(frozen=True, slots=True)
class Outside:
    """A delivery to what is in none of the templates.

    Args:
        contract: its id.
        stack: of the resource that the contract arises at.
        logical_id: of that resource.
        target: the ARN, or what is known of it.
    """

    contract: str
    stack: str
    logical_id: str
    target: str


@dataclass(slots=True)
class Deliveries:
    """What came out.

    Args:
        findings: sorted; one for each resource at which a contract arises and was asked whole.
        outside: deliveries that could not be asked, since what they reach is in none of the templates.
        requests: contract to the number of requests that were decided.
    """

    findings: list[Finding] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)


def evaluate_deliveries(assembly: Assembly, contracts: Iterable[Delivery]) -> Deliveries:
    """Ask contracts of an assembly.

    A request that is refused fails; one that depends on a value that the templates do not give is undetermined. Where
    AWS's pages leave open which of several ways it sends, and one of these is refused, that is undetermined too:
    *unconfirmed*. Where the target is in none of the templates, there is no finding, and it is listed; in a landing
    zone that is undetermined, unless its configuration says that the target existed before.

    Args:
        assembly: the templates.
        contracts: of the catalogue.
    """
    contracts = tuple(contracts)
    environments = zone_environments(assembly.zone) if assembly.zone is not None else ()
    features = {one.key: one.features for one in environments}
    found = Deliveries()
    for unit in assembly.units:
        targets = Targets(unit, Placeholders(unit))
        asking = Asking(targets, Values(targets, unit.zone), Guardrails(unit.zone, targets))
        files = {template.name: unit.file(template) for template in unit.templates}
        for contract in contracts:
            for resource in targets.of(*contract.each.type):
                answers = asking.answers(contract, resource)
                if not answers:
                    continue
                decided = sum(answer.result is not Result.OUTSIDE for answer in answers)
                found.requests[contract.id] = found.requests.get(contract.id, 0) + decided
                outside = [answer for answer in answers if answer.result is Result.OUTSIDE]
                for target in dict.fromkeys(answer.said for answer in outside):
                    found.outside.append(Outside(contract.id, resource.stack, resource.logical_id, target))
                lost = assembly.zone is not None and not _adopted(contract, features.get(resource.environment))
                finding = _finding(contract, resource, answers, files, lost=lost)
                if finding is not None:
                    found.findings.append(finding)
    found.findings = in_order(found.findings)
    return found


def _adopted(contract: Delivery, features: frozenset[str] | None) -> bool:
    """Whether the zone says that what a contract reaches existed before."""
    return features is None or not features.issuperset(contract.adopted)


def _finding(
    contract: Delivery, resource: Resource, answers: list[Answer], files: Mapping[str, str], *, lost: bool
) -> Finding | None:
    """Return the finding of a contract at a resource; ``None`` where part of it could not be asked, and none fails."""
    all_refused = [a for a in answers if a.result is Result.REFUSED]
    refused = [a for a in all_refused if a.whichever or a.sure is not Sureness.UNCONFIRMED]
    maybe = [a for a in all_refused if a not in refused]
    open_ = [a.said for a in answers if a.result is Result.UNDETERMINED]
    open_ += [f"unconfirmed, AWS's pages leave open whether it does so: {a.said}" for a in maybe]
    outside = [a.said for a in answers if a.result is Result.OUTSIDE]
    if lost:
        why = "is in none of these stacks, and the configuration does not say that it existed"
        open_ += [f"{one} {why}" for one in outside]
    if refused:
        status, said = Status.FAIL, [a.said for a in refused]
    elif open_:
        status, said = Status.UNDETERMINED, open_
    elif outside:
        return None
    else:
        status, said = Status.PASS, []
    return on_resource(resource, contract.rule, status, some_of(said), files)
