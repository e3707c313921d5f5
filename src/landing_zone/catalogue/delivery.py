"""A contract of delivery: what an AWS service must be allowed, so that what it delivers or calls arrives.

A contract is data, one file each in ``policies/deliveries/``. The gate asks its requests against the policies of an
assembly (:mod:`landing_zone.deliveries`), and a rehearsal enforces them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from landing_zone.expressions.functions import ThreeValuedFunctions
from landing_zone.expressions.mistake import not_jmespath
from landing_zone.yaml.day import Day
from landing_zone.yaml.issue import FieldError, did_you_mean

RULE = "deliveries::"
"""How the rule ids of contracts begin."""
FUNCTIONS = frozenset({"beside", "found"})
"""What a contract's expressions can call beside the functions of conditions: ``found(type, text)``, the resource that a
name, id, ARN or alias means; ``beside(type)``, the properties of those of a type in the same account and Region."""
VALUE = re.compile(r"\$\{([^}]+)\}")
"""An expression in a text of a contract: ``arn:${here.partition}:s3:::${bucket}``."""
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Sureness(StrEnum):
    """How sure it is that AWS sends a request in this way."""

    DOCUMENTED = "documented"
    """A page of AWS says so."""
    REPORTED = "reported"
    """Others saw it; AWS says nothing, or less."""
    UNCONFIRMED = "unconfirmed"
    """AWS's pages leave it open. Of all such ways each should be allowed."""


def _compiles(expression: str) -> str:
    try:
        tree = jmespath.compile(expression).parsed
    except JMESPathError as error:
        raise not_jmespath(expression, error) from None
    for name in _functions(tree):
        known = FUNCTIONS | set(ThreeValuedFunctions.FUNCTION_TABLE)
        if name not in known:
            raise FieldError(
                f"there is no function '{name}'",
                allowed=f"the functions {', '.join(sorted(known))}",
                fix=did_you_mean(name, known, "use one of these"),
            )
    return expression


def _functions(node: Any) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield str(node["value"])
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _functions(child)


def _with_values(text: str) -> str:
    for expression in VALUE.findall(text):
        _compiles(expression)
    return text


def _one_action(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Action = Annotated[str, Field(pattern=r"^[a-z0-9-]+:[A-Za-z]+$")]
Expression = Annotated[str, AfterValidator(_compiles)]
"""JMESPath over ``resource`` (its properties), ``item``, ``here``, ``itself`` and the names under ``let``."""
Text = Annotated[str, AfterValidator(_with_values)]
"""A text with such expressions in ``${}``; what yields null makes the whole text absent."""
Context = Mapping[str, Text | tuple[Text, ...]]


class Source(BaseModel):
    """A page that says how AWS calls, and what of it matters here."""

    model_config = _STRICT

    page: str = Field(pattern=r"^https://\S+$")
    read: Day | None = Field(
        default=None,
        description="The day on which it was read; without it the page was not opened, and nothing is documented.",
    )
    says: str = Field(min_length=10, description="What it says, in our words; if not read, what it is said to say.")


class Caller(BaseModel):
    """Who calls. Guardrails bind roles, and no service."""

    model_config = _STRICT

    kind: Literal["service", "service-linked-role", "role", "anonymous"]
    name: Text = Field(description="A service principal; of a role, its ARN; any word for an unsigned call.")
    allows: tuple[Action, ...] = Field(
        default=(),
        description="Of a role that no template declares: what its own policies allow it, on everything, as AWS says "
        "that it is to be given.",
    )


class Way(BaseModel):
    """One way in which AWS may send a request, where there are several."""

    model_config = _STRICT

    name: str = Field(min_length=3, description="For people: without a header for encryption.")
    when: Expression | None = Field(default=None, description="Only where this is true.")
    context: Context = Field(default_factory=dict, description="Condition keys beside, or instead of, the request's.")
    sure: Sureness


class Unsupported(BaseModel):
    """What AWS does not deliver to, whatever the policies allow."""

    model_config = _STRICT

    when: Expression = Field(description="Where this is true, the request is refused.")
    because: str = Field(min_length=10, description="Why, as a clause: its bucket is under a KMS key.")


class Requested(BaseModel):
    """One request that must be allowed."""

    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Unique within its contract.")
    does: str = Field(min_length=5, description="What it is for, as the end of a sentence: writes its history.")
    caller: Caller | None = Field(default=None, description="Where another than the contract's caller calls.")
    when: Expression | None = Field(default=None, description="Only where this is true.")
    action: Annotated[tuple[Action, ...], BeforeValidator(_one_action)] = Field(
        min_length=1, description="One action, or several, each of which is asked."
    )
    resource: Text = Field(description="The ARN; a key may also be named by its id or alias.")
    through: Expression | None = Field(
        default=None, description="The policy of a VPC endpoint that it goes through; null for the one that allows all."
    )
    owner: Text | None = Field(
        default=None,
        description="Of what no template declares, the account that it is in; 'aws' for AWS's own. It admits the "
        "caller, unless both are in one account, and only other policies decide.",
    )
    added_by_aws: StrictBool = Field(
        default=False,
        description="In one account AWS adds the permission to the target's policy itself: only a Deny refuses.",
    )
    instead: Caller | None = Field(
        default=None, description="Where this caller is allowed instead, that is enough: AWS tries or takes both."
    )
    unsupported: tuple[Unsupported, ...] = Field(
        default=(), description="Where AWS does not deliver, whatever the policies allow."
    )
    context: Context = Field(default_factory=dict, description="Condition keys that AWS sends, with their values.")
    sure: Sureness = Field(description="Of caller, action, resource and condition keys.")
    ways: tuple[Way, ...] = Field(default=(), description="Each of them is asked; without any, the request as it is.")


class Arising(BaseModel):
    """Where in an assembly a contract arises."""

    model_config = _STRICT

    type: tuple[str, ...] = Field(min_length=1, description="CloudFormation types; any of them.")
    where: Expression | None = Field(default=None, description="Only where this is true.")
    items: Expression | None = Field(default=None, description="A list: the contract is asked with each as 'item'.")
    only_in_a_zone: StrictBool = Field(default=False, description="Other apps may not need it, so they are not asked.")


class Delivery(BaseModel):
    """What an AWS service must be allowed, so that what it delivers or calls arrives."""

    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Also the file's name.")
    title: str = Field(min_length=10, description="What is delivered, one sentence without a full stop.")
    service: str = Field(min_length=2, description="The service's name: AWS Config.")
    caller: Caller
    each: Arising
    let: Mapping[str, Expression] = Field(
        default_factory=dict, description="Names for values, in order; a later one can use those before it."
    )
    requests: tuple[Requested, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)
    adopted: tuple[str, ...] = Field(
        default=(),
        description="Features of the zone, as own-log-archive: without one, what is called may be in no template.",
    )
    left_open: str = Field(default="", description="What AWS's pages leave open.")
    remediation: str = Field(min_length=10, description="What to do where it is refused.")

    @model_validator(mode="after")
    def _each_once(self) -> Delivery:
        ids = [request.id for request in self.requests]
        if repeated := sorted({one for one in ids if ids.count(one) > 1}):
            raise FieldError(f"request ids repeat: {', '.join(repeated)}", fix="give each request an id of its own")
        if any(sure is Sureness.UNCONFIRMED for sure in self.surenesses) and not self.left_open:
            what = "something is unconfirmed, and nothing says what AWS leaves open"
            raise FieldError(what, allowed="'left_open' beside 'sure: unconfirmed'", fix="add 'left_open'")
        unread = next((source.page for source in self.sources if source.read is None), None)
        if unread and Sureness.DOCUMENTED in self.surenesses:
            raise FieldError(
                f"parts are documented, and {unread} was not read",
                allowed="'sure: documented' where every page has the day on which it was read",
                fix="read the page and add 'read', or write 'sure: reported' or 'sure: unconfirmed'",
            )
        if unread and not self.left_open:
            raise FieldError(f"{unread} was not read, and 'left_open' does not say so", fix="add 'left_open'")
        return self

    @property
    def rule(self) -> str:
        """Its qualified rule id: ``deliveries::config-history``."""
        return f"{RULE}{self.id}"

    @property
    def surenesses(self) -> tuple[Sureness, ...]:
        """How sure each of its requests is, in each of its ways."""
        return tuple(sure for one in self.requests for sure in (one.sure, *(way.sure for way in one.ways)))

    @property
    def sure(self) -> Sureness:
        """How sure the least sure part of it is."""
        return max(self.surenesses, key=tuple(Sureness).index)
