"""The AWS managed Config rules that check the deployed resources continuously."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from aws_cdk import aws_config as config
from constructs import Construct

from landing_zone_constructs.configuration_recorder import ConfigurationRecorder


class ManagedRule(Protocol):
    """One AWS managed rule, as the stack deploys it."""

    @property
    def description(self) -> str:
        """What the Config console shows, at most 256 characters."""

    @property
    def home_only(self) -> bool:
        """Whether the rule is on a global resource or the whole account: it is evaluated in the home Region only."""

    @property
    def input_parameters(self) -> Mapping[str, str]:
        """The rule's parameters; AWS takes each value as text."""


class ManagedConfigRules(Construct):
    """AWS managed Config rules, which evaluate the deployed resources each day and at each change.

    Each rule depends on the recorder made here, since Config refuses a rule where nothing is recorded; a recorder that
    existed before is there already. Rules on global resources are created in the home Region only, where those are
    recorded.

    Serves PCI DSS v4.0.1 1.2.8, 2.2.1, 6.3.3, 10.7.2, 11.5.2 and those of each rule; GDPR Art. 5(2), 24(1), 32(1)(d).
    Source: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html

    Args:
        scope: the construct above, in a stack of the account and Region to check.
        construct_id: the id below ``scope``.
        recorder: the account and Region's recorder.
        rules: managed rule identifiers, in capitals as AWS writes them, to rules; each must exist in the stack's
            Region.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        recorder: ConfigurationRecorder,
        rules: Mapping[str, ManagedRule],
    ) -> None:
        super().__init__(scope, construct_id)
        made: dict[str, config.CfnConfigRule] = {}
        for identifier, rule in sorted(rules.items()):
            if rule.home_only and not recorder.is_home_region:
                continue
            resource = config.CfnConfigRule(
                self,
                "".join(part.capitalize() for part in identifier.split("_")),
                description=rule.description,
                source=config.CfnConfigRule.SourceProperty(owner="AWS", source_identifier=identifier),
                input_parameters=dict(rule.input_parameters) or None,
            )
            if recorder.recorder is not None:
                resource.add_resource_dependency(recorder.recorder)
            made[identifier] = resource
        self.rules: Mapping[str, config.CfnConfigRule] = MappingProxyType(made)
        """The rules of this construct, by identifier."""
