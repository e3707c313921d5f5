"""AWS Config's record of named resources matches their templates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from landing_zone.cloudformation.model import Resource
from landing_zone.config.account import Role
from landing_zone.config.regions import partition_of
from landing_zone.evidence.aggregator import aggregators, fresh_sources
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import ErrorEntry, ErrorKind, Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.recorded import COMPARED, Compared, differences
from landing_zone.evidence.target import QueryTarget

NAMES_AT_ONCE = 40
"""Names in one advanced query, so that it stays below AWS Config's limit of 4,096 characters.
Source: https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html"""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Compare the aggregator's record of each resource that a template names, property by property.

    A resource that the aggregator does not have was deleted, or never created. Advanced queries return the current
    state.
    Source: https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html
    """
    wanted = _wanted(place)
    names = aggregators(place)
    for name in names:
        known = fresh_sources(place, name)
        for compared in COMPARED:
            of_type = [(resource, by) for resource, by in wanted if resource.type == compared.type]
            asked = [(resource, by) for resource, by in of_type if tuple(resource.environment.split("/")) in known]
            rows = _recorded(place, name, compared, [by for _, by in asked])
            for resource, by in of_type:
                if (resource, by) not in asked:
                    yield _undetermined(place, resource, by, "the aggregator's data of its account is out of date")
                else:
                    yield _judged(place, compared, resource, by, rows.get((resource.environment, by)))
        return  # all our aggregators have the same accounts, so one is enough
    for resource, by in wanted:
        yield _undetermined(place, resource, by, "there is no aggregator")


def _wanted(place: QueryTarget) -> list[tuple[Resource, str]]:
    """Return each resource whose template gives it a physical name, with that name."""
    of_type = {compared.type: compared.name for compared in COMPARED}
    found = []
    for templates in place.design.templates.values():
        for template in templates:
            for resource in template.resources.values():
                name = resource.properties.get(of_type.get(resource.type, ""))
                if isinstance(name, str):
                    found.append((resource, name))
    return sorted(found, key=lambda item: (item[0].type, item[0].environment, item[1]))


def _recorded(
    place: QueryTarget, aggregator: str, compared: Compared, names: Sequence[str]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    found = {}
    for start in range(0, len(names), NAMES_AT_ONCE):
        for text in place.pages(
            "config",
            "select_aggregate_resource_config",
            "Results",
            Expression=_expression(compared, names[start : start + NAMES_AT_ONCE]),
            ConfigurationAggregatorName=aggregator,
        ):
            row = json.loads(text)
            found[f"{row['accountId']}/{row['awsRegion']}", row["resourceName"]] = row
    return found


def _expression(compared: Compared, names: Iterable[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in sorted(set(names)))
    fields = ", ".join(compared.properties.values())
    return (
        f"SELECT accountId, awsRegion, resourceName, configurationItemCaptureTime, {fields} "
        f"WHERE resourceType = '{compared.type}' AND resourceName IN ({listed})"
    )


def _judged(
    place: QueryTarget, compared: Compared, resource: Resource, name: str, row: Mapping[str, Any] | None
) -> Answer:
    account, region = resource.environment.split("/")
    facts: dict[str, Any] = {"stack": resource.stack}
    if row is None:
        problems = ["does not exist according to AWS Config"]
    else:
        found = differences(compared, resource.properties, row)
        problems = [f"differs from its template in {', '.join(item['path'] for item in found)}"] if found else []
        facts |= {"recorded_at": row.get("configurationItemCaptureTime"), "differences": list(found)}
    return place.judged(
        _arn(resource, name),
        resource.type,
        f"{name} of {resource.stack}",
        "is recorded as its template says",
        problems,
        facts,
        account=account,
        region=region,
    )


def _undetermined(place: QueryTarget, resource: Resource, name: str, why: str) -> Answer:
    account, region = resource.environment.split("/")
    error = ErrorEntry(kind=ErrorKind.NOT_READABLE, code="NotReadable", message=why)
    label = f"{name} of {resource.stack}"
    return place.undetermined(_arn(resource, name), resource.type, label, error, account=account, region=region)


def _arn(resource: Resource, name: str) -> str:
    account, region = resource.environment.split("/")
    partition = partition_of(region)
    if resource.type == "AWS::S3::Bucket":
        return f"arn:{partition}:s3:::{name}"
    return f"arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"


QUERY = Query(
    id="config_differences",
    title="AWS Config's record of named resources matches their templates",
    controls=("drift-detection",),
    level=Level.ORGANISATION,
    asked_in=Role.SECURITY,
    actions=(
        "config:DescribeConfigurationAggregators",
        "config:DescribeConfigurationAggregatorSourcesStatus",
        "config:SelectAggregateResourceConfig",
    ),
    ask=ask,
)
