"""AWS STS: a role of an account outside the organisation cannot be assumed; moto would invent the account."""

from __future__ import annotations

import re
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_ROLE = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/.+")

_UNKNOWN_ACCOUNTS = Patch(
    what="A role of an account that does not exist can be assumed",
    issue="https://github.com/getmoto/moto/pull/6793",
    reported="declined, for roles that do not exist: by design, since a role is how moto makes a new account",
    rehearsal_only="moto declined it; the rehearsal has an organisation whose accounts are known",
)


@_UNKNOWN_ACCOUNTS.replaces("moto.sts.models:STSBackend")
def assume_role(
    self: Any,
    region_name: str,
    role_session_name: str,
    role_arn: str,
    policy: str,
    duration: int,
    external_id: str,
) -> Any:
    """Refuse, as AWS does, to assume a role of such an account; the caller's own is there without an organisation."""
    from moto.sts.exceptions import STSClientError

    role = _ROLE.fullmatch(role_arn or "")
    if role is not None and role.group(1) != self.account_id and not _exists(role.group(1)):
        raise STSClientError("AccessDenied", f"not authorized to perform: sts:AssumeRole on resource: {role_arn}")
    return assume_role.original(self, region_name, role_session_name, role_arn, policy, duration, external_id)


def _exists(account_id: str) -> bool:
    from moto.organizations.models import organizations_backends

    return any(
        account.id == account_id
        for partitions in list(organizations_backends.values())
        for backend in list(partitions.values())
        for account in list(backend.accounts)
    )
