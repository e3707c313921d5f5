"""A workload account: the network and the keys that a team builds on."""

from __future__ import annotations

from aws_cdk import aws_ssm as ssm
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Scope
from landing_zone.config.data_class import KeyUse
from landing_zone.config.fields import joined
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_masking import LogMasking
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names, log_groups_of
from stacks.planned_vpc import planned_vpcs, shared_vpc


class Workload(LandingZoneStack):
    """A VPC or a share of one, a key for each class of data that the account holds, and masked logs.

    The VPC is the address plan's, with its flow logs. Of one that the account shares it has parameters alone.

    A separate key for each class separates the permission to decrypt card data from all others, and one class can be
    made unreadable at the end of its retention without the others. In the CDE card numbers are masked in every log; in
    its staging too, which tests what production does, with test cards that look the same.

    Serves PCI DSS v4.0.1 1.2.1, 1.3.1, 1.3.2, 1.4.1, 1.4.4, 3.4.1, 3.5.1, 3.6.1, 3.7.4, 10.2.1; GDPR Art. 5(1)(e),
    32(1)(a), 32(1)(b).

    Args:
        scope: the app.
        environment: a workload account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="Network and keys of a workload account"
        )
        names = Names(zone)
        for data_class in sorted(environment.account.data_classes):
            services = set(zone.data_classes[data_class].services)
            if KeyUse.ELASTICACHE in services:  # AWS: a condition for ElastiCache names both
                services.add(KeyUse.DAX)
            key = CustomerManagedKey(
                self,
                f"{joined(data_class)}Key",
                description=f"Encrypts data of the class {data_class}",
                alias=names.key_alias(data_class),
                used_through=[service.value for service in services - {KeyUse.LOGS, KeyUse.AUTOSCALING}],
            )
            ssm.CfnParameter(
                self,
                f"{joined(data_class)}KeyParameter",
                name=names.key_parameter(data_class),
                description=f"ARN of the key of the class {data_class}",
                type="String",
                value=key.key_arn,
            )
            if KeyUse.LOGS in services:
                key.allow_cloudwatch_logs(log_group_prefix=log_groups_of(data_class))
            if KeyUse.AUTOSCALING in services:
                key.allow_auto_scaling()
        if environment.account.scope is Scope.CDE:
            LogMasking(self, "LogMasking")
        planned_vpcs(self, environment=environment, zone=zone)
        shared_vpc(self, environment=environment, zone=zone)
