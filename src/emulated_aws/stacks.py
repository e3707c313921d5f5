"""CloudFormation's stacks and change sets, which replace moto's.

What differs from moto: a change set is found by its stack and name together (the CDK CLI gives each the same name);
a stack has one record, also if its first change set failed; execution runs in the background, so that a client that
disconnects stops nothing; failure rolls back; exports of change sets are known; termination protection is enforced;
a previous value is the given one, not the one that was looked up by it in Systems Manager.
"""

from __future__ import annotations

import threading
from typing import Any

from moto.cloudformation import models, responses
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Event, Stack

from emulated_aws import journal
from emulated_aws.account_context import as_account
from emulated_aws.resource_map import EmulatedResourceMap, StepFailedError
from emulated_aws.templates import parse_template

WAIT_SECONDS = 25.0
"""How long a call that starts a deployment waits for its end: the CDK CLI polls only every five seconds."""


class ChangeSetNotFoundError(CloudFormationError):  # type: ignore[misc]
    """No such change set; by this error code the CDK CLI knows that a change set was deleted."""

    code = "ChangeSetNotFound"


def install() -> None:
    """Replace moto's functions by these."""
    models.ResourceMap = EmulatedResourceMap
    Stack.parse_template = staticmethod(parse_template)
    Stack.stack_parameters = property(_given_parameters)
    ChangeSet._parse_template = _parse_change_set
    CloudFormationBackend.create_change_set = _create_change_set
    CloudFormationBackend.execute_change_set = _execute_change_set
    CloudFormationBackend.delete_stack = _delete_stack
    CloudFormationBackend.create_stack = _create_stack
    CloudFormationBackend.update_stack = _update_stack
    response = responses.CloudFormationResponse
    response.describe_change_set = _describe_change_set_response
    response.delete_change_set = _delete_change_set_response
    response.update_termination_protection = _update_termination_protection_response
    responses.StackResourceDTO = _StackResource


def _given_parameters(stack: Stack) -> dict[str, Any]:
    """Return the values for ``UsePreviousValue``, which the CDK CLI sets at each update."""
    resources: EmulatedResourceMap = stack.resource_map
    declared = resources._template.get("Parameters", {})
    defaults = {name: one["Default"] for name, one in declared.items() if "Default" in one}
    return defaults | dict(resources.input_parameters)


class _StackResource:
    """One resource in a response; moto gives each the status of the stack."""

    def __init__(self, stack: Stack, resource: Any) -> None:
        self.stack_id = stack.stack_id
        self.stack_name = stack.name
        self.logical_resource_id = resource.logical_resource_id
        self.physical_resource_id = resource.physical_resource_id
        self.resource_type = resource.type
        self.resource_status = resource.status
        self.creation_time = stack.creation_time
        self.timestamp = stack.creation_time


def _parse_change_set(self: ChangeSet) -> None:
    self.template_dict = parse_template(self.template)


_create_change_set_of_moto = CloudFormationBackend.create_change_set


def _create_change_set(
    self: CloudFormationBackend,
    stack_name: str,
    change_set_name: str,
    template: str,
    parameters: dict[str, str],
    description: str,
    change_set_type: str,
    notification_arns: list[str] | None = None,
    tags: dict[str, str] | None = None,
    role_arn: str | None = None,
) -> tuple[str, str]:
    there = next((stack for stack in self.stacks.values() if stack.name == stack_name), None)
    if change_set_type == "CREATE" and there is not None:
        if there.status != "REVIEW_IN_PROGRESS":
            raise ValidationError(message=f"Stack [{stack_name}] already exists and cannot be created again")
        self.stacks.pop(there.stack_id)
    if change_set_type == "UPDATE" and there is not None:
        _refuse_when_busy(there)
    made: tuple[str, str] = _create_change_set_of_moto(
        self,
        stack_name,
        change_set_name,
        template,
        parameters,
        description,
        change_set_type,
        notification_arns,
        tags,
        role_arn,
    )
    return made


def _refuse_when_busy(stack: Stack) -> None:
    if stack.status.endswith("_IN_PROGRESS") and stack.status != "REVIEW_IN_PROGRESS":
        raise ValidationError(message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
    if stack.status in {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}:
        raise ValidationError(message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")


def _find_change_set(backend: CloudFormationBackend, name: str, stack_name: str | None) -> ChangeSet:
    if name in backend.change_sets:
        return backend.change_sets[name]
    found = [
        one
        for one in backend.change_sets.values()
        if one.change_set_name == name and (stack_name is None or stack_name in (one.stack_name, one.stack_id))
    ]
    if not found:
        raise ChangeSetNotFoundError(f"ChangeSet [{name}] does not exist")
    return found[-1]


def _execute_change_set(self: CloudFormationBackend, change_set_name: str, stack_name: str | None = None) -> None:
    change_set = _find_change_set(self, change_set_name, stack_name)
    stack = self.stacks.get(change_set.stack_id)
    if stack is None:
        raise ValidationError(message=f"Stack [{change_set.stack_name}] does not exist")
    if change_set.execution_status != "AVAILABLE":
        raise ValidationError(message=f"ChangeSet [{change_set_name}] cannot be executed in its current status")
    _refuse_when_busy(stack)
    change_set.execution_status = "EXECUTE_IN_PROGRESS"
    if change_set.tags is not None:
        stack.tags = change_set.tags

    def done() -> None:
        change_set.execution_status = "EXECUTE_COMPLETE"

    verb = "CREATE" if stack.status == "REVIEW_IN_PROGRESS" else "UPDATE"
    _deploy(self, stack, verb, change_set.template, dict(change_set.parameters), done)


def _create_stack(
    self: CloudFormationBackend, name: str, template: str, parameters: dict[str, Any], **rest: Any
) -> Stack:
    _, stack_id = self.create_change_set(
        name, "created-without-a-change-set", template, parameters, "", "CREATE",
        rest.get("notification_arns"), rest.get("tags"), rest.get("role_arn"),
    )  # fmt: skip
    stack = self.stacks[stack_id]
    stack.enable_termination_protection = bool(rest.get("enable_termination_protection"))
    _deploy(self, stack, "CREATE", template, dict(parameters), lambda: None)
    return stack


def _update_stack(
    self: CloudFormationBackend,
    name: str,
    template: str,
    role_arn: str | None,
    parameters: list[dict[str, Any]],
    tags: dict[str, str] | None,
) -> Stack:
    stack = self.get_stack(name)
    _refuse_when_busy(stack)
    stack.role_arn = role_arn
    if tags is not None:
        stack.tags = tags
    given = self._resolve_update_parameters(instance=stack, incoming_params=parameters)
    _deploy(self, stack, "UPDATE", template, given, lambda: None)
    return stack


def _deploy(
    backend: CloudFormationBackend, stack: Stack, verb: str, template: str, parameters: dict[str, Any], done: Any
) -> None:
    _status(stack, f"{verb}_IN_PROGRESS", "User Initiated")
    resources: EmulatedResourceMap = stack.resource_map
    resources.report_event = _event_recorder(stack)
    resources.cross_stack_resources = backend.exports

    def run() -> None:
        with as_account(stack.account_id):
            try:
                resources.bring_about(parse_template(template), parameters)
                _publish(backend, stack, template)
            except Exception as error:  # noqa: BLE001 after any error, the stack must not stay in progress
                reason = str(error) if isinstance(error, StepFailedError) else f"{type(error).__name__}: {error}"
                _rolled_back(stack, resources, verb, reason)
            else:
                stack.template = template
                stack.parameters = parameters
                _status(stack, f"{verb}_COMPLETE")
            finally:
                done()

    _in_background(run, f"{stack.name} {verb}")


def _rolled_back(stack: Stack, resources: EmulatedResourceMap, verb: str, reason: str) -> None:
    prefix = "" if verb == "CREATE" else "UPDATE_"
    if not stack.status.endswith("ROLLBACK_IN_PROGRESS"):
        _status(stack, f"{prefix}ROLLBACK_IN_PROGRESS", reason)
    if verb == "CREATE":
        try:
            resources.delete()
        except StepFailedError as error:
            _status(stack, "ROLLBACK_FAILED", str(error))
            return
    _status(stack, f"{prefix}ROLLBACK_COMPLETE")


def _publish(backend: CloudFormationBackend, stack: Stack, template: str) -> None:
    stack.template = template
    stack.template_dict = parse_template(template)
    stack.description = stack.template_dict.get("Description")
    stack.output_map = stack._create_output_map()
    mine = {export.name: export for export in stack.exports}
    for name, export in list(backend.exports.items()):
        if export._exporting_stack_id == stack.stack_id and name not in mine:
            del backend.exports[name]
        elif name in mine and export._exporting_stack_id != stack.stack_id:
            raise StepFailedError(f"Export with name {name} is already exported by another stack")
    backend.exports.update(mine)


def _delete_stack(self: CloudFormationBackend, name_or_stack_id: str) -> None:
    stack = next((one for one in self.stacks.values() if name_or_stack_id in (one.name, one.stack_id)), None)
    if stack is None:
        return  # as in CloudFormation: deleting a missing stack or change set succeeds
    if stack.enable_termination_protection:
        raise ValidationError(message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    _status(stack, "DELETE_IN_PROGRESS", "User Initiated")
    resources: EmulatedResourceMap = stack.resource_map
    resources.report_event = _event_recorder(stack)

    def run() -> None:
        with as_account(stack.account_id):
            try:
                resources.delete()
            except Exception as error:  # noqa: BLE001 after any error, the stack must not stay in progress
                _status(stack, "DELETE_FAILED", str(error))
                return
            for name in [key for key, one in self.exports.items() if one._exporting_stack_id == stack.stack_id]:
                del self.exports[name]
            self.stacks.pop(stack.stack_id, None)
            self.deleted_stacks[stack.stack_id] = stack
            _status(stack, "DELETE_COMPLETE")

    _in_background(run, f"{stack.name} DELETE")


def _in_background(run: Any, name: str) -> None:
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    thread.join(WAIT_SECONDS)


def _status(stack: Stack, status: str, reason: str | None = None) -> None:
    stack.status = status
    stack._add_stack_event(status, resource_status_reason=reason)
    journal.write(
        "stack",
        stack=stack.name,
        account=stack.account_id,
        region=stack.region_name,
        status=status,
        reason=reason or "",
    )


def _event_recorder(stack: Stack) -> Any:
    def record(logical_id: str, physical_id: str, resource_type: str, status: str, reason: str) -> None:
        stack.events.append(
            Event(
                stack_id=stack.stack_id,
                stack_name=stack.name,
                logical_resource_id=logical_id,
                physical_resource_id=physical_id,
                resource_type=resource_type,
                resource_status=status,
                resource_status_reason=reason or None,
                resource_properties=None,
            )
        )

    return record


def _describe_change_set_response(self: Any) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult(
        _find_change_set(self.cloudformation_backend, self._get_param("ChangeSetName"), self._get_param("StackName"))
    )


def _delete_change_set_response(self: Any) -> Any:
    from moto.core.responses import EmptyResult

    backend = self.cloudformation_backend
    try:
        found = _find_change_set(backend, self._get_param("ChangeSetName"), self._get_param("StackName"))
    except ChangeSetNotFoundError:
        return EmptyResult()  # as in CloudFormation: deleting a missing stack or change set succeeds
    del backend.change_sets[found.change_set_id]
    return EmptyResult()


def _update_termination_protection_response(self: Any) -> Any:
    from moto.core.responses import ActionResult

    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
    return ActionResult({"StackId": stack.stack_id})
