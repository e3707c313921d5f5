"""What fails, gathered for people: by control, and by the place where it is to be corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    FindingEntry,
    ResourceEntry,
)
from landing_zone.findings.message import without_old_ids

_RANKS = {"assertion": 0, "deliveries": 0, "AwsSolutions": 1, "checkov": 3}
"""Whose sentence says best what is wrong: 2 for the others. checkov has none, but says what should be."""


@dataclass(frozen=True)
class Breach:
    """One rule that does not hold at one place."""

    check: CheckEntry
    finding: FindingEntry
    undetermined: bool


@dataclass
class Fault:
    """What breaks one control at one place; or, for rules without a control, one fact."""

    name: str
    """The control's id; or the id of the rule, in short."""
    control: ControlEntry | None
    breaches: list[Breach] = field(default_factory=list)

    @property
    def undetermined(self) -> bool:
        """Whether nothing of it fails for certain."""
        return all(breach.undetermined for breach in self.breaches)

    def rules(self) -> list[str]:
        """Return the rules that say it, in short: one name for all packs of cdk-nag that have a rule of that name."""
        said = (((rule, b.finding.detail) for rule in (b.check.rule, *b.check.also)) for b in self.best_first())
        return short_ids(rule for rules in said for rule in rules)

    def best_first(self) -> list[Breach]:
        """Return what fails before what is undetermined, each by the engine whose sentence says best what is wrong."""
        return sorted(self.breaches, key=lambda breach: (breach.undetermined, _RANKS.get(breach.check.engine, 2)))


@dataclass
class Place:
    """A resource, a stack or an environment, and what is wrong there."""

    name: str
    resource: ResourceEntry | None
    environment: str
    """The name of the account and Region; "" where it is not known, or is the name of the place."""
    source: str
    faults: dict[str, Fault] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Places that one line of code made, where the same is wrong; or a single place."""

    places: tuple[Place, ...]

    @property
    def first(self) -> Place:
        """The one that is described."""
        return self.places[0]

    @property
    def faults(self) -> list[Fault]:
        """What is wrong at each of them: controls first, then rules without one; what is undetermined last."""
        return sorted(self.first.faults.values(), key=lambda f: (f.control is None, f.undetermined, f.name))


@dataclass(frozen=True)
class Row:
    """One control, or fact without a control, over all places."""

    fault: Fault
    places: int

    @property
    def requirements(self) -> int:
        """How many requirements of all frameworks the control answers."""
        control = self.fault.control
        return len({(m.framework, m.requirement) for m in control.requirements}) if control else 0


def groups_of(assessment: Assessment) -> list[Group]:
    """Return what stops, by place, the worst first."""
    places = _places(assessment)
    alike: dict[object, list[Place]] = defaultdict(list)
    for place in places:
        said = tuple((name, tuple(fault.rules())) for name, fault in sorted(place.faults.items()))
        alike[place.resource.type if place.resource else "", place.source, said].append(place)
    groups = [Group(tuple(sorted(members, key=lambda place: place.name))) for members in alike.values()]
    return sorted(groups, key=lambda group: (-len(group.first.faults), -len(group.places), group.first.name))


def rows_of(groups: Iterable[Group]) -> list[Row]:
    """Return what stops, by control, the worst first; rules without a control are last."""
    faults: dict[str, Fault] = {}
    places: dict[str, int] = defaultdict(int)
    for group in groups:
        for fault in group.faults:
            faults.setdefault(fault.name, fault)
            places[fault.name] += len(group.places)
    rows = [Row(fault, places[name]) for name, fault in faults.items()]
    return sorted(rows, key=lambda row: (row.fault.control is None, -row.places, -row.requirements, row.fault.name))


def advice_of(assessment: Assessment) -> list[CheckEntry]:
    """Return the checks that found something and do not stop."""
    return [check for check in assessment.checks if check.advice and (check.failed or check.undetermined)]


def sentences(place: Place, fault: Fault) -> list[str]:
    """Return what is wrong, once: what each assertion says, or else the engine that says it best."""
    breaches = [breach for breach in fault.best_first() if breach.undetermined is fault.undetermined]
    own = [breach for breach in breaches if breach.check.engine in ("assertion", "deliveries")]
    return list(dict.fromkeys(_shortened(sentence(place, breach)) for breach in own or breaches[:1]))


def sentence(place: Place, breach: Breach) -> str:
    """Return what one rule says is wrong; an engine's further explanation is in the assessment."""
    text = without_old_ids(breach.finding.message or breach.check.title)
    if place.resource:  # the place is named already
        for name in (place.resource.construct_path, f"{place.resource.logical_id} in {place.resource.stack}"):
            text = text.removeprefix(f"{place.resource.type} {name}: ")
    first, stop, _ = text.partition(". ")
    return (first + stop).strip() or "does not hold"


def short_ids(rules: Iterable[tuple[str, str]]) -> list[str]:
    """Shorten rules and their details: ``S3BucketLoggingEnabled (4 packs)`` for a rule that four packs have."""
    packs: dict[str, list[str]] = {}
    for rule, detail in rules:
        engine, _, name = rule.partition("::")
        own = _fact(rule)
        shown = (
            name if own != rule or engine == "checkov" else name.rpartition(".")[2] if engine == "assertion" else rule
        )
        suffix = f"[{detail}]" if detail else ""
        names = packs.setdefault((own if own != rule else shown) + suffix, [])
        if shown + suffix not in names:
            names.append(shown + suffix)
    return [names[0] if len(names) == 1 else f"{key} ({len(names)} packs)" for key, names in packs.items()]


def _places(assessment: Assessment) -> Iterable[Place]:
    controls = {c.id: c for c in assessment.controls if c.status is ControlStatus.NOT_HELD}
    environments = {f"{e.account_id}/{e.region}": e.name for e in assessment.environments}
    places: dict[object, Place] = {}
    for breach in _breaches(assessment.checks):
        finding = breach.finding
        key = (finding.stack, finding.environment) if finding.resource is None else finding.resource
        if key not in places:
            places[key] = _place(assessment, environments, finding)
        of_rule = [controls[id_] for id_ in breach.check.controls if id_ in controls]
        for control in of_rule or (None,):
            name = control.id if control else _fact(breach.check.rule)
            places[key].faults.setdefault(name, Fault(name, control)).breaches.append(breach)
    return places.values()


def _breaches(checks: Sequence[CheckEntry]) -> Iterator[Breach]:
    for check in checks:
        if not check.advice:
            yield from (Breach(check, finding, undetermined=False) for finding in check.failed)
            yield from (Breach(check, finding, undetermined=True) for finding in check.undetermined)


def _fact(rule: str) -> str:
    """Return the name that a rule of cdk-nag has in each pack; the id of another engine's rule as it is."""
    engine, _, name = rule.partition("::")
    return name.removeprefix(f"{engine}-") if name.startswith(f"{engine}-") else rule


def _place(assessment: Assessment, environments: dict[str, str], finding: FindingEntry) -> Place:
    if finding.resource is None:
        environment = environments.get(finding.environment, finding.environment)
        return Place(finding.stack or environment or "the zone", None, "", finding.source)
    resource = assessment.resources[finding.resource]
    name = resource.construct_path or f"{resource.stack}/{resource.logical_id}"
    environment = environments.get(resource.environment, resource.environment)
    return Place(name, resource, environment, finding.source or resource.source)


def _shortened(text: str) -> str:
    """Cut a sentence that says several things, as of each of four settings."""
    first, *more = text.split("; ")
    return f"{first}; and {len(more)} more" if len(more) > 1 else text
