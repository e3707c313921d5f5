"""The stacks of zones of other shapes than the example's: which there are, in what order, and what they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.config import load_landing_zone
from tests.configurations import SHAPES
from tests.stacks.synthesized import Synthesized, synthesize


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The shipped zone of one account, without gates."""
    return _synthesized("a single account", tmp_path_factory.mktemp("account"))


@pytest.fixture(scope="module")
def one_region(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The shipped small organisation, in one Region, without gates."""
    return _synthesized("a small organisation in one Region", tmp_path_factory.mktemp("region"))


def _synthesized(shape: str, folder: Path) -> Synthesized:
    file = folder / "landing-zone.yaml"
    file.write_text(yaml.safe_dump(SHAPES[shape]()), encoding="utf-8")
    return synthesize(load_landing_zone(file), folder / "cdk.out")


def _of(assembly: Synthesized, kind: str) -> list[dict[str, Any]]:
    return [r["Properties"] for t in assembly.templates.values() for r in t["Resources"].values() if r["Type"] == kind]


def test_one_account_has_each_stack_once_and_none_of_an_organisation(account: Synthesized) -> None:
    """One network for two roles, no delegation, and no resource that AWS refuses outside an organisation."""
    kinds = ("Baseline", "Conformance", "Edge", "LogArchive", "Organisation", "Security", "Workload")
    others = {name.removesuffix("-main-eu-west-1") for name in account.templates} - set(kinds)  # of a team, perhaps
    assert set(account.templates) == {f"{kind}-main-eu-west-1" for kind in (*kinds, *others)}
    assert not others & {"Delegation", "Detection", "Network"}
    (settings,) = _of(account, "Custom::AccountSettings")
    assert (settings["InspectorScans"], settings["MacieDiscovery"]) == (["EC2", "ECR", "LAMBDA"], "ENABLED")
    assert len(_of(account, "AWS::GuardDuty::Detector")) == len(_of(account, "AWS::Macie::Session")) == 1
    baseline = account.templates["Baseline-main-eu-west-1"]["Resources"]
    [waits] = [r["DependsOn"] for r in baseline.values() if r["Type"] == "Custom::AccountSettings"]
    assert "Macie" in waits, "Macie answers nothing about discovery before it is on"
    types = {r["Type"] for template in account.templates.values() for r in template["Resources"].values()}
    assert not [kind for kind in types if "Organization" in kind or "Delegated" in kind]
    assert "AWS::Config::ConformancePack" in types
    rules = {rule["Source"]["SourceIdentifier"] for rule in _of(account, "AWS::Config::ConfigRule")}
    assert "CMK_BACKING_KEY_ROTATION_ENABLED" in rules
    assert "ACCOUNT_PART_OF_ORGANIZATIONS" not in rules, "it would find the account at fault for ever"
    assert [p["IsOrganizationTrail"] for p in _of(account, "AWS::CloudTrail::Trail")] == [False]


def test_no_policy_of_one_account_names_an_organisation(account: Synthesized) -> None:
    """A condition on an organisation that is not there would admit no caller, or refuse every one."""
    for stack in account.templates:
        text = account.text(stack)
        assert "OrgID" not in text, stack
        assert "o-" + "example" not in text, stack
    services = [p["Condition"]["StringEquals"] for p in _statements(account) if _service(p) == "config.amazonaws.com"]
    assert services
    assert all(one["aws:SourceAccount"] == {"Ref": "AWS::AccountId"} for one in services)


def test_no_stack_or_key_of_one_account_is_said_to_be_of_an_organisation_or_mirrored(account: Synthesized) -> None:
    """The console shows these words to those who look for what is there."""
    said = [template["Description"] for template in account.templates.values()]
    said += [properties["Description"] for properties in _of(account, "AWS::KMS::Key")]
    assert "Audit logs of the account, locked" in said
    assert [text for text in said if "organisation" in text or "mirror" in text] == []


def _statements(assembly: Synthesized) -> list[dict[str, Any]]:
    return [
        statement
        for properties in _of(assembly, "AWS::S3::BucketPolicy")
        for statement in properties["PolicyDocument"]["Statement"]
    ]


def _service(statement: dict[str, Any]) -> str:
    principal = statement["Principal"]
    return str(principal.get("Service", "")) if isinstance(principal, dict) else ""


@pytest.mark.parametrize("shape", ["account", "one_region"])
def test_nothing_has_one_name_twice(shape: str, request: pytest.FixtureRequest) -> None:
    """Stacks of several roles in one account and Region make no alias, group, parameter or bucket of one name."""
    assembly: Synthesized = request.getfixturevalue(shape)
    names = {
        "AWS::KMS::Alias": "AliasName", "AWS::Logs::LogGroup": "LogGroupName", "AWS::SSM::Parameter": "Name",
        "AWS::SSM::Document": "Name", "AWS::S3::Bucket": "BucketName", "AWS::SNS::Topic": "TopicName",
        "AWS::Events::EventBus": "Name", "AWS::IAM::Role": "RoleName",
    }  # fmt: skip
    seen: dict[tuple[str, str, str], str] = {}
    for stack, template in assembly.templates.items():
        for logical_id, resource in template["Resources"].items():
            name = resource.get("Properties", {}).get(names.get(resource["Type"], ""))
            if isinstance(name, str):
                place = (assembly.account(stack), resource["Type"], name)
                assert seen.setdefault(place, f"{stack}/{logical_id}") == f"{stack}/{logical_id}"


def test_without_a_mirror_configuration_history_is_copied_to_the_locked_bucket(one_region: Synthesized) -> None:
    """Its own bucket can have no lock: the copy has it, in the Region that there is, and exists before."""
    template = one_region.templates["LogArchive-audit-eu-west-1"]
    buckets = {i: r for i, r in template["Resources"].items() if r["Type"] == "AWS::S3::Bucket"}
    (copied,) = (r for r in buckets.values() if "ReplicationConfiguration" in r["Properties"])
    (locked,) = (i for i, r in buckets.items() if r["Properties"].get("ObjectLockEnabled"))
    assert "-config-history-" in copied["Properties"]["BucketName"]
    assert buckets[locked]["Properties"]["BucketName"].endswith("-audit-logs-222222222222-eu-west-1")
    destination = copied["Properties"]["ReplicationConfiguration"]["Rules"][0]["Destination"]["Bucket"]
    assert buckets[locked]["Properties"]["BucketName"] in str(destination)
    assert locked in copied["DependsOn"]


def test_without_a_mirror_no_region_is_linked(one_region: Synthesized) -> None:
    """CloudFormation has no aggregator without linked Regions; docs/deployment.md has the command."""
    assert _of(one_region, "AWS::SecurityHub::FindingAggregator") == []
    assert len(_of(one_region, "AWS::SecurityHub::ConfigurationPolicy")) == 1
    assert "create-finding-aggregator --region-linking-mode NO_REGIONS" in Path("docs/deployment.md").read_text("utf-8")
