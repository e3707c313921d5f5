"""Carries out a provider's file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from emulated_aws.provider import Call, Provider
from emulated_aws.provider_files.expression import Expression
from emulated_aws.provider_files.model import ProviderFile, Step
from emulated_aws.provider_files.schema import create_only, schema_of


class FileProvider(Provider):
    """Makes, changes and removes one resource type as its file says."""

    def __init__(self, file: ProviderFile) -> None:
        self._file = file
        self.type = file.type
        self.emulated = file.properties
        schema = schema_of(file.type)
        self.create_only = create_only(schema) | {(one,) for one in file.create_only}
        self._booleans = {name for name, one in schema["properties"].items() if one.get("type") == "boolean"}

    def make(self, call: Call) -> str:
        """Make the calls of ``create``."""
        context = self._context(call)
        self._run(self._file.create, call, context)
        self._run((), call, context, [self._file.id])
        physical_id = self._file.id(context)
        if not physical_id:
            raise ValueError(f"no physical id: {self._file.id.written} is null")
        return str(physical_id)

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        """Make the calls of ``update``, at an update, and those of ``apply``."""
        steps = self._file.apply if before is None else (*self._file.update, *self._file.apply)
        self._run(steps, call, self._context(call, physical_id, before))

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        """Evaluate ``attributes``."""
        context = self._context(call, physical_id)
        self._run((), call, context, self._file.attributes.values())
        found = {name: one(context) for name, one in self._file.attributes.items()}
        return {name: value for name, value in found.items() if value is not None}

    def replaces(self, call: Call, before: Mapping[str, Any]) -> bool:
        """Evaluate ``replaced``."""
        return self._file.replaced is not None and _is_true(self._file.replaced(self._context(call, before=before)))

    def remove(self, call: Call, physical_id: str) -> None:
        """Make the calls of ``delete``."""
        self._run(self._file.delete, call, self._context(call, physical_id))

    def _context(self, call: Call, physical_id: str = "", before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = {"new": self._typed(call.properties), "old": before and self._typed(before)}
        context |= {"account": call.account_id, "region": call.region}
        if self._file.name is not None:
            name = self._file.name
            context["name"] = call.properties.get(name.own) or call.name(name.longest, lower=name.lower)
        return {**context, "id": physical_id} if physical_id else context

    def _typed(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        """Return properties with the booleans that CloudFormation allows as text: in a condition, any text is true."""
        return {
            name: value == "true" if name in self._booleans and value in ("true", "false") else value
            for name, value in properties.items()
        }

    def _run(self, steps: Iterable[Step], call: Call, context: dict[str, Any], more: Iterable[Expression] = ()) -> None:
        """Make calls, and before them the reads that they, or more expressions, use; responses go to the context."""
        used = {path[0] for one in (*more, *(one for step in steps for one in step.expressions)) for path in one.paths}
        for step in (*(one for one in self._file.read if one.call in used - {*context}), *steps):
            items = [None] if step.each is None else step.each(context) or []
            for item in items:
                context["item"] = item
                if _applies(step, context):
                    self._call(step, call, context)

    def _call(self, step: Step, call: Call, context: dict[str, Any]) -> None:
        arguments = {name: call.properties[name] for name in step.same if name in call.properties}
        client = call.client(self._file.client)
        if "id" in context:
            accepted = _arguments(client, step.call)
            arguments |= {name: one(context) for name, one in self._file.key.items() if name in accepted}
        arguments |= {name: one(context) for name, one in step.arguments.items()}
        given = {name: value for name, value in arguments.items() if value is not None}
        context[step.call] = getattr(client, step.call)(**given)
        reason = step.fails(context) if step.fails is not None else None
        if _is_true(reason):
            raise RuntimeError(reason)


def _arguments(client: Any, operation: str) -> Collection[str]:
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    return model.input_shape.members if model.input_shape is not None else ()


def _applies(step: Step, context: Mapping[str, Any]) -> bool:
    """Return whether a call is to be made."""
    new, old = context["new"], context["old"] or {}
    if step.changed and (step.changed not in new or new[step.changed] == old.get(step.changed)):
        return False
    if step.removed and (step.removed not in old or step.removed in new):
        return False
    return step.when is None or _is_true(step.when(context))


def _is_true(value: Any) -> bool:
    """Return whether a value is true as JMESPath has it."""
    return value is not None and value is not False and value not in ("", [], {})
