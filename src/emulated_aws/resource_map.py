"""The resources of one stack: made in order, changed, removed in reverse, and rolled back after a failure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.parsing import ResourceMap, clean_json
from moto.ram.models import ram_backends
from moto.ssm.models import ssm_backends

from emulated_aws import journal
from emulated_aws.provider import Call
from emulated_aws.registry import provider_of
from emulated_aws.resource import EmulatedResource
from emulated_aws.templates import in_order

ReportEvent = Callable[[str, str, str, str, str], None]
"""``(logical id, physical id, type, status, reason)``: the callback for a stack's events."""

_RETAINED = {"Retain", "RetainExceptOnCreate"}


class StepFailedError(Exception):
    """A resource that could not be made, changed or removed."""


class EmulatedResourceMap(ResourceMap):  # type: ignore[misc]
    """Replaces moto's resource map, which creates resources on access, and cannot roll back."""

    report_event: ReportEvent = staticmethod(lambda *_: None)

    def __getitem__(self, key: str) -> Any:
        if key in self._parsed_resources:
            return self._parsed_resources[key]
        if key in self._resource_json_map:
            return None  # not made: its condition is false, or its step is still to come
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(key for key, value in list(self._parsed_resources.items()) if isinstance(value, EmulatedResource))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def validate_outputs(self) -> None:
        """Do nothing: outputs are resolved after the resources; moto would validate them with its own models."""

    def creation_complete(self) -> bool:
        """Return true: every resource in the map exists."""
        return True

    def parse_ssm_parameter(self, value: str, value_type: str) -> Any:
        """Return a parameter's value; by its ARN, one that another account shares with this one.

        Raises:
            ValidationError: there is no such parameter, or it is not shared.
        """
        region, owner, name = self._region_name, self._account_id, value
        if value.startswith("arn:"):
            _, _, _, region, owner, rest = value.split(":", 5)
            name = rest.removeprefix("parameter")
        shared = owner == self._account_id or self._is_shared(owner, region, value)
        parameter = ssm_backends[owner][region].get_parameter(name) if shared else None
        if parameter is None or region != self._region_name:
            raise ValidationError(f"Unable to fetch parameters [{value}] from parameter store for this account.")
        return parameter.value.split(",") if "List" in value_type else parameter.value

    def _is_shared(self, owner: str, region: str, arn: str) -> bool:
        return any(
            arn in share.resource_arns and self._account_id in share.principals and share.status == "ACTIVE"
            for share in ram_backends[owner][region].resource_shares
        )

    @property
    def made(self) -> dict[str, EmulatedResource]:
        """The existing resources, by logical id, in the order in which they were made."""
        return {key: value for key, value in self._parsed_resources.items() if isinstance(value, EmulatedResource)}

    def build_resource_diff(
        self, other_template: dict[str, Any], parameters: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Compare with the existing resources, and not with the last template, whose deployment may have failed."""
        del parameters
        new = other_template["Resources"]
        old = self._resource_json_map
        made = self.made
        return {
            "Add": [name for name in new if name not in made],
            "Modify": [name for name in new if name in made and new[name] != old.get(name)],
            "Remove": [name for name in made if name not in new],
        }

    def bring_about(self, template: dict[str, Any], parameters: Mapping[str, Any]) -> None:
        """Deploy a template; when a step fails, roll back.

        Raises:
            StepFailedError: a step failed, and the stack was rolled back, as far as possible.
        """
        before = (self._template, self._resource_json_map, dict(self.input_parameters))
        undo: list[Callable[[], None]] = []
        cleanup: list[EmulatedResource] = []
        first = not self.made
        try:
            self._take(template, dict(parameters))
            for logical_id in in_order(template["Resources"]):
                self._step(logical_id, undo, cleanup)
        except Exception as error:
            for step in reversed(undo):
                step()
            if not first:
                self._take(*before[0::2])
            raise StepFailedError(str(error)) from error
        wanted = template["Resources"]
        removed = [item for name, item in self.made.items() if name not in wanted or not self._condition(name)]
        for resource in reversed(removed):
            del self._parsed_resources[resource.logical_resource_id]
        self._clean_up([*cleanup, *reversed(removed)])

    def delete(self) -> None:
        """Remove the stack's resources, in reverse order, except those to be retained.

        Raises:
            StepFailedError: a resource could not be removed; the removal of the others was tried too.
        """
        failed = []
        for logical_id, resource in reversed(self.made.items()):
            if resource.deletion_policy in _RETAINED:
                self._record(resource, "DELETE_SKIPPED")
                del self._parsed_resources[logical_id]
                continue
            try:
                self._remove(resource)
                del self._parsed_resources[logical_id]
            except Exception as error:  # noqa: BLE001 after any error, the other resources are still tried
                self._record(resource, "DELETE_FAILED", _reason(error))
                failed.append(logical_id)
        if failed:
            raise StepFailedError(f"The following resource(s) failed to delete: [{', '.join(failed)}].")

    def _take(self, template: dict[str, Any], parameters: dict[str, Any]) -> None:
        self._template = template
        self._resource_json_map = template.get("Resources", {})
        self.input_parameters = parameters
        if template:
            self.resolved_parameters: dict[str, Any] = {}
            self.load_mapping()
            self.load_parameters()
            self.load_conditions()

    def _condition(self, logical_id: str) -> bool:
        condition = self._resource_json_map[logical_id].get("Condition")
        return not condition or bool(self.lazy_condition_map[condition])

    def _step(self, logical_id: str, undo: list[Callable[[], None]], cleanup: list[EmulatedResource]) -> None:
        if not self._condition(logical_id):
            return
        definition = self._resource_json_map[logical_id]
        call = self._call(logical_id, definition)
        existing = self._parsed_resources.get(logical_id)
        if not isinstance(existing, EmulatedResource):
            self._make(call, definition, undo)
        elif existing.type != call.type or _is_replaced(existing, call):
            self._replace(existing, call, definition, undo, cleanup)
        else:
            existing.deletion_policy = definition.get("DeletionPolicy", "Delete")
            existing.update_replace_policy = definition.get("UpdateReplacePolicy", "Delete")
            if existing.properties != call.properties:
                self._change(existing, call, undo)

    def _call(self, logical_id: str, definition: Mapping[str, Any]) -> Call:
        try:
            properties = _without_nothing(clean_json(definition.get("Properties", {}), self))
        except Exception as error:
            self.report_event(logical_id, "", definition["Type"], "CREATE_FAILED", _reason(error))
            raise
        return Call(
            account_id=self._account_id,
            region=self._region_name,
            stack_name=str(self["AWS::StackName"]),
            stack_id=self.stack_id,
            logical_id=logical_id,
            type=definition["Type"],
            properties=properties,
        )

    def _make(self, call: Call, definition: Mapping[str, Any], undo: list[Callable[[], None]]) -> None:
        self.report_event(call.logical_id, "", call.type, "CREATE_IN_PROGRESS", "")
        started = time.monotonic()
        resource = EmulatedResource(
            call,
            provider_of(call.type),
            "",
            definition.get("DeletionPolicy", "Delete"),
            definition.get("UpdateReplacePolicy", "Delete"),
        )
        provider = resource.provider

        def unmake() -> None:
            self._parsed_resources.pop(call.logical_id, None)
            if not resource.physical_resource_id:
                return
            if resource.deletion_policy == "Retain":
                self._record(resource, "DELETE_SKIPPED")
            else:
                self._try(resource, lambda: self._remove(resource), "DELETE_FAILED")

        undo.append(unmake)
        try:
            if provider is None:
                resource.physical_resource_id = call.name()
                _note(call)
            else:
                resource.physical_resource_id = provider.make(call)
                provider.apply(call, resource.physical_resource_id, None)
                resource.attributes = provider.attributes(call, resource.physical_resource_id)
                _note_dropped(call, provider.emulated)
        except Exception as error:
            self._record(resource, "CREATE_FAILED", _reason(error))
            raise StepFailedError(f"{call.logical_id}: {_reason(error)}") from error
        self._parsed_resources[call.logical_id] = resource
        self._record(resource, "CREATE_COMPLETE", seconds=time.monotonic() - started)

    def _change(self, resource: EmulatedResource, call: Call, undo: list[Callable[[], None]]) -> None:
        provider, old = resource.provider, resource.call
        call = replace(call, attempt=old.attempt)
        self._record(resource, "UPDATE_IN_PROGRESS")
        if provider is None:
            resource.call = call
            return

        def put_back() -> None:
            def again() -> None:
                provider.apply(old, resource.physical_resource_id, call.properties)
                resource.call = old
                resource.attributes = provider.attributes(old, resource.physical_resource_id)
                self._record(resource, "UPDATE_COMPLETE")

            self._try(resource, again, "UPDATE_FAILED")

        undo.append(put_back)
        try:
            provider.apply(call, resource.physical_resource_id, old.properties)
            resource.call = call
            resource.attributes = provider.attributes(call, resource.physical_resource_id)
            _note_dropped(call, provider.emulated)
        except Exception as error:
            self._record(resource, "UPDATE_FAILED", _reason(error))
            raise StepFailedError(f"{call.logical_id}: {_reason(error)}") from error
        self._record(resource, "UPDATE_COMPLETE")

    def _replace(
        self,
        old: EmulatedResource,
        call: Call,
        definition: Mapping[str, Any],
        undo: list[Callable[[], None]],
        cleanup: list[EmulatedResource],
    ) -> None:
        def put_back() -> None:
            self._parsed_resources[call.logical_id] = old

        undo.append(put_back)
        self._make(replace(call, attempt=old.call.attempt + 1), definition, undo)
        if old.update_replace_policy not in _RETAINED:
            cleanup.append(old)

    def _clean_up(self, resources: list[EmulatedResource]) -> None:
        """Remove replaced and undeclared resources; as in CloudFormation, a failure does not fail the update."""
        for resource in resources:
            if resource.logical_resource_id not in self._resource_json_map and resource.deletion_policy in _RETAINED:
                self._record(resource, "DELETE_SKIPPED")
            else:
                self._try(resource, partial(self._remove, resource), "DELETE_FAILED")

    def _remove(self, resource: EmulatedResource) -> None:
        self._record(resource, "DELETE_IN_PROGRESS")
        if resource.provider is not None:
            resource.provider.remove(resource.call, resource.physical_resource_id)
        self._record(resource, "DELETE_COMPLETE")

    def _try(self, resource: EmulatedResource, step: Callable[[], None], failed: str) -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 after any error, the rollback continues
            self._record(resource, failed, _reason(error))

    def _record(
        self, resource: EmulatedResource, status: str, reason: str = "", *, seconds: float | None = None
    ) -> None:
        resource.status = status
        self.report_event(resource.logical_resource_id, resource.physical_resource_id, resource.type, status, reason)
        if status.endswith(("COMPLETE", "FAILED", "SKIPPED")):
            journal.write(
                "resource",
                stack=resource.call.stack_name,
                account=self._account_id,
                region=self._region_name,
                logical_id=resource.logical_resource_id,
                type=resource.type,
                physical_id=resource.physical_resource_id,
                status=status,
                reason=reason,
                seconds=round(seconds, 4) if seconds is not None else None,
            )


def _is_replaced(resource: EmulatedResource, call: Call) -> bool:
    provider, old = resource.provider, resource.properties
    if provider is None:
        return False
    changed = any(_value_at(old, path) != _value_at(call.properties, path) for path in provider.create_only)
    return changed or provider.replaces(call, old)


def _value_at(properties: Any, path: tuple[str, ...]) -> Any:
    """Return what is under a path of keys, of which ``*`` means each element of a list; ``None`` for nothing."""
    if not path:
        return properties
    if path[0] == "*":
        return [_value_at(item, path[1:]) for item in properties] if isinstance(properties, list) else None
    return _value_at(properties.get(path[0]), path[1:]) if isinstance(properties, Mapping) else None


def _note_dropped(call: Call, emulated: frozenset[str] | None) -> None:
    dropped = sorted(set(call.properties) - emulated) if emulated is not None else []
    if dropped:
        _note(call, properties=dropped)


def _note(call: Call, **more: Any) -> None:
    journal.write(
        "not-emulated",
        account=call.account_id,
        region=call.region,
        stack=call.stack_name,
        logical_id=call.logical_id,
        type=call.type,
        **more,
    )


def _without_nothing(value: Any) -> Any:
    """Leave out the values that ``AWS::NoValue`` removed."""
    if isinstance(value, dict):
        return {key: _without_nothing(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nothing(item) for item in value if item is not None]
    return value


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
