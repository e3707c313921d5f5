"""The landing zone as the assembly describes it: the only description that evidence is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.verify import asked
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.cloudformation.model import Resource, Template
from landing_zone.config import LandingZone
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import UserError


@dataclass(frozen=True)
class Guardrail:
    """An organisation's policy that the templates declare, and its targets."""

    name: str
    type: str
    targets: tuple[str, ...]
    content: Any


@dataclass(frozen=True)
class Design:
    """The landing zone as it was synthesized.

    Args:
        zone: the configuration in the assembly's snapshot.
        digest: SHA-256 of that snapshot, canonical.
        guardrails: of all templates, sorted.
        buckets: physical name to properties, of every bucket that a template names.
        templates: environment (``account/region``) to its stacks, as they were judged.
        config_rule_names: prefix of the physical name of each Config rule, to its managed rule's identifier.
        by_config_rule: identifier of an AWS managed Config rule, to the controls that name it.
        by_security_hub: id of a Security Hub control, to the controls that name it.
    """

    zone: LandingZone
    digest: str
    guardrails: tuple[Guardrail, ...] = ()
    buckets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    templates: Mapping[str, tuple[Template, ...]] = field(default_factory=dict)
    config_rule_names: Mapping[str, str] = field(default_factory=dict)
    by_config_rule: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_security_hub: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def config_rule_of(self, name: str) -> str:
        """Return the managed rule's identifier for a rule's physical name, or "" when it is not known.

        CloudFormation names a rule after its stack and logical id; a conformance pack adds a suffix to ours.
        """
        own = name.rpartition("-")[0]  # CloudFormation's random end
        if own in self.config_rule_names:
            return self.config_rule_names[own]
        identifier = name.partition("-conformance-pack-")[0].upper().replace("-", "_")
        return identifier if identifier in self.by_config_rule else ""


def read_design(folder: Path) -> Design:
    """Read an assembly of this landing zone.

    Args:
        folder: ``cdk.out``, judged.

    Raises:
        UserError: it is not an assembly of a landing zone, was never judged, or is not what was judged.
    """
    assembly = load_assembly(folder)
    if assembly.zone is None:
        raise UserError(
            "this is not a cloud assembly of a landing zone, so there are no accounts to query",
            file=str(folder),
            fix="name the folder that 'cdk synth' wrote: cdk.out",
        )
    controls = asked(folder / ASSESSMENT)[0].controls
    resources = [resource for template in assembly.templates for resource in template.resources.values()]
    templates: defaultdict[str, list[Template]] = defaultdict(list)
    for template in assembly.templates:
        templates[template.environment].append(template)
    return Design(
        zone=landing_zone_from_snapshot(assembly.zone),
        digest=zone_digest(assembly.zone),
        guardrails=_guardrails(resources),
        buckets={
            name: resource.properties
            for resource in resources
            if resource.type == "AWS::S3::Bucket" and isinstance(name := resource.properties.get("BucketName"), str)
        },
        templates={environment: tuple(found) for environment, found in templates.items()},
        config_rule_names={
            f"{resource.stack}-{resource.logical_id}": str(
                resource.properties.get("Source", {}).get("SourceIdentifier")
            )
            for resource in resources
            if resource.type == "AWS::Config::ConfigRule"
        },
        by_config_rule=_index((control.id, control.config_rules) for control in controls),
        by_security_hub=_index((control.id, control.security_hub) for control in controls),
    )


def _index(pairs: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for control, names in pairs:
        for name in names:
            found[name].add(control)
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def _guardrails(resources: Iterable[Resource]) -> tuple[Guardrail, ...]:
    found = []
    for resource in resources:
        if resource.type == "AWS::Organizations::Policy":
            properties = resource.properties
            targets = tuple(sorted(str(target) for target in properties.get("TargetIds", ())))
            found.append(
                Guardrail(str(properties.get("Name")), str(properties.get("Type")), targets, properties.get("Content"))
            )
    return tuple(sorted(found, key=lambda guardrail: (guardrail.type, guardrail.name)))
