"""Environment variables for processes that must never reach a real account."""

from __future__ import annotations

from collections.abc import Mapping

_NO_REAL_AWS = (
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
"""Variables that would connect a tool to a real account; a rehearsal runs without them."""


def without_real_aws(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the variables that could connect to a real account."""
    return {
        key: value
        for key, value in environment.items()
        if key not in _NO_REAL_AWS and not key.startswith("AWS_ENDPOINT_URL") and key != "MOTO_ACCOUNT_ID"
    }
