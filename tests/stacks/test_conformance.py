"""The rules that every deployed account is judged by."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from landing_zone.catalogue.conformance import config_rules, conformance_packs
from landing_zone.catalogue.load import load_catalogue
from landing_zone.catalogue.managed_rules import MANAGED_CONFIG_RULES, load_managed_rules, load_pack_settings
from landing_zone.config import LandingZone, Role
from tests.stacks.synthesized import Synthesized
from tests.stacks.test_composition import waits_for


def in_packs(assembly: Synthesized, region: str) -> list[str]:
    """The identifiers of all rules that the organisation's packs deploy in a Region."""
    return [
        rule["Properties"]["Source"]["SourceIdentifier"]
        for stack, pack in assembly.resources("AWS::Config::OrganizationConformancePack")
        if assembly.region(stack) == region
        for rule in yaml.safe_load(pack["TemplateBody"])["Resources"].values()
    ]


@pytest.mark.parametrize("region", ["eu-west-1", "eu-central-1"])
def test_each_rule_of_the_catalogue_is_deployed_in_each_account_once(
    zone: LandingZone, assembly: Synthesized, root: Path, region: str
) -> None:
    """Packs and the account's own rules together have every rule of the Region, and none twice."""
    expected = conformance_packs(
        config_rules(load_catalogue(root / "policies"), zone.frameworks),
        load_pack_settings(root / "policies" / MANAGED_CONFIG_RULES),
        elsewhere=load_managed_rules(root / "policies" / MANAGED_CONFIG_RULES),
        region=region,
        partition="aws",
        is_home=region == zone.regions.home,
        name="x",
    )
    packed = in_packs(assembly, region)
    assert sorted(packed) == [rule for pack in expected for rule in pack.rules]
    assert packed
    for account in zone.accounts:
        own = [
            rule["Source"]["SourceIdentifier"]
            for stack, rule in assembly.resources("AWS::Config::ConfigRule")
            if (assembly.account(stack), assembly.region(stack)) == (account.id, region)
        ]
        assert own
        assert {rule: n for rule, n in Counter(own + packed).items() if n > 1} == {}


def test_packs_are_in_the_security_account(zone: LandingZone, assembly: Synthesized) -> None:
    """In both Regions: an organisation's packs are regional."""
    security = zone.account_with_role(Role.SECURITY).id
    found = {
        (assembly.account(stack), assembly.region(stack))
        for stack, _ in assembly.resources("AWS::Config::OrganizationConformancePack")
    }
    assert found == {(security, region) for region in zone.regions.governed}


def test_accounts_are_recorded_before_they_are_judged(assembly: Synthesized) -> None:
    """AWS Config deploys a pack only where a recorder is; Security Hub needs its administrator."""
    for stack in assembly.artifacts:
        if stack.startswith("Conformance-"):
            waits = waits_for(assembly, stack)
            region = assembly.region(stack)
            assert {s for s in assembly.artifacts if s.startswith("Baseline-") and s.endswith(region)} <= waits
            assert {s for s in assembly.artifacts if s.startswith("Delegation-")} <= waits


def test_security_hub_is_administered_by_the_security_account(zone: LandingZone, assembly: Synthesized) -> None:
    """Named once, in the home Region; the management account itself switches Security Hub on, in both Regions."""
    security = zone.account_with_role(Role.SECURITY).id
    management = zone.account_with_role(Role.MANAGEMENT).name
    assert list(assembly.resources("AWS::SecurityHub::DelegatedAdmin")) == [
        (f"Delegation-{management}-{zone.regions.home}", {"AdminAccountId": security})
    ]
    named = assembly.templates[f"Delegation-{management}-{zone.regions.home}"]["Resources"]
    (hub_id,) = (i for i, resource in named.items() if resource["Type"] == "AWS::SecurityHub::Hub")
    (waits,) = (r["DependsOn"] for r in named.values() if r["Type"] == "AWS::SecurityHub::DelegatedAdmin")
    assert waits == [hub_id], "AWS accepts no other resource of Security Hub before the hub"
    hubs = {stack: hub["EnableDefaultStandards"] for stack, hub in assembly.resources("AWS::SecurityHub::Hub")}
    assert hubs == {f"Delegation-{management}-{region}": False for region in zone.regions.governed}
    (policy,) = assembly.resources("AWS::SecurityHub::PolicyAssociation")
    assert policy[0] == f"Conformance-{zone.account_with_role(Role.SECURITY).name}-{zone.regions.home}"
    assert policy[1]["TargetId"] == zone.organisation.root
