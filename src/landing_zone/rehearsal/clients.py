"""Clients that reach the emulated accounts from outside, as any other tool would: by ``sts:AssumeRole``."""

from __future__ import annotations

import re
import threading
from typing import Any

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""The role that AWS Organizations makes in each account it creates."""


class AccountClients:
    """Gives boto3 clients of each account; it is a ``ClientFactory`` of the readers.

    Args:
        variables: of :meth:`landing_zone.rehearsal.server.Emulator.variables`.
        management: the id of the account that the variables' credentials belong to.
    """

    def __init__(self, variables: dict[str, str], management: str) -> None:
        self._variables = variables
        self._management = management
        self._sessions: dict[str, Any] = {}
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._lock = threading.RLock()

    def __call__(self, service: str, account_id: str, region: str) -> Any:
        """Return a client of a service, in an account and a Region."""
        from botocore.config import Config

        with self._lock:
            key = (service, account_id, region)
            if key not in self._clients:
                config = Config(retries={"total_max_attempts": 3})
                client = self._session(account_id).client(
                    service, region_name=region, endpoint_url=self._variables["AWS_ENDPOINT_URL"], config=config
                )
                client.meta.events.register("before-send", _without_prefix)
                self._clients[key] = client
            return self._clients[key]

    def _session(self, account_id: str) -> Any:
        import boto3

        if account_id not in self._sessions:
            if account_id == self._management:
                names = {
                    "aws_access_key_id": self._variables["AWS_ACCESS_KEY_ID"],
                    "aws_secret_access_key": self._variables["AWS_SECRET_ACCESS_KEY"],
                }
            else:
                role = f"arn:aws:iam::{account_id}:role/{ACCESS_ROLE}"
                sts = self("sts", self._management, self._variables["AWS_REGION"])
                given = sts.assume_role(RoleArn=role, RoleSessionName="rehearsal")["Credentials"]
                names = {
                    "aws_access_key_id": given["AccessKeyId"],
                    "aws_secret_access_key": given["SecretAccessKey"],
                    "aws_session_token": given["SessionToken"],
                }
            self._sessions[account_id] = boto3.session.Session(**names)
        return self._sessions[account_id]


def _without_prefix(request: Any, **_: Any) -> None:
    """Take away what an API puts before the host, such as an account id: loopback has no such name."""
    request.url = re.sub(r"^http://[^/]+\.localhost([:/])", r"http://localhost\1", request.url)
