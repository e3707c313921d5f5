"""Waivers that are written by what they mean cover exactly what the configuration makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.config import Role, load_landing_zone
from landing_zone.config.landing_zone import LandingZone
from landing_zone.errors import CombinedUserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.apply import TOO_BROAD, UNUSED, apply
from landing_zone.waivers.placed import placed
from landing_zone.waivers.waivers import Waivers
from tests.waivers.conftest import TODAY

With = Callable[..., Waivers]
RULE = "checkov::CKV_AWS_18"
EACH: dict[str, Any] = {
    "rules": [RULE],
    "resources": ["Baseline-${environment}/Queue/Resource"],
    "in_each_environment": {"roles": ["workload"], "scopes": ["cde"]},
    "approver": None,
    "ticket": None,
}


@pytest.fixture(scope="module")
def zone(root: Path) -> LandingZone:
    """The landing zone that the project ships."""
    return load_landing_zone(root / "landing-zone.yaml")


def pairs(waivers: Waivers, zone: LandingZone | None) -> list[tuple[str, str]]:
    """Every rule and resource that they cover in a zone."""
    found = placed(waivers, zone)
    return [pair for waiver in found.entries for pair in found.pairs(waiver)]


def test_names_follow_the_configuration(waivers_with: With, zone: LandingZone) -> None:
    """The slug, ids, Regions and the accounts of roles are those of landing-zone.yaml."""
    bucket = "${slug}-logs-${account.log-archive.id}-${regions.mirror}"
    rule = f"AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:s3:::{bucket}/*]"
    waivers = waivers_with(
        {"rules": [rule], "resources": ["Trail-${account.management}-${regions.home}/Policy/Resource"]}
    )
    named = "AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:s3:::examplepay-logs-222222222222-eu-central-1/*]"
    assert pairs(waivers, zone) == [(named, "Trail-management-eu-west-1/Policy/Resource")]
    regions = zone.regions.model_copy(update={"home": "eu-north-1"})
    moved = zone.model_copy(update={"regions": regions})
    assert [resource for _, resource in pairs(waivers, moved)] == ["Trail-management-eu-north-1/Policy/Resource"]


def test_a_renamed_account_is_named_as_its_stacks_are(waivers_with: With, zone: LandingZone) -> None:
    """By its role and in each environment; otherwise every waiver of it would cover nothing after the renaming."""
    accounts = tuple(
        account.model_copy(update={"name": f"new-{account.name}", "stacks_named": account.name})
        for account in zone.accounts
    )
    named = "Trail-${account.management}-${regions.home}/Policy/Resource"
    waivers = waivers_with(EACH)
    renamed = zone.model_copy(update={"accounts": accounts})
    assert pairs(waivers, renamed) == pairs(waivers, zone)
    central = waivers_with({"rules": [RULE], "resources": [named]})
    assert pairs(central, renamed) == [(RULE, "Trail-management-eu-west-1/Policy/Resource")]


def test_a_line_of_what_the_zone_lacks_covers_nothing(waivers_with: With, zone: LandingZone) -> None:
    """Without a mirror its lines drop, and those of one Region hold; a waiver of which none is left is not unused."""
    both = waivers_with(
        {
            "rules": [RULE],
            "resources": [f"Archive-${{regions.{name}}}/Bucket/Resource" for name in ("mirror", "mirrored", "only")],
        }
    )
    one_region = zone.model_copy(update={"regions": zone.regions.model_copy(update={"mirror": None})})
    mirrored = ["Archive-eu-central-1/Bucket/Resource", "Archive-eu-west-1/Bucket/Resource"]
    assert [resource for _, resource in pairs(both, zone)] == mirrored
    assert [resource for _, resource in pairs(both, one_region)] == ["Archive-eu-west-1/Bucket/Resource"]
    mirror_alone = waivers_with({"resources": ["Archive-${regions.mirror}/Bucket/Resource"]})
    assert apply([], placed(mirror_alone, one_region), TODAY).problems == ()
    assert [f.rule for f in apply([], placed(mirror_alone, zone), TODAY).problems] != []


def test_an_account_with_both_roles_has_one_network(waivers_with: With, zone: LandingZone) -> None:
    """Its network is in the Workload stack, so the line of a Network stack means no environment of it."""
    waivers = waivers_with(
        EACH
        | {
            "resources": ["Network-${environment.network}/Vpc", "Workload-${environment.workload}/Vpc"],
            "in_each_environment": {"regions": ["home"]},
        }
    )
    shared = zone.accounts[4].model_copy(update={"also": (Role.NETWORK,)})
    alone = zone.model_copy(update={"accounts": (*zone.accounts[:3], shared)})
    assert [resource for _, resource in pairs(waivers, alone)] == ["Workload-cde-production-eu-west-1/Vpc"]


def test_one_in_each_environment(waivers_with: With, zone: LandingZone) -> None:
    """A filter says in which; a Region in a rule is that of the same environment; zones are counted."""
    waivers = waivers_with(EACH)
    places = [
        f"cde-{stage}-{region}" for stage in ("production", "staging") for region in ("eu-central-1", "eu-west-1")
    ]
    assert sorted(pairs(waivers, zone)) == [(RULE, f"Baseline-{place}/Queue/Resource") for place in places]
    rule = "AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:ssm:${environment.region}:1:x/*]"
    waivers = waivers_with({**EACH, "rules": [rule], "resources": ["Net-${environment}/Subnet${environment.zone}"]})
    found = pairs(waivers, zone)
    assert len(found) == 12
    assert {one.split(":ssm:")[1].split(":")[0] in other for one, other in found} == {True}
    assert {other[-1] for _, other in found} == {"1", "2", "3"}


def test_environments_of_one_role_and_with_a_network(waivers_with: With, zone: LandingZone) -> None:
    """A stack that exists for one role alone is named by it; an account without addresses has no network."""
    resources = ["Network-${environment.network}/Vpc", "Workload-${environment.workload}/Vpc"]
    waivers = waivers_with({**EACH, "resources": resources, "in_each_environment": {"network": True}})
    found = [resource for _, resource in pairs(waivers, zone)]
    assert len(found) == 5
    assert [r for r in found if r.startswith("Network")] == [
        "Network-network-eu-central-1/Vpc",
        "Network-network-eu-west-1/Vpc",
    ]
    vpcs = tuple(vpc for vpc in zone.addresses.vpcs if vpc.account != "cde-staging")
    smaller = zone.model_copy(update={"addresses": zone.addresses.model_copy(update={"vpcs": vpcs})})
    assert len(pairs(waivers, smaller)) == 4


def test_each_vpc_of_an_environment(waivers_with: With, zone: LandingZone) -> None:
    """The network account has those of several stages, each in a construct of its own; a workload account has one."""
    resources = [f"{kind}-${{environment.{kind.lower()}}}/${{environment.vpc}}/Log" for kind in ("Network", "Workload")]
    waivers = waivers_with({**EACH, "resources": resources, "in_each_environment": {"network": True}})
    assert sorted(resource for _, resource in pairs(waivers, zone)) == [
        "Network-network-eu-central-1/ProductionNetwork/Vpc/Log",
        "Network-network-eu-west-1/ProductionNetwork/Vpc/Log",
        "Network-network-eu-west-1/StagingNetwork/Vpc/Log",
        "Workload-cde-production-eu-central-1/Vpc/Log",
        "Workload-cde-production-eu-west-1/Vpc/Log",
        "Workload-cde-staging-eu-west-1/Vpc/Log",
    ]


def test_one_environment_less_is_noticed(waivers_with: With, zone: LandingZone) -> None:
    """Each environment's resource is covered; one of which the failure is gone is unused there, and said so."""
    waivers = placed(waivers_with(EACH), zone)
    names = [resource for _, resource in waivers.pairs(waivers.entries[0])]
    findings = [Finding(RULE, "S", "Q", "", Status.FAIL, construct_path=name) for name in names]
    assert apply(findings, waivers, TODAY).problems == ()
    assert {f.status for f in apply(findings, waivers, TODAY).findings} == {Status.WAIVED}
    (problem,) = apply(findings[1:], waivers, TODAY).problems
    assert (problem.rule, names[0] in problem.message) == (UNUSED, True)
    elsewhere = replace(findings[0], construct_path="Baseline-shared-staging-eu-west-1/Queue/Resource")
    done = apply([*findings, elsewhere], waivers, TODAY)
    assert done.findings[-1].status is Status.FAIL
    assert TOO_BROAD not in {p.rule for p in done.problems}


def test_no_environment_is_meant(waivers_with: With, zone: LandingZone) -> None:
    """A waiver for environments that a zone does not have covers nothing, and that is not a problem."""
    accounts = tuple(a for a in zone.accounts if a.scope != "cde")
    without = placed(waivers_with(EACH), zone.model_copy(update={"accounts": accounts}))
    assert without.pairs(without.entries[0]) == ()
    assert apply([], without, TODAY).problems == ()


def test_templates_from_elsewhere_have_no_such_names(waivers_with: With) -> None:
    """Without a configuration only waivers with plain names count."""
    assert pairs(waivers_with(EACH), None) == []
    assert len(pairs(waivers_with({}), None)) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"resources": ["A-${slugg}/B/Resource"]}, "${slugg} is not a value of landing-zone.yaml"),
        ({"resources": ["A-${environment}/B/Resource"]}, "${environment} needs 'in_each_environment'"),
        (
            {"rules": ["AwsSolutions::AwsSolutions-IAM5[Resource::${environment.region}]"]},
            "needs 'in_each_environment'",
        ),
        ({"in_each_environment": {}}, "and this names no environment"),
        ({**EACH, "in_each_environment": {"role": ["workload"]}}, "role"),
    ],
)
def test_a_wrong_name_is_refused(waivers_with: With, change: dict[str, Any], said: str) -> None:
    """A placeholder that does not exist, or has no value there, stops the run with what is allowed."""
    with pytest.raises(CombinedUserError) as caught:
        waivers_with(change)
    assert said in str(caught.value)
    assert "allowed" in str(caught.value)


def test_the_shipped_waivers_name_nothing_of_the_example(root: Path, zone: LandingZone) -> None:
    """No slug, id, account name or Region of the example is written in them."""
    text = (root / "policies" / "waivers.yaml").read_text(encoding="utf-8")
    entries = text.partition("\nwaivers:")[2]
    own = {zone.organisation.slug, str(zone.organisation.id), *zone.regions.allowed, *(a.id for a in zone.accounts)}
    assert [word for word in sorted(own) if word in entries] == []
