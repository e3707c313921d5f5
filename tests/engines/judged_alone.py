"""Judges each template in a process that has judged none before: ``python -m tests.engines.judged_alone checkov ...``.

The arguments are those of ``landing_zone.engines.worker``. It reads a JSON list of templates, and writes a list of
results. The engine is loaded once; each template is judged by a fork of that process.
"""

from __future__ import annotations

import gc
import json
import os
import sys

from landing_zone.engines.engine import result_message
from landing_zone.engines.worker import load


def main(engine: str, *arguments: str) -> None:
    """Judge what standard input holds."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints
    examiner = load(engine, list(arguments))
    gc.freeze()
    results = []
    for template in json.load(sys.stdin):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            with os.fdopen(writing, "w") as pipe:
                json.dump(result_message(examiner.examine(template, "eu-west-1")), pipe)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            results.append(json.load(pipe))
        os.waitpid(child, 0)
    json.dump(results, answers)
    answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
