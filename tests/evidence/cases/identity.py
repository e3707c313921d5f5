"""IAM users, the root user, passwords, contacts."""

from __future__ import annotations

from typing import Any

from tests.evidence.asking import ACCOUNT, NOW, Call, Case

_POLICY = {
    "MinimumPasswordLength": 14,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": True,
    "AllowUsersToChangePassword": True,
    "ExpirePasswords": True,
    "MaxPasswordAge": 90,
    "PasswordReusePrevention": 24,
}
_HEAD = (
    "user,arn,password_enabled,password_last_used,password_last_changed,mfa_active,"
    "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date"
)
_NEW, _OLD = "2026-11-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"
_USER = {"Path": "/", "UserName": "u", "UserId": "AIDAAAAAAAAAAAAAAAAA", "CreateDate": NOW}
_CONTACTS = {"SECURITY": "security", "OPERATIONS": "operations", "BILLING": "billing"}


def _summary(**more: int) -> list[Call]:
    usual = {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}
    return [Call("iam", "get_account_summary", {"SummaryMap": usual | more})]


def _password(policy: dict[str, Any] | str) -> list[Call]:
    answer = policy if isinstance(policy, str) else {"PasswordPolicy": policy}
    return [Call("iam", "get_account_password_policy", answer)]


def _report(*fields: str) -> list[Call]:
    root = "<root_account>,arn:aws:iam::555555555555:root,not_supported,N/A,N/A,false,true,N/A,N/A,false,N/A,N/A"
    lines = [_HEAD, root, *(f"u,arn:aws:iam::{ACCOUNT}:user/u,{rest}" for rest in fields)]
    return [
        Call("iam", "generate_credential_report", {"State": "COMPLETE"}),
        Call("iam", "get_credential_report", {"Content": "\n".join(lines).encode(), "ReportFormat": "text/csv"}),
    ]


def _contacts(**mailboxes: str) -> list[Call]:
    return [
        Call(
            "account",
            "get_alternate_contact",
            {"AlternateContact": {"EmailAddress": mailboxes.get(name, f"{name}@example.com")}},
        )
        for name in _CONTACTS.values()
    ]


CASES = {
    "iam_account_summary": [
        Case(_summary(), ["pass", "pass"]),
        Case(_summary(AccountMFAEnabled=0), ["fail", "pass"], "no second factor"),
        Case(_summary(AccountMFAEnabled=0, AccountPasswordPresent=0), ["pass", "pass"], "needs no second factor"),
        Case(_summary(AccountAccessKeysPresent=1), ["pass", "fail"], "has access keys"),
    ],
    "iam_password_policy": [
        Case(_password(_POLICY), ["pass"]),
        Case(_password(_POLICY | {"MinimumPasswordLength": 8}), ["fail"], "passwords of 8 characters"),
        Case(_password(_POLICY | {"RequireSymbols": False}), ["fail"], "does not require symbols"),
        Case(_password(_POLICY | {"MaxPasswordAge": 365}), ["fail"], "live 365"),
        Case(_password("NoSuchEntity"), ["fail"], "has no password policy"),
    ],
    "iam_credentials": [
        Case(_report(f"true,{_NEW},{_NEW},true,true,{_NEW},{_NEW},false,N/A,N/A"), ["pass"] * 3),
        Case(
            _report(f"false,N/A,N/A,false,true,{_OLD},{_NEW},false,N/A,N/A"), ["fail", "pass", "pass"], "1 of 326 days"
        ),
        Case(
            _report(f"false,N/A,N/A,false,true,{_NEW},{_OLD},false,N/A,N/A"), ["pass", "fail", "pass"], "key 1 unused"
        ),
        Case(
            _report(f"true,no_information,{_OLD},false,false,N/A,N/A,false,N/A,N/A"), ["fail", "fail", "fail"], "second"
        ),
        Case(_report(), []),
        Case(
            [
                Call("iam", "generate_credential_report", {"State": "STARTED"}),
                Call("iam", "get_credential_report", "ReportInProgress"),
            ],
            ["undetermined"],
        ),
    ],
    "iam_users": [
        Case([Call("iam", "list_users", {"Users": []})], ["pass"]),
        Case(
            [Call("iam", "list_users", {"Users": [_USER | {"Arn": f"arn:aws:iam::{ACCOUNT}:user/u"}]})],
            ["fail"],
            "is an IAM user",
        ),
    ],
    "alternate_contacts": [
        Case(_contacts(), ["pass"] * 3),
        Case(_contacts(security="stranger@example.com"), ["pass", "pass", "fail"], "stranger@example.com"),
        Case(
            [*_contacts()[:2], Call("account", "get_alternate_contact", "ResourceNotFoundException")],
            ["fail", "pass", "pass"],
            "is not set",
        ),
        Case(
            [*_contacts()[:2], Call("account", "get_alternate_contact", "AccessDeniedException")],
            ["undetermined", "pass", "pass"],
        ),
    ],
}
