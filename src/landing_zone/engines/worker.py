"""A worker process of a Python engine: ``python -m landing_zone.engines.worker checkov DIRECTORY_OF_OWN_CHECKS``.

With ``--stock`` among its arguments the engine runs without the patches that make it faster. Its protocol
is described in :mod:`landing_zone.engines.worker_pool`.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from landing_zone.engines.engine import STOCK, EngineResult, result_message

YIELDS = {"cfn-lint": 5}
"""How much higher a worker's nice value is than that of its synth: while both are busy, the synth goes first. cfn-lint
takes the longest, so on few cores it goes before the other engines."""

YIELDS_MOST = 10
"""The same for the other engines; ``nag_worker.js`` has this number too."""


class Examiner(Protocol):
    """An engine, loaded."""

    @property
    def patched(self) -> bool:
        """Whether functions of the engine were replaced for speed."""

    def examine(self, template: str, region: str) -> EngineResult:
        """Judge a template's text for one Region."""


def load(engine: str, arguments: list[str]) -> Examiner:
    """Import an engine; this takes seconds.

    Args:
        engine: its name.
        arguments: the folders of our own checks; and :data:`~landing_zone.engines.engine.STOCK` to leave it unpatched.

    Raises:
        ValueError: there is no such engine.
    """
    stock, folders = STOCK in arguments, [Path(argument) for argument in arguments if argument != STOCK]
    if engine == "checkov":
        from landing_zone.engines.checkov.examiner import CheckovExaminer

        return CheckovExaminer(folders, stock=stock)
    if engine == "cfn-lint":
        from landing_zone.engines.cfn_lint.examiner import CfnLintExaminer

        return CfnLintExaminer(stock=stock)
    raise ValueError(f"no such engine: {engine!r}")


def main(arguments: list[str]) -> int:
    """Judge jobs until the input ends."""
    # The protocol gets a private copy of standard output; whatever a library prints goes to standard error.
    protocol = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)

    def send(message: dict[str, Any]) -> None:
        protocol.write(json.dumps(message) + "\n")
        protocol.flush()

    os.nice(YIELDS.get(arguments[0], YIELDS_MOST))
    gc.disable()  # an import makes a million objects that stay: visiting them again and again takes a sixth of its time
    examiner = load(arguments[0], arguments[1:])
    gc.freeze()
    gc.enable()
    send({"ready": arguments[0]})
    for line in sys.stdin.buffer:
        job = json.loads(line)
        try:
            result = replace(examiner.examine(job["template"], job["region"]), patched=examiner.patched)
        except Exception as error:  # noqa: BLE001 - an engine may raise anything; the parent makes it an error
            traceback.print_exc()
            send({"id": job["id"], "broken": f"{type(error).__name__}: {error}"[:500]})
            continue
        send({"id": job["id"], **result_message(result)})
    return 0


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except BrokenPipeError:  # the parent is gone: no process wants the result
        code = 1
    sys.stderr.flush()
    os._exit(code)  # a normal exit would first free all objects of the engine, while the synth waits
