"""Empties a VPC's default security group, which CloudFormation alone cannot do."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey

LOG_RETENTION = logs.RetentionDays.THIRTEEN_MONTHS
TIMEOUT_SECONDS = 60

_CODE = """\
import boto3
import cfnresponse
from botocore.exceptions import ClientError


def handler(event, context):
    group = event["ResourceProperties"]["SecurityGroupId"]
    try:
        if event["RequestType"] != "Delete":
            close(boto3.client("ec2"), group, event["ResourceProperties"]["AccountId"])
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, f"closed-{group}")
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, f"closed-{group}", reason=str(error))


def close(client, group, account):
    among_itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group, "UserId": account}]}
    to_all = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    revoke(client.revoke_security_group_ingress, group, among_itself)
    revoke(client.revoke_security_group_egress, group, to_all)


def revoke(call, group, permission):
    try:
        call(GroupId=group, IpPermissions=[permission])
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidPermission.NotFound":
            raise
"""


class ClosedDefaultSecurityGroup(Construct):
    """Revokes the two rules that AWS gives every default security group: all from itself, all to the world.

    CloudFormation can add rules to a default security group and cannot take any away, so a custom resource must. CDK
    has one (``restrict_default_security_group``); this one is used in its place since CDK's runs from an asset in the
    bootstrap bucket, logs to a group without a key or an end, has an inline policy, and opens the group *again* when
    the resource is deleted. Here: inline code, no asset; a log group under our key; a policy for this one security
    group; and deletion leaves it closed.

    Serves: PCI DSS 1.2.1, 1.3.1, 1.3.2, 2.2.2; GDPR article 32(1)(b).

    Args:
        vpc: the VPC.
        key: encrypts the function's log group; CloudWatch Logs is admitted to it for the log groups of this stack.

    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc: ec2.Vpc, key: CustomerManagedKey) -> None:
        super().__init__(scope, construct_id)
        stack = cdk.Stack.of(self)
        group = stack.format_arn(service="ec2", resource="security-group", resource_name=vpc.vpc_default_security_group)
        key.allow_cloudwatch_logs(log_group_prefix=f"{stack.stack_name}-")
        log_group = logs.LogGroup(self, "Logs", encryption_key=key, retention=LOG_RETENTION)
        role = iam.Role(
            self,
            "Role",
            description="Lets a function empty one default security group",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description="Revoke the rules of one default security group",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    sid="ClosesGroup",
                    actions=["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
                    resources=[group],
                ),
                iam.PolicyStatement(
                    sid="Logs",
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[log_group.log_group_arn],
                ),
            ],
        )
        function = lambda_.CfnFunction(
            self,
            "Function",
            description="Empties the default security group of a VPC",
            runtime="python3.13",
            architectures=["arm64"],
            handler="index.handler",
            role=role.role_arn,
            timeout=TIMEOUT_SECONDS,
            code=lambda_.CfnFunction.CodeProperty(zip_file=_CODE),
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(
                log_group=log_group.log_group_name, log_format="JSON"
            ),
        )
        function.node.add_dependency(policy)
        resource = cdk.CustomResource(
            self,
            "Resource",
            resource_type="Custom::ClosedDefaultSecurityGroup",
            service_token=function.attr_arn,
            service_timeout=cdk.Duration.seconds(2 * TIMEOUT_SECONDS),
            properties={"SecurityGroupId": vpc.vpc_default_security_group, "AccountId": stack.account},
        )
        resource.node.add_dependency(vpc)
