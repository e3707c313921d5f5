"""Validates waivers beyond the form of a single field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from landing_zone.catalogue.known_words import Unknown
from landing_zone.errors import UserError
from landing_zone.findings.finding import NOT_JUDGED
from landing_zone.waivers.boilerplate import is_boilerplate
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.pattern import is_wild, overlap, too_wide
from landing_zone.waivers.placeholders import OF_AN_ENVIRONMENT, OF_THE_ZONE, placeholders
from landing_zone.yaml.issue import Location, did_you_mean
from landing_zone.yaml.yaml_file import YamlFile

MAXIMUM_DAYS = 400
"""From creation to expiry. PCI DSS v4.0.1 has risk analyses and compensating controls reviewed at least every twelve
months (12.3.1, Appendix B); 35 days on top leave time to hold the review, and to renew or end the waiver."""

_NEVER = {
    "gate": "a finding of the gate itself says that the gate was bypassed",
    "cfn-lint::E0": "it says that the template could not be read, so nothing was judged",
}


def find_issues(
    file: YamlFile,
    waivers: tuple[Waiver, ...],
    known_rules: Callable[[str], bool],
    as_of: date,
    nearest: Callable[[str], Unknown | None] | None = None,
) -> Iterator[UserError]:
    """Yield each mistake with its line.

    Args:
        file: the file that the waivers were read from, for lines.
        waivers: in the file's order.
        known_rules: returns whether a qualified rule without detail exists.
        as_of: the day of the run.
        nearest: says of a rule that does not exist which list was asked, and the nearest one that does.
    """
    for index, waiver in enumerate(waivers):
        at: Location = ("waivers", index)
        yield from _of_rules(file, at, waiver, known_rules, nearest)
        yield from _of_resources(file, at, waiver)
        yield from _of_placeholders(file, at, waiver)
        yield from _of_people_and_texts(file, at, waiver)
        yield from _of_dates(file, at, waiver, as_of)
    yield from _between(file, waivers)


def _of_rules(
    file: YamlFile,
    at: Location,
    waiver: Waiver,
    known_rules: Callable[[str], bool],
    nearest: Callable[[str], Unknown | None] | None,
) -> Iterator[UserError]:
    for position, rule in enumerate(waiver.rules):
        where = (*at, "rules", position)
        bare = bare_rule(rule)
        why = next((why for start, why in _NEVER.items() if f"{bare}:".startswith(start)), "")
        if why and bare != NOT_JUDGED:
            yield file.error(
                where,
                f"{waiver.id}: '{bare}' cannot be waived: {why}",
                allowed="rules of the engines",
                fix="fix the cause",
            )
        elif not known_rules(bare):
            unknown = nearest(bare) if nearest else None
            yield file.error(
                where,
                f"{waiver.id}: no engine has the rule '{bare}'",
                allowed=unknown.allowed
                if unknown
                else "a qualified rule: checkov::CKV_AWS_18, AwsSolutions::AwsSolutions-S1",
                fix=unknown.fix if unknown else "copy the id from the finding that the waiver is for",
            )
        elif bare == NOT_JUDGED and (wild := [resource for resource in waiver.resources if is_wild(resource)]):
            yield file.error(
                where,
                f"{waiver.id}: what was not judged is accepted by name: {wild[0]} is a wildcard",
                allowed="construct paths, template/LogicalId, or a stack's name",
                fix="name each resource or stack",
            )
        if waiver.details and bare != rule:
            yield file.error(
                where,
                f"{waiver.id}: the rule names its detail, and 'details' is given too",
                allowed="rules without brackets and 'details', or rules with their details in brackets",
                fix="use one of the two",
            )
    repeated = sorted({r for r in waiver.exact_rules if waiver.exact_rules.count(r) > 1})
    if repeated:
        what = f"{waiver.id}: named twice: {', '.join(repeated)}"
        yield file.error((*at, "rules"), what, allowed="each rule once", fix="remove the second")


def _of_resources(file: YamlFile, at: Location, waiver: Waiver) -> Iterator[UserError]:
    wild = [(i, r) for i, r in enumerate(waiver.resources) if is_wild(r)]
    for position, resource in wild:
        problem = too_wide(resource)
        if problem:
            yield file.error(
                (*at, "resources", position),
                f"{waiver.id}: {problem}",
                allowed="a construct path, wildcards within a segment: Baseline-*-eu-west-1/Recorder/Role/Resource",
                fix="narrow it to the resources that are meant",
            )
    for name, value in (("matches", waiver.matches), ("generated", waiver.generated)):
        if wild and value is None:
            yield file.error(
                (*at, "resources", wild[0][0]),
                f"{waiver.id}: a wildcard needs '{name}'",
                allowed="exact construct paths; or a wildcard, with 'matches: N' and 'generated: why these are alike'",
                fix=f"name the resources one by one, or add '{name}'",
            )
        elif not wild and value is not None:
            what = f"{waiver.id}: '{name}' goes with a wildcard alone"
            yield file.error((*at, name), what, allowed="with '*' or '?' in a resource", fix="remove the line")
    for i, one in enumerate(waiver.resources):
        if any(overlap(one, other) for other in waiver.resources[:i]):
            what = f"{waiver.id}: the resource is named twice"
            yield file.error((*at, "resources", i), what, allowed="each resource once", fix="remove one")


def _of_placeholders(file: YamlFile, at: Location, waiver: Waiver) -> Iterator[UserError]:
    each = waiver.in_each_environment is not None
    known = (*OF_THE_ZONE, *(OF_AN_ENVIRONMENT if each else ()))
    for key in ("rules", "details", "resources"):
        for position, text in enumerate(getattr(waiver, key)):
            for name in placeholders(text):
                if name in known:
                    continue
                needs_each = name in OF_AN_ENVIRONMENT
                yield file.error(
                    (*at, key, position),
                    f"{waiver.id}: ${{{name}}} "
                    + ("needs 'in_each_environment'" if needs_each else "is not a value of landing-zone.yaml"),
                    allowed=", ".join(f"${{{one}}}" for one in known),
                    fix="add 'in_each_environment: {}', or filters in it"
                    if needs_each
                    else did_you_mean(name, known, "use one of these, or write the name itself"),
                )
            if key == "resources" and each and not set(placeholders(text)) & set(OF_AN_ENVIRONMENT):
                yield file.error(
                    (*at, key, position),
                    f"{waiver.id}: 'in_each_environment' is given, and this names no environment",
                    allowed=", ".join(f"${{{one}}}" for one in OF_AN_ENVIRONMENT),
                    fix="write ${environment} for that part of the stack's name: Baseline-${environment}/Recorder",
                )


def _of_people_and_texts(file: YamlFile, at: Location, waiver: Waiver) -> Iterator[UserError]:
    if (waiver.approver is None) != (waiver.ticket is None):
        there, missing = ("approver", "ticket") if waiver.approver else ("ticket", "approver")
        yield file.error(
            (*at, there),
            f"{waiver.id}: '{there}' is given without '{missing}'",
            allowed="both; or neither, and an entry in approvals.yaml",
            fix=f"add '{missing}', or remove '{there}'",
        )
    if waiver.approver and waiver.in_each_environment is not None:
        yield file.error(
            (*at, "approver"),
            f"{waiver.id}: it follows the configuration, so its approval names the accounts",
            allowed="an entry in approvals.yaml, with 'accounts'",
            fix="move 'approver' and 'ticket' there",
        )
    if waiver.approver and waiver.owner.casefold() == waiver.approver.casefold():
        yield file.error(
            (*at, "approver"),
            f"{waiver.id}: owner and approver are the same",
            allowed="another than the owner",
            fix="have someone else approve it",
        )
    for name in ("reason", "generated", "compensating_control"):
        text = getattr(waiver, name)
        if text is not None and is_boilerplate(text):
            yield file.error(
                (*at, name),
                f"{waiver.id}: '{name}' says nothing that an auditor could judge",
                allowed="a sentence that names the thing and says why",
                fix="say what is different about these resources",
            )
    if waiver.reason.casefold() == waiver.compensating_control.casefold():
        yield file.error(
            (*at, "compensating_control"),
            f"{waiver.id}: the compensating control repeats the reason",
            allowed="another sentence than the reason",
            fix="say what lowers the risk while the rule is not kept",
        )


def _of_dates(file: YamlFile, at: Location, waiver: Waiver, as_of: date) -> Iterator[UserError]:
    if waiver.created > as_of:
        yield file.error(
            (*at, "created"),
            f"{waiver.id}: created in the future",
            allowed=f"{as_of} or earlier",
            fix="give the day of approval",
        )
    if waiver.expires <= waiver.created:
        what, allowed = f"{waiver.id}: expires before it begins", f"after {waiver.created}"
        yield file.error((*at, "expires"), what, allowed=allowed, fix="correct one of the two days")
    elif (waiver.expires - waiver.created).days > MAXIMUM_DAYS:
        yield file.error(
            (*at, "expires"),
            f"{waiver.id}: lasts {(waiver.expires - waiver.created).days} days",
            allowed=f"at most {MAXIMUM_DAYS} days after 'created'",
            fix="choose an earlier day, and review the waiver then",
        )


def _between(file: YamlFile, waivers: tuple[Waiver, ...]) -> Iterator[UserError]:
    for index, waiver in enumerate(waivers):
        for earlier in waivers[:index]:
            if earlier.id == waiver.id:
                yield file.error(
                    ("waivers", index, "id"),
                    f"the id {waiver.id} is given twice",
                    allowed="an id that no other waiver has",
                    fix="take the next free",
                )
            rules = sorted(set(earlier.exact_rules) & set(waiver.exact_rules))
            shared = [r for r in waiver.resources if any(overlap(r, other) for other in earlier.resources)]
            if rules and shared:
                yield file.error(
                    ("waivers", index),
                    f"{waiver.id} and {earlier.id} both cover {rules[0]} on {shared[0]}",
                    allowed="one waiver for a rule on a resource",
                    fix="keep one of them, or narrow the other",
                )


def bare_rule(rule: str) -> str:
    """Return a rule without its detail: ``A::A-IAM5`` for ``A::A-IAM5[Resource::*]``."""
    return rule.partition("[")[0] if rule.endswith("]") else rule
