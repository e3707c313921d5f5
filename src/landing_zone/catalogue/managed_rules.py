"""The table of AWS managed Config rules that each account's stack deploys, and the settings of conformance packs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from landing_zone.catalogue.config_rule import ConfigRule, Parameters, config_rule, parameter_text
from landing_zone.catalogue.conformance import PackSetting
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import YamlFile, read_yaml

MANAGED_CONFIG_RULES = "managed_config_rules.yaml"
"""The table's name in the policies' folder."""

MAX_DESCRIPTION = 256
"""The longest description that AWS::Config::ConfigRule accepts, in characters."""

MAX_RULES = 500
"""CloudFormation accepts this many resources in a template."""

_GUIDE = Guide("the table of managed Config rules", f"copy policies/{MANAGED_CONFIG_RULES} of this project")

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
Requirement = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.()]*$"),
    Field(description="The id of a requirement: 8.3.6, 32(1)(a)."),
]


class ManagedRule(BaseModel):
    """One row of the table: an AWS managed rule, and the requirements for which its result is evidence.

    Args:
        says: one sentence: what a compliant resource is.
        pci_dss: PCI DSS v4.0.1 requirement ids that a compliant result supports.
        gdpr: GDPR paragraph ids, as ``32(1)(a)``.
        home_only: true for a rule on a global resource or on the whole account: evaluated in the home Region alone.
        organisation_only: true for a rule about the organisation: no zone of one account by itself deploys it.
        parameters: the rule's own parameters; AWS accepts each value as text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str = Field(min_length=10)
    pci_dss: tuple[Requirement, ...] = ()
    gdpr: tuple[Requirement, ...] = ()
    home_only: StrictBool = False
    organisation_only: StrictBool = False
    parameters: dict[str, str | int | bool] = Field(default_factory=dict)

    @property
    def description(self) -> str:
        """The text in the Config console: the sentence, then the requirement ids."""
        ids = [*(f"PCI DSS {i}" for i in self.pci_dss), *(f"GDPR {i}" for i in self.gdpr)]
        return f"{self.says} [{', '.join(ids)}]"

    @property
    def input_parameters(self) -> dict[str, str]:
        """The parameters as AWS Config accepts them, sorted by name."""
        return {name: parameter_text(value) for name, value in sorted(self.parameters.items())}


class ManagedRuleTable(BaseModel):
    """The table: managed rule identifiers, in capitals as AWS writes them, to rows.

    Args:
        rules: rules that each account's own stack deploys.
        packs: the settings of the rules in the organisation's conformance packs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: dict[Identifier, ManagedRule] = Field(min_length=1)
    packs: dict[Identifier, PackSetting] = Field(default_factory=dict)


def load_managed_rules(path: Path) -> dict[str, ManagedRule]:
    """Read a table of managed rules, sorted by identifier.

    Raises:
        UserError: the file is missing or malformed, names a rule twice, has a row that is evidence for nothing, a
            description too long for AWS, a rule that AWS does not have, or parameters that it refuses.
    """
    document = read_yaml(path, _GUIDE)
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
                allowed="every parameter that AWS requires",
                fix="add it under 'parameters'",
            )
    if len(table.rules) > MAX_RULES:
        raise document.error(
            ("rules",),
            f"{len(table.rules)} rules do not fit in a template",
            allowed=f"at most {MAX_RULES}",
            fix="move some under 'packs', or remove them",
        )
    return dict(sorted(table.rules.items()))


def load_pack_settings(path: Path) -> dict[str, PackSetting]:
    """Read the settings of rules in conformance packs, sorted by identifier.

    Raises:
        UserError: the file is missing or malformed, names a rule that AWS does not have or parameters that it refuses,
            or gives a rule both to the accounts' own stacks and to the packs: it would be paid for twice, perhaps with
            other parameters.
    """
    document = read_yaml(path, _GUIDE)
    table = document.parse(ManagedRuleTable)
    for identifier, setting in table.packs.items():
        _checked(document, "packs", identifier, setting.parameters)
        if identifier in table.rules:
            raise document.error(
                ("packs", identifier),
                f"the rule {identifier} is under 'rules' too",
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
            allowed="an identifier of the list of managed rules in the AWS Config Developer Guide",
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


@cache  # every environment of a Region asks for the same
def rules_in(region: str, path: Path, *, organisation: bool) -> Mapping[str, ManagedRule]:
    """Return the rules of a table that AWS has in a Region: any other rule would make the whole stack fail.

    Args:
        region: its code.
        path: the table.
        organisation: whether the zone has an organisation; without one its rules would find every account at fault.

    Raises:
        UserError: the table is wrong; see :func:`load_managed_rules`.
    """
    rules = load_managed_rules(path)
    return {
        name: rule
        for name, rule in rules.items()
        if (organisation or not rule.organisation_only) and (facts := config_rule(name)) and facts.exists_in(region)
    }
