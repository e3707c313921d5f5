"""Read the whole catalogue, and refuse one that contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from landing_zone.catalogue.closed_world import ClosedWorld, load_closed_world
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.decisions import decision_errors
from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.delivery_errors import delivery_errors
from landing_zone.catalogue.delivery_files import DELIVERIES, delivery_folder
from landing_zone.catalogue.escalation import Escalations, load_escalations
from landing_zone.catalogue.framework import Framework, Level, Requirement
from landing_zone.catalogue.known_words import KnownWords, Unknown
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import YamlFile, read_yaml

ENGINES = (
    "AwsSolutions",
    "HIPAA.Security",
    "NIST.800.53.R4",
    "NIST.800.53.R5",
    "PCI.DSS.321",
    "Serverless",
    "cfn-lint",
    "checkov",
    "deliveries",
    "escalation",
    "gate",
)
"""The allowed prefixes before ``::`` in a control's ``rules``: the six cdk-nag packs, the other engines, our contracts
of delivery, our search for escalations, our gate."""

_Own = TypeVar("_Own", Control, Delivery)
_Model = TypeVar("_Model", Framework, Control, Delivery)


@dataclass(frozen=True)
class Catalogue:
    """All frameworks and controls, cross-checked.

    Args:
        frameworks: id to framework, sorted by id.
        controls: id to control, sorted by id.
        deliveries: id to contract, sorted by id.
        escalations: the ways to more rights than were given; ``None`` where none are asked, as in some tests.
        closed_world: which properties are known; ``None`` where that is not asked, as in some tests.
    """

    frameworks: Mapping[str, Framework]
    controls: Mapping[str, Control]
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    escalations: Escalations | None = None
    closed_world: ClosedWorld | None = None

    @cached_property
    def _requirements(self) -> dict[tuple[str, str], Requirement]:
        return {(f.id, r.id): r for f in self.frameworks.values() for r in f.requirements}

    @cached_property
    def _by_requirement(self) -> dict[tuple[str, str], tuple[Control, ...]]:
        found: dict[tuple[str, str], tuple[Control, ...]] = {}
        for control in self.controls.values():
            for mapping in control.requirements:
                key = (mapping.framework, mapping.requirement)
                found[key] = (*found.get(key, ()), control)
        return found

    @cached_property
    def _by_rule(self) -> dict[str, tuple[Control, ...]]:
        found: dict[str, tuple[Control, ...]] = {}
        for control in self.controls.values():
            for rule in control.all_rules:
                found[rule] = (*found.get(rule, ()), control)
        return found

    def requirement(self, framework: str, requirement: str) -> Requirement | None:
        """Return one requirement, or ``None`` when the framework has no such id."""
        return self._requirements.get((framework, requirement))

    def controls_for(self, framework: str, requirement: str) -> tuple[Control, ...]:
        """Return the controls mapped to exactly this requirement (not to those below it), sorted by id."""
        return self._by_requirement.get((framework, requirement), ())

    def rules(self) -> frozenset[str]:
        """Return every qualified rule that a control names, our assertions included."""
        return frozenset(self._by_rule)

    def controls_of_rule(self, rule: str) -> tuple[Control, ...]:
        """Return the controls that name a rule; a finding's detail (``[Resource::*]``) is ignored."""
        return self._by_rule.get(rule.partition("[")[0], ())


def load_catalogue(policies: Path, own: Path | None = None) -> Catalogue:
    """Read ``frameworks/``, ``controls/``, ``deliveries/``, ``escalations.yaml``; check that references resolve.

    Args:
        policies: the folder that holds them; without contracts, those of this project are read.
        own: a folder whose ``controls/`` and ``deliveries/``, if it has them, add to these.

    Raises:
        CombinedUserError: everything that is wrong, each with file, line, value, what is allowed and the fix.
    """
    errors: list[UserError] = []
    frameworks = _read(policies / "frameworks", Framework, errors)
    controls = _read(policies / "controls", Control, errors)
    if own is not None and (own / "controls").is_dir():
        controls = _added(controls, _read(own / "controls", Control, errors), errors)
    deliveries = _read(delivery_folder(policies), Delivery, errors)
    if own is not None and (own / DELIVERIES).is_dir():
        deliveries = _added(deliveries, _read(own / DELIVERIES, Delivery, errors), errors)
    if errors:  # references to what could not be read would only repeat the first mistake
        raise CombinedUserError(errors)
    for file, framework in frameworks:
        errors.extend([*_framework_errors(file, framework)] or _heading_errors(file, framework))
    known = {f.id: {r.id: r for r in f.requirements} for _, f in frameworks}
    words = KnownWords(policies, own)
    for file, delivery in deliveries:
        errors.extend(delivery_errors(file, delivery, words))
    for file, control in controls:
        errors.extend(_control_errors(file, control, known))
        errors.extend(_unknown_words(file, control, words))
        errors.extend(decision_errors(file, control))
    if errors:
        raise CombinedUserError(errors)
    return Catalogue(
        {f.id: f for _, f in frameworks},
        {c.id: c for _, c in controls},
        {d.id: d for _, d in deliveries},
        load_escalations(policies),
        load_closed_world(policies),
    )


def load_frameworks(policies: Path) -> Mapping[str, Framework]:
    """Read ``frameworks/*.yaml`` alone, a tenth of the catalogue, by id; :func:`load_catalogue` checks their content.

    Args:
        policies: the folder that holds them.

    Raises:
        CombinedUserError: a file is missing or wrong.
    """
    errors: list[UserError] = []
    frameworks = _read(policies / "frameworks", Framework, errors)
    if errors:
        raise CombinedUserError(errors)
    return {framework.id: framework for _, framework in frameworks}


def _added(
    items: list[tuple[YamlFile, _Own]], own: list[tuple[YamlFile, _Own]], errors: list[UserError]
) -> list[tuple[YamlFile, _Own]]:
    taken = {item.id for _, item in items}
    errors.extend(
        file.error(
            ("id",),
            f"the catalogue has a {type(item).__name__.lower()} of this id, and both cannot hold",
            allowed=f"an id that no other {type(item).__name__.lower()} has",
            fix="give it another id",
        )
        for file, item in own
        if item.id in taken
    )
    return sorted(items + own, key=lambda item: item[1].id)


def _read(folder: Path, model: type[_Model], errors: list[UserError]) -> list[tuple[YamlFile, _Model]]:
    found: list[tuple[YamlFile, _Model]] = []
    kind = model.__name__.lower()
    guide = Guide(f"a {kind}", f"copy another {kind} and change it: docs/for-engineers.md")
    entries = [p for p in folder.iterdir() if not p.name.startswith(".")] if folder.is_dir() else []
    paths = sorted(entries, key=lambda p: (p.stem, p.suffix))  # by id: '-' sorts before the '.' of a suffix
    if not paths:
        errors.append(
            UserError(
                f"there is no {kind} at all",
                file=str(folder),
                allowed="a folder with one file <id>.yaml for each",
                fix="name the project's 'policies' folder",
            )
        )
    for path in paths:
        if path.suffix != ".yaml" or not path.is_file():
            errors.append(
                UserError(
                    "nothing reads this, so what it says would not hold",
                    file=str(path),
                    allowed=f"files <id>.yaml, directly in {folder.name}/",
                    fix="rename or remove it",
                )
            )
            continue
        try:
            file = read_yaml(path, guide)
            item = file.parse(model)
        except CombinedUserError as error:
            errors.extend(error.errors)
        except UserError as error:
            errors.append(error)
        else:
            if item.id == path.stem:
                found.append((file, item))
            else:
                errors.append(
                    file.error(
                        ("id",),
                        f"the id and the file's name '{path.name}' differ",
                        allowed=path.stem,
                        fix=f"rename the file to {item.id}.yaml, or correct the id",
                    )
                )
    return found


def _framework_errors(file: YamlFile, framework: Framework) -> Iterator[UserError]:
    above: dict[str, Requirement] = {}
    for index, requirement in enumerate(framework.requirements):
        at = ("requirements", index)
        if requirement.id in above:
            yield file.error(
                (*at, "id"),
                f"the requirement '{requirement.id}' is given twice",
                allowed="each id once",
                fix="keep one, or correct the id",
            )
        if requirement.parent is not None and requirement.parent not in above:
            yield file.error(
                (*at, "parent"),
                f"the parent of '{requirement.id}' is not a requirement above it",
                allowed=_suggest(requirement.parent, above) or "an id earlier in this file",
                fix="correct the parent, or move the requirement below it",
            )
        if (requirement.level is Level.PRINCIPAL) != (requirement.parent is None):
            yield file.error(
                (*at, "level"),
                f"'{requirement.id}' is {requirement.level.value} and has {_parent(requirement)}",
                allowed="'principal' without a parent; 'section' and 'requirement' with one",
                fix="correct the level, or the parent",
            )
        above[requirement.id] = requirement
    yield from _applicability_errors(file, framework, above)
    required_by = framework.minimum_log_retention_requirement
    if required_by is not None and required_by not in above:
        yield file.error(
            ("minimum_log_retention_requirement",),
            "the framework has no such requirement",
            allowed=_suggest(required_by, above) or "an id of this framework",
            fix="correct the id",
        )
    days = (framework.minimum_log_retention_days, framework.minimum_log_hot_days)
    if required_by is None and any(d is not None for d in days):
        yield file.error(
            ("minimum_log_retention_days",),
            "log retention is required, but no requirement that asks for it is named",
            allowed="both keys, or none",
            fix="add minimum_log_retention_requirement",
        )


def _heading_errors(file: YamlFile, framework: Framework) -> Iterator[UserError]:
    """Yield the headings from which nothing follows; of a tree without other mistakes, which would repeat them."""
    parents = {requirement.parent for requirement in framework.requirements}
    for index, requirement in enumerate(framework.requirements):
        if not requirement.tested and requirement.id not in parents:
            yield file.error(
                ("requirements", index, "level"),
                f"'{requirement.id}' is a heading ({requirement.level.value}), and nothing is below it to judge it by",
                allowed="'requirement' for what is tested itself",
                fix="add the requirements below it, or correct the level",
            )


def _applicability_errors(
    file: YamlFile, framework: Framework, known: Mapping[str, Requirement]
) -> Iterator[UserError]:
    for index, requirement in enumerate(framework.requirements):
        at = ("requirements", index)
        by = requirement.superseded_by
        for key in ("applies_if", "superseded_by"):
            if getattr(requirement, key) and not requirement.tested:
                yield file.error(
                    (*at, key),
                    f"'{requirement.id}' is a heading ({requirement.level.value}), which follows from what is below it",
                    allowed=f"'{key}' of an id of level 'requirement'",
                    fix="move it to the requirements below",
                )
        if len(set(requirement.applies_if)) < len(requirement.applies_if):
            yield file.error((*at, "applies_if"), "a fact is given twice", fix="keep one of the two")
        other = known.get(by) if by != requirement.id else None
        if by and (other is None or not other.tested):
            others = tuple(r.id for r in known.values() if r.tested and r.id != requirement.id)
            yield file.error(
                (*at, "superseded_by"),
                f"'{by}' is not another requirement of this framework",
                allowed=_suggest(by, others) or "another id of level 'requirement' in this file",
                fix="correct the id",
            )
        elif other is not None and other.superseded_by:  # nothing would be asked in place of two that name each other
            yield file.error(
                (*at, "superseded_by"),
                f"'{by}' is superseded itself",
                allowed="a requirement that is asked",
                fix="name the one that is asked now",
            )
        if bool(by) != (requirement.superseded_since is not None):
            key, lost = ("superseded_by", "superseded_since") if by else ("superseded_since", "superseded_by")
            yield file.error(
                (*at, key),
                f"'{key}' is given without '{lost}'",
                allowed="both, or neither",
                fix=f"add '{lost}': {'the day, YYYY-MM-DD' if by else 'the id that replaced it'}",
            )


def _parent(requirement: Requirement) -> str:
    return "no parent" if requirement.parent is None else f"the parent '{requirement.parent}'"


def _control_errors(
    file: YamlFile, control: Control, known: Mapping[str, Mapping[str, Requirement]]
) -> Iterator[UserError]:
    seen: set[tuple[str, str]] = set()
    for index, mapping in enumerate(control.requirements):
        at = ("requirements", index)
        if mapping.framework not in known:
            yield file.error(
                (*at, "framework"),
                f"there is no framework '{mapping.framework}'",
                allowed=_suggest(mapping.framework, known) or ", ".join(known),
                fix="correct the id, or add policies/frameworks/<id>.yaml",
            )
            continue
        requirement = known[mapping.framework].get(mapping.requirement)
        if requirement is None:
            yield file.error(
                (*at, "requirement"),
                f"{mapping.framework} has no requirement '{mapping.requirement}'",
                allowed=_suggest(mapping.requirement, known[mapping.framework]) or "an id of that framework",
                fix="correct the id",
            )
        elif requirement.level is not Level.REQUIREMENT:
            yield file.error(
                (*at, "requirement"),
                f"'{mapping.requirement}' of {mapping.framework} is a heading ({requirement.level.value})",
                allowed="an id of level 'requirement'",
                fix="name the requirements below it that this control answers",
            )
        if (mapping.framework, mapping.requirement) in seen:
            yield file.error(
                (*at, "requirement"),
                f"'{mapping.requirement}' of {mapping.framework} is mapped twice",
                allowed="each requirement once",
                fix="keep one of the two mappings",
            )
        seen.add((mapping.framework, mapping.requirement))
    for index, rule in enumerate(control.rules):
        engine, separator, name = rule.partition("::")
        if not separator or not name or engine not in ENGINES:
            yield file.error(
                ("rules", index),
                f"the rule '{rule}' names no engine",
                allowed=_suggest(engine, ENGINES) or ", ".join(f"{e}::<rule>" for e in ENGINES),
                fix="write an assertion under 'assertions'" if engine == "assertion" else "write <engine>::<rule>",
            )
        if rule in control.rules[:index]:
            what = f"the rule '{rule}' is given twice"
            yield file.error(("rules", index), what, allowed="each rule once", fix="keep one of the two")


def _unknown_words(file: YamlFile, control: Control, words: KnownWords) -> Iterator[UserError]:
    """Yield the types, rules and controls of Security Hub that do not exist: they would check nothing."""
    found: list[tuple[tuple[str | int, ...], Unknown | None]] = []
    for index, rule in enumerate(control.rules):
        if rule.partition("::")[0] in ENGINES:
            found.append((("rules", index), words.rule(rule)))
    for index, name in enumerate(control.security_hub):
        found.append((("security_hub", index), words.security_hub(name)))
    for index, assertion in enumerate(control.assertions):
        for form in ("each", "has", "none", "unique", "related"):
            for number, name in enumerate(getattr(getattr(assertion, form), "type", ())):
                found.append((("assertions", index, form, "type", number), words.resource_type(name)))
    for location, unknown in found:
        if unknown is not None:
            yield file.error(location, unknown.what, allowed=unknown.allowed, fix=unknown.fix)


def _suggest(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    close = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(repr(c) for c in close)}?" if close else ""
