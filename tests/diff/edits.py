"""Assemblies made in memory: small ones of resources, and large ones by changing names in a synthesized one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.assembly.cloud_assembly import BOOTSTRAP_ASSEMBLY
from landing_zone.cloudformation.model import Assembly, Deployment, Resource, Template

Words = Mapping[str, str]
Stacks = Mapping[tuple[str, str], Mapping[str, Any]]


def template(environment: str, name: str, resources: Mapping[str, Any]) -> Template:
    """A stack's template."""
    account, _, region = environment.partition("/")
    body = {"Resources": resources}
    return Template(
        name=name,
        path=Path(f"{name}.template.json"),
        body=body,
        text=json.dumps(body),
        resources={
            key: Resource(
                stack=name,
                logical_id=key,
                type=one["Type"],
                properties=one.get("Properties", {}),
                construct_path="",
                environment=environment,
                line=0,
                body=one,
            )
            for key, one in resources.items()
        },
        account=account,
        region=region,
        digest="",
        tags={},
    )


def assembly_of(templates: Iterable[Template], zone: Mapping[str, Any] | None = None) -> Assembly:
    """A cloud assembly that deploys these stacks."""
    found = tuple(sorted(templates, key=lambda one: one.name))
    deployments = tuple(
        Deployment(one.name, _folder(one) / "manifest.json", one.account, one.region, "", {}, ()) for one in found
    )
    return Assembly(Path("cdk.out"), found, zone, deployments=deployments)


def _folder(one: Template) -> Path:
    return Path(BOOTSTRAP_ASSEMBLY if one.name.startswith("Bootstrap-") else "cdk.out")


def stacks(found: Stacks, zone: Mapping[str, Any] | None = None) -> Assembly:
    """A cloud assembly of environments and names of stacks to resources."""
    return assembly_of((template(*place, resources) for place, resources in found.items()), zone)


def edited(one: Template, words: Words) -> Template:
    """The template, its name and its environment with words exchanged for others, all at once."""
    data = json.loads(exchanged(json.dumps([one.environment, one.name, one.body["Resources"]]), words))
    return replace(template(*data), digest=one.digest if data[2] == one.body["Resources"] else "another")


def exchanged(text: str, words: Words) -> str:
    """A text with each word in the place of another; two may change places."""
    for number, old in enumerate(words):
        text = text.replace(old, f"\0{number}\0")
    for number, new in enumerate(words.values()):
        text = text.replace(f"\0{number}\0", new)
    return text
