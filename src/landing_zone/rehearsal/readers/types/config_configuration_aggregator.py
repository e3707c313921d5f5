"""An aggregator of AWS Config: ``DescribeConfigurationAggregators``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    config = request.client("config")
    found = only(
        config,
        "describe_configuration_aggregators",
        "ConfigurationAggregators",
        "NoSuchConfigurationAggregatorException",
        ConfigurationAggregatorNames=[request.physical_id],
    )
    if not found:
        return None
    properties = picked(
        found, "AccountAggregationSources", "ConfigurationAggregatorName", "OrganizationAggregationSource"
    )
    return Reading(properties, picked(found, "ConfigurationAggregatorArn"))


READER = Reader(
    "AWS::Config::ConfigurationAggregator",
    read,
    unordered=frozenset(
        {
            "AccountAggregationSources",
            "AccountAggregationSources.AccountIds",
            "AccountAggregationSources.AwsRegions",
            "OrganizationAggregationSource.AwsRegions",
        }
    ),
)
