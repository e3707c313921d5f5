"""The organisation of the zone, its units and its accounts, with the ids of the assembly."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from emulated_aws.account_context import as_account, client_of


def create_organisation(zone: dict[str, Any]) -> dict[str, str]:
    """Create the organisation that the first stack needs, if there is one, and who administers the management account.

    Args:
        zone: the assembly's ``landing-zone.json``.

    Returns:
        The administrator's credentials, as environment variables.
    """
    management = management_account(zone)
    home = zone["regions"]["home"]
    with as_account(management["id"]):
        if zone["organisation"].get("id"):
            _create(zone, management)
        return _administrator(home)


def management_account(zone: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the account with the management role, which it may have beside others."""
    return next(a for a in zone["accounts"] if "management" in (a["role"], *(a.get("also") or ())))


def _create(zone: Mapping[str, Any], management: Mapping[str, Any]) -> None:
    from moto.organizations import utils

    root = zone["organisation"]["root"]
    utils.make_random_org_id = lambda: zone["organisation"]["id"]
    utils.make_random_root_id = lambda: root
    _let_any_length(utils)
    organizations = client_of("organizations", zone["regions"]["home"])
    utils.MASTER_ACCOUNT_EMAIL = management["email"]
    organizations.create_organization(FeatureSet="ALL")
    units = {"Root": root}
    waiting = list(zone.get("organisational_units") or ())
    while waiting:  # a unit after its parent, whatever the file's order
        unit = next(one for one in waiting if (one.get("parent") or "Root") in units)
        waiting.remove(unit)
        utils.make_random_ou_id = lambda _, unit=unit: unit.get("id") or _unit_id(root, unit["name"])
        made = organizations.create_organizational_unit(ParentId=units[unit.get("parent") or "Root"], Name=unit["name"])
        units[unit["name"]] = made["OrganizationalUnit"]["Id"]
    utils.make_random_ou_id = lambda _: _unit_id(root, uuid4().hex)  # of a unit that is made later
    for account in zone["accounts"]:
        if account["id"] == management["id"]:
            continue
        organizations.create_account(Email=account["email"], AccountName=account["name"])
        if units[account["unit"]] != root:
            organizations.move_account(
                AccountId=account["id"], SourceParentId=root, DestinationParentId=units[account["unit"]]
            )


def _unit_id(root: str, name: str) -> str:
    return f"ou-{root.removeprefix('r-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _let_any_length(utils: Any) -> None:
    """Allow organisation ids of 10 to 32 characters, as AWS does; moto's patterns allow only ten."""
    utils.ORG_ID_REGEX = r"o-[a-z0-9]{10,32}"
    utils.ROOT_ID_REGEX = r"r-[a-z0-9]{4,32}"
    utils.OU_ID_REGEX = r"ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}"


def _administrator(region: str) -> dict[str, str]:
    iam = client_of("iam", region)
    iam.create_user(UserName="rehearsal")
    iam.attach_user_policy(UserName="rehearsal", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    key = iam.create_access_key(UserName="rehearsal")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
