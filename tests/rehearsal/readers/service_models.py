"""Holds the file of a reader against what AWS publishes: botocore's models of services, CloudFormation's schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

import botocore.session

from landing_zone.rehearsal.readers.functions import expression
from landing_zone.rehearsal.readers.reader_file import ReaderFile, Step
from tests.rehearsal.readers.value_origins import copies_of

REGION = "eu-west-1"

_MORE_VALUES = {"AttachmentStatus": ["available"]}
"""Of an internet gateway: the text of botocore's model says so, and its list of values does not."""


@dataclass(frozen=True)
class Answer:
    """What a service returns in one place."""

    shape: Any
    pascal: bool = False
    lower: bool = False

    def values(self) -> list[str]:
        """What a text can be; empty where the model does not say."""
        found = [*self.shape.enum, *_MORE_VALUES.get(self.shape.name, [])] if getattr(self.shape, "enum", []) else []
        return [value.lower() for value in found] if self.lower else found

    def members(self) -> dict[str, Answer]:
        """Its keys, as the reader writes them."""
        found = {name: replace(self, shape=shape) for name, shape in self.shape.members.items()}
        return {name[:1].upper() + name[1:]: answer for name, answer in found.items()} if self.pascal else found


@cache
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


@cache
def _schema(type_: str) -> Any:
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    return PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_)


def mistakes_of(file: ReaderFile) -> list[str]:
    """Return what no service and no schema has, each with the place and the nearest word, and what is not read."""
    return [*_File(file).mistakes(), *(f"the file: {copy}" for copy in copies_of(file))]


class _File:
    def __init__(self, file: ReaderFile) -> None:
        self._file = file
        self._found: list[str] = []
        self._place = ""
        self._scope: dict[str, Any] = dict.fromkeys(("id", "account", "region", "partition", "item"))
        schema = {} if file.type.startswith("Custom::") else _schema(file.type).schema
        self._schema = schema
        self._properties: Collection[str] = schema.get("properties", {})

    def mistakes(self) -> Iterator[str]:
        file = self._file
        self._scope["declared"] = dict.fromkeys(self._properties) if self._properties else None
        for name, step in file.steps.items():
            self._place = f"steps.{name}"
            result = self._step(step)
            self._scope[name] = ("list", result) if step.each else result
            for key in (*step.same, *step.needs):
                self._field(result, key)
            self._names((*step.same, *step.when, *step.properties), self._properties)
            self._expressions(step.properties)
        self._place = "the file"
        attributes = [] if not self._schema else [str(name) for name in _schema(file.type).get_atts]
        self._names((*file.properties, *file.not_readable), self._properties)
        self._names([name.removesuffix("?") for name in file.attributes], attributes)
        self._expressions({**file.properties, **file.attributes, "exists": file.exists or "id"})
        for path in (*file.unordered, *file.open_lists):
            if self._path(path).get("type", "array") != "array":
                self._found.append(f"{self._place}: {path} is not a list")
        for path in (*file.policies, *file.documents):
            self._path(path)
        yield from self._found

    def _step(self, step: Step) -> Any:
        for text in (step.each, step.condition, step.account, step.region, *step.match.values()):
            if text is not None:
                self._typed(expression(text).node, self._scope)
        if step.value is not None:
            return self._typed(expression(step.value).node, self._scope)
        service = _service(self._file.service_of(step))
        if step.operation not in service.operation_names:
            self._say(f"{service.service_name} has no operation", step.operation, service.operation_names)
            return None
        operation = service.operation_model(step.operation)
        self._given(step.arguments, operation.input_shape)
        codes = {shape.name for shape in operation.error_shapes}
        codes |= {shape.error_code for shape in operation.error_shapes}
        if codes and "awsQueryCompatible" not in service.metadata:  # such a service has the codes of its older protocol
            self._names((*step.missing, *step.none), codes)
        answer: Any = Answer(operation.output_shape, step.pascal)
        key = step.key or step.all or step.first
        if not key:
            return answer
        answer = self._field(replace(answer, pascal=False), key)
        if answer is None:
            return None
        is_list = answer.shape.type_name == "list"
        if is_list != bool(step.all or step.first):
            self._found.append(f"{self._place}: {key} is a {answer.shape.type_name}")
            return None
        item = Answer(answer.shape.member) if is_list else None
        for name, text in step.match.items():
            self._values(expression(text).node, self._field(item, name))
        return replace(item if step.first and item else answer, pascal=step.pascal)

    def _given(self, written: Any, shape: Any) -> None:
        """Check the names of arguments, at any depth."""
        if isinstance(written, str):
            node = expression(written).node
            self._typed(node, self._scope)
            self._given_by(node, shape)
        elif isinstance(written, list):
            for item in written:
                self._given(item, shape.member)
        elif written:
            for name, value in written.items():
                inner = self._argument(name.removesuffix("?"), shape)
                if inner is not None:
                    self._given(value, inner)

    def _values(self, node: Any, of: Any) -> None:
        """Check a constant that is compared with, or sent as, what has some values only."""
        known = of.values() if isinstance(of, Answer) and node["type"] == "literal" else []
        for value in node["value"] if known and isinstance(node["value"], list) else [node.get("value")]:
            if known and value is not None and value not in known:
                self._say(f"{of.shape.name} is never", str(value), known)

    def _given_by(self, node: Any, shape: Any) -> None:
        self._values(node, Answer(shape))
        for child in node["children"]:
            if node["type"] == "multi_select_list":
                self._given_by(child, shape.member)
            elif node["type"] == "multi_select_dict":
                inner = self._argument(child["value"], shape)
                if inner is not None:
                    self._given_by(child["children"][0], inner)

    def _argument(self, name: str, shape: Any) -> Any:
        members = {} if shape is None else shape.members
        if name not in members:
            self._say("the operation has no argument", name, members)
        return members.get(name)

    def _expressions(self, texts: Mapping[str, str]) -> None:
        for text in texts.values():
            self._typed(expression(text).node, self._scope)

    def _field(self, of: Any, name: str) -> Any:
        if isinstance(of, dict):
            if name not in of:
                self._say("there is no", name, of)
            return of.get(name)
        if isinstance(of, Answer) and of.shape.type_name == "structure":
            members = of.members()
            if name not in members:
                self._say(f"{of.shape.name} has no", name, members)
            return members.get(name)
        if isinstance(of, Answer) and of.shape.type_name == "map":
            if getattr(of.shape.key, "enum", []) and name not in of.shape.key.enum:
                self._say(f"{of.shape.name} has no", name, of.shape.key.enum)
            return replace(of, shape=of.shape.value)
        if isinstance(of, tuple) or (isinstance(of, Answer) and of.shape.type_name == "list"):
            self._found.append(f"{self._place}: a list has no '{name}'")
        return None  # a text may be JSON

    def _typed(self, node: Any, of: Any) -> Any:
        """Return what an expression yields, as far as models show it."""
        kind, children = node["type"], node["children"]
        match kind:
            case "field":
                return self._field(of, node["value"])
            case "subexpression" | "pipe" | "index_expression":
                for child in children:
                    of = self._typed(child, of)
                return of
            case "current" | "identity":
                return of
            case "index":
                return _item(of)
            case "slice":
                return of
            case "flatten":
                return self._typed(children[0], of)
            case "projection" | "filter_projection" | "value_projection":
                item = _item(self._typed(children[0], of))
                for condition in children[2:]:
                    self._typed(condition, item)
                return ("list", self._typed(children[1], item))
            case "multi_select_dict":
                return {child["value"]: self._typed(child["children"][0], of) for child in children}
        results = [self._typed(child, of) for child in children]
        if kind == "or_expression" or (kind, node.get("value")) == ("function_expression", "not_null"):
            return next((result for result in results if result is not None), None)
        if kind == "and_expression":
            return results[1]
        if kind == "comparator" or (kind, node.get("value")) == ("function_expression", "contains"):
            for child, other in ((children[0], results[1]), (children[1], results[0])):
                self._values(child, other)
        if (kind, node.get("value")) == ("function_expression", "lower") and isinstance(results[0], Answer):
            return replace(results[0], lower=True)
        if (kind, node.get("value")) == ("function_expression", "find"):
            if children[1]["type"] == "literal":
                self._field(_item(results[0]), children[1]["value"])
            return _item(results[0])
        if (kind, node.get("value")) == ("function_expression", "pairs"):
            return ("list", {"Key": None, "Value": _item(results[0])})
        return None

    def _path(self, path: str) -> Any:
        """Return what the schema says of a path of properties; empty where it has none."""
        node: Any = self._schema
        if not node:  # a custom resource
            return {}
        for name in path.split("."):
            properties = _properties(self._schema, node)
            if name not in properties:
                self._say("the type has no property", name, properties)
                return {}
            node = properties[name]
        return _referred(self._schema, node)

    def _names(self, names: Collection[str], known: Collection[str]) -> None:
        for name in names:
            if known and name not in known:
                self._say("there is no", name, known)

    def _say(self, what: str, name: str, known: Collection[str]) -> None:
        near = get_close_matches(name, sorted(known), n=3)
        self._found.append(f"{self._place}: {what} '{name}'{': did you mean ' if near else ''}{', '.join(near)}")


def _item(of: Any) -> Any:
    if isinstance(of, tuple):
        return of[1]
    if isinstance(of, Answer) and of.shape.type_name in ("list", "map"):
        return replace(of, shape=of.shape.member if of.shape.type_name == "list" else of.shape.value)
    return None


def _referred(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Any:
    """The part of a schema that another part refers to; itself if it does not."""
    while "$ref" in node:
        target: Any = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def _properties(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of a part of a schema, or of the items of a list."""
    while "$ref" in node or "items" in node:
        node = node["items"] if "items" in node else _referred(schema, node)
    found = dict(node.get("properties", {}))
    for key in ("anyOf", "oneOf", "allOf"):
        for alternative in node.get(key, []):
            found |= _properties(schema, alternative)
    return found
