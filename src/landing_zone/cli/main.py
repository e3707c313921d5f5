"""``lz``: judge templates, verify an assembly, write reports, and explain what answers a requirement."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from landing_zone.cli.commands import (
    bootstrap,
    bundle,
    check,
    controls,
    cost,
    diff,
    doctor,
    evidence,
    explain,
    prove,
    rehearse,
    report,
    verify,
    waivers,
)
from landing_zone.console.console import errors_console
from landing_zone.errors import ExitCode, UserError

app = typer.Typer(
    name="lz",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "An AWS landing zone that proves its own compliance.\n\n"
        "Exit codes: **0** every control holds, **1** a control does not hold, **2** wrong input or a broken tool."
    ),
    epilog="`cdk synth` runs the same gates and writes cdk.out/assessment.json, which these commands read.",
)

_COMMANDS: tuple[Callable[..., Any], ...] = (
    check.check,
    verify.verify,
    diff.diff,
    report.report,
    explain.explain,
    controls.controls,
    waivers.waivers,
    doctor.doctor,
    doctor.prepare,
    prove.prove,
    rehearse.rehearse,
    bootstrap.bootstrap,
    cost.cost,
)
for _command in _COMMANDS:
    app.command(_command.__name__)(_command)
app.add_typer(evidence.app)
app.add_typer(bundle.bundle, name="bundle")


def main(arguments: list[str] | None = None) -> None:
    """Run ``lz``; a user's mistake is printed without a traceback, with exit code 2."""
    try:
        app(arguments)
    except UserError as error:
        errors_console().print(error.render(), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader closed the pipe (`lz controls | head`): not an error, and not a verdict either.
        sys.stderr.close()
        sys.exit(ExitCode.HELD)
