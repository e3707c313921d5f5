"""The landing zone as a CDK app: configuration in, a gated cloud assembly out.

Composes, and declares no resource. The exit code is the project's own verdict (0 held, 1 a control does not hold, 2
wrong input or a broken tool): the CDK's is no basis for one, see docs/surprises.md.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from landing_zone.assembly.cloud_assembly import SNAPSHOT
from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.seal import sealed
from landing_zone.assessment.write import write_assessment
from landing_zone.config import LandingZone, load_landing_zone
from landing_zone.config.framework_floor import floors
from landing_zone.console import errors_console
from landing_zone.errors import ExitCode, UserError
from landing_zone.node import use_node
from landing_zone.policies_folder import policies_folder
from landing_zone.verdict_text import print_verdict

ROOT = Path(__file__).resolve().parent
CONFIGURATION = ROOT / "landing-zone.yaml"
CONFIGURATION_CONTEXT = "config"
"""Context that names another configuration: ``cdk synth -c config=other.yaml``."""

_JSII_FOLDER = re.compile(r"[^\s\"(]*jsii-kernel-[A-Za-z0-9_-]+")


def main() -> int:
    """Synthesize the landing zone into ``cdk.out``, or where the CDK CLI asks for it, and judge it.

    Returns:
        The exit code.
    """
    console = errors_console()
    try:
        return _synthesize_and_judge()
    except UserError as error:
        console.print(error.render(), style="red", markup=False, soft_wrap=True)
        return error.exit_code
    except SystemExit as left:  # by code of a stack: nothing that it says is a verdict
        console.print(f"error: the program was left with {left.code!r} before it was judged", style="red", markup=False)
        return ExitCode.BROKEN


def _synthesize_and_judge() -> int:
    use_node()
    from landing_zone.gates.engines import Engines
    from landing_zone.gates.lines_of_code import note_lines_of_code

    folder = policies_folder()
    with Engines(ROOT, policies=folder) as engines:
        engines.start()  # they load while the construct tree is built

        note_lines_of_code()  # so that a finding can name the line that made the resource
        import aws_cdk as cdk  # starts Node, so only once the right one is chosen

        from landing_zone.assembly.load import load_assembly
        from landing_zone.catalogue.load import load_frameworks
        from landing_zone.gates.plugin import attach_gates
        from landing_zone.judge import Judgement, judge_assembly, load_policies
        from stacks.app_context import app_context
        from stacks.composition import compose
        from stacks.quotas import check_quotas

        # cfn-lint runs in the gates; the CDK's copy of some of its rules would double the time (docs/adr/0004).
        app = cdk.App(
            # As under the CLI, a failure is not raised: the CDK would print every finding a second time.
            context=app_context() | {"@aws-cdk/core:failSynthOnValidationErrors": False},
            outdir=os.environ.get("CDK_OUTDIR", "cdk.out"),
            analytics_reporting=False,
            builtin_cloud_formation_validation=False,
        )
        output = Path(app.outdir)
        _clear(output)
        named = app.node.try_get_context(CONFIGURATION_CONTEXT)
        zone = load_landing_zone(
            Path(named) if named else CONFIGURATION, frameworks=floors(load_frameworks(folder).values())
        )

        def judge(assembly: Path) -> Judgement:
            _write_snapshot(zone, assembly)
            return judge_assembly(load_assembly(assembly), policies.result(), engines)

        gates = attach_gates(app, judge)
        stacks = compose(app, zone)
        # Engines begin with a template while the CDK writes the next; judged is what lies there in the end.
        expected = {output / stack.template_file: stack.environment_of for stack in stacks}
        with ThreadPoolExecutor(1) as reader, engines.watch(expected):
            policies = reader.submit(load_policies, folder)  # Python has nothing else to do while the CDK writes
            app.synth()
        check_quotas(output)
        _forget_temporary_folders(output)
        assessment = sealed(gates.outcome().assessment, output)
        write_assessment(assessment, output / ASSESSMENT)
        gc.freeze()  # all is said: no one need look once more through millions of objects for garbage
        print_verdict(assessment, errors_console())
        return ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD


def _clear(output: Path) -> None:
    """Remove what earlier synths left: the CDK does not, and an older verdict or stack must not outlive its synth."""
    if not (output / "manifest.json").is_file():
        (output / ASSESSMENT).unlink(missing_ok=True)
        return
    for entry in output.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.suffix != ".lock":  # the CLI holds it
            entry.unlink()


def _forget_temporary_folders(output: Path) -> None:
    """Take jsii's temporary folder, which has another name each time, out of the stack traces in the metadata files."""
    for file in output.rglob("*.metadata.json"):
        text = file.read_text(encoding="utf-8")
        if "jsii-kernel-" in text:  # the pattern alone takes ten times as long over megabytes without a match
            file.write_text(_JSII_FOLDER.sub("jsii-kernel", text), encoding="utf-8")


def _write_snapshot(zone: LandingZone, folder: Path) -> None:
    """Lay the configuration beside the templates, so that `lz check` knows what the zone is to hold."""
    text = json.dumps(zone.snapshot(), indent=1, sort_keys=True, ensure_ascii=False)
    (folder / SNAPSHOT).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
