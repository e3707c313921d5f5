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
from landing_zone.cloudformation.iam.bootstrap_access import BOOTSTRAP_ROLES as BOOTSTRAP_ROLES
from landing_zone.cloudformation.iam.bootstrap_access import CONTROL_TOWER_ROLES as CONTROL_TOWER_ROLES
from landing_zone.cloudformation.iam.bootstrap_access import (
    GLOBAL_SERVICES_REGION,
    bootstrap_identities,
    bootstrap_makers,
    bootstrap_stores,
    bootstrap_users,
    role_arns,
    trusted_names,
)
from landing_zone.config import LandingZone
from landing_zone.config.bootstrap import TOOLKIT_STACK
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.files.policies_folder import policies_folder
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.issue import Location, did_you_mean
from landing_zone.yaml.yaml_file import YamlFile, read_yaml
from landing_zone_constructs.organisation_guardrails import Guardrail
from stacks.guardrail_words import typing_errors

FOLDER = "guardrails"
_GUIDE = Guide("a guardrail", "write it as docs/guardrails.md shows")

ROLES_OF_THE_ZONE = ("Baseline-*", "Detection-*", "LogArchive-*", "Network-*", "Workload-*", AUDITOR_ROLE)
"""Roles and policies that CloudFormation names after our stacks, and the auditor's role."""

STACKS_OF_THE_ZONE = (
    *("Baseline-*", "Conformance-*", "Delegation-*", "Detection-*", "Edge-*", "LogArchive-*", "Network-*"),
    *("Organisation-*", "Security-*", "Workload-*", TOOLKIT_STACK),
)
"""Names of the stacks that deploy the zone, and that of what deploys them."""

_OF_IDENTITY_CENTER = "aws-reserved/"
"""The path of roles that Identity Center alone makes and changes."""

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
    files = sorted(file for file in directory.glob("*") if not file.name.startswith("."))
    if not files:
        raise UserError(
            "there is no guardrail",
            str(directory),
            0,
            "",
            "a folder with files <id>.json",
            "add one JSON file for each",
        )
    values = placeholders(zone)
    words = KnownWords(directory.parent)
    errors: list[UserError] = []
    found = []
    for file in files:
        try:
            found.append((file, _read(file, values, words, errors)))
        except CombinedUserError as error:
            errors += error.errors
        except UserError as error:
            errors.append(error)
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
    governed, written, slug = zone.regions.governed, zone.snapshot(), zone.organisation.slug
    trusted, adopted = trusted_names(written), zone.existing.log_archive
    named = (name for name in zone.bootstrap.administrators if not name.startswith(_OF_IDENTITY_CENTER))
    return {
        "allowed_regions": sorted(zone.regions.allowed),
        "bootstrap_identities": bootstrap_identities(written),
        "bootstrap_makers": bootstrap_makers(written),
        "bootstrap_stores": bootstrap_stores(written),
        "bootstrap_users": bootstrap_users(written),
        "data_regions": sorted(r for r in zone.regions.allowed if r in governed or r != GLOBAL_SERVICES_REGION),
        "deployment": [
            *(arn for arn in bootstrap_identities(written) if ":role/" in arn),
            *(f"arn:*:cloudformation:*:*:stack/{name}/*" for name in STACKS_OF_THE_ZONE),
        ],
        "log_buckets": [
            *(f"arn:*:s3:::{slug}-{kind}-*" for kind in ("audit", "config")),
            *(f"arn:*:s3:::{adopted.bucket}{objects}" for objects in ("", "/*") if adopted),
        ],
        "organisation_id": zone.organisation.id or "",
        "protected_roles": [
            *role_arns((*trusted[1:], *named, *ROLES_OF_THE_ZONE)),
            *(f"arn:*:iam::*:policy/{name}" for name in ROLES_OF_THE_ZONE),
        ],
        "qualifier": zone.bootstrap.qualifier,
        "slug": slug,
        "trusted_roles": role_arns(trusted),
    }


def _read(file: Path, values: Mapping[str, str | list[str]], words: KnownWords, errors: list[UserError]) -> Guardrail:
    if file.suffix != ".json":
        what, fix = "nothing reads this, so what it says would not hold", f"rename it to {file.stem}.json, or remove it"
        raise UserError(what, str(file), 0, "", f"files <id>.json, directly in {FOLDER}/", fix)
    document = read_yaml(file, _GUIDE)  # JSON is YAML, and this parser gives errors a line
    written = document.parse(GuardrailFile)
    errors.extend(typing_errors(document, written.type, written.content, words))
    return Guardrail(
        id=file.stem,
        description=written.description,
        type=written.type,
        policy=written.policy,
        content=_filled(written.content, values, document, ("content",)),
    )


def _filled(value: Any, values: Mapping[str, str | list[str]], document: YamlFile, at: Location) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, values, document, (*at, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values, document, (*at, index)) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    for name in _PLACEHOLDER.findall(value):
        if name not in values:
            raise document.error(
                at,
                f"the placeholder '{name}' is unknown",
                allowed=", ".join(f"${{{known}}}" for known in sorted(values)),
                fix=did_you_mean(name, values, "use one of these, or write the value itself"),
            )
        if not isinstance(values[name], str) and value != f"${{{name}}}":
            raise document.error(
                at,
                f"the placeholder '{name}' is a list, and is used inside a text",
                allowed=f"${{{name}}} alone, as the whole value",
                fix="make it the whole value",
            )
    whole = _PLACEHOLDER.fullmatch(value)
    return values[whole.group(1)] if whole else _PLACEHOLDER.sub(lambda match: str(values[match.group(1)]), value)
