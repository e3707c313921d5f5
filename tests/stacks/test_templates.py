"""Properties of every template of the zone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from landing_zone.config import LandingZone, load_landing_zone
from landing_zone.preparation.load import load_preparation
from landing_zone.preparation.places import items_of
from landing_zone_constructs import account_settings, organisation_settings
from landing_zone_constructs.settings_function import inline_code
from tests.stacks.synthesized import Synthesized

ROOT = Path(__file__).parents[2]


def without_paths(template: dict[str, Any]) -> dict[str, Any]:
    """Leave out the construct paths, which start with the stack's name."""
    resources = {
        logical_id: {key: value for key, value in resource.items() if key != "Metadata"}
        for logical_id, resource in template["Resources"].items()
    }
    return template | {"Resources": resources}


@pytest.mark.parametrize("kind", ["Baseline", "Edge"])
def test_a_stack_that_depends_on_no_account_is_one_template_in_each(
    zone: LandingZone, assembly: Synthesized, kind: str
) -> None:
    """It has nothing of an account, so it is examined once, and can be deployed as a StackSet."""
    facing = [account for account in zone.accounts if account.internet_facing]
    for region in zone.regions.governed:
        templates = [
            json.dumps(without_paths(template))
            for stack, template in assembly.templates.items()
            if stack.startswith(f"{kind}-") and assembly.region(stack) == region
        ]
        assert len(templates) == len(facing if kind == "Edge" else zone.accounts)
        times = sorted(Counter(templates).values())
        # the management and the security account have GuardDuty and Macie of their own, and others by the administrator
        assert times == ([len(facing)] if kind == "Edge" else [2, len(zone.accounts) - 2]), region


def test_a_template_names_its_own_account_by_the_pseudo_parameter(assembly: Synthesized) -> None:
    """An account's own number is in its templates only where another account would name it by the same number.

    That is: in the list of the aggregator, in the name of a bucket, in the ARN of the trail that a policy admits, and
    in what every account's baseline says of the security account; also in the ARN of the topic of every alarm.
    """
    for stack, template in assembly.templates.items():
        own = assembly.account(stack)
        kind = stack.split("-")[0]
        siblings = "".join(
            assembly.text(other)
            for other in assembly.templates
            if other.split("-")[0] == kind and assembly.account(other) != own
        )
        for logical_id, resource in template["Resources"].items():
            if logical_id == "ConfigurationAggregator":
                continue
            for text in re.findall(rf"[a-zA-Z0-9.:/-]*{own}[a-zA-Z0-9.:/-]*", json.dumps(resource)):
                by_name = re.search(rf"examplepay-[a-z-]+-{own}-", text) or text.endswith(
                    ("-organisation-trail", ":examplepay-security-alerts")
                )
                assert by_name or text in siblings, f"{stack} {logical_id}: {text}"


def test_every_stack_has_tags_for_owner_and_data(zone: LandingZone, assembly: Synthesized) -> None:
    """The inventory (PCI DSS 12.5.1) and the records of processing (GDPR article 30) are read from the tags."""
    accounts = {account.id: account for account in zone.accounts}
    for stack, artifact in assembly.artifacts.items():
        account = accounts[assembly.account(stack)]
        tags = {key.removeprefix("landing-zone:"): value for key, value in artifact["properties"]["tags"].items()}
        assert tags.pop("data-classes", "").split() == sorted(account.data_classes), stack
        assert tags == {
            "organisation": "examplepay",
            "account": account.name,
            "role": account.role.value,
            "scope": account.scope.value,
            "stage": account.stage.value,
            "owner": account.owner,
        }, stack


def test_aws_accepts_every_tag(assembly: Synthesized) -> None:
    """Keys up to 128, values up to 256 characters, of the characters that all services accept."""
    for artifact in assembly.artifacts.values():
        for key, value in artifact["properties"]["tags"].items():
            assert re.fullmatch(r"[A-Za-z0-9 +=._:/@-]{1,128}", key)
            assert re.fullmatch(r"[A-Za-z0-9 +=._:/@-]{1,256}", value)


def test_no_stack_is_deleted_by_mistake(assembly: Synthesized) -> None:
    """Termination protection is on in each."""
    unprotected = [n for n, a in assembly.artifacts.items() if a["properties"].get("terminationProtection") is not True]
    assert unprotected == []


def test_every_stack_says_what_it_is_for(assembly: Synthesized) -> None:
    """A description, the same for all stacks of a kind, and so without an account."""
    of_kind: dict[str, set[str]] = {}
    for stack, template in assembly.templates.items():
        of_kind.setdefault(stack.split("-")[0], set()).add(template.get("Description", ""))
    assert all(len(texts) == 1 and all(texts) for texts in of_kind.values()), of_kind


def test_zones_are_the_configured_ones_of_the_stacks_own_region(zone: LandingZone, assembly: Synthesized) -> None:
    """As many zones per VPC as the plan says, each the Region and a letter: the first ones of the configuration."""
    zones: dict[tuple[str, str], set[str]] = {}
    for stack, subnet in assembly.resources("AWS::EC2::Subnet"):
        first, letter = subnet["AvailabilityZone"]["Fn::Join"][1]
        assert first == {"Ref": "AWS::Region"}
        zones.setdefault((stack, subnet["VpcId"]["Ref"]), set()).add(assembly.region(stack) + letter)
    ids = {account.name: account.id for account in zone.accounts}
    assert sorted((assembly.account(stack), sorted(found)) for (stack, _), found in zones.items()) == sorted(
        (ids[vpc.account], sorted(zone.zones(vpc.region)[: zone.addresses.zones_of(vpc)]))
        for vpc in zone.addresses.vpcs
    )


def test_every_vpc_has_its_range_of_the_plan(zone: LandingZone, assembly: Synthesized) -> None:
    """No VPC outside the plan, none left out."""
    found = {
        (assembly.account(stack), assembly.region(stack), vpc["CidrBlock"])
        for stack, vpc in assembly.resources("AWS::EC2::VPC")
    }
    ids = {account.name: account.id for account in zone.accounts}
    assert found == {(ids[vpc.account], vpc.region, str(vpc.cidr)) for vpc in zone.addresses.vpcs}


def test_no_usage_report_and_only_one_function(zone: LandingZone, assembly: Synthesized) -> None:
    """No usage report to AWS, and two functions that a deployment runs: ours, with their code in the template."""
    resources = [resource for template in assembly.templates.values() for resource in template["Resources"].values()]
    assert [r for r in resources if r["Type"] in ("AWS::CDK::Metadata", "AWS::CloudFormation::CustomResource")] == []
    assert {r["Type"] for r in resources if r["Type"].startswith("Custom::")} == {
        "Custom::AccountSettings",
        "Custom::OrganisationSettings",
    }
    functions = [properties for _, properties in assembly.resources("AWS::Lambda::Function")]
    assert Counter(function["Code"]["ZipFile"] for function in functions) == {
        inline_code(account_settings.HANDLER): len(zone.environments()),
        inline_code(organisation_settings.HANDLER): 5,  # Organisation; Delegation and Detection in each Region
    }


def test_doctor_asks_for_what_the_stack_of_the_organisation_switches_on(assembly: Synthesized) -> None:
    """Trusted services, kinds of policies and features of root users, each by its name."""
    [(_, made)] = [one for one in assembly.resources("Custom::OrganisationSettings") if "TrustedAccess" in one[1]]
    policies = ROOT / "policies"
    labels: dict[str, set[str]] = {}
    for item in items_of(load_preparation(policies), load_landing_zone(ROOT / "landing-zone.yaml"), policies):
        labels.setdefault(item.prerequisite.id, set()).add(item.label)
    assert labels["trusted-access"] == set(made["TrustedAccess"])
    assert labels["policy-types"] == set(made["PolicyTypes"])
    assert labels["central-root-access"] == set(made["RootAccess"])


@pytest.mark.slow  # every synth runs cfn-lint too, in the gates
def test_cfn_lint_finds_neither_error_nor_warning(zone: LandingZone, assembly: Synthesized) -> None:
    """The schemas of AWS's resource providers accept every kind of template, in each Region, without a finding."""
    for region in zone.regions.governed:
        one_of_each = {stack.split("-")[0]: stack for stack in assembly.templates if assembly.region(stack) == region}
        files = [f"{stack}.template.json" for stack in one_of_each.values()]
        assert len(files) >= 6
        command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", region, "--", *files]
        done = subprocess.run(command, cwd=assembly.folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
