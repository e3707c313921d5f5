"""The stacks of the zone: their environments and order, and that they need nothing from outside."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from landing_zone.config import LandingZone, Role
from landing_zone.errors import UserError
from landing_zone.gate import quotas
from stacks import composition
from stacks.app_context import app_context
from tests.stacks.synthesized import Synthesized, synthesize


def expected(zone: LandingZone) -> set[str]:
    """Derive the expected stacks from the configuration alone."""
    names = set()
    for account in zone.accounts:
        for region in zone.regions.governed:
            where = f"{account.name}-{region}"
            names.add(f"Baseline-{where}")
            names |= {
                f"{kind}-{where}"
                for kind, role in {
                    "LogArchive": Role.LOG_ARCHIVE,
                    "Security": Role.SECURITY,
                    "Conformance": Role.SECURITY,
                    "Delegation": Role.MANAGEMENT,
                    "Detection": Role.SECURITY,
                    "Network": Role.NETWORK,
                    "Workload": Role.WORKLOAD,
                }.items()
                if account.role == role
            }
            if account.internet_facing:
                names.add(f"Edge-{where}")
    return names | {f"Organisation-{zone.account_with_role(Role.MANAGEMENT).name}-{zone.regions.home}"}


def test_every_environment_has_exactly_its_stacks(zone: LandingZone, assembly: Synthesized) -> None:
    """No stack is missing, none is extra, and each is in the account and Region of its name."""
    assert set(assembly.of_the_platform) == expected(zone)
    ids = {account.name: account.id for account in zone.accounts}
    for stack in assembly.templates:
        _kind, rest = stack.split("-", 1)
        assert assembly.region(stack) == next(r for r in zone.regions.governed if rest.endswith(f"-{r}"))
        assert assembly.account(stack) == ids[rest.removesuffix(f"-{assembly.region(stack)}")]


def waits_for(assembly: Synthesized, stack: str) -> set[str]:
    """Return every stack that must be deployed before one."""
    direct = {name for name in assembly.artifacts[stack].get("dependencies", []) if name in assembly.artifacts}
    return direct.union(*(waits_for(assembly, name) for name in direct))


def test_the_log_archive_is_deployed_before_everything_that_delivers_to_it(assembly: Synthesized) -> None:
    """AWS refuses trail, recorders and flow logs while their bucket does not exist."""
    mirror, home = "LogArchive-log-archive-eu-central-1", "LogArchive-log-archive-eu-west-1"
    assert mirror in waits_for(assembly, home)
    for stack in assembly.artifacts:
        if stack.startswith(("Organisation-", "Baseline-", "Network-", "Workload-")):
            assert home in waits_for(assembly, stack), stack


def test_the_bus_is_deployed_before_findings_are_sent(assembly: Synthesized) -> None:
    """The bus of a Region exists before the accounts of that Region send to it."""
    for stack in assembly.artifacts:
        if stack.startswith("Baseline-"):
            assert f"Security-security-{assembly.region(stack)}" in waits_for(assembly, stack), stack


def test_alarms_have_a_topic_before_they_are_made(assembly: Synthesized) -> None:
    """The alarms on the organisation trail notify the security account's topic."""
    assert "Security-security-eu-west-1" in waits_for(assembly, "Organisation-management-eu-west-1")


def test_an_account_is_recorded_before_anything_runs_in_it(assembly: Synthesized) -> None:
    """Workload, network and edge wait for the baseline; the mirror's baseline for the home Region's."""
    for stack in assembly.artifacts:
        kind, rest = stack.split("-", 1)
        if kind in {"Workload", "Network", "Edge"}:
            assert f"Baseline-{rest}" in waits_for(assembly, stack), stack
        if kind == "Baseline" and rest.endswith("-eu-central-1"):
            assert stack.replace("eu-central-1", "eu-west-1") in waits_for(assembly, stack), stack


def test_the_administrator_is_named_after_its_own_detection_is_on(assembly: Synthesized) -> None:
    """Naming it switches GuardDuty and Macie on in its account: the baseline would find them there, and fail."""
    for region in ("eu-west-1", "eu-central-1"):
        named = waits_for(assembly, f"Delegation-management-{region}")
        assert {f"Baseline-{account}-{region}" for account in ("management", "security")} <= named
        assert "Organisation-management-eu-west-1" in named, "services must be trusted before"
        assert f"Delegation-management-{region}" in waits_for(assembly, f"Detection-security-{region}")


def test_no_stack_reads_what_another_exports(assembly: Synthesized) -> None:
    """CloudFormation exports nothing to another account, and within one an export that is read cannot be changed."""
    for stack, template in assembly.templates.items():
        assert "Fn::ImportValue" not in assembly.text(stack), stack
        assert "Fn::GetStackOutput" not in assembly.text(stack), stack
        assert not [output for output in template.get("Outputs", {}).values() if "Export" in output], stack


def test_a_synth_looks_nothing_up(assembly: Synthesized) -> None:
    """A look-up would need credentials of an account, and would be listed in the manifest."""
    manifest = json.loads((assembly.folder / "manifest.json").read_text(encoding="utf-8"))
    assert not manifest.get("missing")
    assert "dummy" not in "".join(map(assembly.text, assembly.templates))


def test_the_same_configuration_gives_the_same_bytes(zone: LandingZone, assembly: Synthesized, tmp_path: Path) -> None:
    """A second synth produces the same templates and the same manifest."""
    again = synthesize(zone, tmp_path)
    names = {file.name for file in assembly.folder.iterdir() if file.name.endswith((".template.json", ".assets.json"))}
    for name in names | {"manifest.json"}:
        assert (again.folder / name).read_bytes() == (assembly.folder / name).read_bytes(), name


def test_quotas_hold(assembly: Synthesized) -> None:
    """No template is larger than CloudFormation accepts, and all of them were measured."""
    quotas.check_quotas(assembly.folder.glob("*.template.json"))
    assert len(list(assembly.folder.glob("*.template.json"))) == len(assembly.templates)


def test_no_asset_is_uploaded_but_the_templates(assembly: Synthesized) -> None:
    """Nothing is built or zipped, so a synth needs no Docker and no bundler."""
    for stack in assembly.templates:
        assets = json.loads((assembly.folder / f"{stack}.assets.json").read_text(encoding="utf-8"))
        assert [file["source"]["path"] for file in assets["files"].values()] == [f"{stack}.template.json"]
        assert not assets["dockerImages"]


def test_a_value_that_a_block_refuses_is_a_user_error(
    zone: LandingZone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error names the stack and has the block's message, without a traceback."""

    def refuse(*_args: Any, **_named: Any) -> None:
        raise ValueError("a bucket's name has 3 to 63 characters, got 64")

    refuse.__name__ = "LogArchive"
    table = (composition.Placement(refuse, lambda _zone, _here: True),)  # type: ignore[arg-type] # makes no stack
    monkeypatch.setattr(composition, "PLACEMENTS", table)
    with pytest.raises(UserError, match=re.escape("LogArchive-cde-production-eu-central-1 cannot be built")) as caught:
        composition.compose(cdk.App(context=app_context(), outdir=str(tmp_path)), zone)
    assert "got 64" in caught.value.render()


def test_an_account_with_neither_network_nor_data_gets_no_empty_stack(zone: LandingZone, tmp_path: Path) -> None:
    """CloudFormation refuses a template without resources, so an account without network and data gets no stack."""
    bare = {
        "accounts": tuple(
            account.model_copy(update={"data_classes": (), "internet_facing": False}) for account in zone.accounts
        ),
        "addresses": zone.addresses.model_copy(update={"vpcs": ()}),
    }
    assembly = synthesize(zone.model_copy(update=bare), tmp_path)
    assert {stack.split("-")[0] for stack in assembly.of_the_platform} == {
        "Baseline",
        "Conformance",
        "Delegation",
        "Detection",
        "LogArchive",
        "Organisation",
        "Security",
    }
    assert all(template["Resources"] for template in assembly.templates.values())


def test_an_account_with_data_and_no_network_keeps_its_keys(zone: LandingZone, tmp_path: Path) -> None:
    """A serverless account needs no VPC; in the CDE its logs are masked anyway."""
    without = zone.model_copy(update={"addresses": zone.addresses.model_copy(update={"vpcs": ()})})
    assembly = synthesize(without, tmp_path)
    workloads = {stack: template for stack, template in assembly.templates.items() if stack.startswith("Workload-")}
    assert len(workloads) == 12
    for stack, template in workloads.items():
        masked = {"AWS::Logs::AccountPolicy"} if stack.startswith("Workload-cde-") else set()
        types = {resource["Type"] for resource in template["Resources"].values()}
        assert types == {"AWS::KMS::Key", "AWS::KMS::Alias", "AWS::SSM::Parameter"} | masked
