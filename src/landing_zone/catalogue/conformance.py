"""The conformance packs of AWS Config that the catalogue needs, within AWS's limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from landing_zone.catalogue.config_rule import config_rule, parameter_text
from landing_zone.catalogue.load import Catalogue
from landing_zone.errors import UserError
from landing_zone.yaml.issue import FieldError

MAX_RULES_IN_A_PACK = 130
"""AWS Config accepts this many rules in an organisation conformance pack.

Source: https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
"""
MAX_RULES_IN_ALL_PACKS = 350
"""AWS Config accepts this many rules in an account and Region, over all organisation conformance packs. Same source."""
MAX_PACKS = 50
"""AWS Config accepts this many packs in an organisation. Same source."""
MAX_TEMPLATE = 51_200
"""The longest template that a pack accepts inline, in bytes (``TemplateBody``).

Source: https://docs.aws.amazon.com/config/latest/APIReference/API_PutOrganizationConformancePack.html
"""
PARTITION = "${AWS::Partition}"
"""The placeholder in a parameter for the partition of the Region, which is in the ARNs of AWS's own policies."""
MAX_DESCRIPTION = 256
"""The longest description of a rule, in characters."""
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""In C where PyYAML was built with it: the same text, many times faster."""


class PackSetting(BaseModel):
    """The settings of a rule in a pack, where its identifier alone is not enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home_only: StrictBool = Field(
        default=False, description="A rule about the whole account: evaluated in the home Region."
    )
    parameters: dict[str, str | int | bool] = Field(default_factory=dict, description="The rule's own.")
    left_out: str = Field(default="", description="Why no pack deploys it, and what covers it instead.")

    @model_validator(mode="after")
    def _deployed_or_not(self) -> PackSetting:
        if self.left_out and (self.parameters or self.home_only):
            raise FieldError("a rule that is left out takes no parameters", fix="remove them, or 'left_out'")
        return self


@dataclass(frozen=True)
class ConformancePack:
    """One conformance pack.

    Args:
        name: unique in the organisation and Region.
        rules: the identifiers of its rules, sorted.
        template: its template, as YAML.
    """

    name: str
    rules: tuple[str, ...]
    template: str


def config_rules(catalogue: Catalogue, frameworks: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return every AWS Config rule that a control in scope names, once, and the ids of those controls.

    A control is in scope when it answers a requirement of one of the frameworks.
    """
    found: dict[str, list[str]] = {}
    for control in catalogue.controls.values():
        if any(mapping.framework in frameworks for mapping in control.requirements):
            for rule in dict.fromkeys(control.config_rules):
                found.setdefault(rule, []).append(control.id)
    return {rule: tuple(controls) for rule, controls in sorted(found.items())}


def conformance_packs(
    rules: Mapping[str, tuple[str, ...]],
    settings: Mapping[str, PackSetting],
    *,
    elsewhere: Collection[str],
    region: str,
    partition: str,
    is_home: bool,
    name: str,
) -> tuple[ConformancePack, ...]:
    """Make the conformance packs of one Region.

    The packs are filled in the order of the identifiers, so a rule moves to another pack only where more rules are
    needed than fit into one pack.

    Args:
        rules: identifier to the controls that name it; see :func:`config_rules`.
        settings: identifier to the settings of the rule, for rules that need any.
        elsewhere: identifiers of rules that are deployed to each account by other means: no rule is paid for twice.
        region: where the packs are deployed; a rule that AWS does not have there is left out.
        partition: the partition of that Region.
        is_home: whether that is the home Region, where global resources are recorded.
        name: the prefix of the packs' names.

    Raises:
        UserError: a rule is not a managed rule of AWS, or lacks a parameter that it cannot be deployed without; or the
            packs would exceed a limit of AWS.
    """
    wanted = {
        rule: _resource(rule, controls, settings.get(rule, PackSetting()), partition)
        for rule, controls in rules.items()
        if rule not in elsewhere and _belongs(rule, controls, settings.get(rule, PackSetting()), region, is_home)
    }
    if len(wanted) > MAX_RULES_IN_ALL_PACKS:
        raise UserError(
            f"{len(wanted)} rules do not fit into the conformance packs of an account",
            file="policies/managed_config_rules.yaml",
            allowed=f"at most {MAX_RULES_IN_ALL_PACKS}",
            fix="deploy some by 'rules' in managed_config_rules.yaml",
        )
    packs = tuple(
        ConformancePack(f"{name}-{number:02}", tuple(sorted(part)), _template(part.values()))
        for number, part in enumerate(_parts(wanted), start=1)
    )
    if len(packs) > MAX_PACKS:
        raise UserError(
            f"{len(packs)} conformance packs are too many",
            file="policies/managed_config_rules.yaml",
            allowed=f"at most {MAX_PACKS}",
            fix="deploy some rules by 'rules'",
        )
    return packs


def _belongs(rule: str, controls: tuple[str, ...], setting: PackSetting, region: str, is_home: bool) -> bool:
    """Whether a rule is deployed in a Region; raises where AWS has no such rule, or a parameter is missing."""
    facts = config_rule(rule)
    if facts is None:
        raise UserError(
            f"AWS Config has no managed rule {rule}",
            file=f"policies/controls/{controls[0]}.yaml",
            value=rule,
            allowed="an identifier of the list of managed rules in the AWS Config Developer Guide",
            fix="correct the identifier; if AWS has just added it, run scripts/derive_config_rule_facts.py",
        )
    if setting.left_out or not facts.exists_in(region):
        return False
    missing = facts.missing(setting.parameters)
    if missing:
        raise UserError(
            f"the rule {rule} cannot be deployed without {', '.join(missing)}",
            file=f"policies/controls/{controls[0]}.yaml",
            allowed="its parameters, or the reason why it is left out",
            fix=f"add {rule} under 'packs' in policies/managed_config_rules.yaml",
        )
    return is_home or not (setting.home_only or facts.is_global)


def _resource(rule: str, controls: tuple[str, ...], setting: PackSetting, partition: str) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "ConfigRuleName": rule.lower().replace("_", "-"),
        "Description": _description(controls),
        "Source": {"Owner": "AWS", "SourceIdentifier": rule},
    }
    if setting.parameters:
        properties["InputParameters"] = {
            n: parameter_text(value).replace(PARTITION, partition) for n, value in sorted(setting.parameters.items())
        }
    name = "".join(part.capitalize() for part in rule.split("_"))
    return {name: {"Type": "AWS::Config::ConfigRule", "Properties": properties}}


def _description(controls: tuple[str, ...]) -> str:
    text = "Controls: " + ", ".join(controls)
    return text if len(text) <= MAX_DESCRIPTION else f"Controls: {controls[0]} and {len(controls) - 1} more"


def _parts(resources: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, dict[str, Any]]]:
    part: dict[str, dict[str, Any]] = {}
    size = len(_template(()))
    for rule, resource in sorted(resources.items()):
        more = len(_template((resource,))) - len(_template(()))
        if part and (len(part) == MAX_RULES_IN_A_PACK or size + more > MAX_TEMPLATE):
            yield part
            part, size = {}, len(_template(()))
        part[rule] = resource
        size += more
    if part:
        yield part


def _template(resources: Collection[dict[str, Any]]) -> str:
    """Write the template of a pack; ASCII alone, so that characters are bytes."""
    merged = {name: body for resource in resources for name, body in resource.items()}
    written = yaml.dump({"Resources": merged}, Dumper=_DUMPER, sort_keys=True, width=1_000_000, allow_unicode=False)
    return str(written)
