"""Checks of our own assembly: every stack is where controls apply, and waivers cover the resources that they name."""

from __future__ import annotations

from collections.abc import Collection

from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.errors import UserError


def refuse_what_is_not_judged(assembly: Assembly, environments: Collection[str]) -> None:
    """Refuse an assembly of ours that deploys where no control applies, or resources with another's construct path.

    Args:
        assembly: of this landing zone.
        environments: ``account/region`` of each environment of the configuration.

    Raises:
        UserError: a stack for another environment or for none; a construct path of another resource or stack.
    """
    _environments(assembly, environments)
    refuse_copied_paths(assembly)


def _environments(assembly: Assembly, environments: Collection[str]) -> None:
    for template in assembly.templates:
        if template.environment not in environments:
            raise UserError(
                "a stack is for an environment that the configuration does not name, so no control applies there",
                file=str(template.path),
                value=template.environment or "no account and Region",
                allowed="an account and Region of landing-zone.yaml",
                fix="give the stack env=, or add the account or Region to landing-zone.yaml",
            )


def refuse_copied_paths(assembly: Assembly) -> None:
    """Refuse two resources of one name: a waiver for the one would cover the other.

    A waiver names a resource by its construct path, or by template and logical id where there is none.

    Raises:
        UserError: with the path and both resources.
    """
    owners: dict[str, tuple[Template, Resource]] = {}
    for template in assembly.templates:
        for resource in template.resources.values():
            path = resource.construct_path or f"{template.name}/{resource.logical_id}"
            if owners.setdefault(path, (template, resource))[1] is not resource:
                raise UserError(
                    "two resources claim one construct path, so a waiver for the one would cover the other",
                    file=str(template.path),
                    value=f"{path} ({owners[path][1].logical_id}, {resource.logical_id})",
                    fix="leave the metadata 'aws:cdk:path' to the CDK",
                )
