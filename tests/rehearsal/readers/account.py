"""What tests of readers use: an emulated account, stubbed clients, and what must be true of a reading."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.stub import Stubber

from landing_zone.cloudformation.model import Resource, Template
from landing_zone.rehearsal.readers.compare_stack import compare_stack
from landing_zone.rehearsal.readers.read_request import ClientFactory, ReadRequest
from landing_zone.rehearsal.readers.registry import readers
from landing_zone.rehearsal.readers.resource_reading import ResourceReading, Status

ACCOUNT, REGION = "123456789012", "eu-west-1"


def template_of(body: Mapping[str, Any], name: str = "Stack") -> Template:
    """A template as the assembly's reader gives it."""
    resources = {
        logical_id: Resource(
            name, logical_id, written["Type"], written.get("Properties", {}), "", f"{ACCOUNT}/{REGION}", 0, written
        )
        for logical_id, written in body["Resources"].items()
    }
    return Template(name, Path(f"{name}.template.json"), body, "", resources, ACCOUNT, REGION, "")


@dataclass(frozen=True)
class Declared:
    """One resource of a template, and the id under which CloudFormation has it."""

    type: str
    physical_id: str
    properties: Mapping[str, Any]


def read_one(declared: Declared, clients: ClientFactory) -> ResourceReading:
    """Compare a stack of one resource."""
    template = template_of({"Resources": {"It": {"Type": declared.type, "Properties": declared.properties}}})
    (reading,) = compare_stack(template, {"It": declared.physical_id}, clients, ACCOUNT, REGION)
    return reading


def assert_created(declared: Declared, clients: ClientFactory, *, not_readable: tuple[str, ...] = ()) -> None:
    """Every declared property was compared and is equal, except those that no API returns."""
    reading = read_one(declared, clients)
    assert reading.differences == ()
    assert (reading.status, reading.reason) == (Status.CREATED, "")
    assert tuple(one.path for one in reading.not_compared) == not_readable


def assert_differing(declared: Declared, clients: ClientFactory, *paths: str) -> ResourceReading:
    """These properties differ, and no other."""
    reading = read_one(declared, clients)
    assert reading.status is Status.DIFFERING
    assert tuple(one.path for one in reading.differences) == paths
    return reading


def assert_missing(declared: Declared, clients: ClientFactory) -> None:
    """Its service reports that it does not exist."""
    reading = read_one(declared, clients)
    assert (reading.status, reading.reason) == (Status.MISSING, "its service says that it does not exist")


def assert_spelled(declared: Declared, clients: ClientFactory) -> None:
    """What the reader gives are properties and attributes that CloudFormation's own schema of the type has."""
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    reader = readers()[declared.type]
    reading = reader.read(ReadRequest(clients, ACCOUNT, REGION, declared.physical_id, declared.properties))
    assert reading is not None
    if declared.type.startswith("Custom::"):
        return
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, declared.type)
    known = set(schema.schema["properties"])
    assert set(reading.properties) | set(reading.not_readable) <= known
    assert set(reading.attributes) <= set(schema.get_atts)


@dataclass(frozen=True)
class Account:
    """An emulated account."""

    session: boto3.Session

    def client(self, service: str) -> Any:
        """A client of a service."""
        return self.session.client(service, region_name=REGION)

    def clients(self, service: str, account_id: str, region: str) -> Any:
        """Give a reader its clients."""
        assert account_id == ACCOUNT
        return self.session.client(service, region_name=region)

    def created(self, declared: Declared, *, not_readable: tuple[str, ...] = ()) -> None:
        """It exists as declared, and is spelled as CloudFormation spells it."""
        assert_created(declared, self.clients, not_readable=not_readable)
        assert_spelled(declared, self.clients)

    def differing(self, declared: Declared, *paths: str) -> ResourceReading:
        """These properties differ."""
        return assert_differing(declared, self.clients, *paths)

    def missing(self, declared: Declared) -> None:
        """It does not exist."""
        assert_missing(declared, self.clients)


class Stubs:
    """Clients that answer as a service documents it, where the emulator has no such call.

    botocore holds each answer against the service's own description.
    """

    def __init__(self, session: boto3.Session, stack: ExitStack) -> None:
        self._session = session
        self._stack = stack
        self._clients: dict[str, Any] = {}
        self._stubbers: dict[str, Stubber] = {}

    def _stubber(self, service: str) -> Stubber:
        if service not in self._stubbers:
            self._clients[service] = self._session.client(service, region_name=REGION)
            self._stubbers[service] = self._stack.enter_context(Stubber(self._clients[service]))
        return self._stubbers[service]

    def client_only(self, service: str) -> None:
        """Prepare a client of which no call is expected."""
        self._stubber(service)

    def answer(self, service: str, operation: str, response: dict[str, Any], **expected: Any) -> None:
        """Prepare an answer to a call with exactly these arguments."""
        self._stubber(service).add_response(operation, response, expected)

    def fail(self, service: str, operation: str, code: str) -> None:
        """Prepare an error."""
        self._stubber(service).add_client_error(operation, service_error_code=code, http_status_code=400)

    def clients(self, service: str, account_id: str, region: str) -> Any:
        """Give a reader its clients."""
        return self._clients[service]

    def all_used(self) -> None:
        """Every prepared response was used."""
        for stubber in self._stubbers.values():
            stubber.assert_no_pending_responses()
