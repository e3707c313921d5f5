"""The landing zone of the example answers what the stacks and the checks ask of it."""

from __future__ import annotations

import json
from ipaddress import IPv4Network
from typing import Any

import pytest
from pydantic import ValidationError

from landing_zone.config import Environment, LandingZone, Role, Scope
from landing_zone.config.existing import Existing
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import CombinedUserError, UserError

_ACCOUNTS = [
    "cde-production", "cde-staging", "customer-production", "customer-staging", "log-archive", "management", "network",
    "security", "shared-production", "shared-staging",
]  # fmt: skip


def test_every_account_has_an_environment_in_home_and_mirror(zone: LandingZone) -> None:
    """They are sorted by account name, then Region, so that what is made of them is the same each time."""
    environments = zone.environments()
    assert [environment.name for environment in environments] == [
        f"{account}/{region}" for account in _ACCOUNTS for region in ("eu-central-1", "eu-west-1")
    ]
    assert [environment.is_home for environment in environments] == [False, True] * len(_ACCOUNTS)
    first = environments[0]
    assert (first.key, first.account_id) == ("555555555555/eu-central-1", "555555555555")
    assert len(set(environments)) == len(environments)


def test_accounts_are_found_by_name_and_by_role(zone: LandingZone) -> None:
    """An account that does not exist, and a role that many have, are errors of the caller."""
    assert zone.account("cde-production").scope is Scope.CDE
    assert zone.account_with_role("log-archive").name == "log-archive"
    assert zone.account_with_role(Role.NETWORK).id == "444444444444"
    assert [account.name for account in zone.accounts_in_unit("Security")] == ["log-archive", "security"]
    with pytest.raises(KeyError, match="no account is named 'unknown'; there are cde-production"):
        zone.account("unknown")
    with pytest.raises(KeyError, match="'workload' is not a role that exactly one account has"):
        zone.account_with_role(Role.WORKLOAD)


def test_vpcs_are_found_by_environment(zone: LandingZone) -> None:
    """An account without a line in the address plan has no VPC."""
    found = {environment.name: zone.vpc_cidr(environment) for environment in zone.environments()}
    assert found["cde-production/eu-west-1"] == IPv4Network("10.16.0.0/16")
    assert found["cde-production/eu-central-1"] == IPv4Network("10.17.0.0/16")
    assert found["management/eu-west-1"] is None
    elsewhere = Environment(zone.account("network"), "us-east-1", is_home=False)
    assert zone.vpc_cidr(elsewhere) is None


def test_zones_are_those_of_the_file(zone: LandingZone) -> None:
    """A synth needs no look-up."""
    assert zone.zones("eu-west-1") == ("eu-west-1a", "eu-west-1b", "eu-west-1c")
    with pytest.raises(KeyError):
        zone.zones("us-east-1")


def test_a_landing_zone_cannot_be_changed(zone: LandingZone) -> None:
    """What was checked stays as it was checked."""
    with pytest.raises(ValidationError, match="frozen"):
        zone.accounts[0].id = "000000000000"


def test_the_example_survives_a_round_trip_through_its_snapshot(zone: LandingZone) -> None:
    """Nothing is lost, in JSON either, and the same zone gives the same bytes."""
    text = json.dumps(zone.snapshot())
    assert landing_zone_from_snapshot(json.loads(text)) == zone
    assert text == json.dumps(zone.snapshot(), sort_keys=True)
    assert json.dumps(landing_zone_from_snapshot(json.loads(text)).snapshot()) == text


def test_what_every_account_has_survives_it_too(zone: LandingZone) -> None:
    """Without a list of accounts, and with one."""
    existing = Existing.model_validate({"recorder": {}, "detector": {"accounts": ["network"]}})
    adopted = zone.model_copy(update={"existing": existing})
    again = landing_zone_from_snapshot(json.loads(json.dumps(adopted.snapshot())))
    assert again == adopted
    assert again.existing.has("recorder", "security")
    assert not again.existing.has("detector", "security")


def test_a_snapshot_that_was_changed_into_nonsense_is_refused(zone: LandingZone) -> None:
    """The cross checks hold for a snapshot too; frameworks whose files are not available are accepted as they are."""
    snapshot = zone.snapshot()
    assert landing_zone_from_snapshot({**snapshot, "frameworks": ["gone"]}).frameworks == ("gone",)
    with pytest.raises(CombinedUserError, match="the snapshot of the landing zone: no account has the role 'network'"):
        landing_zone_from_snapshot(
            {**snapshot, "accounts": [a for a in snapshot["accounts"] if a["role"] != "network"]}
        )
    with pytest.raises(CombinedUserError, match="the key 'regions' is missing"):
        landing_zone_from_snapshot({key: value for key, value in snapshot.items() if key != "regions"})
    nonsense: Any
    for nonsense in ([], None, "zone"):
        with pytest.raises(UserError, match="not a mapping"):
            landing_zone_from_snapshot(nonsense)
