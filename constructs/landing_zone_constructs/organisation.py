"""The conditions of least-privilege policies that name the organisation, or the account where there is none."""

from __future__ import annotations

import re

import aws_cdk as cdk

_ORGANISATION = re.compile(r"o-[a-z0-9]{10,32}")
_ACCOUNT = re.compile(r"[0-9]{12}")


def organisation_id(value: str) -> str:
    """Return ``value`` when it is the id of an organisation (``o-`` and 10 to 32 letters or digits).

    Raises:
        ValueError: it is not; a policy condition with a wrong id would admit no principal, or the wrong organisation.
    """
    if not _ORGANISATION.fullmatch(value):
        raise ValueError(f"an organisation id is o- and 10 to 32 lowercase letters or digits, got {value!r}")
    return value


def source_within(organisation: str | None) -> dict[str, str]:
    """Return the condition that a service acts for an account of the organisation, or for this account without one.

    Args:
        organisation: its id.

    Raises:
        ValueError: the id is malformed.
    """
    if organisation is None:
        return {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}
    return {"aws:SourceOrgID": organisation_id(organisation)}


def principal_within(organisation: str | None) -> dict[str, str]:
    """Return the condition that a caller is of the organisation, or of this account without one.

    Args and errors are those of :func:`source_within`.
    """
    if organisation is None:
        return {"aws:PrincipalAccount": cdk.Aws.ACCOUNT_ID}
    return {"aws:PrincipalOrgID": organisation_id(organisation)}


def resource_within(organisation: str | None) -> dict[str, str]:
    """Return the condition that what is called is of the organisation, or of this account without one.

    Args and errors are those of :func:`source_within`.
    """
    if organisation is None:
        return {"aws:ResourceAccount": cdk.Aws.ACCOUNT_ID}
    return {"aws:ResourceOrgID": organisation_id(organisation)}


def account_id(value: str) -> str:
    """Return ``value`` when it is the id of an account (12 digits).

    Raises:
        ValueError: it is not.
    """
    if not _ACCOUNT.fullmatch(value):
        raise ValueError(f"an account id has 12 digits, got {value!r}")
    return value


def organisation_trail_arn(*, partition: str, home_region: str, management_account: str, trail_name: str) -> str:
    """Build the ARN of the zone's trail, which is in the management account, in its home Region.

    Raises:
        ValueError: the account id is malformed, or the Region or the name is empty or holds a wildcard.
    """
    for what, value in (("home_region", home_region), ("trail_name", trail_name)):
        if not value or "*" in value or "?" in value:
            raise ValueError(f"{what} must name exactly one {what.split('_')[-1]}, got {value!r}")
    return f"arn:{partition}:cloudtrail:{home_region}:{account_id(management_account)}:trail/{trail_name}"
