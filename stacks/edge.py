"""The web application firewall of an internet-facing account."""

from __future__ import annotations

from aws_cdk import aws_ssm as ssm
from constructs import Construct

from landing_zone.config import Environment, LandingZone
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.web_acl import RegionalWebAcl
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import WEB_ACL_PARAMETER, Names


class Edge(LandingZoneStack):
    """The web ACL of an internet-facing account, for the teams' load balancers and APIs.

    A team finds its ARN in the SSM parameter ``WEB_ACL_PARAMETER``.

    Serves PCI DSS v4.0.1 1.4.1, 1.4.2, 6.4.1, 6.4.2, 11.5.1; GDPR Art. 32(1)(b).

    Args:
        scope: the app.
        environment: an internet-facing workload account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="Web application firewall of an account"
        )
        names = Names(zone)
        key = CustomerManagedKey(
            self,
            "LogGroupKey",
            description="Encrypts the web ACL's log",
            alias=names.key_alias("web-acl-log"),
        )
        acl = RegionalWebAcl(
            self,
            "WebAcl",
            name=names.web_acl,
            log_group_key=key,
            log_group_retention_days=zone.retention.log_groups_days,
        )
        ssm.CfnParameter(
            self,
            "WebAclParameter",
            name=WEB_ACL_PARAMETER,
            description="ARN of the web ACL that an internet-facing resource of the account joins",
            type="String",
            value=acl.web_acl_arn,
        )
