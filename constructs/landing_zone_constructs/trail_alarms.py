"""Alarms on the organisation trail's events of root users, sign-ins, identities and networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

NAMESPACE = "LandingZone/Trail"
MAX_PATTERN = 1024
"""The longest filter pattern that CloudWatch Logs accepts, in characters."""
PERIOD_SECONDS = 300


def _calls(service: str | None, *names: str) -> str:
    """Return a filter pattern of these calls; with ``service``, where other services have calls of the same name."""
    any_of = " || ".join(f"($.eventName = {name})" for name in names)
    return f"{{ ($.eventSource = {service}.amazonaws.com) && ({any_of}) }}" if service else f"{{ {any_of} }}"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One kind of event that raises an alarm.

    Args:
        happened: what happened, as the beginning of a sentence: ``A root user was used``.
        pattern: the filter pattern over CloudTrail's events; :class:`TrailAlarms` fills in the names in braces.
        at_least: how many events in :data:`PERIOD_SECONDS` raise the alarm.
        by_people: leave out what CloudFormation does as the execution role. Each deployment changes such things, and an
            alarm at each is soon not read. What starts a deployment has a watch of its own, ``OtherDeployments``.
    """

    happened: str
    pattern: str
    at_least: int = 1
    by_people: bool = False

    def filter_pattern(self, *, deploy_role: str, execution_role: str) -> str:
        """Return the pattern for a zone whose roles have these names, up to the first part that differs by account."""
        roles = {"{deploy_role}": deploy_role, "{execution_role}": execution_role}
        pattern = self.pattern
        if self.by_people:
            pattern = f"{{ ({pattern[2:-2]}) && {_NOT_DEPLOYED} }}"
        for placeholder, name in roles.items():
            pattern = pattern.replace(placeholder, name)
        return pattern


_ISSUER = "$.userIdentity.sessionContext.sessionIssuer.userName"
# A field that is missing is unequal to nothing: whether "!=" holds then is documented nowhere, so each is asked for.
_NOT_DEPLOYED = (
    '(($.userIdentity.invokedBy NOT EXISTS) || ($.userIdentity.invokedBy != "cloudformation.amazonaws.com") || '
    f'({_ISSUER} NOT EXISTS) || ({_ISSUER} != "{{execution_role}}*"))'
)


WATCHED: Mapping[str, Watch] = MappingProxyType(
    {
        "RootUse": Watch(
            happened="The root user of an account was used",
            pattern=(
                '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && '
                '$.eventType != "AwsServiceEvent" }'
            ),
        ),
        "SignInWithoutMfa": Watch(
            happened="Somebody signed in to the console without a second factor",
            pattern=(
                '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
                '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
            ),
        ),
        "SignInFailures": Watch(
            happened="Somebody failed to sign in to the console",
            pattern='{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        ),
        "IdentityChanges": Watch(
            happened="Permissions of identities were changed (AWS IAM)",
            by_people=True,
            pattern=_calls(
                "iam",
                "DeleteGroupPolicy",
                "DeleteRolePolicy",
                "DeleteUserPolicy",
                "PutGroupPolicy",
                "PutRolePolicy",
                "PutUserPolicy",
                "CreatePolicy",
                "DeletePolicy",
                "CreatePolicyVersion",
                "DeletePolicyVersion",
                "AttachRolePolicy",
                "DetachRolePolicy",
                "AttachUserPolicy",
                "DetachUserPolicy",
                "AttachGroupPolicy",
                "DetachGroupPolicy",
            ),
        ),
        "TrustChanges": Watch(  # a pattern holds 1,024 characters, so these are not among the changes above
            happened="Who may assume a role, or what bounds a role or user, was changed (AWS IAM)",
            by_people=True,
            pattern=_calls(
                "iam",
                "UpdateAssumeRolePolicy",
                "PutRolePermissionsBoundary",
                "DeleteRolePermissionsBoundary",
                "PutUserPermissionsBoundary",
                "DeleteUserPermissionsBoundary",
            ),
        ),
        "PeopleChanges": Watch(
            happened="IAM users, their keys or second factors, or the password policy were changed",
            pattern=_calls(
                "iam",
                "CreateUser",
                "CreateLoginProfile",
                "UpdateLoginProfile",
                "CreateAccessKey",
                "AddUserToGroup",
                "DeactivateMFADevice",
                "DeleteVirtualMFADevice",
                "UpdateAccountPasswordPolicy",
                "DeleteAccountPasswordPolicy",
                "CreateSAMLProvider",
                "UpdateSAMLProvider",
                "CreateOpenIDConnectProvider",
            ),
        ),
        "TrailChanges": Watch(
            happened="The audit trail was changed (AWS CloudTrail)",
            pattern=_calls(None, "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
        ),
        "KeysDisabled": Watch(
            happened="An encryption key was disabled, or is to be deleted (AWS KMS)",
            pattern=_calls("kms", "DisableKey", "ScheduleKeyDeletion"),
        ),
        "ConfigurationRecordChanges": Watch(
            happened="The configuration record was changed (AWS Config)",
            pattern=_calls(
                "config",
                "StopConfigurationRecorder",
                "DeleteDeliveryChannel",
                "PutDeliveryChannel",
                "PutConfigurationRecorder",
            ),
        ),
        "BucketPolicyChanges": Watch(
            happened="The policy of a bucket was changed (Amazon S3)",
            by_people=True,
            pattern=_calls(
                "s3",
                "PutBucketAcl",
                "PutBucketPolicy",
                "PutBucketCors",
                "PutBucketLifecycle",
                "PutBucketReplication",
                "DeleteBucketPolicy",
                "DeleteBucketCors",
                "DeleteBucketLifecycle",
                "DeleteBucketReplication",
            ),
        ),
        "SecurityGroupChanges": Watch(
            happened="A security group was changed",
            by_people=True,
            pattern=_calls(
                None,
                "AuthorizeSecurityGroupIngress",
                "AuthorizeSecurityGroupEgress",
                "RevokeSecurityGroupIngress",
                "RevokeSecurityGroupEgress",
                "CreateSecurityGroup",
                "DeleteSecurityGroup",
            ),
        ),
        "NetworkAclChanges": Watch(
            happened="A network access control list was changed",
            by_people=True,
            pattern=_calls(
                None,
                "CreateNetworkAcl",
                "CreateNetworkAclEntry",
                "DeleteNetworkAcl",
                "DeleteNetworkAclEntry",
                "ReplaceNetworkAclEntry",
                "ReplaceNetworkAclAssociation",
            ),
        ),
        "GatewayChanges": Watch(
            happened="A gateway of a network was changed",
            by_people=True,
            pattern=_calls(
                None,
                "CreateCustomerGateway",
                "DeleteCustomerGateway",
                "AttachInternetGateway",
                "CreateInternetGateway",
                "DeleteInternetGateway",
                "DetachInternetGateway",
            ),
        ),
        "RouteChanges": Watch(
            happened="A route of a network was changed",
            by_people=True,
            pattern=_calls(
                "ec2",
                "CreateRoute",
                "CreateRouteTable",
                "ReplaceRoute",
                "ReplaceRouteTableAssociation",
                "DeleteRouteTable",
                "DeleteRoute",
                "DisassociateRouteTable",
            ),
        ),
        "NetworkChanges": Watch(
            happened="A network was made, changed, deleted or joined to another (Amazon VPC)",
            by_people=True,
            pattern=_calls(
                None,
                "CreateVpc",
                "DeleteVpc",
                "ModifyVpcAttribute",
                "AcceptVpcPeeringConnection",
                "CreateVpcPeeringConnection",
                "DeleteVpcPeeringConnection",
                "RejectVpcPeeringConnection",
            ),
        ),
        "OtherDeployments": Watch(
            happened="A stack was made, changed or deleted by somebody who did not use the role that deploys",
            pattern=(
                "{ ($.eventSource = cloudformation.amazonaws.com) && ($.userIdentity.invokedBy NOT EXISTS) && "
                f'(({_ISSUER} NOT EXISTS) || ({_ISSUER} != "{{deploy_role}}*")) && '
                "(($.eventName = CreateStack) || ($.eventName = UpdateStack) || ($.eventName = DeleteStack) || "
                "($.eventName = CreateChangeSet) || ($.eventName = ExecuteChangeSet) || ($.eventName = RollbackStack) "
                "|| ($.eventName = ContinueUpdateRollback) || ($.eventName = SetStackPolicy)) }"
            ),
        ),
        "RefusedCalls": Watch(
            happened="Many calls were refused within five minutes, as when somebody tries what credentials can do",
            pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
            # A page of the console that asks for more than its reader may see has some twenty refusals; a program that
            # tries what stolen credentials can do has hundreds. No source gives a number for many accounts.
            at_least=50,
        ),
        "OrganisationChanges": Watch(
            happened="Accounts or guardrails of the organisation were changed (AWS Organizations)",
            pattern=_calls(
                "organizations",
                "AttachPolicy",
                "DetachPolicy",
                "DeletePolicy",
                "UpdatePolicy",
                "DisablePolicyType",
                "CreateAccount",
                "InviteAccountToOrganization",
                "LeaveOrganization",
                "MoveAccount",
                "RemoveAccountFromOrganization",
            ),
        ),
    }
)
"""Construct id to watch, most as in the CIS AWS Foundations Benchmark. To monitor another event, add a row."""


class TrailAlarms(Construct):
    """A metric filter and an alarm for each kind of event that needs review, over the trail of all accounts.

    IAM, AWS Organizations and sign-ins send their events to EventBridge in us-east-1 only, where this zone has no
    resources: the log group of a multi-Region organisation trail has the events of all accounts and Regions.

    An alarm says that something happened, within five minutes of its record; its text says how to find in the log group
    who did it. What deployments change (permissions, buckets' policies, networks) raises none, where both are so: the
    call was made by CloudFormation (AWS writes ``invokedBy``; no caller can), and with the execution role. A person, a
    stolen session of that role, and CloudFormation with any other role raise alarms. So does a deployment that is not
    started with the deploy role. Who may assume that role can change all this by a deployment, without an alarm: give
    that right as an administrator's. What weakens the trail, records, keys or guardrails raises an alarm always.

    Security Hub's CloudWatch.4, .8 and .10 to .14 ask for the filters of the CIS benchmark with nothing added, and fail
    on those with this exception. They are in CIS 1.2 and 1.4 and NIST SP 800-171, which the zone does not enable.

    Serves PCI DSS v4.0.1 1.2.2, 8.2.2, 8.4.1, 10.2.1.2, 10.2.1.5, 10.4.1.1, 10.7.2, 12.10.5; GDPR Art. 32(1)(d), 33(1).
    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html and
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html

    Args:
        scope: the construct above, in the stack of the trail.
        construct_id: the id below ``scope``.
        log_group: the trail's log group.
        topic_arn: the alert topic, in this Region; one of another account must admit CloudWatch for this account.
        deploy_role: how the names of the roles that start deployments begin.
        execution_role: how the names of the roles begin that CloudFormation deploys as.

    Attributes:
        alarms: the alarms, by the id of their watch.

    Raises:
        ValueError: a pattern is longer than CloudWatch Logs accepts, or the beginning of a name is empty.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        log_group: logs.ILogGroup,
        topic_arn: str,
        deploy_role: str = "cdk-hnb659fds-deploy-role-",
        execution_role: str = "cdk-hnb659fds-cfn-exec-role-",
    ) -> None:
        super().__init__(scope, construct_id)
        if not deploy_role or not execution_role:
            raise ValueError("deploy_role and execution_role must say how the roles' names begin, got ''")
        self._roles = {"deploy_role": deploy_role, "execution_role": execution_role}
        self.alarms: Mapping[str, cloudwatch.CfnAlarm] = MappingProxyType(
            {name: self._alarm(name, watch, log_group, topic_arn) for name, watch in WATCHED.items()}
        )

    def _alarm(self, name: str, watch: Watch, log_group: logs.ILogGroup, topic_arn: str) -> cloudwatch.CfnAlarm:
        pattern = watch.filter_pattern(**self._roles)
        check_filter_pattern(pattern)
        logs.CfnMetricFilter(
            self,
            f"{name}Filter",
            log_group_name=log_group.log_group_name,
            filter_pattern=pattern,
            metric_transformations=[
                logs.CfnMetricFilter.MetricTransformationProperty(
                    metric_namespace=NAMESPACE, metric_name=name, metric_value="1"
                )
            ],
        )
        return cloudwatch.CfnAlarm(
            self,
            name,
            alarm_description=(
                f"{watch.happened}. What to do: filter the trail's log group with the pattern of the metric filter "
                f"{name}; ask whether it is an approved change; if it is not, undo it and open an incident "
                "(PCI DSS 12.10.5)."
            ),
            namespace=NAMESPACE,
            metric_name=name,
            statistic="Sum",
            period=PERIOD_SECONDS,
            evaluation_periods=1,
            threshold=watch.at_least,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[topic_arn],
        )


def check_filter_pattern(pattern: str) -> None:
    """Refuse a filter pattern that CloudWatch Logs would refuse at deployment.

    Raises:
        ValueError: the pattern is too long; the message has its length and the limit.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"a filter pattern must have at most {MAX_PATTERN} characters, got {len(pattern)}")
