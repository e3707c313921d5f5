"""Runs ``cdk bootstrap`` in every environment, with the credentials of each account."""

from __future__ import annotations

import os
import subprocess  # runs the pinned CDK CLI
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Console

from landing_zone.config.regions import partition_of
from landing_zone.deployment.bootstraps import EnvironmentBootstrap, bootstrap_arguments
from landing_zone.deployment.cdk_cli import QUIET, cdk_command
from landing_zone.deployment.without_the_cli import deploy, too_long_for_the_cli
from landing_zone.errors import UserError

SESSION_NAME = "lz-bootstrap"
"""The name of the session in CloudTrail."""
_KEPT = ("Not overwriting it", "Not downgrading it")
"""What the CDK CLI says where it leaves a bootstrap stack as it is, with exit code 0 (aws-cdk 2.1148.1)."""
_LINES = 12
"""Lines of the CLI's output that say what failed."""


@dataclass(frozen=True)
class Credentials:
    """How an administrator enters the accounts.

    Args:
        role_name: of a role in each account that the caller may assume; "" for none.
        profile: the pattern of the AWS profiles' names; "" for none.
    """

    role_name: str = ""
    profile: str = ""

    def said(self, one: EnvironmentBootstrap) -> str:
        """Return with whose credentials a command is run, for people."""
        if self.profile:
            return f"account {one.account_id}, by the profile {self._profile(one)}"
        if self.role_name:
            role = f"arn:{partition_of(one.region)}:iam::{one.account_id}:role/{self.role_name}"
            return f"as {role}, or with the account's own credentials"
        return f"with an administrator's credentials of account {one.account_id}"

    def variables(self, one: EnvironmentBootstrap) -> dict[str, str]:
        """Return the variables that a printed command begins with."""
        return {"AWS_PROFILE": self._profile(one)} if self.profile else {}

    def _profile(self, one: EnvironmentBootstrap) -> str:
        try:
            return self.profile.format(account=one.account, id=one.account_id)
        except (KeyError, IndexError, ValueError) as error:
            raise UserError(
                "the name of the profiles has a placeholder that there is not",
                value=self.profile,
                allowed="{account} for an account's name, {id} for its number",
                fix=f"correct --profile: {error}",
            ) from None


@dataclass(frozen=True)
class Outcome:
    """What became of one environment; ``failure`` is "" where it is bootstrapped."""

    name: str
    failure: str = ""


@dataclass
class _Runner:
    qualifier: str
    credentials: Credentials
    force: bool

    def __post_init__(self) -> None:
        self._command = cdk_command()
        self._caller = _caller() if self.credentials.role_name else ""

    def run(self, one: EnvironmentBootstrap) -> str:
        """Bootstrap one environment, and return what failed."""
        try:
            environment = self._environment(one)
        except _NotEnteredError as error:
            return str(error)
        if too_long_for_the_cli(one.template):
            return deploy(one.template, _client(environment), force=self.force)
        local = replace(one, template=one.template.resolve())
        arguments = bootstrap_arguments([local], self.qualifier, force=self.force)
        with tempfile.TemporaryDirectory() as folder:  # the CLI would read a cdk.json
            ended = subprocess.run(  # noqa: S603 the pinned CLI
                [*self._command, *arguments, "--ci", "--no-notices", "--no-color"],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        said = [line for line in (ended.stdout + ended.stderr).splitlines() if line.strip()]
        kept = [line.strip() for line in said if any(words in line for words in _KEPT)]
        if ended.returncode:
            return "\n        ".join([f"cdk bootstrap ended with code {ended.returncode}", *said[-_LINES:]])
        return f"{kept[0]}\n        fix  give --force, once: docs/bootstrap.md" if kept else ""

    def _environment(self, one: EnvironmentBootstrap) -> dict[str, str]:
        environment = {**os.environ, **QUIET, "AWS_REGION": one.region, **self.credentials.variables(one)}
        if not self.credentials.role_name or one.account_id == self._caller:
            return environment
        for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
            environment.pop(name, None)
        return environment | _assume(one, self.credentials.role_name)


class _NotEnteredError(Exception):
    """The account cannot be entered."""


def run_bootstraps(
    environments: Sequence[EnvironmentBootstrap],
    qualifier: str,
    credentials: Credentials,
    console: Console,
    *,
    force: bool = False,
) -> tuple[Outcome, ...]:
    """Bootstrap environments one after another; what fails in one stops no other.

    Args:
        environments: in their order.
        qualifier: of the configuration.
        credentials: how the accounts are entered.
        console: shows the progress: one line that changes on a terminal, a line for each environment elsewhere.
        force: replace what the CDK CLI would leave as it is.

    Raises:
        UserError: the CDK CLI is not installed; or there are no credentials to begin with.
    """
    runner = _Runner(qualifier, credentials, force)
    outcomes = []
    with _progress(console) as show:
        for number, one in enumerate(environments, 1):
            name = f"{one.account}/{one.region}"
            show(f"bootstrap {number} of {len(environments)}: {name}")
            outcomes.append(Outcome(name, runner.run(one)))
    return tuple(outcomes)


@contextmanager
def _progress(console: Console) -> Iterator[Any]:
    if not console.is_terminal:
        yield lambda line: console.print(line, markup=False, soft_wrap=True)
        return
    with console.status("") as status:
        yield status.update


def _caller() -> str:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return str(boto3.client("sts", region_name=_region()).get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise UserError(
            f"AWS does not accept the credentials: {error}",
            fix="sign in to the management account (aws sso login), or set AWS_PROFILE",
        ) from None


def _assume(one: EnvironmentBootstrap, role_name: str) -> dict[str, str]:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    role = f"arn:{partition_of(one.region)}:iam::{one.account_id}:role/{role_name}"
    try:
        answer = boto3.client("sts", region_name=one.region).assume_role(RoleArn=role, RoleSessionName=SESSION_NAME)
    except (BotoCoreError, ClientError) as error:
        raise _NotEnteredError(f"{role} cannot be assumed: {error}") from None
    found = answer["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": found["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
        "AWS_SESSION_TOKEN": found["SessionToken"],
    }


def _client(environment: Mapping[str, str]) -> Any:
    import boto3

    session = boto3.Session(
        profile_name=environment.get("AWS_PROFILE"),
        aws_access_key_id=environment.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=environment.get("AWS_SECRET_ACCESS_KEY"),
        aws_session_token=environment.get("AWS_SESSION_TOKEN"),
        region_name=environment["AWS_REGION"],
    )
    return session.client("cloudformation")


def _region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
