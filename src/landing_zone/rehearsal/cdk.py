"""The real CDK CLI, as a deployment runs it: bootstrap, deploy, destroy."""

from __future__ import annotations

import subprocess  # runs the pinned CDK CLI
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from landing_zone.deployment.bootstraps import EnvironmentBootstrap, bootstrap_arguments, by_template
from landing_zone.deployment.cdk_cli import QUIET, cdk_command

TRUSTED_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"
"""The rights of CloudFormation in a bootstrapped account; the CDK's default."""

CONCURRENCY = 4
"""Stacks deployed at a time; the emulator is one Python process, so more gains nothing."""

LAST_LINES = 16
"""The text of a failure: so many lines from the log's end, and the lines before them that say what failed."""

_PLUGIN = Path(__file__).with_name("account_credentials.cjs")


class CdkFailedError(Exception):
    """The CDK CLI ended with an error; the message has the last lines that it printed."""


class CdkCli:
    """Runs the CDK CLI against one endpoint.

    Args:
        environment: the whole environment of its process.
        folder: an empty folder to run in (a ``cdk.json`` would be read), which gets the logs too.
        management: id of the account whose credentials the environment has.

    Raises:
        UserError: the CLI or Node is not installed.
    """

    def __init__(self, environment: Mapping[str, str], folder: Path, management: str) -> None:
        self._folder = folder / "cli"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._logs = folder
        self._management = management
        self._command = cdk_command()
        self._environment = {**environment, "LZ_REHEARSAL_MANAGEMENT": management, **QUIET}

    def bootstrap_by(self, environments: Sequence[EnvironmentBootstrap], qualifier: str) -> None:
        """Bootstrap environments by the templates of their assembly, as ``lz bootstrap`` does.

        Raises:
            CdkFailedError: it did not succeed.
        """
        # The CLI runs in a folder of its own, so a relative path would not be found.
        groups = by_template([replace(one, template=one.template.resolve()) for one in environments])
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            list(pool.map(lambda item: self._bootstrap(item[0], item[1], qualifier), enumerate(groups, 1)))

    def _bootstrap(self, number: int, group: Sequence[EnvironmentBootstrap], qualifier: str) -> None:
        self._run(*bootstrap_arguments(group, qualifier), "--plugin", str(_PLUGIN), log=f"bootstrap-{number}")

    def bootstrap(self, environments: Sequence[str], qualifier: str = "") -> None:
        """Bootstrap environments (``aws://account/region``) by the CDK's own template, trusting the management account.

        Args:
            environments: the environments.
            qualifier: of the bootstrap; the CDK's own by default.

        Raises:
            CdkFailedError: it did not succeed.
        """
        self._run(
            "bootstrap",
            *environments,
            "--plugin",
            str(_PLUGIN),
            "--trust",
            self._management,
            "--cloudformation-execution-policies",
            TRUSTED_POLICY,
            *(("--qualifier", qualifier) if qualifier else ()),
        )

    def deploy(self, assembly: Path, stacks: Sequence[str]) -> None:
        """Deploy stacks of an assembly after their dependencies.

        Raises:
            CdkFailedError: it did not succeed.
        """
        self._run(
            "deploy",
            "--app",
            str(assembly.resolve()),
            *stacks,
            "--require-approval",
            "never",
            "--concurrency",
            str(CONCURRENCY),
            "--asset-prebuild=false",
        )

    def destroy(self, assembly: Path, stacks: Sequence[str]) -> None:
        """Destroy stacks, each before its dependencies.

        Raises:
            CdkFailedError: it did not succeed.
        """
        self._run(
            "destroy", "--app", str(assembly.resolve()), *stacks, "--force", "--exclusively",
            "--concurrency", str(CONCURRENCY),
        )  # fmt: skip

    def _run(self, verb: str, *arguments: str, log: str = "") -> None:
        file = self._logs / f"cdk-{log or verb}.log"
        with file.open("w", encoding="utf-8") as stream:
            process = subprocess.Popen(  # noqa: S603 the pinned CLI
                [*self._command, verb, *arguments, "--ci", "--no-notices", "--no-color"],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
            try:
                code = process.wait()
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if code != 0:
            said = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
            failed = [line for line in said[:-LAST_LINES] if "❌" in line]
            raise CdkFailedError(
                "\n".join([f"cdk {verb} ended with code {code} ({file}):", *failed, *said[-LAST_LINES:]])
            )
