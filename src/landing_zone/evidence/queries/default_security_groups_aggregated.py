"""Default security groups allow nothing, as AWS Config recorded them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.aggregator import aggregators, fresh_sources
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.default_groups import judged_group
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_EXPRESSION = (
    "SELECT accountId, awsRegion, resourceId, configuration.vpcId, configuration.ipPermissions, "
    "configuration.ipPermissionsEgress "
    "WHERE resourceType = 'AWS::EC2::SecurityGroup' AND configuration.groupName = 'default'"
)


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the default groups of every environment whose data the aggregator has, by an advanced query.

    Source: https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html
    """
    for name in aggregators(place):
        known = fresh_sources(place, name)
        for text in place.pages(
            "config",
            "select_aggregate_resource_config",
            "Results",
            Expression=_EXPRESSION,
            ConfigurationAggregatorName=name,
        ):
            row = json.loads(text)
            group = row.get("configuration", {})
            if (row["accountId"], row["awsRegion"]) in known:
                facts = {
                    "vpc": group.get("vpcId"),
                    "in": group.get("ipPermissions", []),
                    "out": group.get("ipPermissionsEgress", []),
                }
                yield judged_group(place, row["resourceId"], row["accountId"], row["awsRegion"], facts)


QUERY = Query(
    id="default_security_groups_aggregated",
    title="Default security groups allow nothing, as AWS Config recorded them",
    controls=(
        "default-sg-closed",
        "config-aggregator",
    ),
    level=Level.ORGANISATION,
    asked_in=Role.SECURITY,
    replaces="default_security_groups",
    actions=(
        "config:DescribeConfigurationAggregators",
        "config:DescribeConfigurationAggregatorSourcesStatus",
        "config:SelectAggregateResourceConfig",
    ),
    ask=ask,
)
