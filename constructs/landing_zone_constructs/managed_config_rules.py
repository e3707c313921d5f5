"""The AWS managed Config rules that keep checking what was deployed, read from a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import aws_cdk as cdk
from aws_cdk import aws_config as config
from constructs import Construct
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from landing_zone.catalogue.config_rule import ConfigRule, Parameters, config_rule, parameter_text
from landing_zone.catalogue.conformance import PackSetting
from landing_zone.errors import UserError
from landing_zone.yaml_file import YamlFile, read_yaml
from landing_zone_constructs.configuration_recorder import ConfigurationRecorder

MANAGED_CONFIG_RULES = Path(__file__).with_suffix(".yaml")
"""The table that ships with the landing zone."""

MAX_DESCRIPTION = 256
"""The longest description that AWS::Config::ConfigRule accepts, in characters."""

MAX_RULES = 500
"""CloudFormation accepts this many resources in a template."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
Requirement = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.()]*$")]


class ManagedRule(BaseModel):
    """One row of the table: an AWS managed rule, and what its answer is evidence for.

    Args:
        says: one sentence: what a compliant resource is.
        pci_dss: PCI DSS v4.0.1 requirement ids that a compliant answer supports.
        gdpr: GDPR paragraph ids, as ``32(1)(a)``.
        home_only: true for a rule on a global resource or on the whole account: evaluated in the home Region alone.
        parameters: the rule's own parameters; AWS takes each value as text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str = Field(min_length=10)
    pci_dss: tuple[Requirement, ...] = ()
    gdpr: tuple[Requirement, ...] = ()
    home_only: bool = False
    parameters: dict[str, str | int | bool] = Field(default_factory=dict)

    @property
    def description(self) -> str:
        """What the Config console shows: the sentence, then the requirement ids."""
        ids = [*(f"PCI DSS {i}" for i in self.pci_dss), *(f"GDPR {i}" for i in self.gdpr)]
        return f"{self.says} [{', '.join(ids)}]"


class ManagedRuleTable(BaseModel):
    """The table: managed rule identifiers, in capitals as AWS writes them, to rows.

    Args:
        rules: rules that each account's own stack deploys.
        packs: what the rules of the organisation's conformance packs need.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: dict[Identifier, ManagedRule] = Field(min_length=1)
    packs: dict[Identifier, PackSetting] = Field(default_factory=dict)


def load_managed_rules(path: Path = MANAGED_CONFIG_RULES) -> dict[str, ManagedRule]:
    """Read a table of managed rules, sorted by identifier.

    Raises:
        UserError: the file is missing or malformed, names a rule twice, has a row that is evidence for nothing, a
            description too long for AWS, a rule that AWS does not have, or parameters that it refuses.
    """
    document = read_yaml(path)
    table = document.parse(ManagedRuleTable)
    for identifier, rule in table.rules.items():
        where = ("rules", identifier)
        if not rule.pci_dss and not rule.gdpr:
            raise document.error(
                where,
                f"the rule {identifier} is evidence for no requirement",
                allowed="at least one id in pci_dss or gdpr",
                fix="say what it proves, or remove it",
            )
        if len(rule.description) > MAX_DESCRIPTION:
            raise document.error(
                (*where, "says"),
                f"the rule {identifier} would have a description of {len(rule.description)} characters",
                allowed=f"at most {MAX_DESCRIPTION}, requirement ids counted",
                fix="shorten it",
            )
        missing = _checked(document, "rules", identifier, rule.parameters).missing(rule.parameters)
        if missing:
            raise document.error(
                where,
                f"the rule {identifier} cannot be deployed without {', '.join(missing)}",
                fix="add it under 'parameters'",
            )
    if len(table.rules) > MAX_RULES:
        raise UserError(f"{len(table.rules)} rules do not fit in a template", str(path), allowed=f"at most {MAX_RULES}")
    return dict(sorted(table.rules.items()))


def load_pack_settings(path: Path = MANAGED_CONFIG_RULES) -> dict[str, PackSetting]:
    """Read what the rules of conformance packs need, sorted by identifier.

    Raises:
        UserError: the file is missing or malformed, names a rule that AWS does not have or parameters that it refuses,
            or gives a rule both to the accounts' own stacks and to the packs: it would be paid for twice, perhaps with
            other parameters.
    """
    document = read_yaml(path)
    table = document.parse(ManagedRuleTable)
    for identifier, setting in table.packs.items():
        _checked(document, "packs", identifier, setting.parameters)
        if identifier in table.rules:
            raise document.error(
                ("packs", identifier),
                f"the rule {identifier} stands under 'rules' too",
                allowed="one place for a rule and its parameters",
                fix="keep one of the two",
            )
    return dict(sorted(table.packs.items()))


def _checked(document: YamlFile, part: str, identifier: str, parameters: Parameters) -> ConfigRule:
    """Refuse what AWS would refuse at deployment: an identifier or a parameter that it does not know, a wrong value."""
    facts = config_rule(identifier)
    if facts is None:
        raise document.error(
            (part, identifier),
            f"AWS Config has no managed rule {identifier}",
            fix="correct the identifier; if AWS has just added it, run scripts/derive_config_rule_facts.py",
        )
    mistake = facts.mistake(parameters)
    if mistake is not None:
        name, what, allowed = mistake
        raise document.error(
            (part, identifier, "parameters", name),
            f"the rule {identifier} {what}",
            allowed=allowed,
            fix="correct it; if AWS has just added it, run scripts/derive_config_rule_facts.py",
        )
    return facts


def _exists_in(region: str, identifier: str) -> bool:
    """Tell whether a rule can be deployed in a Region; a stack that may go anywhere takes every rule."""
    facts = config_rule(identifier)
    return facts is None or cdk.Token.is_unresolved(region) or facts.exists_in(region)


class ManagedConfigRules(Construct):
    """AWS managed Config rules: the same questions asked of what is deployed, each day and at each change.

    To add a rule, add a row to ``managed_config_rules.yaml``; no code changes.

    Each rule depends on the recorder: Config refuses a rule where nothing is recorded. Rules on global resources are
    made in the home Region alone, where those resources are recorded. A rule that AWS does not have in the stack's
    Region is left out there: with it, the whole stack would fail.

    Serves PCI DSS v4.0.1 1.2.8, 2.2.1, 6.3.3, 10.7.2, 11.5.2 and those of each row; GDPR Art. 5(2), 24(1), 32(1)(d).
    Source: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html

    Args:
        scope: the construct above, in a stack of the account and Region to check.
        construct_id: the id below ``scope``.
        recorder: the account and Region's recorder.
        table: another table than the one that ships with the landing zone.

    Raises:
        UserError: the table is wrong; see :func:`load_managed_rules`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        recorder: ConfigurationRecorder,
        table: Path = MANAGED_CONFIG_RULES,
    ) -> None:
        super().__init__(scope, construct_id)
        region = cdk.Stack.of(self).region
        rules: dict[str, config.CfnConfigRule] = {}
        for identifier, rule in load_managed_rules(table).items():
            if (rule.home_only and not recorder.is_home_region) or not _exists_in(region, identifier):
                continue
            resource = config.CfnConfigRule(
                self,
                "".join(part.capitalize() for part in identifier.split("_")),
                description=rule.description,
                source=config.CfnConfigRule.SourceProperty(owner="AWS", source_identifier=identifier),
                input_parameters={name: parameter_text(value) for name, value in sorted(rule.parameters.items())}
                or None,
            )
            resource.add_resource_dependency(recorder.recorder)
            rules[identifier] = resource
        self.rules: Mapping[str, config.CfnConfigRule] = MappingProxyType(rules)
        """The rules made here, by identifier."""
