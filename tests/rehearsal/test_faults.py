"""Deployments that go wrong: each ends in a state from which the next ``cdk deploy``, the real CLI, succeeds."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.cloud_assembly import BOOTSTRAP_ASSEMBLY
from landing_zone.rehearsal import cdk
from landing_zone.rehearsal.readers.compare_stack import compare_stack
from landing_zone.rehearsal.readers.resource_reading import Status
from landing_zone.rehearsal.rehearse import Rehearser
from landing_zone.rehearsal.removal import unprotect
from landing_zone.rehearsal.server import Emulator
from landing_zone_constructs.settings_runtime import RESERVE_SECONDS
from tests.rehearsal.small_zone import HOME, MANAGEMENT, MIRROR

SECURITY = "Security-security-eu-central-1"
SECURITY_HOME = "Security-security-eu-west-1"
ARCHIVE = "LogArchive-log-archive-eu-central-1"
SECURITY_ACCOUNT = "333333333333"
AWAY = (f"aws://{SECURITY_ACCOUNT}/{MIRROR}", f"aws://222222222222/{MIRROR}")
QUEUE = "AlertTopicUndelivered92D53E89"
REFUSED = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/aws/reserved", "Type": "String", "Value": "x"}}
"""A resource that Systems Manager refuses: names that begin so are its own."""

THROTTLED = {
    "where": "api",
    "service": "ssm",
    "operation": "GetServiceSetting",
    "status": 400,
    "code": "ThrottlingException",
}
"""What the account's settings first ask of Systems Manager, throttled."""

Change = Callable[[dict[str, Any]], None]


def assembly_of(gated: Path, folder: Path, *names: str, **changes: Change) -> Path:
    """Copy some stacks of the example zone as an assembly of their own, one after the other.

    Args:
        gated: the whole zone's assembly.
        folder: is made.
        names: the stacks; each waits for the one before it.
        changes: by the first word of a stack's name, what to change in its template.
    """
    folder.mkdir()
    shutil.copy(gated / "landing-zone.json", folder)
    manifest = json.loads((gated / "manifest.json").read_text(encoding="utf-8"))
    artifacts: dict[str, Any] = {}
    for name, before in zip(names, (None, *names), strict=False):
        stack, assets = manifest["artifacts"][name], manifest["artifacts"][f"{name}.assets"]
        stack["dependencies"] = [f"{name}.assets", *([before] if before else [])]
        artifacts |= {name: stack, f"{name}.assets": assets}
        template = json.loads((gated / f"{name}.template.json").read_text(encoding="utf-8"))
        if change := changes.get(name.partition("-")[0].lower()):
            change(template)
        _write(gated, folder, name, template, stack)
    manifest["artifacts"] = artifacts
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _write(gated: Path, folder: Path, name: str, template: dict[str, Any], stack: dict[str, Any]) -> None:
    """Write a stack's files. A changed template is another asset: the CLI uploads none that is there already."""
    text = json.dumps(template)
    (folder / f"{name}.template.json").write_text(text, encoding="utf-8")
    shutil.copy(gated / f"{name}.metadata.json", folder)
    old = stack["properties"]["stackTemplateAssetObjectUrl"].rpartition("/")[2].removesuffix(".json")
    new = hashlib.sha256(text.encode()).hexdigest()
    assets = (gated / f"{name}.assets.json").read_text(encoding="utf-8")
    (folder / f"{name}.assets.json").write_text(assets.replace(old, new), encoding="utf-8")
    properties = stack["properties"]
    properties["stackTemplateAssetObjectUrl"] = properties["stackTemplateAssetObjectUrl"].replace(old, new)


def refused_last(template: dict[str, Any]) -> None:
    """Add what is refused, after everything else."""
    template["Resources"]["Refused"] = {**REFUSED, "DependsOn": sorted(template["Resources"])}


def keep_undelivered(days: int) -> Change:
    """Change how long undelivered alerts are kept."""

    def change(template: dict[str, Any]) -> None:
        template["Resources"][QUEUE]["Properties"]["MessageRetentionPeriod"] = days * 86400

    return change


def give_up_soon(template: dict[str, Any]) -> None:
    """Give the function three seconds in place of three minutes, beside those that it keeps for its answer."""
    function = next(one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Function")
    function["Properties"]["Timeout"] = int(RESERVE_SECONDS) + 3


class Cloud:
    """One emulated AWS, and the deployments into it; each is a new command, which knows nothing of those before."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator = emulator
        self.folder = folder

    def rehearser(self, assembly: Path) -> Rehearser:
        """A command that was not run yet."""
        return Rehearser(assembly, self.emulator, self.folder)

    def deploy(self, assembly: Path) -> Rehearser:
        """Deploy, and read back."""
        made = self.rehearser(assembly)
        made.deploy()
        made.read_back()
        return made

    def journal(self, stack: str, kind: str) -> list[dict[str, Any]]:
        """The emulator's entries about a stack, or about its resources."""
        written, _, _ = self.emulator.journal.read_text(encoding="utf-8").rpartition("\n")  # a line may be half written
        entries = [json.loads(line) for line in written.splitlines()]
        return [one for one in entries if one["kind"] == kind and one["stack"] == stack]

    def statuses(self, stack: str) -> list[str]:
        """What the stack went through."""
        return [one["status"] for one in self.journal(stack, "stack")]

    def unprotect(self, rehearser: Rehearser, name: str) -> None:
        """Take away the termination protection of one stack, as a person must."""
        unprotect([stack for stack in rehearser.result.stacks if stack.name == name], rehearser.clients)

    def remains(self, rehearser: Rehearser, stack: str) -> dict[str, str]:
        """What its services still have of all that was ever created of a stack: logical id to reading."""
        made = {
            one["logical_id"]: one["physical_id"]
            for one in self.journal(stack, "resource")
            if one["status"] == "CREATE_COMPLETE"
        }
        assert made, "nothing was created that could remain"
        template = rehearser.stacks[stack]
        found = compare_stack(template, made, rehearser.clients, template.account, template.region)
        return {one.logical_id: str(one.status) for one in found if one.status is not Status.MISSING}


def all_created(rehearser: Rehearser) -> None:
    """Assert that each service has each declared resource, as it is declared."""
    result = rehearser.result
    assert result.failures == []
    assert set(result.counts()) == {"created"}, result.counts()
    assert result.held


@pytest.fixture(scope="module")
def cloud(gated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """An emulated AWS of the example zone; each test here deploys stacks of its own."""
    folder = tmp_path_factory.mktemp("faults")
    with Emulator(gated, folder) as emulator:
        cli = cdk.CdkCli(emulator.environment(HOME), folder, MANAGEMENT)
        cli.bootstrap([f"aws://{MANAGEMENT}/{HOME}", f"aws://{SECURITY_ACCOUNT}/{HOME}", *AWAY])
        yield Cloud(emulator, folder)


@pytest.fixture(autouse=True)
def no_fault_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take faults back, also those of a test that failed."""
    yield
    if "cloud" in request.fixturenames:
        request.getfixturevalue("cloud").emulator.break_()


def until(happens: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something to happen."""
    ends = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)


def test_interrupted_deployment_is_run_again(
    cloud: Cloud, gated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The CLI is killed in the middle of a stack; run again it goes on with that stack, and begins the next."""
    one, two = "Baseline-security-eu-west-1", "Baseline-management-eu-west-1"
    assembly = assembly_of(gated, tmp_path / "cdk.out", one, two)
    first = cloud.rehearser(assembly)
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *command: Any, **more: Any) -> None:
            super().__init__(*command, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    # the account's settings are throttled: the stack cannot end before the CLI is killed
    cloud.emulator.break_({**THROTTLED, "times": 1000})
    deployment = threading.Thread(target=first.deploy)
    deployment.start()
    until(lambda: any(made["type"] == "AWS::Lambda::Function" for made in cloud.journal(one, "resource")))
    started[0].kill()
    deployment.join()
    assert "ended with code -9" in first.result.failures[0]
    assert cloud.statuses(one) == ["CREATE_IN_PROGRESS"]
    first.read_back()
    assert first.result.counts()["missing"] > 0
    assert not first.result.held
    cloud.emulator.break_()
    # CloudFormation goes on by itself, and while it does refuses any other deployment
    until(lambda: cloud.statuses(one)[-1] != "CREATE_IN_PROGRESS")

    second = cloud.deploy(assembly)
    all_created(second)
    assert cloud.statuses(one) == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"], "nothing was begun anew"


def test_failed_creation_rolls_back_and_is_fixed(cloud: Cloud, gated: Path, tmp_path: Path) -> None:
    """A stack whose creation is refused leaves nothing; the other stays; fixed, it is made anew.

    The CDK CLI protects a stack before it is made, and replaces none that is protected: that is taken away by hand.
    """
    broken = assembly_of(gated, tmp_path / "broken", ARCHIVE, SECURITY, security=refused_last)
    failed = cloud.deploy(broken)
    assert "Refused" in failed.result.failures[0]
    assert {stack.name: stack.status for stack in failed.result.stacks} == {
        ARCHIVE: "CREATE_COMPLETE",
        SECURITY: "ROLLBACK_COMPLETE",
    }
    assert {one.status for stack in failed.result.stacks if stack.name == ARCHIVE for one in stack.resources} == {
        "created"
    }
    assert cloud.remains(failed, SECURITY) == {}

    fixed = assembly_of(gated, tmp_path / "fixed", ARCHIVE, SECURITY)
    assert "cannot be deleted while TerminationProtection is enabled" in cloud.deploy(fixed).result.failures[0]
    cloud.unprotect(failed, SECURITY)
    all_created(cloud.deploy(fixed))


def test_failed_update_puts_back_and_is_fixed(cloud: Cloud, gated: Path, tmp_path: Path) -> None:
    """An update that is refused puts the old properties back; fixed, the new ones arrive."""

    def broken(template: dict[str, Any]) -> None:
        keep_undelivered(3)(template)
        refused_last(template)

    before = assembly_of(gated, tmp_path / "before", SECURITY_HOME)
    all_created(cloud.deploy(before))
    failed = cloud.deploy(assembly_of(gated, tmp_path / "broken", SECURITY_HOME, security=broken))
    assert "Refused" in failed.result.failures[0]
    assert [stack.status for stack in failed.result.stacks] == ["UPDATE_ROLLBACK_COMPLETE"]
    changed = [made["status"] for made in cloud.journal(SECURITY_HOME, "resource") if made["logical_id"] == QUEUE]
    assert changed == ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE"], "there and back"
    old = Rehearser(before, cloud.emulator, cloud.folder)
    old.read_back()
    assert set(old.result.counts()) == {"created"}

    fixed = assembly_of(gated, tmp_path / "fixed", SECURITY_HOME, security=keep_undelivered(3))
    all_created(cloud.deploy(fixed))
    old.read_back()
    assert old.result.counts()["differing"] == 1


def test_few_faults_of_services_are_tried_again(cloud: Cloud, gated: Path, tmp_path: Path) -> None:
    """Throttling and 5xx answers to the account's settings are tried again, and the deployment succeeds."""
    assembly = assembly_of(gated, tmp_path / "cdk.out", "Baseline-log-archive-eu-central-1")
    cloud.emulator.break_(
        {**THROTTLED, "times": 2},
        {**THROTTLED, "operation": "UpdateServiceSetting", "status": 500, "code": "InternalServerError"},
        {"where": "api", "service": "ec2", "operation": "EnableEbsEncryptionByDefault", "times": 2},
        {"where": "response", "status": 503},
    )
    all_created(cloud.deploy(assembly))
    assert cloud.emulator.faults_left() == []


def test_lasting_faults_fail_with_their_reason(cloud: Cloud, gated: Path, tmp_path: Path) -> None:
    """Throttling that lasts fails the deployment, which says of what setting; once it is over the next succeeds."""
    stack = "Baseline-security-eu-central-1"
    soon = assembly_of(gated, tmp_path / "soon", stack, baseline=give_up_soon)
    cloud.emulator.break_({**THROTTLED, "times": 100_000})
    failed = cloud.deploy(soon)
    (rolled_back,) = failed.result.stacks
    assert rolled_back.status == "ROLLBACK_COMPLETE"
    for text in (" ".join(failed.result.failures[0].split()), rolled_back.reason):
        assert "SsmDocumentPublicSharing: An error occurred (ThrottlingException)" in text
    assert "Received response status [FAILED] from custom resource" in rolled_back.reason
    assert {name for name in cloud.remains(failed, stack) if not name.startswith("AccountSettings9")} == set()
    cloud.emulator.break_()

    cloud.unprotect(failed, stack)
    all_created(cloud.deploy(assembly_of(gated, tmp_path / "whole", stack)))


def test_missing_account_is_named_and_may_come_later(
    gated: Path, tmp_path: Path, run: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Without an account the command ends with 1 and names it; nothing is deployed; once it is there, all is."""
    assembly = assembly_of(gated, tmp_path / "cdk.out", ARCHIVE, SECURITY)
    shutil.copytree(gated / BOOTSTRAP_ASSEMBLY, assembly / BOOTSTRAP_ASSEMBLY)
    snapshot = assembly / "landing-zone.json"
    whole = json.loads(snapshot.read_text(encoding="utf-8"))
    missing = next(account for account in whole["accounts"] if account["id"] == SECURITY_ACCOUNT)
    without = {**whole, "accounts": [account for account in whole["accounts"] if account is not missing]}
    snapshot.write_text(json.dumps(without), encoding="utf-8")

    done = run(Path(sys.executable).parent / "lz", "rehearse", assembly)
    assert done.code == 1
    assert f"cannot enter account {SECURITY_ACCOUNT}" in done.out
    assert f"not deployed  {SECURITY}: no stack; account {SECURITY_ACCOUNT} cannot be entered" in done.out
    assert f"not deployed  {ARCHIVE}: no stack; it was not begun" in done.out
    assert "Traceback" not in done.out + done.err

    folder = tmp_path_factory.mktemp("missing")
    with Emulator(assembly, folder) as emulator:
        first = Rehearser(assembly, emulator, folder)
        first.bootstrap()
        assert SECURITY_ACCOUNT in first.result.failures[0]
        snapshot.write_text(json.dumps(whole), encoding="utf-8")
        organizations = first.clients("organizations", first.management, HOME)
        organizations.create_account(Email=missing["email"], AccountName=missing["name"])
        second = Rehearser(assembly, emulator, folder)
        second.bootstrap()
        second.deploy()
        second.read_back()
        all_created(second)
