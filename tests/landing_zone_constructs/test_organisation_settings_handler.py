"""The function behind the settings of an organisation, against emulated services, and services that refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from landing_zone_constructs import organisation_settings_handler as organisation
from landing_zone_constructs import settings_runtime as runtime
from tests.landing_zone_constructs.test_account_settings_handler import Hand, as_text, refusal

ACCOUNT, REGION, SECURITY = "111111111111", "eu-west-1", "333333333333"
STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Organisation-x/00000000-0000-0000-0000-000000000000"


def respond(properties: dict[str, Any], client: Callable[[str], Any], hand: Hand | None = None) -> dict[str, Any]:
    """Answer a request that asks for some settings."""
    event = {"RequestType": "Create", "RequestId": "1", "StackId": STACK, "ResourceProperties": as_text(properties)}
    return runtime.respond(event, (hand or Hand()).clock, "organisation", organisation.SETTINGS, client)


class Service:
    """A service's client: answers by operation, a function or a value, and notes what is called to change something."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.calls = answers, []  # type: tuple[dict[str, Any], list[tuple[str, Any]]]

    def __getattr__(self, name: str) -> Any:
        """Answer any operation."""

        def call(**arguments: Any) -> Any:
            if not name.startswith(("list_", "describe_", "get_")):
                self.calls.append((name, arguments))
            answer = self.answers.get(name, {})
            return answer(**arguments) if callable(answer) else answer

        return call

    def get_paginator(self, operation: str) -> Any:
        """Give all in one page."""
        service = self

        class Pages:
            def paginate(self, **arguments: Any) -> Iterator[Any]:
                yield getattr(service, operation)(**arguments)

        return Pages()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """An emulated organisation, by its management account."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        boto3.client("organizations").create_organization(FeatureSet="ALL")
        yield boto3.client


def test_trusted_access_and_kinds_of_policies_are_switched_on_once(aws: Callable[[str], Any]) -> None:
    """What is on already is left; nothing is switched off."""
    aws("organizations").enable_aws_service_access(ServicePrincipal="ssm.amazonaws.com")
    wanted = {
        "TrustedAccess": ["cloudtrail.amazonaws.com", "guardduty.amazonaws.com"],
        "PolicyTypes": ["TAG_POLICY", "AISERVICES_OPT_OUT_POLICY"],
    }
    assert respond(wanted, aws)["Data"] == {"Changed": "PolicyTypes,TrustedAccess"}
    trusted = aws("organizations").list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert {one["ServicePrincipal"] for one in trusted} == {"ssm.amazonaws.com", *wanted["TrustedAccess"]}
    (root,) = aws("organizations").list_roots()["Roots"]
    assert {one["Type"] for one in root["PolicyTypes"]} >= set(wanted["PolicyTypes"])
    assert respond(wanted, aws)["Data"] == {"Changed": ""}


def test_administrators_are_named_once(aws: Callable[[str], Any]) -> None:
    """GuardDuty's, Inspector's, Macie's and AWS Config's."""
    created = aws("organizations").create_account(Email="security@example.com", AccountName="security")
    account = created["CreateAccountStatus"]["AccountId"]
    names = ("ConfigAdministrator", "GuardDutyAdministrator", "InspectorAdministrator", "MacieAdministrator")
    wanted = dict.fromkeys(names, account)
    assert respond(wanted, aws)["Data"] == {"Changed": ",".join(names)}
    assert aws("guardduty").list_organization_admin_accounts()["AdminAccounts"][0]["AdminAccountId"] == account
    assert respond(wanted, aws)["Data"] == {"Changed": ""}


@pytest.mark.parametrize(
    ("setting", "answers"),
    [
        (
            "GuardDutyAdministrator",
            {"list_organization_admin_accounts": {"AdminAccounts": [{"AdminAccountId": "999999999999"}]}},
        ),
        (
            "InspectorAdministrator",
            {"list_delegated_admin_accounts": {"delegatedAdminAccounts": [{"accountId": "999999999999"}]}},
        ),
        (
            "MacieAdministrator",
            {"list_organization_admin_accounts": {"adminAccounts": [{"accountId": "999999999999"}]}},
        ),
    ],
)
def test_the_administrator_of_somebody_else_is_left_and_named(setting: str, answers: dict[str, Any]) -> None:
    """To take it away would end what it does for the organisation."""
    service, hand = Service(**answers), Hand()
    answer = respond({setting: SECURITY}, lambda _: service, hand)
    assert answer["Status"] == "FAILED"
    assert "has the administrator 999999999999 already" in answer["Reason"]
    assert SECURITY in answer["Reason"]
    assert (service.calls, hand.slept) == ([], [])


def test_an_administrator_that_is_being_removed_is_not_taken_for_ours() -> None:
    """It is named again, and AWS's refusal fails the request; counted, the service would have none once it is gone."""
    leaving = {"AdminAccountId": SECURITY, "AdminStatus": "DISABLE_IN_PROGRESS"}

    def refuse(**_: Any) -> None:
        raise refusal("BadRequestException")

    service = Service(list_organization_admin_accounts={"AdminAccounts": [leaving]})
    service.answers["enable_organization_admin_account"] = refuse
    answer = respond({"GuardDutyAdministrator": SECURITY}, lambda _: service)
    assert (answer["Status"], "BadRequestException" in answer["Reason"]) == ("FAILED", True)


@pytest.mark.parametrize("code", ["ServiceAccessNotEnabled", "ServiceAccessNotEnabledException"])
def test_root_users_are_managed_centrally_once_iam_is_trusted(code: str) -> None:
    """IAM may not know yet that it is trusted: that passes."""
    on: set[str] = set()
    refused = [refusal(code)] * 2

    def features() -> dict[str, Any]:
        if refused:
            raise refused.pop()
        return {"EnabledFeatures": sorted(on)}

    iam, hand = Service(list_organizations_features=features), Hand()
    iam.answers["enable_organizations_root_credentials_management"] = lambda: on.add("RootCredentialsManagement")
    iam.answers["enable_organizations_root_sessions"] = lambda: on.add("RootSessions")
    wanted = {"RootAccess": ["RootCredentialsManagement", "RootSessions"]}
    assert respond(wanted, lambda _: iam, hand)["Data"] == {"Changed": "RootAccess"}
    assert hand.slept == [0.5, 1.0]
    assert respond(wanted, lambda _: iam)["Data"] == {"Changed": ""}


def test_a_kind_of_policy_counts_once_the_root_accepts_it() -> None:
    """AWS Organizations switches it on in the background, and guardrails of the kind are refused until then."""
    states = [None, None, None, "PENDING_ENABLE", "ENABLED"]  # read, twice more to write; then until it is accepted

    def roots() -> dict[str, Any]:
        state = states.pop(0)
        return {"Roots": [{"Id": "r-exam", "PolicyTypes": [{"Type": "S3_POLICY", "Status": state}] if state else []}]}

    organizations, hand = Service(list_roots=roots), Hand()
    answer = respond({"PolicyTypes": ["S3_POLICY"]}, lambda _: organizations, hand)
    assert answer["Data"] == {"Changed": "PolicyTypes"}
    assert organizations.calls == [("enable_policy_type", {"RootId": "r-exam", "PolicyType": "S3_POLICY"})]
    assert hand.slept == [0.5]


GUARDDUTY = {"Accounts": "ALL", "Plans": ["RUNTIME_MONITORING", "S3_DATA_EVENTS"], "Agents": ["EC2_AGENT_MANAGEMENT"]}


def test_guardduty_watches_all_accounts_with_its_plans() -> None:
    """Accounts that exist, and those that join; agents belong to runtime monitoring."""
    kept: dict[str, Any] = {"AutoEnableOrganizationMembers": "NEW", "Features": []}

    def update(**given: Any) -> None:
        kept.update({key: given[key] for key in ("AutoEnableOrganizationMembers", "Features")})

    guardduty = Service(
        list_detectors={"DetectorIds": ["d1"]},
        describe_organization_configuration=lambda **_: kept,
        update_organization_configuration=update,
    )
    assert respond({"GuardDuty": GUARDDUTY}, lambda _: guardduty)["Data"] == {"Changed": "GuardDuty"}
    ((_, given),) = guardduty.calls
    assert given["AutoEnableOrganizationMembers"] == "ALL"
    assert given["Features"] == [
        {
            "Name": "RUNTIME_MONITORING",
            "AutoEnable": "ALL",
            "AdditionalConfiguration": [{"Name": "EC2_AGENT_MANAGEMENT", "AutoEnable": "ALL"}],
        },
        {"Name": "S3_DATA_EVENTS", "AutoEnable": "ALL"},
    ]
    kept["Features"].append({"Name": "AI_PROTECTION", "AutoEnable": "NONE"})  # another plan does not matter
    assert respond({"GuardDuty": GUARDDUTY}, lambda _: guardduty)["Data"] == {"Changed": ""}
    guardduty.answers["list_detectors"] = {"DetectorIds": []}
    assert "has no detector" in respond({"GuardDuty": GUARDDUTY}, lambda _: guardduty)["Reason"]


def test_guardduty_gets_the_members_that_it_lacks_fifty_at_a_time() -> None:
    """The setting of all accounts takes a day; what GuardDuty does not take is an error, by account."""
    numbers = [f"{number:012}" for number in range(1, 122)]
    members = [
        {"AccountId": numbers[0], "RelationshipStatus": "Enabled"},
        {"AccountId": numbers[1], "RelationshipStatus": "Removed"},
    ]

    def create(DetectorId: str, AccountDetails: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        assert DetectorId == "d1"
        members.extend(one | {"RelationshipStatus": "Enabled"} for one in AccountDetails)
        return {"UnprocessedAccounts": []}

    guardduty = Service(list_detectors={"DetectorIds": ["d1"]}, list_members=lambda **_: {"Members": members})
    guardduty.answers["create_members"] = create
    wanted = {"GuardDutyMembers": {number: f"{number}@example.com" for number in numbers}}
    assert respond(wanted, lambda _: guardduty)["Data"] == {"Changed": "GuardDutyMembers"}
    assert [len(given["AccountDetails"]) for _, given in guardduty.calls] == [50, 50, 20]
    assert guardduty.calls[0][1]["AccountDetails"][0] == {"AccountId": numbers[1], "Email": f"{numbers[1]}@example.com"}
    guardduty.calls.clear()
    assert respond(wanted, lambda _: guardduty)["Data"] == {"Changed": ""}
    assert guardduty.calls == []
    members.clear()
    unprocessed = [{"AccountId": numbers[1], "Result": "GuardDuty is not enabled there"}]
    guardduty.answers["create_members"] = {"UnprocessedAccounts": unprocessed}
    answer = respond({"GuardDutyMembers": {numbers[1]: "a@example.com"}}, lambda _: guardduty)
    assert (answer["Status"], f"{numbers[1]} (GuardDuty is not enabled there)" in answer["Reason"]) == ("FAILED", True)


def test_macie_gets_the_members_that_it_lacks() -> None:
    """And searches the buckets of all; one that left or was paused is added again."""
    members = [
        {"accountId": "444444444444", "relationshipStatus": "Enabled"},
        {"accountId": "555555555555", "relationshipStatus": "Removed"},
    ]
    macie = Service(list_members=lambda **_: {"members": members})
    macie.answers["create_member"] = lambda account: members.append(account | {"relationshipStatus": "Enabled"})
    emails = {number: f"{number}@example.com" for number in ("444444444444", "555555555555", "666666666666")}
    assert respond({"MacieMembers": emails}, lambda _: macie)["Data"] == {"Changed": "MacieMembers"}
    added = [given["account"]["accountId"] for _, given in macie.calls]
    assert added == ["555555555555", "666666666666"]
    macie.calls.clear()
    assert respond({"MacieMembers": emails}, lambda _: macie)["Data"] == {"Changed": ""}
    assert respond({"MacieNewAccounts": "ENABLED", "MacieDiscovery": "ALL"}, lambda _: macie)["Status"] == "SUCCESS"
    assert macie.calls == [
        ("update_organization_configuration", {"autoEnable": True}),
        ("update_automated_discovery_configuration", {"status": "ENABLED", "autoEnableOrganizationMembers": "ALL"}),
    ]


def test_sharing_is_switched_on_by_its_own_service() -> None:
    """AWS RAM makes its service-linked role with it; trusted access alone would not."""
    ram = Service()
    assert respond({"ResourceSharing": "ENABLED"}, lambda _: ram)["Status"] == "SUCCESS"
    assert ram.calls == [("enable_sharing_with_aws_organization", {})]


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"TrustedAccess": []}, "TrustedAccess must be a list, got []"),
        ({"RootAccess": ["All"]}, "RootAccess must be some of RootCredentialsManagement, RootSessions; got ['All']"),
        ({"GuardDuty": {"Accounts": "ALL"}}, "GuardDuty must have the keys Accounts, Agents, Plans"),
        ({"GuardDuty": GUARDDUTY | {"Accounts": "NEW"}}, "GuardDuty.Accounts must be ALL, got 'NEW'"),
        ({"MacieMembers": ["1"]}, "MacieMembers must give each account's number its email address"),
        ({"MacieDiscovery": "NONE"}, "MacieDiscovery must be ALL, got 'NONE'"),
        ({"MacieNewAccounts": "DISABLED"}, "MacieNewAccounts must be ENABLED, got 'DISABLED'"),
    ],
)
def test_a_malformed_request_changes_nothing(properties: dict[str, Any], reason: str) -> None:
    """The reason names what was got and what is allowed."""
    service = Service()
    answer = respond(properties, lambda _: service)
    assert answer["Status"] == "FAILED"
    assert reason in answer["Reason"]
    assert service.calls == []


def test_a_refusal_is_answered_with_its_reason() -> None:
    """And the other settings are made all the same."""

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ValidationException", "Message": "no"}}, "EnableOrganizationAdminAccount")

    made: list[str] = []
    service = Service(
        list_organization_admin_accounts={"AdminAccounts": [], "adminAccounts": []},
        list_delegated_admin_accounts=lambda: {"delegatedAdminAccounts": [{"accountId": one} for one in made]},
        enable_organization_admin_account=refuse,
        enable_delegated_admin_account=lambda delegatedAdminAccountId: made.append(delegatedAdminAccountId),  # noqa: N803
    )
    answer = respond({"MacieAdministrator": SECURITY, "InspectorAdministrator": SECURITY}, lambda _: service)
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith("MacieAdministrator: ")
    assert made == [SECURITY]
