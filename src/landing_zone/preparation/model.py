"""A file of ``policies/preparation/``: prerequisites, in the order in which they are met."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from landing_zone.catalogue.features import FEATURES
from landing_zone.expressions.mistake import not_jmespath
from landing_zone.preparation.expressions import FUNCTIONS, compiled
from landing_zone.yaml.day import Day
from landing_zone.yaml.issue import FieldError, did_you_mean, one_of


def _expression(text: str) -> str:
    try:
        nodes = [compiled(text).parsed]
    except JMESPathError as error:
        raise not_jmespath(text, error) from None
    while nodes:
        node = nodes.pop()
        nodes += [child for child in node["children"] if isinstance(child, dict)]
        if node["type"] == "function_expression" and node["value"] not in FUNCTIONS:
            fix = did_you_mean(node["value"], FUNCTIONS, "use one of these")
            raise FieldError("there is no such function", value=node["value"], allowed=one_of(FUNCTIONS), fix=fix)
    return text


def _feature(name: str) -> str:
    if name not in FEATURES:
        fix = did_you_mean(name, FEATURES, "use one of these")
        raise FieldError("there is no such feature of a zone", value=name, allowed=one_of(FEATURES), fix=fix)
    return name


def _arguments(written: Any) -> Any:
    for value in written.values() if isinstance(written, dict) else written:
        if isinstance(value, dict | list):
            _arguments(value)
        elif isinstance(value, str):
            _expression(value)
        else:
            raise FieldError("an argument is an expression, in quotes", value=str(value), fix='write `5` as "`5`"')
    return written


Expression = Annotated[str, AfterValidator(_expression), Field(min_length=1)]
Feature = Annotated[str, AfterValidator(_feature)]
Arguments = Annotated[dict[str, Any], AfterValidator(_arguments)]
Text = Annotated[str, Field(min_length=1)]
Codes = Annotated[tuple[str, ...], Field(min_length=1)]
Service = Annotated[str, Field(pattern="^[a-z0-9-]+$")]


class Where(StrEnum):
    """In which accounts and Regions a prerequisite is asked."""

    MANAGEMENT = "management"
    """The management account, in the home Region."""
    SECURITY = "security"
    """The security account, in each Region of the zone."""
    ACCOUNT = "account"
    """Each account, in the home Region."""
    ENVIRONMENT = "environment"
    """Each account in each Region of the zone."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Part):
    """One call that reads. All pages are read where the call has pages; expressions see the answer by its call."""

    service: Service = Field(description="As boto3 spells it: organizations.")
    call: Annotated[str, Field(pattern="^(Get|Describe|List)[A-Za-z0-9]+$")] = Field(
        description="The API's operation, which begins with Get, Describe or List."
    )
    arguments: Arguments = Field(default_factory=dict, alias="with", description="Its parameters: each an expression.")
    region: Expression | None = Field(default=None, description="Where it is called, when that is another Region.")
    none: Codes | None = Field(
        default=None,
        description="Error codes that mean that there is nothing: the answer is then null. After a colon, what the "
        "message must contain.",
    )


class Fix(_Part):
    """What meets the prerequisite: a call, which is printed as a command of the AWS CLI; or a command; or a text."""

    text: Text | None = Field(
        default=None,
        description="What a person does, or must know. {account}, {region}, {item} and {stack}, the Baseline stack "
        "there, are filled in, as in a command.",
    )
    command: Text | None = Field(default=None, description="A command of `lz`, the CDK CLI or the AWS CLI.")
    service: Service | None = Field(default=None, description="As boto3 spells it.")
    call: Annotated[str, Field(pattern="^[A-Z][A-Za-z0-9]+$")] | None = Field(
        default=None, description="The API's operation."
    )
    arguments: Arguments = Field(default_factory=dict, alias="with", description="Its parameters: each an expression.")
    place: Literal[Where.MANAGEMENT] | None = Field(
        default=None, alias="in", description="Where it is called, when that is not where it is asked."
    )
    run: StrictBool = Field(default=False, description="Whether `lz prepare --run` may make the call.")
    done: Codes | None = Field(
        default=None, description="Error codes that mean that somebody else has met it in the meantime."
    )

    @model_validator(mode="after")
    def _whole(self) -> Fix:
        if (self.call is None) != (self.service is None):
            raise FieldError("a call needs both 'service' and 'call'", fix="add the other, or remove both")
        if self.call is None and (self.run or self.arguments or self.done or self.place):
            raise FieldError("keys of a call without a call", allowed="'text' and 'command', or 'call' with its keys")
        if (self.call is None) == (self.command is None) and (self.call or self.text is None):
            raise FieldError("how it is met is not clear", allowed="'call', or 'command', or 'text' alone")
        return self


class Source(_Part):
    """Where AWS says so."""

    page: Annotated[str, Field(pattern=r"^https://\S+$")] = Field(description="The address of the page.")
    read: Day = Field(description="When it was read.")


class Entry(_Part):
    """One entry of a list that is written out."""

    name: Text = Field(description="What reports call it, and expressions `item.name`.")
    why: Text = Field(description="What fails without it.")


class Prerequisite(_Part):
    """One thing that AWS must have, or that must not be there. Expressions are JMESPath."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(description="Its name in reports.")
    what: Text = Field(description="What holds when it is met, one sentence.")
    why: Text = Field(description="What fails without it.")
    needs: tuple[Feature, ...] = Field(default=(), description="Features of the zone without which it is not needed.")
    lacks: tuple[Feature, ...] = Field(default=(), description="Features of the zone with which it is not needed.")
    when: Expression | None = Field(default=None, description="Otherwise where it is needed: a condition on the place.")
    where: Where = Field(description="Where it is asked.")
    each: Expression | Annotated[tuple[Entry, ...], Field(min_length=1)] | None = Field(
        default=None, description="A list: it is asked for each `item` of it."
    )
    before: Text | None = Field(default=None, description="The kind of stack that fails without it, or 'bootstrap'.")
    made_by: Text | None = Field(default=None, description="The kind of stack that makes it.")
    made_in: Literal[Where.SECURITY] | None = Field(
        default=None, description="Where that stack is, when that is not where it is asked: in the same Region."
    )
    after: Text | None = Field(default=None, description="The kind of stack after which a person does it.")
    ask: Annotated[tuple[Question, ...], Field(min_length=1)] = Field(description="The calls, in order.")
    met: Expression = Field(description="Whether it is met, of the answers.")
    fix: Fix | None = Field(default=None, description="What meets it; nothing where a stack does.")
    rehearsed: StrictBool = Field(default=True, description="Whether the emulated AWS can be asked.")
    source: Source = Field(description="Where AWS says so.")

    @model_validator(mode="after")
    def _one_time(self) -> Prerequisite:
        if sum(part is not None for part in (self.before, self.made_by, self.after)) != 1:
            raise FieldError("when it is met is not clear", allowed="one of 'before', 'made_by' and 'after'")
        if (self.fix is None) != (self.made_by is not None):
            raise FieldError("who meets it is not clear", allowed="'fix', or 'made_by' where a stack does")
        return self


class PreparationFile(_Part):
    """A part of the preparation: prerequisites that are met at one time."""

    title: Text = Field(description="The heading.")
    prerequisites: Annotated[tuple[Prerequisite, ...], Field(min_length=1)] = Field(description="In order.")
