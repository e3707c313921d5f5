"""Removes all rules of a VPC's default security group, and keeps it empty; CloudFormation alone cannot."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm
from constructs import Construct

RUNBOOK = "AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules"
SCHEDULE = "rate(1 day)"
WAIT_SECONDS = 900


class ClosedDefaultSecurityGroup(Construct):
    """Removes every rule of a VPC's default security group when it is deployed, and again each day.

    AWS gives each default security group two rules: all traffic from itself, and all outbound traffic. No property in
    CloudFormation removes them. CDK's solution (``restrict_default_security_group``) is a custom resource: a Lambda
    function to patch, log and monitor in every account, which runs once, and which opens the group *again* when it is
    deleted. This block uses a State Manager association with a runbook that AWS owns and maintains. The deployment
    fails when the runbook does, and a rule that someone adds is removed within a day.

    Serves: PCI DSS 1.2.1, 1.2.8, 1.3.1, 1.3.2, 2.2.1; GDPR article 32(1)(b).

    Args:
        vpc: the VPC.

    Attributes:
        association: the State Manager association.

    Source: https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-aws-remove-default-secg-rules.html
    and https://docs.aws.amazon.com/systems-manager/latest/userguide/scheduling-automations-state-manager-associations.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc: ec2.Vpc) -> None:
        super().__init__(scope, construct_id)
        stack = cdk.Stack.of(self)
        group = vpc.vpc_default_security_group
        role = iam.Role(
            self,
            "Role",
            description="Lets a Systems Manager runbook empty one default security group",
            assumed_by=iam.ServicePrincipal(
                "ssm.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": stack.account},
                    "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:ssm:*:{stack.account}:automation-execution/*"},
                },
            ),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description="What the runbook needs to empty one default security group",
            roles=[role],
            statements=_statements(stack, group, role),
        )
        # Where a stack has several VPCs, each is in a construct of its own, whose name distinguishes the associations.
        above = self.node.path.removeprefix(f"{stack.node.path}/").split("/")[:-2]
        self.association = ssm.CfnAssociation(
            self,
            "Resource",
            name=RUNBOOK,
            # The pseudo parameter, so that the template is the same in every account.
            association_name="-".join(["close-default-security-group", cdk.Aws.STACK_NAME, *above]),
            automation_target_parameter_name="GroupId",
            targets=[ssm.CfnAssociation.TargetProperty(key="ParameterValues", values=[group])],
            parameters={"AutomationAssumeRole": [role.role_arn]},
            schedule_expression=SCHEDULE,
            max_concurrency="1",
            max_errors="0",
            compliance_severity="HIGH",
            wait_for_success_timeout_seconds=WAIT_SECONDS,
        )
        self.association.node.add_dependency(policy)


def _statements(stack: cdk.Stack, group: str, role: iam.Role) -> list[iam.PolicyStatement]:
    """Build the permissions that AWS's page on the runbook lists for its role, limited to one group and one runbook.

    The role may also pass itself: State Manager targets the group by rate control, which starts one run for each
    target, with the same role.
    """
    definition = f"arn:{stack.partition}:ssm:{stack.region}::automation-definition/{RUNBOOK}:*"
    executions = f"arn:{stack.partition}:ssm:{stack.region}:{stack.account}:automation-execution/*"
    return [
        iam.PolicyStatement(
            sid="EmptiesGroup",
            actions=["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
            resources=[stack.format_arn(service="ec2", resource="security-group", resource_name=group)],
        ),
        iam.PolicyStatement(sid="ReadsGroups", actions=["ec2:DescribeSecurityGroups"], resources=["*"]),
        iam.PolicyStatement(
            sid="RunsRunbook",
            actions=["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
            resources=[definition, executions],
        ),
        iam.PolicyStatement(
            sid="PassesItself",
            actions=["iam:PassRole"],
            resources=[role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
        ),
    ]
