"""``lz rehearse``: deploy the zone into an emulated AWS, and read it back."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landing_zone.console.console import errors_console, output_console
from landing_zone.errors import ExitCode

if TYPE_CHECKING:
    from landing_zone.rehearsal.rehearse import Rehearser


def rehearse(
    assembly: Annotated[
        Path, typer.Argument(metavar="[CDK_OUT]", help="The cloud assembly that `cdk synth` wrote.")
    ] = Path("cdk.out"),
    stack: Annotated[
        list[str] | None,
        typer.Option("--stack", help="Only stacks of this name or pattern, with what they depend on; repeatable."),
    ] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Keep the emulated AWS running until Ctrl-C.")] = False,
    destroy: Annotated[
        bool, typer.Option("--destroy", help="Delete the stacks afterwards, and see what stays.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the whole result to this file.", show_default=False)
    ] = None,
    logs: Annotated[
        Path | None,
        typer.Option("--logs", help="Keep the CLI's and the emulator's logs in this folder.", show_default=False),
    ] = None,
) -> None:
    """Deploy into an emulated AWS by the real CDK CLI, and read every resource back from its service.

    No AWS account is touched. The emulated organisation has the accounts of the assembly's configuration. What the
    emulator does not have is listed by name, and never counted as created. docs/rehearsal.md says what this shows.
    Then AWS's services try what they deliver and call, by the contracts in policies/deliveries. Exit code 1 when a
    stack fails, a resource is missing or differs, or a policy refuses a delivery; 2 for an assembly that is not what
    was judged.

        lz rehearse
        lz rehearse --stack 'Baseline-security-*' --destroy
        lz rehearse --serve
    """
    from landing_zone.assessment.digests import ASSESSMENT
    from landing_zone.assessment.verify import asked
    from landing_zone.catalogue.load import load_catalogue
    from landing_zone.files.policies_folder import policy_sources
    from landing_zone.rehearsal.rehearse import Rehearser
    from landing_zone.rehearsal.report import print_result
    from landing_zone.rehearsal.server import Emulator
    from landing_zone.rehearsal.show_progress import shown_progress

    if (assembly / ASSESSMENT).is_file():
        asked(assembly / ASSESSMENT)
    elif assembly.is_dir():
        what = f"{assembly} was never judged: nothing shows what this deployment is of"
        errors_console().print(what, style="yellow", markup=False, soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="lz-rehearse-") as scratch:
        folder = (logs or Path(scratch)).resolve()
        with shown_progress(errors_console()) as progress:
            progress.step("start the emulator")
            sources = policy_sources()
            contracts = load_catalogue(sources.catalogue, sources.own).deliveries.values()
            emulator = Emulator(assembly.resolve(), folder, contracts)
            with emulator:
                rehearser = Rehearser(assembly, emulator, folder, tuple(stack or ()), progress)
                rehearser.bootstrap()
                rehearser.deploy()
                rehearser.read_back()
                rehearser.deliver()
                if destroy:
                    rehearser.destroy()
                result = rehearser.finish()
                progress.close()
                if json_file is not None:
                    json_file.write_text(json.dumps(result.as_json(), indent=1, sort_keys=True) + "\n", "utf-8")
                print_result(result, output_console())
                if serve:
                    _serve(rehearser)
    raise typer.Exit(ExitCode.HELD if result.held else ExitCode.NOT_HELD)


def _serve(rehearser: Rehearser) -> None:
    from landing_zone.rehearsal.clients import ACCESS_ROLE

    console = output_console()

    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    say("")
    say("# The emulated AWS keeps running. In another shell, as the management account:")
    for name, value in rehearser.variables.items():
        say(f"export {name}={value}")
    say("# Any other account, by its access role:")
    for account in rehearser.zone["accounts"]:
        if account["id"] != rehearser.management:
            say(f"#   {account['name']}: arn:aws:iam::{account['id']}:role/{ACCESS_ROLE}")
    say("# Ctrl-C ends it.")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say("ended")
