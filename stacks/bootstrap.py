"""What deploys in an environment: the bootstrap of the CDK, with the rights that the environment's stacks need.

It has what the CDK's own template has (``aws-cdk/lib/api/bootstrap/bootstrap-template.yaml``), under the same logical
ids, and it goes the same way: ``cdk bootstrap --template``. Its stage is not part of ``cdk deploy --all``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from landing_zone.cloudformation.iam.bootstrap_access import bootstrap_identities
from landing_zone.cloudformation.types.handlers import types_meant
from landing_zone.config import Environment, LandingZone, Role
from landing_zone.config.bootstrap import TOOLKIT_STACK
from landing_zone_constructs.access_log_bucket import AccessLogBucket
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_retention import LogRetention
from stacks import bootstrap_policies as rights
from stacks.deployment_rights import Statement, execution_policies
from stacks.guardrails import BOOTSTRAP_ROLES, CONTROL_TOWER_ROLES, ROLES_OF_THE_ZONE, STACKS_OF_THE_ZONE
from stacks.landing_zone_stack import LandingZoneStack
from stacks.permissions_boundary import boundary_statements

VERSION = "33"
"""The version of the CDK's own template that this one follows; the CDK CLI never replaces a newer one by an older."""
VARIANT = "Landing zone"
"""Says whose template it is: the CDK CLI replaces no bootstrap stack of another variant, except with --force."""
MOST_POLICIES = 10
"""Managed policies of a role by IAM's default quota. Source: IAM User Guide, "IAM and AWS STS quotas"."""
LOCK_DAYS = 30
"""How long a template or code that was uploaded cannot be removed."""
_ROLES = {
    "DeploymentActionRole": ("deploy_role", "deploy"),
    "FilePublishingRole": ("file_publishing_role", "file-publishing"),
    "ImagePublishingRole": ("image_publishing_role", "image-publishing"),
    "LookupRole": ("lookup_role", "lookup"),
}
"""Logical id of a role that the deploying account may take: its key in the configuration, and what its tag says."""
_IGNORED = {
    "CloudFormationExecutionPolicies": "CommaDelimitedList",
    "FileAssetsBucketKmsKeyId": "String",
    "FileAssetsBucketName": "String",
    "InputPermissionsBoundary": "String",
    "PublicAccessBlockConfiguration": "String",
    "TrustedAccounts": "CommaDelimitedList",
    "TrustedAccountsForLookup": "CommaDelimitedList",
}
"""Parameters that the CDK CLI passes, or keeps from the CDK's own bootstrap stack. CloudFormation refuses one that a
template does not have. Source: ``modernBootstrap`` in aws-cdk 2.1148.1."""

_PURPOSES = {
    "deploy_role": "Starts deployments, for the accounts that may deploy here",
    "execution_role": "CloudFormation deploys as this role",
    "file_publishing_role": "Uploads templates and code before a deployment",
    "image_publishing_role": "Uploads container images before a deployment",
    "lookup_role": "Looks up values and stacks for the CDK CLI",
}
_HERE = "${AWS::AccountId}-${AWS::Region}"
Resource = TypeVar("Resource", bound=cdk.CfnResource)


class Bootstrap(LandingZoneStack):
    """The bucket, the repository, the roles and the boundary by which stacks are deployed in one environment.

    Serves PCI DSS v4.0.1 7.2.1, 7.2.2, 7.2.5, 7.3.2, 10.2.1.5; GDPR Art. 32(1)(b), 32(4).

    Args:
        scope: the stage of the bootstraps.
        environment: the account and Region.
        zone: the configuration.
        types: of the resources in the stacks of environments of its kind.
        linked_services: the services whose service-linked roles these stacks create.
        shared_parameters: ARNs of parameters of other accounts that these stacks read.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        environment: Environment,
        zone: LandingZone,
        types: Collection[str],
        linked_services: Collection[str],
        shared_parameters: Collection[str] = (),
    ) -> None:
        names = zone.bootstrap.names()
        here = "arn:${AWS::Partition}:iam::${AWS::AccountId}:"
        roles = {key: f"{here}role/{name}" for key, name in names.items() if key.endswith("_role")}
        super().__init__(
            scope,
            environment=environment,
            zone=zone,
            description="What deploys the stacks of this environment, and the boundary of every role in it",
            # `cdk diff` compares the stack by these; they have no right to change its roles and policies
            deployed_by=cdk.BootstraplessSynthesizer(
                deploy_role_arn=roles["deploy_role"], cloud_formation_execution_role_arn=roles["execution_role"]
            ),
            name=TOOLKIT_STACK,
            compact=True,
        )
        own = zone.bootstrap
        self._qualifier = own.qualifier
        self._names = names
        boundary = f"{here}policy/{own.boundary}"
        self._parameters()
        self._boundary = self._policy(
            "PermissionsBoundary",
            own.boundary,
            boundary_statements(
                qualifier=own.qualifier,
                boundary=boundary,
                deploying=roles,
                identities=[arn for arn in bootstrap_identities(zone.snapshot()) if ":role/" in arn],
                stores=rights.stores(names, own.qualifier),
                # the guardrails, which bind no management account, name what is in the others
                zone_names=sorted({*ROLES_OF_THE_ZONE, "Delegation-*", "Organisation-*"}),
                zone_stacks=STACKS_OF_THE_ZONE,
                entered=(*BOOTSTRAP_ROLES, *(CONTROL_TOWER_ROLES if zone.existing.control_tower else ())),
            ),
            "Bounds every role of the account and grants nothing",
        )
        self._storage(roles["file_publishing_role"])
        trusted = own.trusted_accounts or (zone.account_with_role(Role.MANAGEMENT).name,)
        accounts = sorted(zone.account(name).id for name in trusted)
        granted = {
            "deploy_role": rights.deploy(roles["execution_role"], own.qualifier),
            "file_publishing_role": rights.publish_files(),
            "image_publishing_role": rights.publish_images(),
            "lookup_role": rights.look_up(),
        }
        for logical_id, (key, tag) in _ROLES.items():
            trust = [_trust(action, {"AWS": [f"arn:${{AWS::Partition}}:iam::{one}:root" for one in accounts]})
                     for action in ("sts:AssumeRole", "sts:TagSession")]  # fmt: skip
            trust[0]["Condition"] = {"Null": {"sts:ExternalId": "true"}}
            policy = self._policy(
                f"{logical_id}Policy", f"cdk-{own.qualifier}-{tag}-{_HERE}", granted[key], _PURPOSES[key]
            )
            self._role(logical_id, key, trust, [policy], _PURPOSES[key], tag)
        patterns = own.types_in(environment.account.name)
        found = execution_policies(
            {*types, *(type_ for pattern in patterns for type_ in types_meant(pattern))},
            boundary=boundary,
            linked_services=linked_services,
            shared_parameters=shared_parameters,
        )
        execution = [
            self._policy(
                logical_id,
                f"cdk-{own.qualifier}-cfn-{logical_id.removeprefix('ExecutionPolicy').lower()}-{_HERE}",
                part,
                "What CloudFormation needs for the types in the environment's stacks",
            )
            for logical_id, part in found.items()
        ]
        if len(execution) > MOST_POLICIES:
            raise ValueError(
                f"the types that may be deployed in {environment.account.name} need {len(execution)} managed policies, "
                f"and a role has {MOST_POLICIES} at most: name types instead of whole services in also_deploys"
            )
        self._role(
            "CloudFormationExecutionRole",
            "execution_role",
            [_trust("sts:AssumeRole", {"Service": "cloudformation.amazonaws.com"})],
            execution,
            _PURPOSES["execution_role"],
        )
        self._version()

    def _storage(self, publishing: str) -> None:
        """Make the key, the bucket of templates and code with its access log, and the repository of images."""
        key = CustomerManagedKey(
            self,
            "FileAssetsBucketEncryptionKey",
            description="Encrypts the templates, code and images that are deployed here",
            alias=f"cdk-{self._qualifier}-assets-key",
            used_through=["ecr", "s3"],
        )
        # twelve months, and no margin: a class of data of the account may be kept no longer than that
        log = AccessLogBucket(self, "AccessLogs", retention=LogRetention(hot_days=90, total_days=365, lock_days=365))
        bucket = s3.Bucket(
            self,
            "Assets",
            bucket_name=cdk.Fn.sub(self._names["bucket"]),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            versioned=True,
            object_lock_enabled=True,
            object_lock_default_retention=s3.ObjectLockRetention.governance(cdk.Duration.days(LOCK_DAYS)),
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="remove-what-gc-deleted",
                    noncurrent_version_expiration=cdk.Duration.days(LOCK_DAYS),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
                )
            ],
            removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        bucket.add_to_resource_policy(
            # A template's name is its digest, and the CDK uploads none whose name is there: the first writer decides
            iam.PolicyStatement(
                sid="OnlyPublishingUploads",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:PutObject"],
                resources=[bucket.arn_for_objects("*")],
                conditions={"ArnNotEquals": {"aws:PrincipalArn": cdk.Fn.sub(publishing)}},
            )
        )
        log.receive_from(bucket, prefix="assets/")
        self._bucket = self._renamed(bucket, "StagingBucket", s3.CfnBucket)
        self._bucket.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )
        repository = ecr.Repository(
            self,
            "Images",
            repository_name=cdk.Fn.sub(self._names["repository"]),
            encryption=ecr.RepositoryEncryption.KMS,
            encryption_key=key,
            image_scan_on_push=True,
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            lifecycle_rules=[
                ecr.LifecycleRule(
                    description="Images without a tag, which should not exist",
                    tag_status=ecr.TagStatus.UNTAGGED,
                    max_image_age=cdk.Duration.days(365),
                )
            ],
            removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        repository.add_to_resource_policy(
            iam.PolicyStatement(
                sid="FunctionsPullTheirImages",
                principals=[iam.ServicePrincipal("lambda.amazonaws.com")],
                actions=["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                conditions={
                    "ArnLike": {
                        "aws:SourceArn": f"arn:{cdk.Aws.PARTITION}:lambda:{self.region}:{self.account}:function:*"
                    }
                },
            )
        )
        self._repository = self._renamed(repository, "ContainerAssetsRepository", ecr.CfnRepository)

    @staticmethod
    def _renamed(construct: Construct, logical_id: str, kind: type[Resource]) -> Resource:
        """Give a resource the logical id that it has in the CDK's template, and return it."""
        resource = construct.node.default_child
        if not isinstance(resource, kind):
            raise TypeError(f"{construct.node.path} must be a resource of this app")
        resource.override_logical_id(logical_id)
        return resource

    def _parameters(self) -> None:
        variant = cdk.CfnParameter(self, "BootstrapVariant", default=VARIANT, allowed_values=[VARIANT])
        qualifier = cdk.CfnParameter(
            self,
            "Qualifier",
            default=self._qualifier,
            allowed_values=[self._qualifier],
        )
        ignored = [
            cdk.CfnParameter(self, name, type=type_, default="")  # passed by the CDK CLI, and not followed
            for name, type_ in _IGNORED.items()
        ]
        texts = [
            cdk.Fn.join(",", one.value_as_list) if one.type == "CommaDelimitedList" else one.value_as_string
            for one in ignored
        ]
        cdk.CfnOutput(self, "NotFollowed", value=cdk.Fn.join("|", texts))
        text = f"{variant.value_as_string} {qualifier.value_as_string}"
        cdk.CfnOutput(self, "Variant", value=text)

    def _policy(
        self, logical_id: str, name: str, statements: Sequence[Statement], description: str
    ) -> iam.CfnManagedPolicy:
        return iam.CfnManagedPolicy(
            self,
            logical_id,
            managed_policy_name=cdk.Fn.sub(name),
            description=description,
            policy_document={"Version": "2012-10-17", "Statement": _with_subs(statements)},
        )

    def _role(
        self,
        logical_id: str,
        key: str,
        trust: Sequence[Statement],
        granted: Sequence[iam.CfnManagedPolicy],
        purpose: str,
        tag: str = "",
    ) -> None:
        path, _, name = self._names[key].rpartition("/")
        role = iam.CfnRole(
            self,
            logical_id,
            role_name=cdk.Fn.sub(name) if "${" in name else name,
            path=f"/{path}/" if path else None,
            description=purpose,
            assume_role_policy_document={"Version": "2012-10-17", "Statement": _with_subs(trust)},
            managed_policy_arns=[policy.ref for policy in granted],
            tags=[cdk.CfnTag(key="aws-cdk:bootstrap-role", value=tag)] if tag else None,
        )
        role.add_resource_dependency(self._boundary)  # the CDK writes its ARN as text

    def _version(self) -> None:
        ssm.CfnParameter(
            self, "CdkBootstrapVersion", type="String", name=f"/cdk-bootstrap/{self._qualifier}/version", value=VERSION
        )
        bucket, repository = self._bucket, self._repository
        for name, value in {
            "BucketName": bucket.ref,
            "BucketDomainName": bucket.attr_regional_domain_name,
            "ImageRepositoryName": repository.ref,
            "BootstrapVersion": VERSION,
        }.items():
            cdk.CfnOutput(self, name, value=value)


def _trust(action: str, principal: Mapping[str, Any]) -> Statement:
    return {"Effect": "Allow", "Action": action, "Principal": principal}


def _with_subs(node: Any) -> Any:
    """Return a policy's part with ``Fn::Sub`` around each text that refers to something of the template."""
    if isinstance(node, str):
        return {"Fn::Sub": node} if "${" in node else node
    if isinstance(node, Mapping):
        return {key: _with_subs(value) for key, value in node.items()}
    return [_with_subs(item) for item in node] if isinstance(node, Sequence) else node
