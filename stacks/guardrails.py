"""The guardrails of ``policies/guardrails``, one a file, filled in from the configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.catalogue.policies_folder import policies_folder
from landing_zone.config import LandingZone
from landing_zone.errors import UserError
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml
from landing_zone_constructs.organisation_guardrails import Guardrail

FOLDER = "guardrails"
_GUIDE = Guide("a guardrail", "docs/guardrails.md shows one")

GLOBAL_SERVICES_REGION = "us-east-1"
"""Where AWS runs the control planes of its global services. It is allowed for their sake alone: no data is kept there
unless it is home or mirror."""

DEPLOYMENT_ROLES = ("cdk-hnb659fds-cfn-exec-role-*",)
"""As whom CloudFormation deploys this zone: the CDK's own bootstrap stack makes the role in each account."""

BOOTSTRAP_ROLES = ("OrganizationAccountAccessRole", "stacksets-exec-*")
"""As whom the management account reaches into an account, which makes and mends the roles above."""

ROLES_OF_THE_ZONE = ("Baseline-*", "LogArchive-*", "Network-*", "Workload-*", AUDITOR_ROLE)
"""Roles and policies that CloudFormation names after our stacks, and the role that evidence is collected by."""

_PLACEHOLDER = re.compile(r"\$\{([a-z_]+)\}")  # ${aws:PrincipalAccount}, IAM's own, has a colon


class GuardrailFile(BaseModel):
    """What stands in one file of ``policies/guardrails``; its name is the guardrail's id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str = Field(min_length=10, description="What it keeps from happening.")
    type: str = Field(description="Kind of policy of AWS Organizations.")
    policy: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="The policy that carries it.")
    content: dict[str, Any] = Field(min_length=1, description="The policy document, with placeholders ${like_this}.")


def load_guardrails(zone: LandingZone, folder: Path | None = None) -> tuple[Guardrail, ...]:
    """Read every guardrail and fill in what the configuration says.

    Args:
        zone: the configuration.
        folder: the policies; the project's own by default.

    Raises:
        UserError: there is no guardrail, or a file is broken, or names a placeholder that is not known.
    """
    directory = policies_folder(folder) / FOLDER
    files = sorted(directory.glob("*.json"))
    if not files:
        raise UserError("there is no guardrail", file=str(directory), fix="add one JSON file for each")
    values = placeholders(zone)
    return tuple(_read(file, values) for file in files)


def placeholders(zone: LandingZone) -> dict[str, str | list[str]]:
    """Return what a file may name as ``${name}``: a text, or a list where the placeholder stands alone."""
    governed = zone.regions.governed
    trusted = (*DEPLOYMENT_ROLES, *BOOTSTRAP_ROLES)
    return {
        "allowed_regions": sorted(zone.regions.allowed),
        "data_regions": sorted(r for r in zone.regions.allowed if r in governed or r != GLOBAL_SERVICES_REGION),
        "organisation_id": zone.organisation.id,
        "protected_roles": [
            *(f"arn:*:iam::*:role/{name}" for name in (*trusted, *ROLES_OF_THE_ZONE)),
            *(f"arn:*:iam::*:policy/{name}" for name in ROLES_OF_THE_ZONE),
        ],
        "slug": zone.organisation.slug,
        "trusted_roles": [f"arn:*:iam::*:role/{name}" for name in trusted],
    }


def _read(file: Path, values: Mapping[str, str | list[str]]) -> Guardrail:
    written = read_yaml(file, _GUIDE).parse(GuardrailFile)  # JSON is YAML, and so mistakes have lines
    return Guardrail(
        id=file.stem,
        description=written.description,
        type=written.type,
        policy=written.policy,
        content=_filled(written.content, values, file),
    )


def _filled(value: Any, values: Mapping[str, str | list[str]], file: Path) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, values, file) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values, file) for item in value]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    if whole:
        return _value(whole.group(1), values, file)
    return _PLACEHOLDER.sub(lambda match: _text(match.group(1), values, file), value)


def _value(name: str, values: Mapping[str, str | list[str]], file: Path) -> str | list[str]:
    if name not in values:
        raise UserError(
            f"the placeholder '{name}' is not known",
            file=str(file),
            value=f"${{{name}}}",
            allowed=", ".join(f"${{{known}}}" for known in sorted(values)),
        )
    return values[name]


def _text(name: str, values: Mapping[str, str | list[str]], file: Path) -> str:
    value = _value(name, values, file)
    if not isinstance(value, str):
        raise UserError(
            f"the placeholder '{name}' is a list, and stands within a text",
            file=str(file),
            value=f"${{{name}}}",
            fix="let it stand alone",
        )
    return value
