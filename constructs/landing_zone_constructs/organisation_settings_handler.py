"""The settings of an organisation: trusted access, root users, administrators, and whom these watch.

``settings_runtime.py`` reads and makes them. A service keeps its administrator in each Region, so the function runs in
each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landing_zone_constructs.settings_runtime import (
    RequestError,
    Setting,
    answer_request,
    choice_of,
    differing,
    names_of,
    paged,
    text_of,
)

MOST_MEMBERS = 50
"""How many accounts GuardDuty makes members in one call."""

CONFIG_RULES = "config-multiaccountsetup.amazonaws.com"
"""AWS Config's rules and conformance packs of an organisation, as AWS Organizations names the service."""

_ROOT_FEATURES: Mapping[str, str] = {
    "RootCredentialsManagement": "enable_organizations_root_credentials_management",
    "RootSessions": "enable_organizations_root_sessions",
}


def _read_trusted(organizations: Any, *_: Any) -> dict[str, Any]:
    found = paged(organizations, "list_aws_service_access_for_organization", "EnabledServicePrincipals")
    return {one["ServicePrincipal"]: True for one in found}


def _trust(organizations: Any, _account: str, wanted: dict[str, Any]) -> None:
    for service in differing(_read_trusted(organizations), wanted):
        organizations.enable_aws_service_access(ServicePrincipal=service)


def _root(organizations: Any) -> dict[str, Any]:
    root: dict[str, Any] = organizations.list_roots()["Roots"][0]
    return root


def _read_policy_types(organizations: Any, *_: Any) -> dict[str, Any]:
    return {one["Type"]: one["Status"] for one in _root(organizations)["PolicyTypes"]}


def _enable_policy_types(organizations: Any, _account: str, wanted: dict[str, Any]) -> None:
    present = _read_policy_types(organizations)
    for kind in differing(present, wanted):
        if present.get(kind) != "PENDING_ENABLE":
            organizations.enable_policy_type(RootId=_root(organizations)["Id"], PolicyType=kind)


def _read_root_features(iam: Any, *_: Any) -> dict[str, Any]:
    return dict.fromkeys(iam.list_organizations_features().get("EnabledFeatures", ()), True)


def _enable_root_features(iam: Any, _account: str, wanted: dict[str, Any]) -> None:
    for feature in differing(_read_root_features(iam), wanted):
        getattr(iam, _ROOT_FEATURES[feature])()


def _root_features(value: Any) -> dict[str, Any]:
    features = names_of("RootAccess", value, True)
    if set(features) - set(_ROOT_FEATURES):
        raise RequestError(f"RootAccess must be some of {', '.join(sorted(_ROOT_FEATURES))}; got {sorted(features)}")
    return features


def _administrator(
    service: str, operation: str, keys: tuple[str, str, str], write: Callable[[Any, str], Any]
) -> Setting:
    """Make the setting of a service that has one administrator; another one than ours is not taken away.

    One that is being removed counts as none: AWS refuses another until it is gone, and says so.
    """
    all_of_them, number, status = keys

    def found(caller: Any) -> set[str]:
        listed = paged(caller, operation, all_of_them)
        return {one[number] for one in listed if not one.get(status, "").startswith("DISABL")}

    def read(caller: Any, _account: str, wanted: dict[str, Any]) -> dict[str, Any]:
        others = found(caller) - {wanted["account"]}
        if others:
            raise RequestError(
                f"{service} has the administrator {', '.join(sorted(others))} already, and can have only one: remove "
                f"it first, so that {wanted['account']} can be it"
            )
        return {"account": next(iter(found(caller)), None)}

    return Setting(
        service,
        lambda value: {"account": text_of("administrator", value)},
        read,
        lambda caller, _account, wanted: write(caller, wanted["account"]),
        settles=True,
    )


def _config_administrators(organizations: Any, _account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    listed = paged(
        organizations, "list_delegated_administrators", "DelegatedAdministrators", ServicePrincipal=CONFIG_RULES
    )
    return wanted if wanted["account"] in {one["Id"] for one in listed} else {}


def _detector(guardduty: Any) -> str:
    detectors = guardduty.list_detectors()["DetectorIds"]
    if not detectors:
        raise RequestError("the administrator has no detector of GuardDuty: deploy its Baseline first")
    return str(detectors[0])


def _read_guardduty(guardduty: Any, *_: Any) -> dict[str, Any]:
    found = guardduty.describe_organization_configuration(DetectorId=_detector(guardduty))
    plans = {one["Name"]: one for one in found.get("Features", ())}
    agents = [one for plan in plans.values() for one in plan.get("AdditionalConfiguration", ())]
    return {
        "Accounts": found.get("AutoEnableOrganizationMembers"),
        "Plans": {name for name, plan in plans.items() if plan["AutoEnable"] == "ALL"},
        "Agents": {one["Name"] for one in agents if one["AutoEnable"] == "ALL"},
    }


def _write_guardduty(guardduty: Any, _account: str, wanted: dict[str, Any]) -> None:
    agents = [{"Name": agent, "AutoEnable": "ALL"} for agent in sorted(wanted["Agents"])]
    guardduty.update_organization_configuration(
        DetectorId=_detector(guardduty),
        AutoEnableOrganizationMembers=wanted["Accounts"],
        Features=[
            {"Name": plan, "AutoEnable": "ALL"}
            | ({"AdditionalConfiguration": agents} if plan == "RUNTIME_MONITORING" else {})
            for plan in sorted(wanted["Plans"])
        ],
    )


def _guardduty(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) != {"Accounts", "Plans", "Agents"}:
        raise RequestError(f"GuardDuty must have the keys Accounts, Agents, Plans; got {value!r}")
    return {
        "Accounts": choice_of("GuardDuty.Accounts", value["Accounts"], "ALL")["value"],
        "Plans": set(names_of("GuardDuty.Plans", value["Plans"], None)),
        "Agents": set(names_of("GuardDuty.Agents", value["Agents"], None)),
    }


def _members(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise RequestError(f"{name} must give each account's number its email address, got {value!r}")
    return {account: text_of(f"{name}.{account}", email) for account, email in value.items()}


def _read_detected(guardduty: Any, _account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    listed = paged(guardduty, "list_members", "Members", DetectorId=_detector(guardduty), OnlyAssociated="true")
    on = {one["AccountId"] for one in listed if one.get("RelationshipStatus") == "Enabled"}
    return {account: email for account, email in wanted.items() if account in on}


def _detect(guardduty: Any, account: str, wanted: dict[str, Any]) -> None:
    """Switch GuardDuty on in accounts now: by the setting of all accounts alone, it takes AWS up to a day."""
    missing = differing(_read_detected(guardduty, account, wanted), wanted)
    refused: list[dict[str, Any]] = []
    for start in range(0, len(missing), MOST_MEMBERS):
        details = [{"AccountId": one, "Email": wanted[one]} for one in missing[start : start + MOST_MEMBERS]]
        answer = guardduty.create_members(DetectorId=_detector(guardduty), AccountDetails=details)
        refused += answer["UnprocessedAccounts"]
    if refused:
        raise RequestError("not members: " + ", ".join(f"{one['AccountId']} ({one['Result']})" for one in refused))


def _read_members(macie: Any, _account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    listed = paged(macie, "list_members", "members", onlyAssociated="false")
    on = {one["accountId"] for one in listed if one.get("relationshipStatus") == "Enabled"}
    return {account: email for account, email in wanted.items() if account in on}


def _add_members(macie: Any, account: str, wanted: dict[str, Any]) -> None:
    for member in differing(_read_members(macie, account, wanted), wanted):
        macie.create_member(account={"accountId": member, "email": wanted[member]})


SETTINGS: Mapping[str, Setting] = {
    "TrustedAccess": Setting(
        "organizations",
        lambda value: names_of("TrustedAccess", value, True),
        _read_trusted,
        _trust,
        settles=True,
    ),
    "PolicyTypes": Setting(
        "organizations",
        lambda value: names_of("PolicyTypes", value, "ENABLED"),
        _read_policy_types,
        _enable_policy_types,
        settles=True,
    ),
    "RootAccess": Setting("iam", _root_features, _read_root_features, _enable_root_features, settles=True),
    "ResourceSharing": Setting(
        "ram",
        lambda value: choice_of("ResourceSharing", value, "ENABLED"),
        lambda *_: {},  # RAM does not say whether it is on, and takes the same request twice
        lambda ram, *_: ram.enable_sharing_with_aws_organization(),
    ),
    "ConfigAdministrator": Setting(
        "organizations",
        lambda value: {"account": text_of("ConfigAdministrator", value)},
        _config_administrators,
        lambda organizations, _account, wanted: organizations.register_delegated_administrator(
            AccountId=wanted["account"], ServicePrincipal=CONFIG_RULES
        ),
    ),
    "GuardDutyAdministrator": _administrator(
        "guardduty",
        "list_organization_admin_accounts",
        ("AdminAccounts", "AdminAccountId", "AdminStatus"),
        lambda guardduty, account: guardduty.enable_organization_admin_account(AdminAccountId=account),
    ),
    "InspectorAdministrator": _administrator(
        "inspector2",
        "list_delegated_admin_accounts",
        ("delegatedAdminAccounts", "accountId", "status"),
        lambda inspector, account: inspector.enable_delegated_admin_account(delegatedAdminAccountId=account),
    ),
    "MacieAdministrator": _administrator(
        "macie2",
        "list_organization_admin_accounts",
        ("adminAccounts", "accountId", "status"),
        lambda macie, account: macie.enable_organization_admin_account(adminAccountId=account),
    ),
    "GuardDuty": Setting("guardduty", _guardduty, _read_guardduty, _write_guardduty),
    "GuardDutyMembers": Setting(
        "guardduty", lambda value: _members("GuardDutyMembers", value), _read_detected, _detect
    ),
    "MacieMembers": Setting("macie2", lambda value: _members("MacieMembers", value), _read_members, _add_members),
    "MacieNewAccounts": Setting(
        "macie2",
        lambda value: {"autoEnable": choice_of("MacieNewAccounts", value, "ENABLED")["value"] == "ENABLED"},
        lambda macie, *_: macie.describe_organization_configuration(),
        lambda macie, _account, wanted: macie.update_organization_configuration(**wanted),
    ),
    "MacieDiscovery": Setting(
        "macie2",
        lambda value: {
            "status": "ENABLED",
            "autoEnableOrganizationMembers": choice_of("MacieDiscovery", value, "ALL")["value"],
        },
        lambda macie, *_: macie.get_automated_discovery_configuration(),
        lambda macie, _account, wanted: macie.update_automated_discovery_configuration(**wanted),
    ),
}
"""Property of the resource to setting, in order: a root's features need trusted access.

To add one: a row here, its permissions in organisation_settings.py.
"""


def handler(event: Mapping[str, Any], context: Any = None) -> dict[str, Any]:
    """Answer one request of CloudFormation; the arguments are Lambda's."""
    return answer_request(event, context, "organisation-settings", SETTINGS)
