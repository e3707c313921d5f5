"""The policies of the organisation, which limit roles whatever their own policies allow (PCI DSS 7.2)."""

from __future__ import annotations

from landing_zone.cloudformation.iam.document import certain
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.inventory.facts import Facts, shown
from landing_zone.inventory.model import GuardrailFact


def guardrails(facts: Facts) -> tuple[GuardrailFact, ...]:
    """List every policy of AWS Organizations with what it is attached to."""
    return tuple(
        GuardrailFact(
            resource=policy.position,
            environment=policy.environment,
            name=shown(policy.properties.get("Name")) or policy.resource.logical_id,
            kind=shown(policy.properties.get("Type")),
            purpose=shown(policy.properties.get("Description")),
            targets=tuple(sorted(shown(target) for target in listed(policy.properties.get("TargetIds")))),
            statements=tuple(
                shown(statement.get("Sid")) or f"statement {number}"
                for number, statement in enumerate(certain(policy.properties.get("Content")), start=1)
            ),
        )
        for policy in facts.of("AWS::Organizations::Policy")
    )
