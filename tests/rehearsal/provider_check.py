"""Compares a provider's file with botocore's models and CloudFormation's schema: a typo is an error, not a null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name

from emulated_aws.provider_files.expression import Expression
from emulated_aws.provider_files.model import ProviderFile, Step
from emulated_aws.provider_files.schema import schema_of

_ALWAYS = frozenset({"new", "old", "name", "account", "region"})


def check(file: ProviderFile) -> list[str]:
    """Return what a file names that its service or its type does not have, and the required arguments it leaves out."""
    return list(dict.fromkeys(_Check(file).mistakes()))


class Operations(Mapping[str, Any]):
    """The operations of a service, by the names that boto3 gives them."""

    def __init__(self, service: str) -> None:
        self._model = _session().get_service_model(service)
        self._names = {xform_name(name): name for name in self._model.operation_names}

    def __getitem__(self, name: str) -> Any:
        return self._model.operation_model(self._names[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def _session() -> Any:
    return botocore.session.get_session()


class _Check:
    def __init__(self, file: ProviderFile) -> None:
        self._file, self._operations, self._schema = file, Operations(file.client), schema_of(file.type)
        self._keyed: set[str] = set()

    def mistakes(self) -> Iterator[str]:
        file, properties = self._file, self._schema["properties"]
        reads = {step.call for step in file.read}
        made: set[str] = set()
        for section in ("create", "read", "update", "apply", "delete"):
            known = {*_ALWAYS, *reads, *(() if section == "create" else ("id",))}
            for step in getattr(file, section):
                yield from self._step(step, keyed=section != "create")
                known.add(step.call)
                for one in step.expressions:
                    yield from self._paths(step.call, one, known | ({"item"} if step.each else set()))
            made = made or known
        yield from self._paths("id", file.id, made)
        for section in ("key", "attributes"):
            for one in getattr(file, section).values():
                yield from self._paths(section, one, {*_ALWAYS, *(reads if section == "attributes" else ()), "id"})
        named = sorted({*file.properties, *file.create_only})
        yield from (_unknown("property", one, properties) for one in named if one not in properties)
        yield from (_unknown("attribute", one, properties) for one in file.attributes if one not in properties)
        yield from (f"key: no call has an argument '{one}'" for one in file.key if one not in self._keyed)

    def _step(self, step: Step, *, keyed: bool) -> Iterator[str]:
        if step.call not in self._operations:
            yield _unknown("operation", step.call, self._operations)
            return
        shape = self._operations[step.call].input_shape
        members = shape.members if shape is not None else {}
        given = {*step.arguments, *(_member(one, members) for one in step.same)}
        yield from (f"{step.call}: {_unknown('argument', one, members)}" for one in sorted(given) if one not in members)
        if keyed:
            self._keyed.update(set(self._file.key) & set(members))
            given |= set(self._file.key)
        for one in shape.required_members if shape is not None else ():
            if one not in given and not members[one].metadata.get("idempotencyToken"):
                yield f"{step.call}: the required argument '{one}' is missing"

    def _paths(self, place: str, expression: Expression, known: set[str]) -> Iterator[str]:
        for root, *rest in sorted(expression.paths):
            problem = ""
            if root not in known:
                problem = _unknown("value", root, known)
            elif root in ("new", "old") and not rest:  # also of !new.X, which JMESPath reads as (!new).X
                problem = f"name a property of '{root}'; '!' needs brackets: !({root}.X)"
            elif root in ("new", "old"):
                problem = self._of_schema(rest)
            elif root in self._operations:
                problem = _of_shape(self._operations[root].output_shape, rest)
            if problem:
                yield f"{place}: {expression.written}: {problem}"

    def _of_schema(self, path: Iterable[str]) -> str:
        node: Mapping[str, Any] = self._schema
        for step in path:
            while "$ref" in node:
                node = self._schema["definitions"][node["$ref"].rpartition("/")[2]]
            if step == "[]":
                node = node.get("items", node)
            elif "properties" not in node:
                return ""  # a structure of any form
            elif step not in node["properties"]:
                return _unknown("property", step, node["properties"])
            else:
                node = node["properties"][step]
        return ""


def _member(name: str, members: Iterable[str]) -> str:
    lower = name[:1].lower() + name[1:]
    return lower if name not in members and lower in members else name


def _of_shape(shape: Any, path: Iterable[str]) -> str:
    for step in path:
        kind = shape.type_name if shape is not None else ""
        if step == "[]":
            shape = shape.member if kind == "list" else shape
        elif kind == "map":
            return ""
        elif kind != "structure" or step not in shape.members:
            return _unknown("field", step, shape.members if kind == "structure" else ())
        else:
            shape = shape.members[step]
    return ""


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"no {what} '{name}'" + (f"; nearest: {', '.join(near)}" if near else "")
