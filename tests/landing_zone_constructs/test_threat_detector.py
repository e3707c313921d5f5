"""The GuardDuty detector: every protection plan on."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import botocore.session
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.threat_detector import PLANS_LEFT_OUT, PROTECTION_PLANS, RUNTIME_AGENTS, ThreatDetector

PLANS_OF_CLOUDFORMATION = {
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "RUNTIME_MONITORING",
    "S3_DATA_EVENTS",
}


@pytest.fixture
def detector(stack: cdk.Stack) -> Any:
    """The properties of the one detector."""
    ThreatDetector(stack, "Detector")
    (found,) = Template.from_stack(stack).find_resources("AWS::GuardDuty::Detector").values()
    return found["Properties"]


def test_detector_is_on(detector: dict[str, Any]) -> None:
    """The detector is enabled and publishes at the shortest interval."""
    assert detector["Enable"] is True
    assert detector["FindingPublishingFrequency"] == "FIFTEEN_MINUTES"


def test_every_plan_is_enabled_once(detector: dict[str, Any]) -> None:
    """Each protection plan is listed once, enabled, and no plan is disabled."""
    plans = [feature["Name"] for feature in detector["Features"]]
    assert sorted(plans) == sorted(PLANS_OF_CLOUDFORMATION)
    assert {feature["Status"] for feature in detector["Features"]} == {"ENABLED"}


def test_runtime_monitoring_manages_every_agent(detector: dict[str, Any]) -> None:
    """GuardDuty itself installs its agent on EKS, on Fargate and on EC2."""
    (runtime,) = [feature for feature in detector["Features"] if feature["Name"] == "RUNTIME_MONITORING"]
    assert {agent["Name"]: agent["Status"] for agent in runtime["AdditionalConfiguration"]} == {
        "EC2_AGENT_MANAGEMENT": "ENABLED",
        "ECS_FARGATE_AGENT_MANAGEMENT": "ENABLED",
        "EKS_ADDON_MANAGEMENT": "ENABLED",
    }


def test_other_plans_have_no_additional_configuration(detector: dict[str, Any]) -> None:
    """CloudFormation accepts additional configuration only on runtime monitoring."""
    others = [feature for feature in detector["Features"] if feature["Name"] != "RUNTIME_MONITORING"]
    assert all("AdditionalConfiguration" not in feature for feature in others)


def test_every_feature_of_guardduty_is_on_or_excluded() -> None:
    """Each feature of the API is on, or left out with a reason: a new one fails this test until it is decided."""
    features = set(botocore.session.get_session().get_service_model("guardduty").shape_for("DetectorFeature").enum)
    assert set(PROTECTION_PLANS) <= features
    assert features <= set(PROTECTION_PLANS) | set(PLANS_LEFT_OUT)
    assert not set(PROTECTION_PLANS) & set(PLANS_LEFT_OUT)


def test_exclusive_plan_is_left_out() -> None:
    """The older EKS runtime plan is not listed beside the newer one: GuardDuty would refuse the detector."""
    assert "EKS_RUNTIME_MONITORING" in PLANS_LEFT_OUT
    assert len(set(RUNTIME_AGENTS)) == len(RUNTIME_AGENTS) == 3


def test_detector_id_is_a_token(stack: cdk.Stack) -> None:
    """The id is an attribute that is resolved at deployment."""
    assert cdk.Token.is_unresolved(ThreatDetector(stack, "Detector").detector_id)


def test_nothing_can_be_switched_off(stack: cdk.Stack) -> None:
    """No argument can leave a plan out."""
    with pytest.raises(TypeError, match="enable"):
        ThreatDetector(stack, "Detector", enable=False)  # type: ignore[call-arg] # the mistake that is tested
