"""Synthesize a CDK app and judge it: the one call that ``app.py`` makes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.seal import sealed
from landing_zone.assessment.write import write_assessment
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.config import Environment, LandingZone
from landing_zone.console.console import errors_console
from landing_zone.console.verdict_text import print_verdict
from landing_zone.engines.node import use_node
from landing_zone.engines.session import Engines
from landing_zone.engines.source_locations import record_source_locations
from landing_zone.errors import ExitCode, UserError
from landing_zone.files.policies_folder import policies_folder
from landing_zone.gate.judge import Judgement, judge_assembly, load_policies
from landing_zone.gate.output import clear_output, remove_temporary_paths, write_snapshot
from landing_zone.gate.quotas import check_quotas

if TYPE_CHECKING:
    import aws_cdk as cdk


@dataclass(frozen=True)
class GatedApp:
    """An app that is ready to be synthesized.

    Args:
        app: with all its stacks.
        zone: the configuration it is built from.
        expected: the file name of each template to the environment of its stack; engines begin with a template once it
            is written. The judgement reads the output folder.
    """

    app: cdk.App
    zone: LandingZone
    expected: Mapping[str, Environment]


def run(root: Path, build: Callable[[], GatedApp]) -> ExitCode:
    """Build an app, synthesize it through the gates, write the assessment and print the verdict.

    The exit code is the project's own verdict: not the CDK's, see ``docs/surprises.md``.

    Args:
        root: the project's root, with the engines' cache.
        build: makes the app. It is called once the right Node is chosen and the engines are loading, so it imports
            ``aws_cdk`` itself.

    Returns:
        0 when every control holds, 1 when one does not, 2 for wrong input or a broken tool, which is printed.
    """
    console = errors_console()
    try:
        return _synthesize_and_judge(root, build)
    except UserError as error:
        console.print(error.render(), style="red", markup=False, soft_wrap=True)
        return error.exit_code
    except SystemExit as left:  # raised by the code of a stack: no verdict, whatever its code
        console.print(f"error: the program was left with {left.code!r} before it was judged", style="red", markup=False)
        return ExitCode.BROKEN


def _synthesize_and_judge(root: Path, build: Callable[[], GatedApp]) -> ExitCode:
    use_node()
    folder = policies_folder()
    with Engines(root, policies=folder) as engines:
        engines.start()  # they load while the construct tree is built
        record_source_locations()  # so that a finding can name the line that made the resource
        from landing_zone.gate.plugin import attach_gates  # imports aws_cdk, which starts the Node chosen above

        gated = build()
        output = Path(gated.app.outdir)
        clear_output(output)

        def judge(assembly: Path) -> Judgement:
            write_snapshot(gated.zone, assembly)
            return judge_assembly(load_assembly(assembly), policies.result(), engines)

        gates = attach_gates(gated.app, judge)
        expected = {output / name: environment for name, environment in gated.expected.items()}
        with ThreadPoolExecutor(1) as reader, engines.watch(expected):
            policies = reader.submit(load_policies, folder)  # Python has nothing else to do while the CDK writes
            gated.app.synth()
        check_quotas(output)
        remove_temporary_paths(output)
        assessment = sealed(gates.outcome().assessment, output)
        write_assessment(assessment, output / ASSESSMENT)
        gc.freeze()  # the process ends soon: spare it a last look for garbage among millions of objects
        print_verdict(assessment, errors_console())
        return ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD
