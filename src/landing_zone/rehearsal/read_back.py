"""Reading back what was deployed, stack by stack, from the services themselves."""

from __future__ import annotations

from typing import Any

from landing_zone.cloudformation.model import Template
from landing_zone.rehearsal.clients import AccountClients, AccountNotEnteredError
from landing_zone.rehearsal.journal import JournalReader
from landing_zone.rehearsal.readers.compare_stack import compare_stack
from landing_zone.rehearsal.readers.resource_reading import ResourceReading
from landing_zone.rehearsal.readers.resource_reading import Status as ReadingStatus
from landing_zone.rehearsal.result import CREATED, DIFFERING, NOT_EMULATED, RehearsedResource, RehearsedStack


def read_stack(name: str, template: Template, clients: AccountClients, journal: JournalReader) -> RehearsedStack:
    """Read the stack from CloudFormation, and each of its resources from its service.

    Args:
        name: the stack's name.
        template: its template.
        clients: of its account.
        journal: the emulator's entries about it, already read.
    """
    place = (template.account, template.region)
    try:
        stack = _describe(clients, name, *place)
    except AccountNotEnteredError as error:
        return RehearsedStack(name, *place, "", str(error))
    if stack is None:
        reason = journal.failed.get((*place, name), "it was not begun")
        return RehearsedStack(name, *place, "", reason)
    cloudformation = clients("cloudformation", *place)
    found = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    readings = compare_stack(
        template,
        {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found},
        clients,
        *place,
        exports=_exports(cloudformation),
        parameters={
            one["ParameterKey"]: one.get("ResolvedValue", one.get("ParameterValue", ""))
            for one in stack.get("Parameters", [])
        },
        stack_id=stack["StackId"],
    )
    return RehearsedStack(
        name,
        *place,
        stack["StackStatus"],
        journal.failed.get((*place, name), ""),
        tuple(_resource(reading, (*place, name, reading.logical_id), journal) for reading in readings),
    )


def _resource(reading: ResourceReading, key: tuple[str, str, str, str], journal: JournalReader) -> RehearsedResource:
    if key in journal.unemulated_types:
        reason = "the emulator does not have this type"
        return RehearsedResource(reading.logical_id, reading.type, reading.physical_id, NOT_EMULATED, reason)
    dropped = journal.unemulated_properties.get(key, ())
    differences = tuple(
        (one.path, one.declared, one.actual)
        for one in reading.differences
        if one.path.split(".")[0].split("[")[0] not in dropped
    )
    status = str(reading.status)
    if reading.status in (ReadingStatus.CREATED, ReadingStatus.DIFFERING):
        status = DIFFERING if differences else CREATED
    return RehearsedResource(
        reading.logical_id,
        reading.type,
        reading.physical_id,
        status,
        reading.reason,
        differences,
        dropped,
        tuple((one.path, one.reason) for one in reading.not_compared),
    )


def _describe(clients: AccountClients, name: str, account: str, region: str) -> dict[str, Any] | None:
    from botocore.exceptions import ClientError

    try:
        stacks = clients("cloudformation", account, region).describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return stacks[0] if stacks else None


def _exports(cloudformation: Any) -> dict[str, str]:
    pages = cloudformation.get_paginator("list_exports").paginate()
    return {one["Name"]: one["Value"] for page in pages for one in page["Exports"]}
