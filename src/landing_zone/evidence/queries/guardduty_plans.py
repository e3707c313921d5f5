"""GuardDuty has every protection plan on."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

PLANS = (
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "RUNTIME_MONITORING",
    "S3_DATA_EVENTS",
)
"""The plans of a detector. Source: DetectorFeatureConfiguration, Amazon GuardDuty API Reference. The older
``EKS_RUNTIME_MONITORING`` is part of ``RUNTIME_MONITORING``."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the plans of each detector; the query guardduty_detector reports a missing one."""
    client = place.client("guardduty")
    for detector_id in place.pages("guardduty", "list_detectors", "DetectorIds"):
        features = client.get_detector(DetectorId=detector_id).get("Features", [])
        status = {feature["Name"]: feature["Status"] for feature in features}
        off = [plan for plan in PLANS if status.get(plan) != "ENABLED"]
        yield place.judged(
            place.arn("guardduty", f"detector/{detector_id}"),
            "AWS::GuardDuty::Detector",
            f"The detector of {place.name}",
            "has every protection plan on",
            [f"has no {', '.join(off)}"] if off else [],
            {"features": features},
        )


QUERY = Query(
    id="guardduty_plans",
    title="GuardDuty has every protection plan on",
    controls=("guardduty-protections",),
    level=Level.ENVIRONMENT,
    actions=(
        "guardduty:ListDetectors",
        "guardduty:GetDetector",
    ),
    ask=ask,
)
