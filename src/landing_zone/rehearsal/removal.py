"""Checks what remains after the stacks were destroyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from landing_zone.cloudformation.model import Template
from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.readers.compare_stack import compare_stack
from landing_zone.rehearsal.readers.resource_reading import Status
from landing_zone.rehearsal.result import CREATED, DIFFERING, RehearsedStack, Removal

RETAINED = {"Retain", "RetainExceptOnCreate"}


def unprotect(stacks: Sequence[RehearsedStack], clients: AccountClients) -> None:
    """Turn termination protection off, as a person must before a stack can be deleted."""
    for stack in stacks:
        if stack.status:
            clients("cloudformation", stack.account, stack.region).update_termination_protection(
                StackName=stack.name, EnableTerminationProtection=False
            )


def read_removals(
    stacks: Sequence[RehearsedStack],
    templates: Mapping[str, Template],
    clients: AccountClients,
) -> list[Removal]:
    """Read each created resource from its service after the stacks are gone.

    Args:
        stacks: as they were read back before.
        templates: by name of stack.
        clients: of the accounts.
    """
    found = []
    for stack in stacks:
        template = templates[stack.name]
        created = {one.logical_id: one for one in stack.resources if one.status in (CREATED, DIFFERING)}
        ids = {one.logical_id: one.physical_id for one in stack.resources if one.physical_id}
        for reading in compare_stack(template, ids, clients, stack.account, stack.region):
            if reading.logical_id not in created:
                continue
            # a custom resource decides what it leaves behind, such as settings that stay on purpose
            known = reading.status is not Status.UNDETERMINED and not reading.type.startswith("Custom::")
            there = reading.status is not Status.MISSING if known else None
            body = template.resources[reading.logical_id].body
            found.append(
                Removal(
                    stack.name,
                    reading.logical_id,
                    reading.type,
                    reading.physical_id,
                    body.get("DeletionPolicy", "Delete") in RETAINED,
                    there,
                )
            )
    return found
