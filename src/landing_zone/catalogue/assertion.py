"""The assertion language: what must be true of the synthesized templates, as data.

An assertion says one of five things: ``each`` selected resource satisfies ``must`` or is ``related`` to others;
``in_each_environment`` there are between ``min`` and ``max`` selected resources; ``none`` is selected at all;
``unique`` values are given by the selected resources. Conditions are JMESPath expressions over a resource's
properties, evaluated after intrinsic functions were resolved as far as the templates give their values; a value that
they do not give is *unknown*, and a condition that depends on it never passes. A condition that has no resource to
judge has no result; that there is none of a whole type is one, with what was searched.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from landing_zone.catalogue.features import FEATURES
from landing_zone.expressions.functions import ThreeValuedFunctions
from landing_zone.expressions.mistake import not_jmespath
from landing_zone.yaml.issue import FieldError, did_you_mean


def _compiles(expression: str) -> str:
    try:
        tree = jmespath.compile(expression).parsed
    except JMESPathError as error:
        raise not_jmespath(expression, error) from None
    _check_functions(tree)
    if _reads_a_negation(tree):
        raise FieldError("'!a.b' means '(!a).b' in JMESPath, which is never true", fix="write '!(a.b)'")
    return expression


def _check_functions(node: Any) -> None:
    """Refuse an unknown function, or a wrong number of arguments: the library refuses both only when it evaluates."""
    if node["type"] == "function_expression":
        known: dict[str, Any] = ThreeValuedFunctions.FUNCTION_TABLE
        name, given = node["value"], len(node["children"])
        if name not in known:
            raise FieldError(
                f"there is no function '{name}'",
                allowed=f"the functions {', '.join(sorted(known))}",
                fix=did_you_mean(name, known, "use one of these"),
            )
        signature = known[name]["signature"]
        variadic = bool(signature) and bool(signature[-1].get("variadic"))
        if given < len(signature) or (given > len(signature) and not variadic):
            takes = f"{len(signature)} arguments"
            what = f"{name}() takes {takes}, and has {given}"
            raise FieldError(what, allowed=f"{name}() with {takes}", fix=f"give {name}() {takes}")
    for child in node["children"]:
        if isinstance(child, dict):
            _check_functions(child)


def _reads_a_negation(node: Any) -> bool:
    """Return whether a field or element of a negation is read; in JMESPath ``!`` binds before ``.`` and ``[``."""
    children = node.get("children", ())
    inner = node["type"] in ("subexpression", "index_expression", "projection", "filter_projection", "flatten")
    if inner and children[0]["type"] == "not_expression":
        return True
    return any(_reads_a_negation(child) for child in children if isinstance(child, dict))


STACK_TYPE = "LandingZone::Assembly::Stack"
"""A stack of the cloud assembly, as something that can be selected: its name, Region, tags and account."""
ACCOUNT_TYPE = "LandingZone::Configuration::Account"
"""An account of the configuration, as something that can be selected."""
RESOURCE_TYPE = "LandingZone::Assembly::Resource"
"""Every resource of the cloud assembly, whatever its type."""
ZONE_TYPES = (STACK_TYPE, ACCOUNT_TYPE, RESOURCE_TYPE)
"""The types that can be selected beside CloudFormation's; in an assembly of the landing zone alone."""
CONFIG_RULE_TYPES = (
    "AWS::Config::ConfigRule",
    "AWS::Config::ConformancePack",
    "AWS::Config::OrganizationConfigRule",
    "AWS::Config::OrganizationConformancePack",
)
"""The types of rules of AWS Config: an assertion about these alone says whether the control is what they look for."""
ZONE_FIELD = "LandingZone::Configuration"
"""The field, beside a resource's own properties, in which ``must`` and ``where`` can read the zone's configuration."""
WAIVERS_FIELD = "LandingZone::Waivers"
"""The field in which they can read what waivers allow: ``security_hub``, the sorted ids of controls that may be off."""
INSIDERS_FIELD = "LandingZone::Insiders"
"""The field with what is the zone's own, for ``outsiders()``."""
ZONE_FIELDS = (ZONE_FIELD, WAIVERS_FIELD, INSIDERS_FIELD)


@lru_cache(4096)
def reads_the_zone(expression: str | None) -> bool:
    """Return whether an expression reads the configuration, or the zone's waivers."""
    return expression is not None and any(f'"{field}"' in expression for field in ZONE_FIELDS)


def _not_of_the_zone(expression: str) -> str:
    if reads_the_zone(expression):
        what = "only 'must' and 'where' can read " + " and ".join(f'"{field}"' for field in ZONE_FIELDS)
        raise FieldError(what, fix="read it in 'must' or 'where'")
    return expression


def _known_types(types: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [kind for kind in types if kind.startswith("LandingZone::") and kind not in ZONE_TYPES]
    if unknown:
        raise FieldError(
            f"there is no {', '.join(unknown)}",
            value=unknown[0],
            allowed=f"of the zone itself {', '.join(ZONE_TYPES)}",
            fix=did_you_mean(unknown[0], ZONE_TYPES, "use one of these"),
        )
    return types


def _known_features(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in FEATURES:
            raise FieldError(
                f"a zone has no feature '{name}'",
                value=name,
                allowed=", ".join(FEATURES),
                fix=did_you_mean(name, FEATURES, "use one of these"),
            )
    return names


def _of_resources(types: tuple[str, ...]) -> tuple[str, ...]:
    if any(kind.startswith("LandingZone::") for kind in types):
        what = "a resource can be tied to resources alone, not to stacks or accounts"
        raise FieldError(what, value=", ".join(types), allowed="types of CloudFormation", fix="name these alone")
    return types


JmesPath = Annotated[str, AfterValidator(_compiles)]
_OwnJmesPath = Annotated[str, AfterValidator(_compiles), AfterValidator(_not_of_the_zone)]
_STRICT = ConfigDict(frozen=True, extra="forbid")


class EnvironmentFilter(BaseModel):
    """Which environments (account and Region) of the zone are meant; an empty list means all."""

    model_config = _STRICT

    roles: tuple[Literal["management", "log-archive", "security", "network", "workload"], ...] = ()
    scopes: tuple[Literal["cde", "connected", "out-of-scope"], ...] = ()
    stages: tuple[Literal["production", "staging"], ...] = ()
    regions: tuple[Literal["home", "mirror"], ...] = ()
    internet_facing: StrictBool | None = None
    network: StrictBool | None = Field(default=None, description="Whether the address plan gives it a network.")


class Selection(BaseModel):
    """Which resources are meant."""

    model_config = _STRICT

    type: Annotated[tuple[str, ...], AfterValidator(_known_types)] = Field(
        min_length=1,
        description=f"CloudFormation types, or {' or '.join(ZONE_TYPES)}; any of them.",
    )
    where: JmesPath | None = Field(default=None, description="JMESPath over the properties; true selects.")
    environments: EnvironmentFilter | None = Field(default=None, description="Only in these environments of the zone.")


def _bounded(minimum: int, maximum: int | None) -> None:
    if not minimum and maximum is None:
        raise FieldError(
            "'min: 0' without 'max' is true of everything: it cannot fail", fix="add 'max', or raise 'min'"
        )


class Relation(BaseModel):
    """Which other resources a resource must be tied to, by a reference in either direction, also across stacks."""

    model_config = _STRICT

    type: Annotated[tuple[str, ...], AfterValidator(_of_resources)] = Field(
        min_length=1, description="CloudFormation types of the other resource; any of them."
    )
    by: _OwnJmesPath | None = Field(
        default=None, description="JMESPath over the OTHER resource's properties that yields the reference to this one."
    )
    through: _OwnJmesPath | None = Field(
        default=None, description="JMESPath over THIS resource's properties that yields the reference to the other."
    )
    where: JmesPath | None = Field(default=None, description="What must be true of the other resource.")
    related: Relation | None = Field(default=None, description="What the OTHER resource must be tied to, to count.")
    min: StrictInt = Field(default=1, ge=0)
    max: StrictInt | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_direction(self) -> Relation:
        if (self.by is None) == (self.through is None):
            what = "exactly one is given of 'by' (the other points here) and 'through' (this points there)"
            raise FieldError(what, allowed="either 'by' or 'through'", fix="keep one, or add it")
        _bounded(self.min, self.max)
        return self


class Assertion(BaseModel):
    """One statement about the templates that can be false."""

    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Unique within its control.")
    description: str = Field(min_length=10, description="What must be true, one sentence.")
    each: Selection | None = None
    must: JmesPath | None = Field(default=None, description="With 'each': true of every selected resource.")
    related: Relation | None = Field(default=None, description="With 'each': what every selected resource is tied to.")
    in_each_environment: EnvironmentFilter | None = None
    has: Selection | None = Field(default=None, description="With 'in_each_environment': what is counted there.")
    min: StrictInt = Field(default=1, ge=0, description="With 'in_each_environment'.")
    max: StrictInt | None = Field(default=None, ge=0, description="With 'in_each_environment'.")
    none: Selection | None = Field(default=None, description="No resource is selected by this.")
    unique: Selection | None = Field(default=None, description="The selected resources' 'by' values differ.")
    by: _OwnJmesPath | None = Field(default=None, description="With 'unique': the value that must differ.")
    watches: Literal[False] | Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]+$")] | None = Field(
        default=None,
        description="Of rules of AWS Config: the identifier of the managed rule, where the control is what it looks "
        "for, so that this shows only that a deviation would be found; false where the control is that they are there.",
    )
    needs: Annotated[tuple[str, ...], AfterValidator(_known_features)] = Field(
        default=(),
        description="What the zone must have for this to be asked; the report says by requirement what it lacks.",
    )
    remediation: str = Field(default="", description="How to fix it, where the control's own remediation is too wide.")

    @model_validator(mode="after")
    def _one_form(self) -> Assertion:
        forms = [n for n in ("each", "in_each_environment", "none", "unique") if getattr(self, n) is not None]
        if len(forms) != 1:
            raise FieldError(
                f"an assertion has one form, and this one has {', '.join(forms) or 'none'}",
                allowed="exactly one of each, in_each_environment, none, unique",
                fix="write an assertion for each form" if forms else "add one of these keys",
            )
        needs = {
            "each": (self.must is None) != (self.related is None),
            "in_each_environment": self.has is not None,
            "none": True,
            "unique": self.by is not None,
        }
        if not needs[forms[0]]:
            raise FieldError(
                f"'{forms[0]}' is not complete",
                allowed="'each' with either 'must' or 'related'; 'in_each_environment' with 'has'; 'unique' with 'by'",
                fix="add the key, or keep one of the two",
            )
        stray = [
            name
            for name, form in (("must", "each"), ("related", "each"), ("has", "in_each_environment"), ("by", "unique"))
            if getattr(self, name) is not None and form != forms[0]
        ]
        if stray:
            raise FieldError(f"{', '.join(stray)} does not go with '{forms[0]}'", fix=f"remove {', '.join(stray)}")
        if self.in_each_environment is not None:
            _bounded(self.min, self.max)
        if self.related is not None and self.each is not None and set(self.each.type) & set(ZONE_TYPES):
            raise FieldError("a stack or an account is tied to nothing", fix="use 'must'")
        return self

    @model_validator(mode="after")
    def _says_whether_it_watches(self) -> Assertion:
        if all(set(selection.type) <= set(CONFIG_RULE_TYPES) for selection in self._selections):
            if self.watches is None:
                raise FieldError(
                    f"'{self.id}' is about rules of AWS Config, and does not say whether it only watches",
                    allowed="the rule that looks for what the control wants; or false: it wants the rules",
                    fix="add 'watches'",
                )
            if self.watches and not self._looks_for(self.watches):
                raise FieldError(
                    f"'{self.id}' watches by a rule that it does not look for",
                    value=self.watches,
                    allowed="with 'in_each_environment', the managed rule that 'where' of 'has' names",
                    fix="name the rule in both",
                )
            return self
        if any(set(selection.type) & set(CONFIG_RULE_TYPES) for selection in self._selections):
            raise FieldError(
                f"'{self.id}' is about rules of AWS Config and other resources at once: the rules would hold it",
                allowed=f"{', '.join(CONFIG_RULE_TYPES)} in an assertion of their own, with 'watches'",
                fix="write an assertion for each",
            )
        if self.watches is not None:
            raise FieldError(
                f"'{self.id}' is not about rules of AWS Config alone, so it watches nothing",
                value=str(self.watches).lower(),
                allowed=f"'watches' with {', '.join(CONFIG_RULE_TYPES)} alone",
                fix="remove 'watches'",
            )
        return self

    def _looks_for(self, identifier: str) -> bool:
        return self.has is not None and re.search(rf"\b{identifier}\b", self.has.where or "") is not None

    @property
    def _selections(self) -> tuple[Selection, ...]:
        return tuple(s for s in (self.each, self.has, self.none, self.unique) if s is not None)

    @property
    def about_the_zone(self) -> bool:
        """Whether it can be judged only on an assembly of the landing zone, and not on a template from elsewhere."""
        texts = [self.must, *(s.where for s in self._selections)]
        relation = self.related
        while relation is not None:
            texts.append(relation.where)
            relation = relation.related
        return (
            self.in_each_environment is not None
            or any(s.environments or set(s.type) & set(ZONE_TYPES) for s in self._selections)
            or any(reads_the_zone(text) for text in texts)
        )
