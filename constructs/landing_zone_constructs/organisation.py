"""Checks of the organisation's ids and ARNs that the blocks need for least-privilege policies."""

from __future__ import annotations

import re

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


def account_id(value: str) -> str:
    """Return ``value`` when it is the id of an account (12 digits).

    Raises:
        ValueError: it is not.
    """
    if not _ACCOUNT.fullmatch(value):
        raise ValueError(f"an account id has 12 digits, got {value!r}")
    return value


def organisation_trail_arn(*, partition: str, home_region: str, management_account: str, trail_name: str) -> str:
    """Build the ARN of an organisation trail, which is in the management account, in its home Region.

    Raises:
        ValueError: the account id is malformed, or the Region or the name is empty or holds a wildcard.
    """
    for what, value in (("home_region", home_region), ("trail_name", trail_name)):
        if not value or "*" in value or "?" in value:
            raise ValueError(f"{what} must name exactly one {what.split('_')[-1]}, got {value!r}")
    return f"arn:{partition}:cloudtrail:{home_region}:{account_id(management_account)}:trail/{trail_name}"
