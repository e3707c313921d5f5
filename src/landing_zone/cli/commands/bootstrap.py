"""``lz bootstrap``: print, or run, what makes every account and Region ready for deployments."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landing_zone.cli.commands.options import AssemblyArgument
from landing_zone.console.console import errors_console, output_console
from landing_zone.errors import ExitCode, UserError

if TYPE_CHECKING:
    from landing_zone.deployment.bootstraps import EnvironmentBootstrap
    from landing_zone.deployment.run_bootstraps import Credentials


def bootstrap(
    assembly: AssemblyArgument = Path("cdk.out"),
    run: Annotated[bool, typer.Option("--run", help="Run the commands instead of printing them.")] = False,
    account: Annotated[
        list[str] | None,
        typer.Option("--account", help="Only this account, by its name; repeatable.", show_default=False),
    ] = None,
    role_name: Annotated[
        str,
        typer.Option(
            "--role-name",
            help="Enter each account but one's own by this role: OrganizationAccountAccessRole.",
            show_default=False,
        ),
    ] = "",
    profile: Annotated[
        str,
        typer.Option(
            "--profile",
            help="The AWS profile of each account, with {account} for its name and {id} for its number.",
            show_default=False,
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Replace a bootstrap of the CDK's own, or a newer one.")
    ] = False,
) -> None:
    """Bootstrap every account and Region by the templates that the synth wrote and judged.

    Without `--run` it prints the commands, in their order. They need an administrator's rights in each account: by a
    role, by profiles, or by the credentials of the shell, which are those of one account. Again after each change of a
    template, which `lz diff` names. docs/bootstrap.md says what is deployed. Exit code 1 when an environment fails.

        lz bootstrap
        lz bootstrap --run --role-name OrganizationAccountAccessRole
        lz bootstrap --run --account cde-production --profile 'zone-{account}'
    """
    from landing_zone.assessment.digests import ASSESSMENT
    from landing_zone.assessment.verify import asked
    from landing_zone.deployment.bootstraps import read_bootstraps
    from landing_zone.deployment.run_bootstraps import Credentials, run_bootstraps

    if role_name and profile:
        raise UserError(
            "an account is entered by a role or by a profile",
            value=f"--role-name {role_name} --profile {profile}",
            allowed="one of the two",
            fix="leave one out",
        )
    found = read_bootstraps(assembly)
    if (assembly / ASSESSMENT).is_file():
        asked(assembly / ASSESSMENT)
    chosen = found.of_accounts(account or ())
    credentials = Credentials(role_name=role_name, profile=profile)
    if not run:
        _print(chosen, credentials, found.qualifier, force=force)
        return
    outcomes = run_bootstraps(chosen, found.qualifier, credentials, errors_console(), force=force)
    failed = [one for one in outcomes if one.failure]
    console = output_console()
    for one in failed:
        console.print(f"failed  {one.name}: {one.failure}", markup=False, soft_wrap=True)
    console.print(f"{len(outcomes) - len(failed)} of {len(outcomes)} environments are bootstrapped", markup=False)
    raise typer.Exit(ExitCode.NOT_HELD if failed else ExitCode.HELD)


def _print(chosen: tuple[EnvironmentBootstrap, ...], credentials: Credentials, qualifier: str, *, force: bool) -> None:
    from landing_zone.deployment.bootstraps import bootstrap_arguments
    from landing_zone.deployment.without_the_cli import direct_arguments, too_long_for_the_cli

    console = output_console()
    last = ""
    for one in chosen:
        if one.account != last:
            last = one.account
            console.print(f"# {one.account}: {credentials.said(one)}", markup=False, highlight=False, soft_wrap=True)
        direct = too_long_for_the_cli(one.template)
        arguments = direct_arguments(one) if direct else bootstrap_arguments([one], qualifier, force=force)
        command = shlex.join(["aws" if direct else "cdk", *arguments])
        variables = _variables(credentials.variables(one))
        console.print(f"{variables}{command}", markup=False, highlight=False, soft_wrap=True)


def _variables(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={shlex.quote(value)} " for name, value in values.items())
