"""AWS Config records every type of resource."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Config::ConfigurationRecorder"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the recorder of an environment; none is a failure.

    A service-linked recorder is skipped: it records for its service only.
    """
    client = place.client("config")
    recorders = [r for r in client.describe_configuration_recorders()["ConfigurationRecorders"] if _ours(r)]
    status = {s["name"]: s for s in client.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]}
    if not recorders:
        yield place.judged(
            place.arn("config", "configuration-recorder/*"), _TYPE, place.name, "", ["has no recorder"], {}
        )
    for recorder in recorders:
        name = recorder["name"]
        group, now = recorder.get("recordingGroup", {}), status.get(name, {})
        problems = []
        if not now.get("recording"):
            problems.append("does not record")
        if now.get("lastStatus") == "Failure":
            problems.append(f"failed at its last attempt: {now.get('lastErrorCode', 'without a code')}")
        if not group.get("allSupported"):
            problems.append("does not record every type of resource")
        facts = {"recorder": recorder, "status": now}
        yield place.judged(
            recorder.get("arn") or place.arn("config", f"configuration-recorder/{name}"),
            _TYPE,
            f"The recorder of {place.name}",
            "records every type of resource",
            problems,
            facts,
        )


def _ours(recorder: dict[str, object]) -> bool:
    return not recorder.get("servicePrincipal")


QUERY = Query(
    id="config_recorder",
    title="AWS Config records every type of resource",
    controls=("config-recorder",),
    level=Level.ENVIRONMENT,
    actions=(
        "config:DescribeConfigurationRecorders",
        "config:DescribeConfigurationRecorderStatus",
    ),
    ask=ask,
)
