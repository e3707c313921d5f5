"""``lz doctor`` and ``lz prepare``: what AWS must have before the zone is deployed, and after."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landing_zone.cli.commands.options import PoliciesOption
from landing_zone.console.console import errors_console, output_console, working
from landing_zone.errors import ExitCode, UserError
from landing_zone.yaml.issue import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landing_zone.config.landing_zone import LandingZone
    from landing_zone.evidence.sessions import Sessions
    from landing_zone.preparation.ask import Outcome, Repair
    from landing_zone.preparation.model import PreparationFile

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""The role that AWS Organizations makes in each account that it creates."""

ConfigOption = Annotated[
    Path, typer.Option("--config", help="The configuration of the zone.", show_default=True, metavar="FILE")
]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role-name",
        help="The role that is assumed in the other accounts: AWSControlTowerExecution in those of Control Tower, "
        "landing-zone-auditor or another after the deployment.",
    ),
]
ProfileOption = Annotated[str, typer.Option(help="Of the AWS configuration files.")]
EndpointOption = Annotated[
    str, typer.Option(envvar="AWS_ENDPOINT_URL", help="Of an emulator, such as `lz rehearse --serve` prints.")
]
AccountOption = Annotated[list[str] | None, typer.Option(help="Only in this account, by name; may repeat.")]
OnlyOption = Annotated[list[str] | None, typer.Option(help="Only this prerequisite, by its id; may repeat.")]
DeployedOption = Annotated[
    bool, typer.Option("--deployed", help="After the deployment: what stacks make, and people after them, too.")
]


def doctor(
    config: ConfigOption = Path("landing-zone.yaml"),
    deployed: DeployedOption = False,
    role_name: RoleOption = ACCESS_ROLE,
    profile: ProfileOption = "",
    endpoint_url: EndpointOption = "",
    account: AccountOption = None,
    only: OnlyOption = None,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    policy: Annotated[bool, typer.Option("--policy", help="Print the IAM policy that the caller needs.")] = False,
    policies: PoliciesOption = None,
) -> None:
    """Ask AWS, read only, for each thing that the zone needs there, and print the command that repairs what is missing.

    With the caller's credentials, best those of the management account, and a role in the other accounts, where its
    sessions are limited to reading. What a stack makes is *later* until --deployed. Exit code 0: all is met; 1:
    something is not met, or could not be asked; 2: wrong input, or no credentials. docs/deployment.md has the list.

        lz doctor
        lz doctor --deployed --format json
    """
    if output not in ("text", "json"):
        raise UserError("there is no such format", value=output, allowed="text, json", fix="correct --format")
    from landing_zone.preparation.ask import Status
    from landing_zone.preparation.report import as_data, print_outcomes

    desk = _Desk(config, policies, role_name, profile, endpoint_url, account, deployed=deployed)
    desk.keep(only or ())
    if policy:
        sys.stdout.write(json.dumps(desk.policy(), indent=2) + "\n")
        return
    with working("asking AWS"):
        outcomes = desk.ask()
    desk.say_emulated()
    if output == "json":
        sys.stdout.write(json.dumps(as_data(outcomes), indent=1) + "\n")
    else:
        print_outcomes(desk.parts, outcomes, desk.names, output_console())
    ready = all(outcome.status in (Status.MET, Status.LATER) for outcome in outcomes)
    raise typer.Exit(ExitCode.HELD if ready else ExitCode.NOT_HELD)


def prepare(
    config: ConfigOption = Path("landing-zone.yaml"),
    run: Annotated[bool, typer.Option("--run", help="Make the calls; without it they are printed.")] = False,
    deployed: DeployedOption = False,
    role_name: RoleOption = ACCESS_ROLE,
    profile: ProfileOption = "",
    endpoint_url: EndpointOption = "",
    account: AccountOption = None,
    only: OnlyOption = None,
    policies: PoliciesOption = None,
) -> None:
    """Do what `lz doctor` finds missing, where no stack can and no person must decide.

    Prints the commands; with --run makes the calls, those of another account in a session that is limited to them,
    and asks again. What is met is left alone, so it may be repeated. Exit code 0: nothing is left of it; 1: something
    is, or could not be asked; 2: wrong input, or no credentials.

        lz prepare
        lz prepare --run
    """
    from landing_zone.preparation.ask import Status
    from landing_zone.preparation.prepare import plan_of
    from landing_zone.preparation.prepare import run as run_calls
    from landing_zone.preparation.report import commands

    desk = _Desk(config, policies, role_name, profile, endpoint_url, account, deployed=deployed)
    desk.keep(only or ())
    desk.items = [item for item in desk.items if item.prerequisite.fix and item.prerequisite.fix.run]
    with working("asking AWS"):
        outcomes = desk.ask()
    desk.say_emulated()
    console = output_console()
    for line in commands(plan_of(outcomes), desk.names):
        console.print(line, markup=False, soft_wrap=True)
    if run:

        def say(repair: Repair, error: str) -> None:
            console.print("[red]failed[/]  " if error else "[green]done[/]  ", end="")
            console.print(f"{repair.command}{f': {error}' if error else ''}", markup=False, soft_wrap=True)

        outcomes = run_calls(desk.ask, desk.writing(), desk.run_actions, say)
    left = plan_of(outcomes)
    unasked = [outcome for outcome in outcomes if outcome.status is Status.NOT_ASKED]
    for outcome in unasked:
        console.print(f"not asked  {outcome.item.prerequisite.id} {outcome.item.where}: {outcome.why}", markup=False)
    what = f"{len(left)} calls are left, {len(unasked)} prerequisites could not be asked"
    console.print(f"{what}; lz doctor says what is for people", markup=False, soft_wrap=True)
    raise typer.Exit(ExitCode.NOT_HELD if left or unasked else ExitCode.HELD)


class _Desk:
    """What both commands have: the prerequisites of a zone, and sessions in its accounts."""

    def __init__(
        self,
        config: Path,
        policies: Path | None,
        role_name: str,
        profile: str,
        endpoint_url: str,
        accounts: Sequence[str] | None,
        *,
        deployed: bool,
    ) -> None:
        from landing_zone.config import load_landing_zone
        from landing_zone.files.policies_folder import policies_folder
        from landing_zone.preparation.load import load_preparation
        from landing_zone.preparation.permissions import asked_actions, run_actions, session_policy
        from landing_zone.preparation.places import items_of

        folder = policies_folder(policies)
        self.zone: LandingZone = load_landing_zone(config)
        self.parts: tuple[PreparationFile, ...] = load_preparation(folder)
        self.names = {account.id: account.name for account in self.zone.accounts}
        chosen = _chosen("account", accounts or (), self.names.values())
        self.items = [i for i in items_of(self.parts, self.zone, folder) if i.environment.account.name in chosen]
        self._actions, self.run_actions = asked_actions(self.parts), run_actions(self.parts)
        self._role, self._profile, self._endpoint, self._deployed = role_name, profile, endpoint_url, deployed
        self._policy_of: Callable[[Sequence[str]], str] = session_policy

    def keep(self, only: Sequence[str]) -> None:
        ids = _chosen("only", only, [one.id for part in self.parts for one in part.prerequisites])
        self.items = [item for item in self.items if item.prerequisite.id in ids]

    def ask(self) -> list[Outcome]:
        from landing_zone.preparation.doctor import ask_all

        return ask_all(self.items, self._sessions(self._actions), self._actions, deployed=self._deployed)

    def writing(self) -> Sessions:
        return self._sessions(self.run_actions)

    def policy(self) -> dict[str, object]:
        from landing_zone.preparation.permissions import policy_of

        return policy_of(self._actions, self._role)

    def say_emulated(self) -> None:
        if self._endpoint:
            what = f"{self._endpoint} answers, not AWS: this is a rehearsal"
            errors_console().print(what, style="yellow", markup=False, soft_wrap=True)

    def _sessions(self, actions: Sequence[str]) -> Sessions:
        from landing_zone.evidence.sessions import Connection, Sessions

        return Sessions(
            Connection(
                home=self.zone.regions.home,
                role_name=self._role,
                endpoint_url=self._endpoint,
                profile=self._profile,
                # What an emulator does not have it answers with 500: to ask again is to wait for nothing.
                attempts=1 if self._endpoint else Connection.attempts,
                session_policy=self._policy_of(actions),
            )
        )


def _chosen(option: str, names: Sequence[str], known: Iterable[str]) -> frozenset[str]:
    every = frozenset(known)
    for name in names:
        if name not in every:
            fix = did_you_mean(name, every, f"correct --{option}")
            raise UserError(f"--{option}: there is no such name", value=name, allowed=", ".join(sorted(every)), fix=fix)
    return frozenset(names) or every
