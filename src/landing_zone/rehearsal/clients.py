"""Clients of the emulated accounts, as any other tool would create them: by ``sts:AssumeRole``."""

from __future__ import annotations

import re
import threading
from functools import cached_property
from typing import Any

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""The role that AWS Organizations creates in each new account."""


class AccountNotEnteredError(Exception):
    """An account that is not in the organisation, or whose access role cannot be assumed; the message names it."""


class AccountClients:
    """Creates boto3 clients of each account: the ``ClientFactory`` of the readers.

    Args:
        variables: of :meth:`landing_zone.rehearsal.server.Emulator.variables`.
        management: the id of the account that the variables' credentials belong to.
    """

    def __init__(self, variables: dict[str, str], management: str) -> None:
        self._variables = variables
        self._management = management
        self._credentials: dict[str, dict[str, str]] = {}
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._lock = threading.RLock()

    def __call__(self, service: str, account_id: str, region: str) -> Any:
        """Return a client of a service, in an account and a Region.

        Raises:
            AccountNotEnteredError: the account cannot be entered.
        """
        from botocore.config import Config

        with self._lock:
            key = (service, account_id, region)
            if key not in self._clients:
                client = self._session.client(
                    service,
                    region_name=region,
                    endpoint_url=self._variables["AWS_ENDPOINT_URL"],
                    config=Config(retries={"total_max_attempts": 3}),
                    **self._credentials_of(account_id),
                )
                client.meta.events.register("before-send", _without_prefix)
                self._clients[key] = client
            return self._clients[key]

    @cached_property
    def _session(self) -> Any:
        """Return one session for all accounts, so that each service's model is parsed once."""
        import boto3
        import botocore.session

        # ignore the user's profile: it may not exist here, and must have no effect
        without_profile = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
        return boto3.session.Session(botocore_session=without_profile)

    def _credentials_of(self, account_id: str) -> dict[str, str]:
        from botocore.exceptions import ClientError

        if account_id not in self._credentials:
            if account_id == self._management:
                self._credentials[account_id] = {
                    "aws_access_key_id": self._variables["AWS_ACCESS_KEY_ID"],
                    "aws_secret_access_key": self._variables["AWS_SECRET_ACCESS_KEY"],
                }
            else:
                role = f"arn:aws:iam::{account_id}:role/{ACCESS_ROLE}"
                sts = self("sts", self._management, self._variables["AWS_REGION"])
                try:
                    given = sts.assume_role(RoleArn=role, RoleSessionName="rehearsal")["Credentials"]
                except ClientError as error:
                    raise AccountNotEnteredError(f"account {account_id} cannot be entered: {error}") from error
                self._credentials[account_id] = {
                    "aws_access_key_id": given["AccessKeyId"],
                    "aws_secret_access_key": given["SecretAccessKey"],
                    "aws_session_token": given["SessionToken"],
                }
        return self._credentials[account_id]


def _without_prefix(request: Any, **_: Any) -> None:
    """Remove an API's prefix of the host, such as an account id: loopback has no such name."""
    request.url = re.sub(r"^http://[^/]+\.localhost([:/])", r"http://localhost\1", request.url)
