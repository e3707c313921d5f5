"""``lz rehearse`` itself: the real CDK CLI, some stacks of the example zone, two accounts, two Regions."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from emulated_aws.environment import without_real_aws
from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.cloud_assembly import BOOTSTRAP_ASSEMBLY, SNAPSHOT
from landing_zone.config import load_landing_zone
from landing_zone.deployment.bootstraps import EnvironmentBootstrap, by_template, read_bootstraps, read_zone
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import shipped_policies
from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.rehearse import Rehearser, chosen_stacks
from landing_zone.rehearsal.result import DIFFERING, MISSING
from landing_zone.rehearsal.server import Emulator
from tests.rehearsal.small_zone import HOME, MANAGEMENT, MEMBER
from tests.stacks.synthesized import synthesize

PATTERNS = ("Security-security-*", "LogArchive-log-archive-eu-central-1", "Delegation-management-eu-west-1")


def contracts() -> Iterable[Delivery]:
    """The project's contracts of delivery."""
    return load_catalogue(shipped_policies()).deliveries.values()


@pytest.fixture(scope="module")
def rehearsed(gated: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Stacks deployed with those before them; then three things broken by API, read back, repaired; then all gone."""
    folder = tmp_path_factory.mktemp("rehearsal")
    with Emulator(gated, folder, contracts()) as emulator:
        rehearser = Rehearser(gated, emulator, folder, PATTERNS)
        rehearser.bootstrap()
        rehearser.deploy()
        rehearser.read_back()
        rehearser.deliver()
        whole = rehearser.result.as_json()
        kms = rehearser.clients("kms", "333333333333", "eu-west-1")
        key = next(a["TargetKeyId"] for a in kms.list_aliases()["Aliases"] if "alert" in a["AliasName"])
        kms.disable_key_rotation(KeyId=key)
        logs = rehearser.clients("s3", "222222222222", "eu-central-1")
        bucket = next(b["Name"] for b in logs.list_buckets()["Buckets"] if "-audit-logs-" in b["Name"])
        logs.delete_public_access_block(Bucket=bucket)
        sns = rehearser.clients("sns", "333333333333", "eu-west-1")
        for subscription in sns.list_subscriptions()["Subscriptions"]:
            sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
        rehearser.read_back()
        broken = rehearser.result.as_json()
        rehearser.deploy()
        rehearser.destroy()
        return {"whole": whole, "broken": broken, "destroyed": rehearser.finish().as_json()}


def statuses(result: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Each resource by stack and logical id."""
    return {(stack["name"], one["logical_id"]): one for stack in result["stacks"] for one in stack["resources"]}


@pytest.mark.slow
def test_one_account_without_an_organisation_is_rehearsed(root: Path, tmp_path: Path) -> None:
    """The whole zone of the shipped example is deployed, as declared, in an AWS that has no organisation."""
    zone = load_landing_zone(root / "examples" / "single-account.yaml")
    assembly = synthesize(zone, tmp_path / "cdk.out").folder
    (assembly / SNAPSHOT).write_text(json.dumps(zone.snapshot()), encoding="utf-8")
    with Emulator(assembly, tmp_path, contracts()) as emulator:
        rehearser = Rehearser(assembly, emulator, tmp_path)
        rehearser.bootstrap()
        rehearser.deploy()
        rehearser.read_back()
        rehearser.deliver()
        whole = rehearser.finish().as_json()
    assert whole["failures"] == []
    assert whole["held"]
    assert len(whole["stacks"]) == 7
    assert (whole["counts"]["differing"], whole["counts"]["missing"], whole["counts"]["undetermined"]) == (0, 0, 0)


def test_every_declared_resource_is_there_as_declared(rehearsed: dict[str, Any], gated: Path) -> None:
    """Each resource of the templates was read back from its service, and is as the template says."""
    whole = rehearsed["whole"]
    assert whole["failures"] == []
    chosen = chosen_stacks(gated, PATTERNS)
    assert len(chosen) == 11
    assert {stack["name"] for stack in whole["stacks"]} == set(chosen)
    declared = sum(len(template.resources) for template in chosen.values())
    assert whole["counts"] == {"created": declared, "differing": 0, "missing": 0, "undetermined": 0, "not-emulated": 0}
    assert whole["held"]


def test_services_deliver_into_what_is_deployed(rehearsed: dict[str, Any]) -> None:
    """Access logs, alarms, events and messages arrive; nothing is refused, or may be."""
    found = rehearsed["whole"]["deliveries"]["by_service"]
    assert {"CloudWatch alarms", "EventBridge", "S3 server access logging", "SNS"} <= set(found)
    assert {result for counts in found.values() for result in counts} == {"allowed"}


def test_what_was_changed_since_differs(rehearsed: dict[str, Any]) -> None:
    """A change outside CloudFormation is reported, with the property, the declared value and the real one."""
    found = [one for one in statuses(rehearsed["broken"]).values() if one["status"] == DIFFERING]
    differing = {(one["type"], difference["path"]) for one in found for difference in one["differences"]}
    assert ("AWS::KMS::Key", "EnableKeyRotation") in differing
    assert ("AWS::S3::Bucket", "PublicAccessBlockConfiguration") in differing
    assert not rehearsed["broken"]["held"]


def test_what_was_removed_is_missing(rehearsed: dict[str, Any]) -> None:
    """What CloudFormation still has and its service no longer has is missing, whatever the stack's status."""
    missing = {one["type"] for one in statuses(rehearsed["broken"]).values() if one["status"] == MISSING}
    assert missing == {"AWS::SNS::Subscription"}
    assert {stack["status"] for stack in rehearsed["broken"]["stacks"]} == {"CREATE_COMPLETE"}


def test_destroy_removes_all_but_what_is_retained(rehearsed: dict[str, Any]) -> None:
    """After destroying, keys and buckets that ask to be retained are there, and nothing else."""
    removals = rehearsed["destroyed"]["removals"]
    stayed = {one["type"] for one in removals if one["there"]}
    assert {"AWS::KMS::Key", "AWS::S3::Bucket"} <= stayed
    assert all(one["there"] == one["retained"] for one in removals if one["there"] is not None)


def test_stack_brings_what_it_depends_on(gated: Path) -> None:
    """A chosen stack is deployed with all stacks that it depends on."""
    chosen = chosen_stacks(gated, ["Network-network-eu-west-1"])
    assert {"LogArchive-log-archive-eu-west-1", "Baseline-network-eu-west-1"} < set(chosen)


def test_unknown_stack_is_told(gated: Path) -> None:
    """A pattern that matches no stack is a mistake of the user's."""
    with pytest.raises(UserError, match="no stack has such a name"):
        chosen_stacks(gated, ["Nonsense-*"])


def test_an_assembly_without_a_bootstrap_is_told(gated: Path, tmp_path: Path) -> None:
    """That of an older version; one of this version has a template for each environment."""
    found = read_bootstraps(gated)
    assert len(found.environments) == 20
    assert [one.account for one in found.environments[:2]] == ["management", "management"]
    assert len({one.template for one in found.environments}) == 20
    (tmp_path / SNAPSHOT).write_bytes((gated / SNAPSHOT).read_bytes())
    with pytest.raises(UserError, match="the assembly has no bootstrap"):
        read_bootstraps(tmp_path)


def test_environments_of_one_template_are_bootstrapped_together(tmp_path: Path) -> None:
    """One command deploys to all whose templates are the same, byte for byte; none is left out."""
    made = []
    for account, text in (("one", "{}"), ("two", "{} "), ("three", "{}")):
        (tmp_path / account).write_text(text, encoding="utf-8")
        made.append(EnvironmentBootstrap(account, account, HOME, tmp_path / account))
    assert [[one.account for one in group] for group in by_template(made)] == [["one", "three"], ["two"]]


def test_no_environment_is_left_without_its_bootstrap(gated: Path, tmp_path: Path) -> None:
    """Also that of an account which the configuration lacks: it is bootstrapped last, or named."""
    zone = json.loads((gated / SNAPSHOT).read_text(encoding="utf-8"))
    zone["accounts"] = [one for one in zone["accounts"] if one["name"] != "security"]
    (tmp_path / SNAPSHOT).write_text(json.dumps(zone), encoding="utf-8")
    (tmp_path / BOOTSTRAP_ASSEMBLY).symlink_to(gated / BOOTSTRAP_ASSEMBLY)
    found, whole = (read_bootstraps(one).environments for one in (tmp_path, gated))
    assert {one.environment for one in found} == {one.environment for one in whole}
    assert [one.account for one in found[-2:]] == ["333333333333", "333333333333"]


def test_other_assembly_is_told(tmp_path: Path) -> None:
    """A folder without the zone's snapshot is a mistake of the user's."""
    with pytest.raises(UserError, match=r"landing-zone\.json"):
        read_zone(tmp_path)


def test_wrong_input_ends_with_two(run: Callable[..., Any], tmp_path: Path) -> None:
    """For a folder that is not an assembly the command ends with 2, and no traceback."""
    done = run(Path(sys.executable).parent / "lz", "rehearse", tmp_path)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_missing_moto_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the emulator's packages the command says what to install."""
    monkeypatch.setattr("landing_zone.rehearsal.server._NEEDED", ("a_package_that_nobody_has",))
    with pytest.raises(UserError, match=r"FILE\.whl\[rehearsal\]"):
        Emulator(tmp_path, tmp_path)


def test_no_way_leads_to_a_real_account() -> None:
    """What could lead a tool to a real account is not handed on."""
    real = {"AWS_PROFILE": "prod", "AWS_SESSION_TOKEN": "x", "AWS_ENDPOINT_URL_S3": "https://example.com", "PATH": "p"}
    assert without_real_aws(real) == {"PATH": "p"}


def test_profile_of_the_person_does_not_matter(small_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that is set in the shell, and does not exist, leads nowhere: the emulated accounts answer."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    clients = AccountClients(small_emulator.variables(HOME), MANAGEMENT)
    assert clients("sts", MEMBER, HOME).get_caller_identity()["Account"] == MEMBER
    assert clients("sts", MANAGEMENT, HOME).get_caller_identity()["Account"] == MANAGEMENT


def test_public_access_block_of_an_account_can_be_asked_for(small_emulator: Emulator) -> None:
    """S3 Control puts the account id before the host name, which is not a name on loopback: it is still reached."""
    s3control = AccountClients(small_emulator.variables(HOME), MANAGEMENT)("s3control", MEMBER, HOME)
    wanted = {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    s3control.put_public_access_block(AccountId=MEMBER, PublicAccessBlockConfiguration=wanted)
    assert s3control.get_public_access_block(AccountId=MEMBER)["PublicAccessBlockConfiguration"] == wanted


def test_organisation_is_the_zone_s(small_emulator: Emulator) -> None:
    """The emulated organisation has the ids, units and accounts of the assembly's configuration."""
    organizations = AccountClients(small_emulator.variables(HOME), MANAGEMENT)("organizations", MANAGEMENT, HOME)
    assert organizations.describe_organization()["Organization"]["Id"] == "o-examplepay01"
    assert organizations.list_roots()["Roots"][0]["Id"] == "r-exam"
    unit = organizations.list_organizational_units_for_parent(ParentId="r-exam")["OrganizationalUnits"][0]
    assert unit["Name"] == "Security"
    members = organizations.list_accounts_for_parent(ParentId=unit["Id"])["Accounts"]
    assert [(one["Id"], one["Name"]) for one in members] == [(MEMBER, "log-archive")]
