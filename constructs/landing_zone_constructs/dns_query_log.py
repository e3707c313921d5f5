"""The log of a VPC's DNS queries."""

from __future__ import annotations

import re

from aws_cdk import Token
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_route53resolver as route53resolver
from constructs import Construct

_BUCKET_ARN = re.compile(r"arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}(?:/.*)?")


class DnsQueryLog(Construct):
    """Every DNS query of a VPC to its resolver, with the answer, delivered to the central bucket.

    Flow logs do not show them: they leave out traffic to the VPC's own resolver, and many covert channels start with
    the query for a name.

    Serves PCI DSS v4.0.1 10.2.1, 10.4.2, 11.5.1.1; GDPR Art. 33(1).
    Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html

    Args:
        scope: the construct above, in the VPC's stack.
        construct_id: the id below ``scope``.
        vpc: the VPC.
        bucket_arn: the bucket, in any account of the organisation; its policy, and its key's, must admit
            ``delivery.logs.amazonaws.com``.

    Attributes:
        log: the query logging configuration.
        association: its association with the VPC.

    Raises:
        ValueError: ``bucket_arn`` is not the ARN of a bucket.
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc: ec2.IVpc, bucket_arn: str) -> None:
        super().__init__(scope, construct_id)
        if not Token.is_unresolved(bucket_arn) and not _BUCKET_ARN.fullmatch(bucket_arn):
            raise ValueError(f"bucket_arn must be the ARN of a bucket, arn:aws:s3:::name, got {bucket_arn!r}")
        # No name: CloudFormation could not replace a resource under the same name.
        self.log: route53resolver.CfnResolverQueryLoggingConfig = route53resolver.CfnResolverQueryLoggingConfig(
            self, "Resource", destination_arn=bucket_arn
        )
        self.association: route53resolver.CfnResolverQueryLoggingConfigAssociation = (
            route53resolver.CfnResolverQueryLoggingConfigAssociation(
                self,
                "Association",
                resolver_query_log_config_id=self.log.attr_id,
                resource_id=vpc.vpc_id,
            )
        )
