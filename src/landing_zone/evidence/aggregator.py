"""AWS Config's aggregator in the security account: which environments it has data of, and how fresh that is."""

from __future__ import annotations

from landing_zone.evidence.target import QueryTarget


def aggregators(place: QueryTarget) -> tuple[str, ...]:
    """Return the names of the aggregators there are, those that a service made for itself left aside."""
    found = place.pages("config", "describe_configuration_aggregators", "ConfigurationAggregators")
    return tuple(sorted(item["ConfigurationAggregatorName"] for item in found if not item.get("CreatedBy")))


def fresh_sources(place: QueryTarget, aggregator: str) -> frozenset[tuple[str, str]]:
    """Return the accounts and Regions whose last transfer to the aggregator succeeded.

    What the aggregator holds of another is out of date or missing, so that is asked in the account itself.
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
