"""Checks of our own assembly: what was judged is what is deployed, and waivers cover the resources that they name."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from landing_zone.cloudformation.assembly.cloud_assembly import read_object
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.cloudformation.parsing.macros import unseen_resources
from landing_zone.errors import UserError


def refuse_what_is_not_judged(assembly: Assembly, environments: Collection[str]) -> None:
    """Refuse an assembly of ours that deploys resources unseen by the gates, elsewhere, or with another's path.

    Args:
        assembly: of this landing zone.
        environments: ``account/region`` of each environment of the configuration.

    Raises:
        UserError: a stack for another environment or for none; resources that exist at deployment alone; a nested stack
            whose template is not the one in the assembly; a construct path of another resource or stack.
    """
    _environments(assembly, environments)
    for unseen in unseen_resources(assembly.templates):
        raise UserError(
            f"{unseen.file}: {unseen.why}, so no check can judge them",
            file=str(assembly.path),
            allowed="resources that the template itself declares; nested stacks by cdk.NestedStack",
            fix="declare the resources in a stack of the landing zone",
        )
    _nested_stacks(assembly)
    _construct_paths(assembly)


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


def _nested_stacks(assembly: Assembly) -> None:
    by_name = {template.name: template for template in assembly.templates}
    assets: dict[str, str] = {}
    for folder in {template.path.parent for template in assembly.templates}:
        for file in sorted(folder.glob("*.assets.json")):
            files = read_object(file, "an asset manifest").get("files")
            for digest, asset in files.items() if isinstance(files, Mapping) else ():
                assets[digest] = str(asset.get("source", {}).get("path"))
    for template in assembly.templates:
        for resource in template.resources.values():
            if resource.type == "AWS::CloudFormation::Stack":
                nested = by_name.get(f"{template.name}/{resource.logical_id}")
                url = json.dumps(resource.properties.get("TemplateURL"))
                if nested is None or not any(f"/{d}.json" in url and p == nested.path.name for d, p in assets.items()):
                    raise UserError(
                        "what a nested stack deploys is not a template of the assembly, so no check can judge it",
                        file=str(template.path),
                        value=resource.construct_path or resource.logical_id,
                        allowed="nested stacks made by cdk.NestedStack, whose templates are in the assembly",
                        fix="use cdk.NestedStack, or a separate stack",
                    )


def _construct_paths(assembly: Assembly) -> None:
    """Waivers match construct paths, which are only metadata: a copied path would give a resource another's waiver."""
    owners: dict[str, tuple[Template, Resource]] = {}
    for template in assembly.templates:
        for resource in template.resources.values():
            path = resource.construct_path
            if path and owners.setdefault(path, (template, resource))[1] is not resource:
                raise UserError(
                    "two resources claim one construct path, so a waiver for the one would cover the other",
                    file=str(template.path),
                    value=f"{path} ({owners[path][1].logical_id}, {resource.logical_id})",
                    fix="leave the metadata 'aws:cdk:path' to the CDK",
                )
