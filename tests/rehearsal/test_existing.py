"""The zone is deployed beside what AWS Control Tower has made, in the parts that the emulator has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from landing_zone.config import load_landing_zone
from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.rehearse import Rehearser
from landing_zone.rehearsal.server import Emulator
from landing_zone_constructs.configuration_recorder import ConfigurationRecorder
from landing_zone_constructs.threat_detector import ThreatDetector
from tests.rehearsal.small_zone import Deployer
from tests.stacks.synthesized import synthesize

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "control-tower.yaml"
PATTERNS = ("Baseline-network-*", "Organisation-management-eu-west-1")
MANAGEMENT, LOG_ARCHIVE, NETWORK = "111111111111", "222222222222", "444444444444"
HOME, MIRROR = "eu-west-1", "eu-central-1"
BUCKET = f"aws-controltower-logs-{LOG_ARCHIVE}-{HOME}"
RECORDER = "aws-controltower-BaselineConfigRecorder"


def _make_what_control_tower_makes(clients: AccountClients) -> None:
    """Names are those of the AWS Control Tower User Guide; the role is for Config alone, whose own is not emulated."""
    clients("s3", LOG_ARCHIVE, HOME).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    trust = {"Effect": "Allow", "Principal": {"AWS": MANAGEMENT}, "Action": "sts:AssumeRole"}
    role = clients("iam", NETWORK, HOME).create_role(
        RoleName="AWSControlTowerExecution",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    for region in (HOME, MIRROR):
        _record(clients("config", NETWORK, region), role, BUCKET)
    logs = clients("logs", MANAGEMENT, HOME)
    logs.create_log_group(logGroupName="aws-controltower/CloudTrailLogs")
    trail = clients("cloudtrail", MANAGEMENT, HOME)
    trail.create_trail(Name="aws-controltower-BaselineCloudTrail", S3BucketName=BUCKET, IsMultiRegionTrail=True)
    trail.start_logging(Name="aws-controltower-BaselineCloudTrail")


def _record(config: Any, role: str, bucket: str) -> None:
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": RECORDER, "roleARN": role, "recordingGroup": {"allSupported": True}}
    )
    config.put_delivery_channel(
        DeliveryChannel={"name": "aws-controltower-BaselineConfigDeliveryChannel", "s3BucketName": bucket}
    )
    config.start_configuration_recorder(ConfigurationRecorderName=RECORDER)


def test_the_zone_is_deployed_beside_control_tower(tmp_path: Path) -> None:
    """Every declared resource is there as declared, and Control Tower's recorder and trail are as they were."""
    zone = load_landing_zone(EXAMPLE)
    assembly = synthesize(zone, tmp_path / "assembly").folder
    (assembly / "landing-zone.json").write_text(json.dumps(zone.snapshot()), encoding="utf-8")
    with Emulator(assembly, tmp_path) as emulator:
        rehearser = Rehearser(assembly, emulator, tmp_path, PATTERNS)
        _make_what_control_tower_makes(rehearser.clients)
        rehearser.bootstrap()
        rehearser.deploy()
        rehearser.read_back()
        result = rehearser.result.as_json()
        config = rehearser.clients("config", NETWORK, HOME)
        recorders = [one["name"] for one in config.describe_configuration_recorders()["ConfigurationRecorders"]]
        channels = config.describe_delivery_channels()["DeliveryChannels"]
        trails = rehearser.clients("cloudtrail", MANAGEMENT, HOME).describe_trails()["trailList"]
        filters = rehearser.clients("logs", MANAGEMENT, HOME).describe_metric_filters(
            logGroupName="aws-controltower/CloudTrailLogs"
        )["metricFilters"]
    assert result["failures"] == []
    assert result["held"], result["counts"]
    assert {"Baseline-network-eu-west-1", "Baseline-network-eu-central-1"} < {one["name"] for one in result["stacks"]}
    assert recorders == [RECORDER]
    assert [one["s3BucketName"] for one in channels] == [BUCKET]
    assert [one["Name"] for one in trails] == ["aws-controltower-BaselineCloudTrail"]
    assert len(filters) > 10


def test_without_the_switch_the_deployment_collides(deployer: Deployer) -> None:
    """AWS allows one recorder and one detector in an account and Region: the stack is rolled back."""
    _record(deployer.client("config"), f"arn:aws:iam::{deployer.account}:role/AWSControlTowerExecution", "any-bucket")
    deployer.client("guardduty").create_detector(Enable=True)

    def template(make: Callable[[cdk.Stack], Any]) -> dict[str, Any]:
        stack = cdk.Stack(cdk.App(), "S", synthesizer=cdk.LegacyStackSynthesizer())
        make(stack)
        return dict(cdk.assertions.Template.from_stack(stack).to_json())

    def recorder(stack: cdk.Stack) -> None:
        ConfigurationRecorder(
            stack,
            "Recorder",
            is_home_region=False,
            delivery_bucket_name="any-bucket",
            delivery_key_arn=cdk.Aws.NO_VALUE,
        )

    assert deployer.deploy("Collides", template(recorder)).startswith("ROLLBACK")
    assert deployer.deploy("Second", template(lambda stack: ThreatDetector(stack, "Detector"))).startswith("ROLLBACK")
    names = [
        one["name"] for one in deployer.client("config").describe_configuration_recorders()["ConfigurationRecorders"]
    ]
    assert names == [RECORDER]
