"""AWS Config's aggregator in the security account: which environments it has data of, and how fresh that is."""

from __future__ import annotations

from landing_zone.evidence.target import QueryTarget


def aggregators(place: QueryTarget) -> tuple[str, ...]:
    """Return the names of the aggregators, without those that a service created for itself."""
    found = place.pages("config", "describe_configuration_aggregators", "ConfigurationAggregators")
    return tuple(sorted(item["ConfigurationAggregatorName"] for item in found if not item.get("CreatedBy")))


def fresh_sources(place: QueryTarget, aggregator: str) -> frozenset[tuple[str, str]]:
    """Return the accounts and Regions whose last transfer to the aggregator succeeded.

    The aggregator's data of the others is out of date or missing, so those are queried in the account itself.
    Source: https://docs.aws.amazon.com/config/latest/APIReference/API_AggregatedSourceStatus.html
    """
    sources = place.pages(
        "config",
        "describe_configuration_aggregator_sources_status",
        "AggregatedSourceStatusList",
        ConfigurationAggregatorName=aggregator,
    )
    return frozenset(
        (item["SourceId"], item["AwsRegion"])
        for item in sources
        if item.get("SourceType") == "ACCOUNT" and item.get("LastUpdateStatus") == "SUCCEEDED"
    )
