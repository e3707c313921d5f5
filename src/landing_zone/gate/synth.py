"""Synthesize a CDK app and judge it: the one call that an app makes."""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.seal import sealed
from landing_zone.assessment.unexamined import strict
from landing_zone.assessment.write import write_assessment
from landing_zone.cloudformation.assembly.assembly_files import assembly_files
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.config import LandingZone
from landing_zone.console.console import errors_console
from landing_zone.console.verdict_text import Amount, amount_asked_for, print_verdict
from landing_zone.engines.node import use_node
from landing_zone.engines.session import Engines
from landing_zone.engines.source_locations import record_source_locations
from landing_zone.errors import ExitCode, UserError
from landing_zone.files.policies_folder import FOLDER, PolicySources, policy_sources
from landing_zone.gate.judge import Judgement, judge_assembly, load_policies
from landing_zone.gate.output import (
    forget_verdict,
    keep_output,
    remove_left_over,
    remove_temporary_paths,
    write_snapshot,
)
from landing_zone.gate.quotas import check_quotas

if TYPE_CHECKING:
    import aws_cdk as cdk


@dataclass
class _Gate:
    """What is ready before the app is built, and the verdict once there is one."""

    root: Path
    sources: PolicySources
    engines: Engines
    amount: Amount
    exit_code: ExitCode | None = None


class _JudgedExit(SystemExit):
    """Leaves the program with the exit code of the verdict."""


_READY: ContextVar[_Gate | None] = ContextVar("landing_zone_gate", default=None)


@contextmanager
def prepared() -> Iterator[None]:
    """Get ready before the app is built: choose Node, load the engines meanwhile, record which line makes what.

    :func:`synth` works without it. With it, a synth takes less time, findings name the line of Python that made the
    resource, and a program that ends without a verdict ends with exit code 2, however it ends. Import ``aws_cdk``
    inside it where no Node is on ``PATH``.

    Raises:
        SystemExit: with the exit code of the verdict; 2 when there is none. A mistake of the user is printed, and the
            traceback of any other exception.
    """
    console = errors_console()
    ready = None
    try:
        root = app_folder()
        forget_verdict(Path(os.environ.get("CDK_OUTDIR") or root / "cdk.out"))
        amount = amount_asked_for()
        use_node()
        sources = policy_sources(beside=root)
        with Engines(root, policies=sources.catalogue) as engines:
            engines.start()
            record_source_locations()
            ready = _Gate(root, sources, engines, amount)
            token = _READY.set(ready)
            try:
                yield
            finally:
                _READY.reset(token)
    except UserError as error:
        console.print(error.render(), style="red", markup=False, soft_wrap=True)
        raise SystemExit(error.exit_code) from None
    except _JudgedExit:
        raise
    except SystemExit as left:  # raised by the code of a stack: no verdict, whatever its code
        console.print(f"error: the program was left with {left.code!r} before it was judged", style="red", markup=False)
        raise SystemExit(ExitCode.BROKEN) from None
    except Exception:  # noqa: BLE001 - whatever it is, there is no verdict
        traceback.print_exc()
        raise SystemExit(ExitCode.BROKEN) from None
    if ready.exit_code is None:
        console.print("error: the program ended before it was judged", style="red", markup=False)
        console.print("  fix     call gate.synth(app) at its end", style="red", markup=False)
        raise SystemExit(ExitCode.BROKEN)
    raise _JudgedExit(ready.exit_code)


def synth(app: cdk.App, *, zone: LandingZone | None = None) -> NoReturn:
    """Synthesize an app through the gates, write the assessment, print the verdict, and leave with the exit code.

    The policies are those that ``LZ_POLICIES`` names, else the folder ``policies`` beside the app, else the project's
    catalogue: see :func:`landing_zone.files.policies_folder.policy_sources`. The exit code is the project's own
    verdict, not the CDK's (``docs/surprises.md``); under the CDK CLI every code but 0 becomes 1.

    Args:
        app: with all its stacks.
        zone: the configuration of a landing zone, whose assertions then apply; ``None`` for any other app.

    Raises:
        SystemExit: always: 0 when every control holds, 1 when one does not or could not be judged, 2 for wrong input or
            a broken tool, which is printed.
    """
    if threading.current_thread() is not threading.main_thread():
        # In a thread the exit code would be lost, and the program end with 0.
        errors_console().print("error: gate.synth was called in a thread; call it in the main one", style="red")
        os._exit(ExitCode.BROKEN)
    with nullcontext() if _READY.get() else prepared():
        ready = _READY.get()
        assert ready is not None  # noqa: S101 - prepared() has set it
        assessment = _assess(app, zone, ready)
        print_verdict(assessment, errors_console(), ready.amount)
        ready.exit_code = ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD
    raise _JudgedExit(ready.exit_code)


def app_folder() -> Path:
    """Return the project's folder: of the program that runs, or the current one.

    The current folder is meant where the program has no file, is an installed tool, such as a test runner, or where
    that folder alone has policies.
    """
    here, main = Path.cwd(), getattr(sys.modules.get("__main__"), "__file__", None)
    if main is None or Path(main).suffix != ".py" or "site-packages" in Path(main).parts:
        return here
    folder = Path(main).resolve().parent
    return here if (here / FOLDER).is_dir() and not (folder / FOLDER).is_dir() else folder


def _assess(app: cdk.App, zone: LandingZone | None, ready: _Gate) -> Assessment:
    from landing_zone.gate.plugin import attach_gates, expected_templates  # imports aws_cdk

    unexamined_fail = strict()
    output = Path(app.outdir)
    earlier = assembly_files(output)
    forget_verdict(output)

    def judge(assembly: Path) -> Judgement:
        if zone is not None:
            write_snapshot(zone, assembly)
        loaded = load_assembly(assembly)
        return judge_assembly(loaded, policies.result(), ready.engines, app=True, whole=True, strict=unexamined_fail)

    gates = attach_gates(app, judge)
    with ThreadPoolExecutor(1) as reader, ready.engines.watch(expected_templates(app)):
        # Python has nothing else to do while the CDK writes.
        policies = reader.submit(load_policies, ready.sources)
        gates.synthesize()
    files = assembly_files(output)
    remove_left_over(earlier, files)
    assessment = gates.outcome().assessment
    check_quotas(output / stack.template for stack in assessment.stacks)
    remove_temporary_paths(files)
    assessment = sealed(assessment, output)
    write_assessment(assessment, output / ASSESSMENT)
    gc.freeze()  # the process ends soon: spare it a last look for garbage among millions of objects
    if (kept := keep_output(output, ready.root)) and ready.amount is not Amount.QUIET:
        errors_console().print(f"The assembly and its assessment are in {kept}", markup=False, soft_wrap=True)
    return assessment
