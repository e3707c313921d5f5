"""Compares a deployed stack with its template, resource by resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.values import Unknown, reasons_in
from landing_zone.cloudformation.model import Resource, Template
from landing_zone.rehearsal.readers.compare_values import compare_properties
from landing_zone.rehearsal.readers.deployed_values import DeployedValues, Deployment
from landing_zone.rehearsal.readers.read_request import CannotReadError, ClientFactory, ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading
from landing_zone.rehearsal.readers.registry import reader_of
from landing_zone.rehearsal.readers.resource_reading import NotCompared, ResourceReading, Status


def compare_stack(
    template: Template,
    physical_ids: Mapping[str, str],
    clients: ClientFactory,
    account_id: str,
    region: str,
    *,
    exports: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
    stack_id: str = "",
) -> list[ResourceReading]:
    """Read each resource of a stack from its service, and compare it with the template.

    Args:
        template: the stack's template, as :func:`landing_zone.cloudformation.assembly.load.load_assembly` reads it.
        physical_ids: logical id to physical id, from ``DescribeStackResources``; without those that were deleted.
        clients: creates boto3 clients that may read.
        account_id: the account the stack is deployed in.
        region: the Region it is deployed in; its partition follows from it.
        exports: name to value, from ``ListExports`` in that account and Region.
        parameters: name to value (``ResolvedValue`` where there is one), from ``DescribeStacks``.
        stack_id: the stack's ARN.

    Returns:
        One reading for each declared resource whose condition does not exclude it, sorted by logical id. A resource is
        *created* only when its service reports it.
    """
    deployment = Deployment(clients, account_id, region, physical_ids, exports or {}, parameters or {}, stack_id)
    return _Stack(template, deployment).readings()


class _UnansweredError(Exception):
    """A service failed, or its response does not have the documented shape; the message is the reason."""


class _Stack:
    """One stack; reads each resource once, for its comparison and for its attributes."""

    def __init__(self, template: Template, deployment: Deployment) -> None:
        self._template = template
        self._deployment = deployment
        self._values = DeployedValues(template, deployment, self._attribute)
        self._declared: dict[str, Any] = {}
        self._answers: dict[str, Reading | _UnansweredError | None] = {}
        self._open: set[str] = set()

    def readings(self) -> list[ResourceReading]:
        found = []
        for logical_id in sorted(self._template.resources):
            resource = self._template.resources[logical_id]
            there, reasons = self._values.exists(resource)
            if there is not False:
                found.append(self._reading(resource, reasons if there is None else frozenset()))
        return found

    def _reading(self, resource: Resource, doubts: frozenset[str]) -> ResourceReading:
        physical_id = self._deployment.physical_ids.get(resource.logical_id, "")

        def result(status: Status, reason: str = "") -> ResourceReading:
            return ResourceReading(resource.logical_id, resource.type, physical_id, status, reason=reason)

        if doubts and not physical_id:
            depends = ", ".join(sorted(doubts))
            return result(Status.UNDETERMINED, f"whether it should exist depends on {depends}")
        reader = reader_of(resource.type)
        if reader is None:
            return result(Status.UNDETERMINED, f"no reader for {resource.type}")
        if not physical_id:
            return result(Status.MISSING, "CloudFormation has no physical id of it")
        try:
            reading = self._ask(resource, reader)
        except _UnansweredError as error:
            return result(Status.UNDETERMINED, str(error))
        if reading is None:
            return result(Status.MISSING, "its service says that it does not exist")
        return self._compared(resource, reader, reading, result(Status.CREATED))

    def _compared(
        self, resource: Resource, reader: Reader, reading: Reading, created: ResourceReading
    ) -> ResourceReading:
        declared = self._properties(resource)
        if isinstance(declared, Unknown):
            reason = ", ".join(sorted(reasons_in(declared)))
            return ResourceReading(
                created.logical_id,
                created.type,
                created.physical_id,
                Status.CREATED,
                not_compared=tuple(NotCompared(name, reason) for name in sorted(resource.properties)),
            )
        comparison = compare_properties(reader, declared, reading)
        return ResourceReading(
            created.logical_id,
            created.type,
            created.physical_id,
            Status.DIFFERING if comparison.differences else Status.CREATED,
            tuple(sorted(comparison.differences, key=lambda difference: difference.path)),
            tuple(sorted(comparison.not_compared)),
        )

    def _properties(self, resource: Resource) -> Any:
        if resource.logical_id not in self._declared:
            self._declared[resource.logical_id] = self._values.properties(resource)
        return self._declared[resource.logical_id]

    def _attribute(self, logical_id: str, name: str) -> Any:
        """Return the value of ``Fn::GetAtt``, read from the service of the resource."""

        def unknown(why: str) -> Unknown:
            return Unknown(frozenset((f"the attribute {logical_id}.{name}: {why}",)))

        resource = self._template.resources.get(logical_id)
        if resource is None:
            return unknown("the template does not declare the resource")
        reader = reader_of(resource.type)
        if reader is None:
            return unknown(f"no reader for {resource.type}")
        if not self._deployment.physical_ids.get(logical_id):
            return unknown("CloudFormation has no physical id of the resource")
        if logical_id in self._open:
            return unknown("it depends on itself")
        try:
            reading = self._ask(resource, reader)
        except _UnansweredError as error:
            return unknown(str(error))
        if reading is None:
            return unknown("the resource does not exist")
        value = reading.attributes.get(name)
        return unknown("the reader does not return it") if value is None else value

    def _ask(self, resource: Resource, reader: Reader) -> Reading | None:
        """Read a resource, once.

        Raises:
            _UnansweredError: it could not be read.
        """
        logical_id = resource.logical_id
        if logical_id not in self._answers:
            self._open.add(logical_id)
            try:
                self._answers[logical_id] = self._answer(resource, reader)
            finally:
                self._open.discard(logical_id)
        answer = self._answers[logical_id]
        if isinstance(answer, _UnansweredError):
            raise answer
        return answer

    def _answer(self, resource: Resource, reader: Reader) -> Reading | _UnansweredError | None:
        from botocore.exceptions import BotoCoreError, ClientError

        deployment = self._deployment
        properties = self._properties(resource)
        request = ReadRequest(
            deployment.clients,
            deployment.account_id,
            deployment.region,
            deployment.physical_ids[resource.logical_id],
            properties if isinstance(properties, Mapping) else {},
        )
        try:
            return reader.read(request)
        except CannotReadError as error:
            return _UnansweredError(str(error))
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "an unnamed error")
            return _UnansweredError(f"{error.operation_name} returned {code}")
        except BotoCoreError as error:
            return _UnansweredError(f"{type(error).__name__}: {error}")
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            # the response does not match its API's documentation, so none of it is used
            return _UnansweredError(f"the response is malformed: {type(error).__name__}: {error}")
