"""Sessions in accounts: the auditor's role, assumed with the caller's credentials and refreshed before it expires."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from landing_zone.config.regions import partition_of
from landing_zone.errors import UserError
from landing_zone.evidence.boto_version import refuse_an_older_boto3
from landing_zone.evidence.calls import Calls
from landing_zone.evidence.errors import classify_error

SESSION_NAME = "lz-evidence"
"""The name of the session in CloudTrail: ``assumed-role/landing-zone-auditor/lz-evidence``."""


@dataclass(frozen=True)
class Connection:
    """How AWS is reached.

    Args:
        home: the Region of the security token service, and of clients of global services.
        role_name: of the auditor's role, the same in every account.
        endpoint_url: of an emulator; "" for AWS.
        profile: of the AWS configuration files; "" for the default chain.
        attempts: tries of a call that is throttled or fails.
        connect_timeout: seconds.
        read_timeout: seconds.
        session_policy: what a session in an account may do at most, whatever its role may; "" for all of that.
    """

    home: str
    role_name: str
    endpoint_url: str = ""
    profile: str = ""
    attempts: int = 6
    connect_timeout: float = 10
    read_timeout: float = 60
    session_policy: str = ""


class Sessions:
    """The sessions of all accounts; safe to use from many threads.

    Args:
        connection: how AWS is reached.

    Raises:
        UserError: boto3 is too old, or the profile is unknown.
    """

    def __init__(self, connection: Connection) -> None:
        import boto3
        import botocore.session
        from botocore.config import Config
        from botocore.exceptions import ProfileNotFound

        refuse_an_older_boto3(boto3.__version__)
        self._connection = connection
        # One loader for all: it caches the parsed models of the services, which are most of a client's cost.
        self._loader = botocore.session.get_session().get_component("data_loader")
        # Endpoints that the caller's settings give to single services are ignored: the endpoint in the manifest must
        # be true for every call.
        self._config = Config(
            retries={"mode": "adaptive", "total_max_attempts": connection.attempts},
            connect_timeout=connection.connect_timeout,
            read_timeout=connection.read_timeout,
            user_agent_extra="lz-evidence",
            ignore_configured_endpoint_urls=True,
            s3={"addressing_style": "path"} if connection.endpoint_url else {},
        )
        try:
            self._own = boto3.Session(profile_name=connection.profile or None, region_name=connection.home)
        except ProfileNotFound as error:
            raise UserError(
                "the AWS profile does not exist", value=connection.profile, fix="correct --profile", allowed=str(error)
            ) from None
        self._lock = Lock()

    def caller(self) -> str:
        """Return the ARN of the caller.

        Raises:
            UserError: there are no credentials, or AWS refuses them.
        """
        try:
            return str(self._client(self._own, "sts", self._connection.home).get_caller_identity()["Arn"])
        except Exception as problem:
            error = classify_error(problem)
            if error is None:
                raise
            raise UserError(
                f"AWS does not accept the credentials: {error.message or error.code}",
                value=error.code,
                fix="sign in (aws sso login), name a --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            ) from None

    def own(self) -> AccountSession:
        """Return the caller's own session, in the account of the credentials.

        Raises:
            UserError: there are no credentials, or AWS refuses them.
        """
        return AccountSession(self.caller(), self._own, self._client)

    def enter(self, account: str) -> AccountSession:
        """Assume the auditor's role in an account.

        Raises:
            ClientError, BotoCoreError: the role cannot be assumed.
        """
        import boto3
        import botocore.session
        from botocore.credentials import RefreshableCredentials

        role = f"arn:{partition_of(self._connection.home)}:iam::{account}:role/{self._connection.role_name}"
        first = self._assume(role)
        core = botocore.session.get_session()
        core.register_component("data_loader", self._loader)
        # botocore has no public API for session credentials that refresh themselves; boto3's documentation of assumed
        # roles points to the configuration file, which can name only one account at a time.
        core._credentials = RefreshableCredentials.create_from_metadata(
            metadata=_metadata(first), refresh_using=lambda: _metadata(self._assume(role)), method="sts-assume-role"
        )
        session = boto3.Session(botocore_session=core, region_name=self._connection.home)
        return AccountSession(str(first["AssumedRoleUser"]["Arn"]), session, self._client)

    def _assume(self, role: str) -> Any:
        with self._lock:
            client = self._client_unlocked(self._own, "sts", self._connection.home)
        limit = {"Policy": self._connection.session_policy} if self._connection.session_policy else {}
        return client.assume_role(RoleArn=role, RoleSessionName=SESSION_NAME, **limit)

    def _client(self, session: Any, service: str, region: str) -> Any:
        # Creating a client is not thread-safe (boto3 guide, "Multithreading or multiprocessing with clients").
        with self._lock:
            return self._client_unlocked(session, service, region)

    def _client_unlocked(self, session: Any, service: str, region: str) -> Any:
        url = self._connection.endpoint_url or None
        client = session.client(service, region_name=region, endpoint_url=url, config=self._config)
        if url and service == "s3control":
            client.meta.events.register("before-sign", _without_the_account(url))
        return client


@dataclass(frozen=True)
class AccountSession:
    """A session in one account.

    Args:
        identity: the ARN of the assumed role's session.
        session: of boto3.
        make: creates a client from a session, a service and a Region.
    """

    identity: str
    session: Any
    make: Callable[[Any, str, str], Any]

    def clients(self, calls: Calls) -> Callable[[str, str], Any]:
        """Return a factory of watched clients by service and Region; it caches each client."""
        made: dict[tuple[str, str], Any] = {}

        def connect(service: str, region: str) -> Any:
            if (service, region) not in made:
                client = self.make(self.session, service, region)
                calls.watch(client)
                made[(service, region)] = client
            return made[(service, region)]

        return connect


def _without_the_account(url: str) -> Callable[..., None]:
    """S3 Control puts the account before the host name; an emulator answers for one host name only."""

    def rewrite(request: Any, **_: Any) -> None:
        request.url = urlsplit(request.url)._replace(netloc=urlsplit(url).netloc).geturl()

    return rewrite


def _metadata(answer: Any) -> dict[str, str]:
    credentials = answer["Credentials"]
    return {
        "access_key": credentials["AccessKeyId"],
        "secret_key": credentials["SecretAccessKey"],
        "token": credentials["SessionToken"],
        "expiry_time": credentials["Expiration"].isoformat(),
    }
