"""What existed before is not made, and what needs it refers to it by name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from landing_zone.config import LandingZone
from landing_zone.config.existing import Existing
from landing_zone.evidence.plan import organisation_units, place_units
from landing_zone.evidence.registry import all_queries
from stacks.app_context import app_context
from stacks.baseline import Baseline
from stacks.composition import PLACEMENTS
from stacks.guardrails import placeholders
from stacks.log_archive import LogArchive
from stacks.network import Network
from stacks.organisation import Organisation
from tests.configurations import EVERYTHING

Made = Callable[..., dict[str, Any]]


@pytest.fixture
def made(zone: LandingZone) -> Made:
    """Synthesize one stack of the example, in an account's home Region, with something that existed before."""

    def make(stack: Any, account: str, existing: dict[str, Any]) -> dict[str, Any]:
        changed = zone.model_copy(update={"existing": Existing.model_validate(existing)})
        here = next(one for one in zone.environments() if one.account.name == account and one.is_home)
        app = cdk.App(context=app_context(), analytics_reporting=False)
        name = stack(app, environment=here, zone=changed).stack_name
        template: dict[str, Any] = app.synth().get_stack_by_name(name).template
        return template

    return make


def _types(template: dict[str, Any]) -> Counter[str]:
    return Counter(resource["Type"] for resource in template["Resources"].values())


def _of(template: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one["Properties"] for one in template["Resources"].values() if one["Type"] == kind]


def test_the_recorder_the_channel_and_the_detector_of_an_account(made: Made) -> None:
    """Each is left out in the accounts that have it; rules of AWS Config then wait for no recorder."""
    elsewhere = {"accounts": ["network"]}
    whole = made(Baseline, "security", {"recorder": elsewhere, "detector": elsewhere, "macie": elsewhere})
    adopted = made(Baseline, "security", {"recorder": {}, "delivery_channel": {}, "detector": {}, "macie": {}})
    assert _types(whole) - _types(adopted) == {
        "AWS::Config::ConfigurationRecorder": 1,
        "AWS::Config::DeliveryChannel": 1,
        "AWS::IAM::ServiceLinkedRole": 1,
        "AWS::GuardDuty::Detector": 1,
        "AWS::Macie::Session": 1,
    }
    rules = [one for one in adopted["Resources"].values() if one["Type"] == "AWS::Config::ConfigRule"]
    assert len(rules) > 10
    assert not any("DependsOn" in rule for rule in rules)
    linked = made(Baseline, "security", {"service_linked_roles": {"config.amazonaws.com": {"accounts": ["security"]}}})
    assert _types(whole) - _types(linked) == {"AWS::IAM::ServiceLinkedRole": 1}


def test_the_trail(made: Made) -> None:
    """Its alarms are on the log group that it has; the log archive admits no trail of the zone's."""
    adopted = made(Organisation, "management", {"trail": {"name": "audit", "log_group": "audit/events"}})
    types = _types(adopted)
    assert types["AWS::CloudTrail::Trail"] == 0
    filters = _of(adopted, "AWS::Logs::MetricFilter")
    assert {one["LogGroupName"] for one in filters} == {"audit/events"}
    assert len(filters) == types["AWS::CloudWatch::Alarm"] - 1 > 10  # the other is on the settings
    bare = made(Organisation, "management", {"trail": {"name": "audit"}})
    assert not set(_types(bare)) & {"AWS::CloudTrail::Trail", "AWS::Logs::MetricFilter"}
    (settings,) = _of(bare, "Custom::OrganisationSettings")
    assert "cloudtrail.amazonaws.com" not in settings["TrustedAccess"]
    assert "examplepay-organisation-trail" in json.dumps(made(LogArchive, "log-archive", {}))
    assert "organisation-trail" not in json.dumps(made(LogArchive, "log-archive", {"trail": {"name": "audit"}}))


def test_the_log_archive(made: Made) -> None:
    """Trail, delivery channel and flow logs name the bucket that was there, and no other."""
    existing = {
        "log_archive": {
            "bucket": "old-logs",
            "key": "arn:aws:kms:eu-west-1:222222222222:key/12345678-1234-1234-1234-123456789012",
        }
    }
    (trail,) = _of(made(Organisation, "management", existing), "AWS::CloudTrail::Trail")
    assert (trail["S3BucketName"], trail["KMSKeyId"]) == ("old-logs", existing["log_archive"]["key"])
    assert "-audit-" not in json.dumps(trail)
    (channel,) = _of(made(Baseline, "network", existing), "AWS::Config::DeliveryChannel")
    assert channel["S3BucketName"] == "old-logs"
    flows = _of(made(Network, "network", existing), "AWS::EC2::FlowLog")
    assert flows
    assert all("s3:::old-logs" in json.dumps(flow["LogDestination"]) for flow in flows)
    (trail,) = _of(made(Organisation, "management", {"log_archive": {"bucket": "old-logs"}}), "AWS::CloudTrail::Trail")
    assert trail["KMSKeyId"] == {"Ref": "AWS::NoValue"}


def test_no_bucket_for_what_nobody_delivers(made: Made, zone: LandingZone) -> None:
    """With a channel in every account there is no bucket of AWS Config's; in all but one there is."""
    names = [account.name for account in zone.accounts]
    everywhere = made(LogArchive, "log-archive", {"recorder": {}, "delivery_channel": {}})
    assert not any("config-history" in one.get("BucketName", "") for one in _of(everywhere, "AWS::S3::Bucket"))
    partly = {"recorder": {"accounts": names}, "delivery_channel": {"accounts": names[1:]}}
    buckets = _of(made(LogArchive, "log-archive", partly), "AWS::S3::Bucket")
    assert sum("config-history" in one["BucketName"] for one in buckets) == 1


@pytest.mark.parametrize(
    ("existing", "gone"),
    [
        ({"log_archive": {"bucket": "old-logs"}}, {"LogArchive": 2}),
        ({"security_hub": True}, {}),
        ({"trail": {"name": "audit"}}, {}),
    ],
)
def test_no_stack_is_left_empty(zone: LandingZone, existing: dict[str, Any], gone: dict[str, int]) -> None:
    """A stack of which everything existed before is not there; CloudFormation refuses an empty one."""

    def stacks(changed: LandingZone) -> Counter[str]:
        return Counter(
            row.stack.__name__ for row in PLACEMENTS for here in changed.environments() if row.where(changed, here)
        )

    assert stacks(zone) - stacks(zone.model_copy(update={"existing": Existing.model_validate(existing)})) == gone


def test_evidence_asks_for_what_existed_before(zone: LandingZone) -> None:
    """Each query is asked in the same places: no query needs a name that the zone gave."""
    adopted = zone.model_copy(update={"existing": Existing.model_validate(EVERYTHING)})
    queries = all_queries()

    def asked(changed: LandingZone) -> set[tuple[str, str]]:
        units = (*organisation_units(changed, queries), *place_units(changed, changed.accounts, queries))
        return {(f"{unit.account.name}/{unit.region}", ask.query.id) for unit in units for ask in unit.asks}

    assert asked(adopted) == asked(zone)
    assert {name for _, name in asked(adopted)} > {
        "trail_logging",
        "trail_settings",
        "config_recorder",
        "config_delivery",
        "guardduty_detector",
        "securityhub_enabled",
    }


def test_control_towers_role_is_admitted_and_protected(zone: LandingZone) -> None:
    """Only where it governs the organisation: elsewhere the name would be free to take."""
    role = "arn:*:iam::*:role/AWSControlTowerExecution"
    governed = placeholders(zone.model_copy(update={"existing": Existing(control_tower=True)}))
    assert role in governed["trusted_roles"]
    assert role in governed["protected_roles"]
    assert role not in placeholders(zone)["trusted_roles"]


def test_the_example_of_control_tower_can_be_read() -> None:
    """It adopts the trail, and AWS Config in each account but management; its units are nested."""
    from landing_zone.config import load_landing_zone

    example = load_landing_zone(Path(__file__).parents[2] / "examples" / "control-tower.yaml")
    assert example.existing.control_tower
    assert {a.name for a in example.accounts if not example.existing.has("recorder", a.name)} == {"management"}
    assert {unit.parent for unit in example.organisational_units} == {None, "Cards", "Workloads"}
