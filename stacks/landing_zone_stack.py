"""The base class of all stacks: one environment, no look-ups, the same template in every account."""

from __future__ import annotations

from functools import cache

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from landing_zone.config import Bootstrap, Environment, LandingZone

TAG_PREFIX = "landing-zone:"
"""The prefix of our tags' keys, so that they do not collide with a team's."""


def stack_name(kind: str, environment: Environment) -> str:
    """Return the name of a kind of stack in an environment: ``Baseline-cde-production-eu-west-1``."""
    return f"{kind}-{environment.account.in_stack_names}-{environment.region}"


def stack_tags(zone: LandingZone, environment: Environment) -> dict[str, str]:
    """Return the tags of an environment's resources: purpose, owner, and the data that they may hold.

    CloudFormation puts a stack's tags on each resource that supports tags: the inventory of system components
    (PCI DSS 12.5.1) and the records of processing (GDPR article 30) are read from them.
    """
    account = environment.account
    tags = {
        "organisation": zone.organisation.slug,
        "account": account.name,
        "role": account.role.value,
        "scope": account.scope.value,
        "stage": account.stage.value,
        "owner": account.owner,
    }
    if account.data_classes:
        tags["data-classes"] = " ".join(sorted(account.data_classes))  # a tag's value may have spaces, but no commas
    return {TAG_PREFIX + key: value for key, value in sorted(tags.items())}


def synthesizer(bootstrap: Bootstrap) -> cdk.DefaultStackSynthesizer:
    """Return what deploys a stack as the configuration says; by default, as the CDK does.

    Args:
        bootstrap: the qualifier, and the names of bucket, repository and roles.
    """
    role = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/"
    return cdk.DefaultStackSynthesizer(
        qualifier=bootstrap.qualifier,
        file_assets_bucket_name=bootstrap.bucket,
        image_assets_repository_name=bootstrap.repository,
        deploy_role_arn=role + bootstrap.deploy_role,
        cloud_formation_execution_role=role + bootstrap.execution_role,
        lookup_role_arn=role + bootstrap.lookup_role,
        file_asset_publishing_role_arn=role + bootstrap.file_publishing_role,
        image_asset_publishing_role_arn=role + bootstrap.image_publishing_role,
    )


@cache
def _account_id() -> str:
    """Ask Node once: the CDK reads a stack's account thousands of times in a synth, and each time calls Python."""
    return cdk.Aws.ACCOUNT_ID


class LandingZoneStack(cdk.Stack):
    """One stack in one account and Region.

    A template names its own account by the pseudo parameter ``AWS::AccountId``, so that the same stack in fifty
    accounts is the same template, except for construct paths. The accounts differ in the cloud assembly's manifest:
    the environment and the stack's tags, which CloudFormation puts on the resources at deployment.

    Zones come from the configuration: a look-up would need credentials.

    Termination protection prevents deletion until it is disabled on purpose.

    Args:
        scope: the app.
        environment: the account and Region.
        zone: the configuration.
        description: what the stack is for, as the console shows it; it names no account.
        deployed_by: what deploys it; by default what ``bootstrap`` of the configuration names.
        name: the stack's name; by default that of :func:`stack_name`, which is its construct's id in any case.
        compact: write the template without white space, since it must be short enough to be passed inline.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        environment: Environment,
        zone: LandingZone,
        description: str,
        deployed_by: cdk.IStackSynthesizer | None = None,
        name: str | None = None,
        compact: bool = False,
    ) -> None:
        self._zones = list(zone.zones(environment.region))
        construct_id = stack_name(type(self).__name__, environment)
        super().__init__(
            scope,
            construct_id,
            stack_name=name or construct_id,
            description=description,
            env=cdk.Environment(account=environment.account_id, region=environment.region),
            tags=stack_tags(zone, environment),
            termination_protection=True,
            synthesizer=deployed_by or synthesizer(zone.bootstrap),
            suppress_template_indentation=compact or None,
        )
        boundary = cdk.Fn.sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{zone.bootstrap.boundary}")
        # Not as the CDK's own property and context have it, which write the account's number into each template.
        iam.PermissionsBoundary.of(self).apply(
            iam.ManagedPolicy.from_managed_policy_arn(self, "PermissionsBoundaryOfRoles", boundary)
        )
        self.environment_of: Environment = environment
        """The account and Region that the stack is for."""

    @property
    def account(self) -> str:
        """``AWS::AccountId``, instead of the account's number, which CDK would write."""
        return _account_id()

    @property
    def availability_zones(self) -> list[str]:
        """The zones of the configuration."""
        return self._zones
