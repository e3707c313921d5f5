"""Compares a provider's file with botocore's models and CloudFormation's schema: a typo is an error, not a null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from typing import Any

import botocore.session
from botocore import xform_name

from emulated_aws.provider_files.expression import Expression
from emulated_aws.provider_files.model import ProviderFile, Step
from emulated_aws.provider_files.schema import schema_of
from emulated_aws.provider_files.sources import Sources, is_mark

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
        file = self._file
        reads = {step.call for step in file.read}
        made: set[str] = set()
        for section in ("create", "read", "update", "apply", "delete"):
            known = {*_ALWAYS, *reads, *(() if section == "create" else ("id",))}
            for step in getattr(file, section):
                yield from self._step(step, keyed=section != "create")
                known.add(step.call)
                for one in step.expressions:
                    yield from self._paths(step.call, one, known | ({"item"} if step.each else set()), step)
            made = made or known
        yield from self._paths("id", file.id, made)
        for section in ("key", "attributes"):
            for one in getattr(file, section).values():
                yield from self._paths(section, one, {*_ALWAYS, *(reads if section == "attributes" else ()), "id"})
        if file.replaced is not None:
            yield from self._paths("replaced", file.replaced, set(_ALWAYS))
        yield from (f"key: no call has an argument '{one}'" for one in file.key if one not in self._keyed)
        yield from self._claims()

    def _claims(self) -> Iterator[str]:
        """A property of which the file knows has its effect, and all of it."""
        file, properties = self._file, self._schema["properties"]
        steps = [path for step in file.steps for one in step.expressions for path in step.paths_of(one.paths)]
        others = [file.id, *file.key.values(), *([file.replaced] if file.replaced is not None else [])]
        paths = [*steps, *(path for one in others for path in one.paths)]
        used = {path[1] for path in paths if path[0] in ("new", "old") and len(path) > 1}
        used = used.union(file.create_only, *(step.named for step in file.steps))
        whole = {path[0] for path in file.passed}
        for one in sorted({*file.properties, *used}):
            if one not in properties:
                yield _unknown("property", one, properties)
            elif one in used and one not in file.properties:
                yield f"{one}: no call of create or apply has it as an argument; if it decides otherwise: 'indirect'"
        yield from (f"indirect: {one}: an argument of a call has it" for one in file.indirect if one in whole)
        yield from (f"indirect: {one}: nothing uses it" for one in file.indirect if one not in used)
        yield from (_unknown("attribute", one, properties) for one in file.attributes if one not in properties)
        for part in sorted({path[:end] for path in file.passed for end in range(1, len(path))}):
            if not any(part[:end] in file.passed for end in range(1, len(part) + 1)):
                passed = {path[len(part)] for path in file.passed if path[: len(part)] == part}
                left = sorted(set(self._at(part)[0].get("properties", ())) - passed) if passed != {"[]"} else ()
                yield from (f"{'.'.join(part)}.{one}: no call of create or apply has it as an argument" for one in left)

    def _step(self, step: Step, *, keyed: bool) -> Iterator[str]:
        if step.call not in self._operations:
            yield _unknown("operation", step.call, self._operations)
            return
        shape = self._operations[step.call].input_shape
        members = shape.members if shape is not None else {}
        given = {*step.arguments, *(_member(one, members) for one in step.same)}
        yield from (f"{step.call}: {_unknown('argument', one, members)}" for one in sorted(given) if one not in members)
        for name in members.keys() & step.arguments.keys():
            yield from (f"{step.call}: {name}: {one}" for one in _keys(step.arguments[name].tree, members[name]))
        if step.each is not None and not any(
            path[0] == "item" for one in step.arguments.values() for path in one.passed
        ):
            yield f"{step.call}: no argument uses 'item'"
        if keyed:
            self._keyed.update(set(self._file.key) & set(members))
            given |= set(self._file.key)
        for one in shape.required_members if shape is not None else ():
            if one not in given and not members[one].metadata.get("idempotencyToken"):
                yield f"{step.call}: the required argument '{one}' is missing"

    def _paths(self, place: str, expression: Expression, known: set[str], step: Step | None = None) -> Iterator[str]:
        unknown = sorted({path[0] for path in expression.paths} - known - {"?"})
        yield from (f"{place}: {expression.written}: {_unknown('value', root, known)}" for root in unknown)
        yield from (f"{place}: {expression.written}: {one}" for one in self._compared(expression.tree))
        paths = step.paths_of(expression.paths) if step is not None else expression.paths
        absent: dict[str, set[str]] = {}
        for path in paths:
            for mark, name in pairwise(path):
                if is_mark(mark):
                    absent.setdefault(name, set()).add(mark.strip("{}"))
        for name, keys in sorted(absent.items()):
            yield f"{place}: {expression.written}: {_unknown('key', name, sorted(keys))}"
        for root, *rest in sorted(path for path in paths if path[0] in known and not any(map(is_mark, path))):
            problem = ""
            if root in ("new", "old") and not rest:  # also of !new.X, which JMESPath reads as (!new).X
                problem = f"name a property of '{root}'; '!' needs brackets: !({root}.X)"
            elif root in ("new", "old"):
                problem = self._at(rest)[1]
            elif root in self._operations:
                problem = _of_shape(self._operations[root].output_shape, rest)
            if problem:
                yield f"{place}: {expression.written}: {problem}"

    def _compared(self, node: Mapping[str, Any]) -> Iterator[str]:
        """A text that is compared with a property is one of its values, where the schema has them."""
        children = [child for child in node["children"] if isinstance(child, Mapping)]
        yield from (one for child in children for one in self._compared(child))
        texts = [child["value"] for child in children if child["type"] == "literal"]
        if node["type"] == "comparator" and texts and isinstance(texts[0], str):
            sources = [path for child in children for path in Sources(child, [()]).value if path[0] in ("new", "old")]
            values = [self._at(path[1:])[0].get("enum") for path in sources]
            yield from (_unknown("value", texts[0], known) for known in values if known and texts[0] not in known)

    def _at(self, path: Iterable[str]) -> tuple[Mapping[str, Any], str]:
        """Return what the schema has at a path, and the mistake in it."""
        node: Mapping[str, Any] = self._schema
        for step in path:
            if step == "[]":
                node = node.get("items", node)
            elif "properties" not in node:
                return {}, ""  # a structure of any form
            elif step not in node["properties"]:
                return {}, _unknown("property", step, node["properties"])
            else:
                node = node["properties"][step]
            while "$ref" in node:
                node = self._schema["definitions"][node["$ref"].rpartition("/")[2]]
        return node, ""


def _keys(node: Mapping[str, Any], shape: Any) -> Iterator[str]:
    """Return the keys that an expression writes and that the argument does not have."""
    kind, children = node["type"], node["children"]
    function = node["value"] if kind == "function_expression" else ""
    item = shape.member if shape.type_name == "list" else shape
    names: list[str] = []
    if kind == "multi_select_dict":
        names = [child["value"] for child in children]
        for child in children:
            if (part := _part(shape, child["value"])) is not None:
                yield from _keys(child["children"][0], part)
    elif kind in ("projection", "filter_projection"):
        yield from _keys(children[1], item)
    elif kind == "multi_select_list":
        yield from (one for child in children for one in _keys(child, item))
    elif kind in ("or_expression", "and_expression") or function in ("merge", "not_null"):
        yield from (one for child in children for one in _keys(child, shape))
    elif kind in ("subexpression", "pipe"):
        yield from _keys(children[-1], shape)
    elif function in ("pick", "rename"):
        names = [child["value"] for child in children if child["type"] == "literal"]
        names = names[1::2] if function == "rename" else names
    known = shape.members if shape.type_name == "structure" else ()
    yield from (_unknown("key", one, known) for one in names if _part(shape, one) is None)


def _part(shape: Any, key: str) -> Any:
    if shape.type_name == "structure":
        return shape.members.get(_member(key, shape.members))
    return shape.value if shape.type_name == "map" else None


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
