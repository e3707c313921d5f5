"""Credentials of IAM users are new, used, and have a second factor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_DAYS = 90
"""PCI DSS 8.2.6 (unused) and 8.3.9 (unchanged)."""

_TYPE = "AWS::IAM::User"
_ROOT = "<root_account>"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each IAM user by the credential report, one answer for each control; another query judges the root user.

    AWS needs some time to create the report: until then the answer is undetermined. A report is valid for four hours.
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """
    iam = place.client("iam")
    iam.generate_credential_report()
    report = absent(iam.get_credential_report, "ReportInProgress", "ReportNotPresent", "ReportExpired")
    if report is None:
        yield place.not_readable(
            place.account.id, "AWS::::Account", f"Account {place.account.name}", "its report is being created"
        )
        return
    for row in csv.DictReader(io.StringIO(report["Content"].decode())):
        if row["user"] != _ROOT:
            yield from _user(place, row)


def _user(place: QueryTarget, row: Mapping[str, str]) -> Iterator[Answer]:
    old, unused = [], []
    for number in ("1", "2"):
        if row.get(f"access_key_{number}_active") == "true":
            made, used = row[f"access_key_{number}_last_rotated"], row[f"access_key_{number}_last_used_date"]
            if _days(place, made) > _DAYS:
                old.append(f"has access key {number} of {_days(place, made)} days")
            if _days(place, used if _is_time(used) else made) > _DAYS:
                unused.append(f"has access key {number} unused")
    password = row.get("password_enabled") == "true"
    if password:
        changed, used = row["password_last_changed"], row["password_last_used"]
        if _days(place, changed) > _DAYS:
            old.append(f"has a password of {_days(place, changed)} days")
        if _days(place, used if _is_time(used) else changed) > _DAYS:
            unused.append("has a password unused")
    alone = ["has a password and no second factor"] if password and row.get("mfa_active") != "true" else []
    for control, fine, problems in (
        ("iam-key-rotation", f"has no credential older than {_DAYS} days", old),
        ("iam-unused-creds", f"has no credential unused for {_DAYS} days", unused),
        ("iam-user-mfa", "needs no second factor, or has one", alone),
    ):
        yield place.judged(
            row["arn"],
            _TYPE,
            f"User {row['user']} of {place.account.name}",
            fine,
            problems,
            dict(row),
            controls=(control,),
        )


def _is_time(text: str) -> bool:
    return text[:4].isdigit()


def _days(place: QueryTarget, text: str) -> int:
    """Return the age of a time in the report; a field without a time (``N/A``, ``not_supported``) has age 0."""
    return (place.now - datetime.fromisoformat(text)).days if _is_time(text) else 0


QUERY = Query(
    id="iam_credentials",
    title="Credentials of IAM users are new, used, and have a second factor",
    controls=(
        "iam-key-rotation",
        "iam-unused-creds",
        "iam-user-mfa",
    ),
    level=Level.ACCOUNT,
    actions=(
        "iam:GenerateCredentialReport",
        "iam:GetCredentialReport",
    ),
    ask=ask,
)
