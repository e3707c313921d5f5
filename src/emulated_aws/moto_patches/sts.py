"""AWS STS: a role of an account outside the organisation cannot be assumed; moto would invent the account."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_ROLE = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/.+")


def install(_: Path) -> None:
    """Refuse, as AWS does, to assume a role of an account that does not exist."""
    from moto.organizations.models import organizations_backends
    from moto.sts import models
    from moto.sts.exceptions import STSClientError

    assume = models.STSBackend.assume_role

    def assume_role(self: Any, **request: Any) -> Any:
        role = _ROLE.fullmatch(request["role_arn"] or "")
        if role is not None and not _exists(organizations_backends, role.group(1)):
            raise STSClientError(
                "AccessDenied", f"not authorized to perform: sts:AssumeRole on resource: {request['role_arn']}"
            )
        return assume(self, **request)

    models.STSBackend.assume_role = assume_role


def _exists(backends: Any, account_id: str) -> bool:
    return any(
        account.id == account_id
        for partitions in list(backends.values())
        for backend in list(partitions.values())
        for account in list(backend.accounts)
    )
