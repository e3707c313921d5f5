"""Reads a resource in the way that the file of its type states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from landing_zone.cloudformation.intrinsics.values import reasons_in, truth
from landing_zone.expressions.interpreter import ConditionError
from landing_zone.rehearsal.readers.answers import answered, listed
from landing_zone.rehearsal.readers.functions import expression
from landing_zone.rehearsal.readers.read_request import CannotReadError, ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading
from landing_zone.rehearsal.readers.reader_file import ReaderFile, Step


def reader_by_file(file: ReaderFile) -> Reader:
    """Return the reader of a type. Tags are an open list of every type: stacks, services and people add to them."""
    open_lists = (*file.open_lists, "Tags")
    paths = (frozenset(names) for names in (file.unordered, open_lists, file.policies, file.documents))
    return Reader(file.type, partial(_read, file), *paths)


class _MissingError(Exception):
    """The resource does not exist."""


def _read(file: ReaderFile, request: ReadRequest) -> Reading | None:
    try:
        return _Run(file, request).reading()
    except _MissingError:
        return None


class _Run:
    def __init__(self, file: ReaderFile, request: ReadRequest) -> None:
        self._file = file
        self._request = request
        self._scope: dict[str, Any] = {
            "id": request.physical_id,
            "declared": dict(request.declared),
            "account": request.account_id,
            "region": request.region,
        }

    def reading(self) -> Reading:
        """Take the steps.

        Raises:
            _MissingError: the resource does not exist.
            CannotReadError: a value that is needed depends on an unknown one.
        """
        properties: dict[str, str] = {}
        same: dict[str, str] = {}
        calls = 0
        for name, step in self._file.steps.items():
            if step.when and not set(step.when) & self._request.declared.keys():
                continue
            if step.condition is not None and truth(self._find(step.condition)) is not True:
                self._scope[name] = None
            elif step.value is not None:
                self._scope[name] = self._find(step.value)
            else:
                calls += 1
                if calls == 2:
                    self._decide(calls)
                self._scope[name] = self._result(step)
                if calls == 1 and self._scope[name] is None:
                    raise _MissingError
            same |= dict.fromkeys(step.same, name)
            properties |= step.properties
        if calls < 2:
            self._decide(calls)
        attributes = {name.removesuffix("?"): self._attribute(name) for name in self._file.attributes}
        found: dict[str, Any] = {name: (self._scope[step] or {}).get(name) for name, step in same.items()}
        found |= {name: _pruned(self._find(text)) for name, text in {**properties, **self._file.properties}.items()}
        unknown = {name: f"it depends on {_because(value)}" for name, value in found.items() if reasons_in(value)}
        known = {name: value for name, value in found.items() if name not in unknown}
        return Reading(known, attributes, {**self._file.not_readable, **unknown})

    def _attribute(self, name: str) -> Any:
        text = self._file.attributes[name]
        value = self._find(text)
        if value is None and not name.endswith("?"):
            raise KeyError(text.rpartition(".")[2])
        return value

    def _decide(self, calls: int) -> None:
        """Raise if the resource does not exist."""
        if self._file.exists is None:
            return
        value = self._find(self._file.exists)
        known = truth(value)
        if not calls:
            raise CannotReadError("the template declares none of the properties by which it is read")
        if known is None:
            raise CannotReadError(f"whether it exists depends on {_because(value)}")
        if not known:
            raise _MissingError

    def _result(self, step: Step) -> Any:
        if step.each is None:
            return self._response(step)
        items = self._needed(step.each, step, "a list")
        if not isinstance(items, list):
            raise CannotReadError(f"{step.operation} needs a list, and {step.each} is none")
        results = []
        for item in items:
            self._scope["item"] = item
            results.append(self._response(step))
        return results

    def _response(self, step: Step) -> Any:
        from botocore.exceptions import ClientError

        client = self._client(step)
        arguments = self._arguments(step, step.arguments)
        try:
            found = self._called(client, step, arguments)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code in step.missing:
                raise _MissingError from None
            if code in step.none:
                return [] if step.all else None if step.first or step.key else {}
            raise
        if found is None:
            return None
        for key in step.needs:
            for item in found if step.all else [found]:
                item[key]  # raises if it is not there
        shape = client.meta.service_model.operation_model(step.operation).output_shape
        if step.key or step.all or step.first:
            shape = shape.members[step.key or step.all or step.first]
        return answered(found, shape.member if step.first else shape, pascal=step.pascal)

    def _client(self, step: Step) -> Any:
        request = self._request
        client = request.clients(
            self._file.service_of(step),
            request.account_id if step.account is None else self._needed(step.account, step, "an account"),
            request.region if step.region is None else self._needed(step.region, step, "a Region"),
        )
        self._scope["partition"] = client.meta.partition
        return client

    def _called(self, client: Any, step: Step, arguments: Mapping[str, Any]) -> Any:
        from botocore import xform_name

        operation = xform_name(step.operation)
        if step.all:
            return listed(client, operation, step.all, **arguments)
        if step.first:
            wanted = {key: self._needed(text, step, key) for key, text in step.match.items()}
            items = listed(client, operation, step.first, **arguments)
            return next((item for item in items if all(item[key] == wanted[key] for key in wanted)), None)
        response = getattr(client, operation)(**arguments)
        return response[step.key] if step.key else response

    def _arguments(self, step: Step, written: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, value in written.items():
            optional = name.endswith("?")
            if not optional or truth(self._find(value)) is not False:
                found[name.removesuffix("?")] = self._argument(step, name.removesuffix("?"), value)
        return found

    def _argument(self, step: Step, name: str, written: Any) -> Any:
        if isinstance(written, dict):
            found = self._arguments(step, written)
            if not found:
                raise CannotReadError(f"{step.operation} needs {name}, and none of its forms has a value")
            return found
        if isinstance(written, list):
            return [self._argument(step, name, item) for item in written]
        return self._needed(written, step, name)

    def _needed(self, text: str, step: Step, what: str) -> Any:
        """Return the value of an expression that a call needs.

        Raises:
            CannotReadError: there is none, or it depends on an unknown value.
        """
        value = self._find(text)
        if reasons_in(value):
            raise CannotReadError(f"{step.operation} needs {what}, and {text} depends on {_because(value)}")
        if value is None:
            raise CannotReadError(f"{step.operation} needs {what}, and {text} has no value")
        return value

    def _find(self, text: str) -> Any:
        try:
            return expression(text).search(self._scope)
        except ConditionError as error:
            raise ValueError(f"{text}: {error}") from None


def _pruned(value: Any) -> Any:
    """Leave out what is null in mappings: an expression has a key for each property, also for those without value."""
    if isinstance(value, dict):
        return {key: _pruned(item) for key, item in value.items() if item is not None}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def _because(value: Any) -> str:
    return ", ".join(sorted(reasons_in(value)))
