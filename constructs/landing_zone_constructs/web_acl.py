"""A regional web application firewall for internet-facing load balancers and APIs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from aws_cdk import ArnFormat, RemovalPolicy, Stack, Token
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_group_retention import log_group_retention

MANAGED_RULE_GROUPS: Mapping[str, int] = MappingProxyType(
    {
        "AWSManagedRulesAmazonIpReputationList": 25,
        "AWSManagedRulesAnonymousIpList": 50,
        "AWSManagedRulesCommonRuleSet": 700,
        "AWSManagedRulesKnownBadInputsRuleSet": 200,
        "AWSManagedRulesSQLiRuleSet": 200,
    }
)
"""AWS's rule groups in the order of evaluation, cheapest first, with the capacity units (WCU) of each."""

RATE_RULE_CAPACITY = 2
"""WCU of a rate-based rule that counts by source address."""

INCLUDED_CAPACITY = 1500
"""WCU that the price of a web ACL includes; each further 500 are charged on every request."""

MAX_CAPACITY = 5000
"""The most WCU of a web ACL."""

RATE_LIMITS = range(10, 2_000_000_001)
"""The rate limits, in requests, that AWS WAF accepts."""

RATE_WINDOW_SECONDS = 300
"""The window over which requests are counted."""

REDACTED_HEADERS: tuple[str, ...] = ("authorization", "cookie", "x-api-key")
"""Headers that carry credentials: they are not shown in logs or sampled requests."""

LOG_GROUP_PREFIX = "aws-waf-logs-"
"""AWS WAF writes only to log groups whose name has this prefix."""

_PROTECTABLE = re.compile(
    r"arn:aws[a-z-]*:(elasticloadbalancing|apigateway|appsync|cognito-idp|apprunner|ec2|amplify):[a-z0-9-]+:"
)


class RegionalWebAcl(Construct):
    """A REGIONAL web ACL: it blocks known attacks, known-bad addresses and floods; the rest passes and is logged.

    Before you associate it with a resource: the common rule set blocks bodies of more than 8 KB, and the anonymous
    address list blocks hosting providers too, so uploads, and partners who call from a cloud, need another web ACL.

    Serves PCI DSS v4.0.1 6.4.1, 6.4.2, 1.4.1, 1.4.2, 10.2.1, 10.2.2, 8.3.2 (credentials stay out of logs) and 11.5.1;
    GDPR Art. 5(1)(c), 25(1), 32(1)(b).
    Source: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html

    Args:
        scope: the construct above.
        construct_id: the id below ``scope``.
        name: the ACL's name; also the suffix of the log group's name, and the label of its metrics.
        log_group_key: the key that encrypts the log group; CloudWatch Logs is admitted to it for that log group.
        log_group_retention_days: how long the requests are kept, in days.
        rate_limit: requests that one address may send in five minutes before it is blocked.

    Raises:
        ValueError: the name, the retention or the rate limit is not one that AWS accepts, or the rules need more
            capacity than the price includes.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        log_group_key: CustomerManagedKey,
        log_group_retention_days: int,
        rate_limit: int = 2000,
    ) -> None:
        super().__init__(scope, construct_id)
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", name):
            raise ValueError(f"name must be 1 to 128 letters, digits, '_' and '-', got {name!r}")
        if rate_limit not in RATE_LIMITS:
            raise ValueError(f"rate_limit must be {RATE_LIMITS.start} to {RATE_LIMITS.stop - 1}, got {rate_limit!r}")
        capacity = sum(MANAGED_RULE_GROUPS.values()) + RATE_RULE_CAPACITY
        check_capacity(capacity)
        acl = wafv2.CfnWebACL(
            self,
            "Resource",
            name=name,
            scope="REGIONAL",
            description="Refuses known attacks, known-bad addresses and floods",
            # Redaction covers the log only; this also covers the requests sampled for the console.
            data_protection_config=_protected_headers(),
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow=wafv2.CfnWebACL.AllowActionProperty()),
            visibility_config=_visible(name),
            rules=[
                _rate_rule(rate_limit),
                *(_managed_rule(group, priority) for priority, group in enumerate(MANAGED_RULE_GROUPS, start=1)),
            ],
        )
        self.web_acl_arn: str = acl.attr_arn
        """The ARN of the web ACL, as a token."""
        log_group_name = f"{LOG_GROUP_PREFIX}{name}"
        log_group_key.allow_cloudwatch_logs(log_group_prefix=log_group_name)
        self.log_group: logs.LogGroup = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=log_group_name,
            encryption_key=log_group_key,
            retention=log_group_retention(log_group_retention_days),
            deletion_protection_enabled=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        """The log group of the requests."""
        # Without this policy, AWS WAF adds to its own one, which all its log groups share, until that is full.
        delivery = logs.ResourcePolicy(
            self.log_group,
            "Policy",
            # CDK's default name contains the stack's, and so the account's: each account's template would differ.
            resource_policy_name=log_group_name,
            policy_statements=[_delivery_statement(self.log_group)],
        )
        logging = wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=acl.attr_arn,
            log_destination_configs=[
                # Without the ":*" at the end of CDK's ARN, which AWS WAF refuses.
                Stack.of(self).format_arn(
                    service="logs",
                    resource="log-group",
                    resource_name=log_group_name,
                    arn_format=ArnFormat.COLON_RESOURCE_NAME,
                )
            ],
            redacted_fields=[
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": header})
                for header in REDACTED_HEADERS
            ],
        )
        logging.node.add_dependency(self.log_group, delivery)

    def associate(self, resource_arn: str) -> None:
        """Associate the web ACL with a resource of its own account and Region.

        Args:
            resource_arn: the ARN of an Application Load Balancer, an API Gateway stage, an AppSync API, a Cognito user
                pool, an App Runner service or a Verified Access instance.

        Raises:
            ValueError: it is not the ARN of a resource that a regional web ACL can protect.
        """
        if not Token.is_unresolved(resource_arn) and not _PROTECTABLE.match(resource_arn):
            raise ValueError(f"resource_arn must be the ARN of a resource that AWS WAF protects, got {resource_arn!r}")
        number = sum(isinstance(child, wafv2.CfnWebACLAssociation) for child in self.node.children)
        wafv2.CfnWebACLAssociation(
            self, f"Association{number}", resource_arn=resource_arn, web_acl_arn=self.web_acl_arn
        )


def check_capacity(units: int) -> None:
    """Refuse rules that need more capacity than a web ACL's price includes.

    Raises:
        ValueError: the rules need too much; the message has the units needed and both limits.
    """
    if units > INCLUDED_CAPACITY:
        raise ValueError(
            f"the rules need {units} WCU; the price includes {INCLUDED_CAPACITY}, and a web ACL holds {MAX_CAPACITY}"
        )


def _delivery_statement(log_group: logs.LogGroup) -> iam.PolicyStatement:
    stack = Stack.of(log_group)
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[log_group.log_group_arn],
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:*"},
        },
    )


def _protected_headers() -> wafv2.CfnWebACL.DataProtectionConfigProperty:
    return wafv2.CfnWebACL.DataProtectionConfigProperty(
        data_protections=[
            wafv2.CfnWebACL.DataProtectProperty(
                action="SUBSTITUTION",
                field=wafv2.CfnWebACL.FieldToProtectProperty(
                    field_type="SINGLE_HEADER", field_keys=list(REDACTED_HEADERS)
                ),
            )
        ]
    )


def _visible(metric: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=True
    )


def _rate_rule(limit: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name="RateLimit",
        priority=0,
        action=wafv2.CfnWebACL.RuleActionProperty(block=wafv2.CfnWebACL.BlockActionProperty()),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=limit, evaluation_window_sec=RATE_WINDOW_SECONDS
            )
        ),
        visibility_config=_visible("RateLimit"),
    )


def _managed_rule(group: str, priority: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name=group,
        priority=priority,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=group
            )
        ),
        visibility_config=_visible(group),
    )
