"""``lz evidence``: query deployed accounts, compare two runs, and print the auditor's role."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from landing_zone.cli.commands.options import AssemblyArgument
from landing_zone.console.console import errors_console, output_console, working
from landing_zone.errors import ExitCode
from landing_zone.evidence.auditor import AUDITOR_ROLE

if TYPE_CHECKING:
    from landing_zone.evidence.model import AskEntry

app = typer.Typer(
    name="evidence",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="The answers of deployed accounts: collected read-only, stored with caller, place and time.",
)

DEFAULT_FOLDER = Path("build/evidence")
FolderOption = Annotated[Path, typer.Option("--out", help="The folder of runs.", show_default=True)]
RoleOption = Annotated[str, typer.Option("--role-name", help="The auditor's role, the same name in every account.")]


@app.command()
def collect(
    assembly: AssemblyArgument = Path("cdk.out"),
    out: FolderOption = DEFAULT_FOLDER,
    run: Annotated[str, typer.Option(help="The run's name; by default the time, or the newest to resume.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Run only queries that are undetermined so far.")] = False,
    role_name: RoleOption = AUDITOR_ROLE,
    endpoint_url: Annotated[
        str, typer.Option(envvar="AWS_ENDPOINT_URL", help="Of an emulator, such as `lz rehearse --serve` prints.")
    ] = "",
    profile: Annotated[str, typer.Option(help="Of the AWS configuration files.")] = "",
    account: Annotated[list[str] | None, typer.Option(help="Only this account, by name or id; may repeat.")] = None,
    query: Annotated[list[str] | None, typer.Option(help="Only this query; may repeat.")] = None,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="Environments queried at the same time.")] = 16,
    attempts: Annotated[int, typer.Option(min=1, max=20, help="Calls before a throttled one is given up.")] = 6,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds to wait for one answer.")] = 60,
) -> None:
    """Run every query in the accounts of the assembly, and store every answer.

    Organisation aggregates run first; a query that they answer does not run account by account. Denied, timed out
    or switched off is *undetermined*. Last it prints what each stage says of the assembly: designed, deployed,
    operating. Exit code 0: every answer passes; 1: one fails or is undetermined; 2: wrong input, or a query broke.

        lz evidence collect cdk.out
        lz evidence collect cdk.out --resume
    """
    # boto3 and pydantic's models of evidence: `lz explain` must not wait for them.
    from landing_zone.assessment.digests import ASSESSMENT
    from landing_zone.assessment.read import read_assessment
    from landing_zone.console.stages_text import print_stages
    from landing_zone.evidence.collect import Bounds
    from landing_zone.evidence.design import read_design
    from landing_zone.evidence.join import with_evidence
    from landing_zone.evidence.run import Selection, collect_run, exit_code_of
    from landing_zone.evidence.sessions import Connection
    from landing_zone.evidence.store import newest_run
    from landing_zone.evidence.summary import print_run

    with working(f"reading {assembly}"):
        design = read_design(assembly)
    started = datetime.now(UTC)
    name = run or (newest_run(out) if resume else started.strftime("%Y%m%dT%H%M%SZ"))
    connection = Connection(
        home=design.zone.regions.home,
        role_name=role_name,
        endpoint_url=endpoint_url,
        profile=profile,
        attempts=attempts,
        read_timeout=timeout,
    )
    with _progress() as progress:
        task = progress.add_task("asking", total=None)

        def report(entry: AskEntry, total: int) -> None:
            progress.update(task, total=total, advance=1, description=f"{entry.account} {entry.query}")

        found = collect_run(
            design,
            connection,
            out / name,
            lambda: datetime.now(UTC),
            resume=resume,
            selection=Selection(tuple(account or ()), tuple(query or ())),
            bounds=Bounds(environments=at_once),
            report=report,
        )
    print_run(found, output_console())
    output_console().print(f"evidence: {out / name}", markup=False, soft_wrap=True)
    joined = with_evidence(read_assessment(assembly / ASSESSMENT), found, found.finished.astimezone(UTC).date())
    print_stages(joined, output_console())
    raise typer.Exit(exit_code_of(found))


@app.command()
def policy(
    assembly: AssemblyArgument = Path("cdk.out"),
    role_name: RoleOption = AUDITOR_ROLE,
    principal: Annotated[str, typer.Option(help="ARN of the collector; by default the security account.")] = "",
) -> None:
    """Print the auditor's role as JSON: its trust, and the actions that the queries declare.

    For example:

        lz evidence policy cdk.out > auditor.json
    """
    from landing_zone.evidence.design import read_design
    from landing_zone.evidence.policy import auditor_actions, auditor_policies, auditor_trust
    from landing_zone.evidence.registry import all_queries

    role = {
        "RoleName": role_name,
        "AssumeRolePolicyDocument": auditor_trust(read_design(assembly).zone, principal),
        "ManagedPolicies": [
            {"ManagedPolicyName": f"{role_name}-{number}", "PolicyDocument": document}
            for number, document in enumerate(auditor_policies(auditor_actions(all_queries())), start=1)
        ],
    }
    sys.stdout.write(json.dumps(role, indent=2) + "\n")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The folder of the earlier run.")],
    new: Annotated[Path, typer.Argument(help="The folder of the later run.")],
) -> None:
    """Show what newly fails, became undetermined, vanished, appeared or newly passes; exit code 1 when it got worse.

    For example:

        lz evidence diff build/evidence/20261101T060000Z build/evidence/20261123T060000Z
    """
    from landing_zone.evidence.diff import differences
    from landing_zone.evidence.read import read_run
    from landing_zone.evidence.summary import print_differences

    found = differences(read_run(old), read_run(new))
    print_differences(found, output_console())
    raise typer.Exit(ExitCode.NOT_HELD if any(difference.worse for difference in found) else ExitCode.HELD)


@app.command()
def queries() -> None:
    """List the queries: where each runs, what it is evidence for, and the rights that it needs."""
    from rich.table import Table

    from landing_zone.evidence.registry import all_queries

    table = Table("query", "level", "controls", "IAM actions", "holds when", box=None)
    for query in all_queries():
        entry = query.entry
        table.add_row(entry.id, entry.level, ", ".join(entry.controls), ", ".join(entry.actions), entry.title)
    console = output_console()
    console.print(table)
    console.print(f"{len(all_queries())} queries")


def _progress() -> Progress:
    console = errors_console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal or bool(os.environ.get("CI")),
    )
