"""What a provider's file holds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationError, model_validator

from emulated_aws.provider_files.expression import Expression
from emulated_aws.provider_files.sources import Path as Source
from emulated_aws.provider_files.sources import within

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Expr = Annotated[Expression, PlainValidator(Expression)]


class ProviderFileError(Exception):
    """A provider's file that is wrong; one line a mistake, each with the file's name."""

    def __init__(self, file: str, mistakes: list[str]) -> None:
        super().__init__("\n".join(f"{file}: {mistake}" for mistake in mistakes))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Step(_Strict):
    """A call of the service's API."""

    call: str
    """The operation, as boto3 spells it."""
    same: tuple[str, ...] = ()
    """Properties whose name and value are those of arguments; the API may begin a name in lower case."""
    arguments: dict[str, Expr] = Field(default={}, alias="with")
    """Other arguments; one whose value is null is left out."""
    when: Expr | None = None
    """The call is made when this is true, as JMESPath has it: not null, false or empty."""
    changed: str = ""
    """A property: the call is made when it is declared, and at an update only when it differs."""
    removed: str = ""
    """A property: the call is made when it was declared before, and is no longer."""
    each: Expr | None = None
    """The call is made for each item of this list, ``item`` in its expressions."""
    fails: Expr | None = None
    """After the call: a text here fails the resource with that reason."""

    @model_validator(mode="before")
    @classmethod
    def _operation_alone(cls, written: Any) -> Any:
        return {"call": written} if isinstance(written, str) else written

    @property
    def expressions(self) -> list[Expression]:
        """All its expressions."""
        return [*self.arguments.values(), *(one for one in (self.when, self.each, self.fails) if one is not None)]

    @property
    def named(self) -> frozenset[str]:
        """The properties that it names other than in an expression."""
        return frozenset({*self.same, self.changed, self.removed}) - {""}

    @property
    def passed(self) -> frozenset[Source]:
        """What its arguments are made of; a path of ``item`` is one of the list."""
        made = {("new", one) for one in self.same}.union(*(one.passed for one in self.arguments.values()))
        return self.paths_of(made)

    def paths_of(self, paths: Iterable[Source]) -> frozenset[Source]:
        """Return paths of one of its expressions with those of ``item`` in full."""
        return within(self.each.value if self.each is not None else (), paths)


Steps = Annotated[
    tuple[Step, ...], BeforeValidator(lambda written: written if isinstance(written, list) else [written])
]
"""Calls, in order; one need not be a list."""


class Name(_Strict):
    """A physical name."""

    own: str = Field(default="", alias="property")
    """The property that may give it."""
    longest: int = 64
    """How many characters a generated one may have."""
    lower: bool = False
    """Whether a generated one is in lower case."""


class ProviderFile(_Strict):
    """How a resource type is created, changed and deleted, by the API of its service.

    Expressions may use ``new`` and, at an update, ``old``: the properties; ``id``, the physical id, once there is one;
    ``name``, ``account`` and ``region``; and the responses of ``read`` and of earlier calls, by their operation's name.
    """

    type: str
    service: str = ""
    """As boto3 spells it; by default the one of the type's name."""
    name: Name | None = None
    id: Expr
    """The physical id: what ``Ref`` yields."""
    key: dict[str, Expr] = {}
    """What names the resource in a call: passed to each call but those of ``create`` that has such an argument."""
    create_only: tuple[str, ...] = ()
    """Properties whose change replaces the resource here, although CloudFormation's schema does not say so."""
    replaced: Expr | None = None
    """At an update: whether it replaces the resource, where a change of a property alone does not decide that."""
    indirect: tuple[str, ...] = ()
    """Properties that have their effect without being an argument of ``create`` or ``apply``: they decide which call is
    made, or count at deletion."""
    read: Steps = ()
    """Calls whose responses other expressions use; each is made where it is used, before the section's calls."""
    create: Steps = ()
    update: Steps = ()
    apply: Steps = ()
    """Calls after ``create``, and at each update after ``update``."""
    delete: Steps = ()
    attributes: dict[str, Expr] = {}
    """What ``Fn::GetAtt`` yields."""

    @property
    def client(self) -> str:
        """The service, as boto3 spells it."""
        return self.service or self.type.split("::")[1].lower()

    @property
    def steps(self) -> list[Step]:
        """The calls that create, change and delete."""
        return [*self.create, *self.update, *self.apply, *self.delete]

    @property
    def passed(self) -> frozenset[Source]:
        """The parts of the properties that a creation passes to the service, if by way of ``key``, ``id`` and ``name``.

        ``("LifecyclePolicy", "RegistryId")`` is one part of a property, ``("LifecyclePolicy",)`` is all of it.
        """
        calls = [*(step.passed for step in (*self.create, *self.apply)), *(one.passed for one in self.key.values())]
        found = frozenset[Source]().union(*calls)
        if ("id",) in found:
            found |= self.id.passed
        if self.name is not None and self.name.own and ("name",) in found:
            found |= {("new", self.name.own)}
        return frozenset(path[1:] for path in found if path[0] == "new" and len(path) > 1)

    @property
    def properties(self) -> frozenset[str]:
        """The properties that the emulator takes: those that a creation passes to the service, and ``indirect``."""
        return frozenset({path[0] for path in self.passed}.union(self.indirect))


def load(file: Path) -> ProviderFile:
    """Read a provider's file.

    Raises:
        ProviderFileError: it is not YAML, has an unknown key, or an expression that is not JMESPath.
    """
    try:
        return ProviderFile.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506 safe
    except yaml.YAMLError as error:
        raise ProviderFileError(file.name, [f"not YAML: {' '.join(str(error).split())}"]) from None
    except ValidationError as error:
        mistakes = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise ProviderFileError(file.name, mistakes) from None
