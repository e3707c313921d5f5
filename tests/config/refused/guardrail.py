"""Guardrails attached to what is not there are refused."""

from __future__ import annotations

import pytest

_AFTER = "frameworks: [pci-dss-4.0.1, gdpr]"
_POLICIES = "ai-services-opt-out, ec2-declarative, protect-accounts, protect-deployment, protect-security, region-deny"


def _written(guardrails: str) -> dict[str, str]:
    return {_AFTER: f"{_AFTER}\nguardrails: {{{guardrails}}} # written"}


REFUSED = [
    pytest.param(
        _written("region-denny: [Root]"),
        "# written",
        "no guardrail is in a policy 'region-denny', so nothing would be attached",
        "region-denny",
        _POLICIES,
        "did you mean 'region-deny'?",
        id="unknown policy",
    ),
    pytest.param(
        _written("region-deny: [Securty]"),
        "# written",
        "the policy 'region-deny' is attached to the unit 'Securty', which is not declared",
        "Securty",
        "Root, CDE Production, CDE Staging",
        "did you mean 'Security'?",
        id="unknown unit",
    ),
    pytest.param(
        _written("region-deny: [Security]") | {"id: ou-exam-11111111, ": ""},
        "# written",
        "attached to the unit 'Security', whose id is not given",
        "Security",
        "a unit with an id, or Root",
        "add its id to 'Security' in organisational_units",
        id="unit without an id",
    ),
    pytest.param(
        _written("region-deny: [Root, Root]"),
        "# written",
        "'Root' is there twice",
        "Root",
        "each unit once",
        "remove one",
        id="twice",
    ),
    pytest.param(
        _written("region-deny: []"),
        "# written",
        "guardrails.region-deny: it is empty",
        "",
        "at least 1",
        "",
        id="attached to nothing",
    ),
]
