"""The guardrails of ``policies/guardrails``, one per file, filled in from the configuration."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.catalogue.known_words import KnownWords
from landing_zone.config import LandingZone
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.files.policies_folder import policies_folder
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml
from landing_zone_constructs.organisation_guardrails import Guardrail
from stacks.guardrail_words import typing_errors

FOLDER = "guardrails"
_GUIDE = Guide("a guardrail", "docs/guardrails.md shows one")

GLOBAL_SERVICES_REGION = "us-east-1"
"""The Region of the control planes of AWS's global services. It is allowed only for them: no data is kept there unless
it is home or mirror."""

DEPLOYMENT_ROLES = ("cdk-hnb659fds-cfn-exec-role-*",)
"""The roles with which CloudFormation deploys this zone; the CDK's bootstrap stack creates one in each account."""

BOOTSTRAP_ROLES = ("OrganizationAccountAccessRole", "stacksets-exec-*")
"""The roles with which the management account enters an account, to create and repair the roles above."""

ROLES_OF_THE_ZONE = ("Baseline-*", "LogArchive-*", "Network-*", "Workload-*", AUDITOR_ROLE)
"""Roles and policies that CloudFormation names after our stacks, and the auditor's role."""

_PLACEHOLDER = re.compile(r"\$\{([a-z_]+)\}")  # IAM's variables, such as ${aws:PrincipalAccount}, have a colon


class GuardrailFile(BaseModel):
    """The content of one file of ``policies/guardrails``; the file's name is the guardrail's id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str = Field(min_length=10, description="What it prevents.")
    type: str = Field(description="Kind of policy of AWS Organizations.")
    policy: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="The policy that contains it.")
    content: dict[str, Any] = Field(min_length=1, description="The policy document, with placeholders ${like_this}.")


def load_guardrails(zone: LandingZone, folder: Path | None = None) -> tuple[Guardrail, ...]:
    """Read every guardrail and fill in the values of the configuration.

    Args:
        zone: the configuration.
        folder: the policies; the project's own by default.

    Raises:
        UserError: there is no guardrail, or a file is malformed, or has an unknown placeholder, element, effect,
            operator or action, or the misspelt name of another's policy.
    """
    directory = policies_folder(folder) / FOLDER
    files = sorted(directory.glob("*.json"))
    if not files:
        raise UserError("there is no guardrail", file=str(directory), fix="add one JSON file for each")
    values = placeholders(zone)
    words = KnownWords(directory.parent)
    errors: list[UserError] = []
    found = [(file, _read(file, values, words, errors)) for file in files]
    policies = Counter(guardrail.policy for _, guardrail in found)
    for file, guardrail in found:
        if policies[guardrail.policy] == 1 and (
            near := get_close_matches(guardrail.policy, set(policies) - {guardrail.policy}, 1, 0.9)
        ):
            errors.append(
                UserError(
                    "the policy has this guardrail alone, and nearly the name of another: most likely a typing error",
                    file=str(file),
                    value=guardrail.policy,
                    allowed="the name of a policy of other guardrails, or one that is not nearly the same",
                    fix=f"did you mean '{near[0]}'?",
                )
            )
    if errors:
        raise errors[0] if len(errors) == 1 else CombinedUserError(errors)
    return tuple(guardrail for _, guardrail in found)


def placeholders(zone: LandingZone) -> dict[str, str | list[str]]:
    """Return the values of placeholders ``${name}``: a text, or a list where the placeholder is the whole value."""
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


def _read(file: Path, values: Mapping[str, str | list[str]], words: KnownWords, errors: list[UserError]) -> Guardrail:
    document = read_yaml(file, _GUIDE)  # JSON is YAML, and this parser gives errors a line
    written = document.parse(GuardrailFile)
    errors.extend(typing_errors(document, written.type, written.content, words))
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
            f"the placeholder '{name}' is unknown",
            file=str(file),
            value=f"${{{name}}}",
            allowed=", ".join(f"${{{known}}}" for known in sorted(values)),
        )
    return values[name]


def _text(name: str, values: Mapping[str, str | list[str]], file: Path) -> str:
    value = _value(name, values, file)
    if not isinstance(value, str):
        raise UserError(
            f"the placeholder '{name}' is a list, and is used inside a text",
            file=str(file),
            value=f"${{{name}}}",
            fix="make it the whole value",
        )
    return value
