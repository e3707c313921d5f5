"""``lz bundle``: one archive of all that the assessment rests on, and the check that nothing in it changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from landing_zone.cli.commands.options import PoliciesOption
from landing_zone.console.console import output_console, working
from landing_zone.errors import ExitCode
from landing_zone.files.policies_folder import policies_folder

bundle = typer.Typer(invoke_without_command=True, rich_markup_mode="markdown")


@bundle.callback()
def create(
    context: typer.Context,
    assembly: Annotated[Path, typer.Option("--assembly", help="A judged cloud assembly.")] = Path("cdk.out"),
    report: Annotated[
        Path, typer.Option("--report", help="What `lz report` wrote; left out when there is none.")
    ] = Path("build/report"),
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="A run of `lz evidence collect`.", show_default=False)
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help="The bundle before, to chain this one to.", show_default=False)
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", help="Sign with a private key: a PEM file, or awskms:<key id, ARN or alias>.", show_default=False
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .tar file, or a folder.")] = Path("build/bundles"),
    policies: PoliciesOption = None,
) -> None:
    """Make one archive of assembly, assessment, reports, policies with proofs and waivers, and evidence.

    Its statement (in-toto) holds the SHA-256 of every file, and names the bundle before it. The same input gives the
    same bytes.

        lz bundle --previous build/bundles/evidence-2026-10-23-0123456789ab.tar --key key.pem
        lz bundle verify OLDER.tar NEWER.tar --public-key key.pub.pem
    """
    if context.invoked_subcommand:
        return
    from landing_zone.bundle.create import Parts, create

    parts = Parts(assembly, policies_folder(policies), report if report.is_dir() else None, evidence)
    with working("bundling"):
        made = create(parts, output, previous=previous, key=key)
    console = output_console()
    console.print(f"{made.files} files in {made.path}", markup=False, soft_wrap=True)
    console.print(f"statement sha256:{made.digest}", markup=False, soft_wrap=True)
    if parts.report is None:
        console.print(
            f"without reports: there are none in {report}; run `lz report` first", markup=False, soft_wrap=True
        )


@bundle.command()
def verify(
    bundles: Annotated[list[Path], typer.Argument(help="Bundles, the oldest first: each has to name the one before.")],
    public_key: Annotated[
        Path | None,
        typer.Option("--public-key", help="Also ask that this key, in PEM, signed each of them.", show_default=False),
    ] = None,
) -> None:
    """Find a changed byte, a missing or added file, a broken chain, a wrong signature: exit code 1 for any of them."""
    from landing_zone.bundle.verify import verify_chain

    opened = verify_chain(bundles, public_key)
    console = output_console()
    for one in opened:
        for problem in one.problems:
            console.print(f"[red]damaged[/]  {escape(str(one.path))}: ", end="", soft_wrap=True)
            console.print(problem, markup=False, soft_wrap=True)
        if not one.problems:
            console.print(
                f"[green]whole[/]    {escape(str(one.path))}: {one.files} files; {_signature(one.signed, one.key)}",
                soft_wrap=True,
            )
            console.print(f"         sha256:{one.digest}", soft_wrap=True)
    if opened and opened[0].previous and not opened[0].problems:
        console.print(f"the chain was not followed beyond sha256:{opened[0].previous}", soft_wrap=True)
    if any(one.problems for one in opened):
        raise typer.Exit(ExitCode.NOT_HELD)


def _signature(signed: bool, key: str) -> str:
    if key:
        return f"signed by {key}"
    return "signed, and the signature not checked: give --public-key" if signed else "not signed"
