"""Measure what the gates cost: `make bench`. Prints the table of docs/benchmarks.md.

Each row is a whole command, as a user runs it, on the example zone: best and median of the runs, in one session on one
machine, so that the rows compare. Nothing else should run meanwhile.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Row:
    """One line of the table: what was run, and the seconds of each run."""

    name: str
    seconds: tuple[float, ...]


def run(command: list[str], environment: dict[str, str], accepted: tuple[int, ...] = (0,)) -> float:
    """Run a command quietly, and return its seconds of wall-clock time; another exit code stops the benchmark."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)} left with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return seconds


def synth(app: str, output: Path, accepted: tuple[int, ...] = (0,), **environment: str) -> float:
    """Run `cdk synth` of one app into a folder of its own."""
    command = ["cdk", "synth", "--quiet", "--app", app, "--output", str(output)]
    return run(command, {"CI": "true", **environment}, accepted)


def tools_one_after_another(work: Path) -> float:
    """Run `cdk synth` with cdk-nag's packs, then checkov, then cfn-lint, each by its own command."""
    output = work / "tools.out"
    # The packs have no waivers here, so the synth ends with 1: its time is what is measured.
    total = synth("python scripts/bench_app.py nag", output, (0, 1))
    checkov = ["checkov", "--directory", str(output), "--framework", "cloudformation", "--skip-download", "--compact"]
    total += run(checkov, {}, (0, 1))
    templates = sorted(str(path) for path in output.glob("*.template.json"))
    # cfn-lint's exit code is a sum of bits for errors, warnings and notes.
    return total + run(["cfn-lint", *templates], {}, tuple(range(16)))


def main() -> None:
    """Measure every row, and print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each row")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        cache = work / "cache"

        def cold() -> float:
            shutil.rmtree(cache, ignore_errors=True)
            return synth("python app.py", work / "gated.out", LZ_CACHE_DIR=str(cache))

        rows: list[tuple[str, Callable[[], float]]] = [
            ("bare `cdk synth`", lambda: synth("python scripts/bench_app.py bare", work / "bare.out")),
            (
                "bare `cdk synth`, CDK's own validation on (its default)",
                lambda: synth("python scripts/bench_app.py validated", work / "validated.out"),
            ),
            ("gated `cdk synth`, nothing cached", cold),
            (
                "gated `cdk synth`, nothing changed",
                lambda: synth("python app.py", work / "gated.out", LZ_CACHE_DIR=str(cache)),
            ),
            ("`cdk synth` with cdk-nag, then `checkov`, then `cfn-lint`", lambda: tools_one_after_another(work)),
        ]
        measured = []
        for name, measure in rows:
            measure()  # warms the file system's and Python's own caches, the same for each row
            measured.append(Row(name, tuple(measure() for _ in range(runs))))
            print(f"{name}: {', '.join(f'{s:.1f}' for s in measured[-1].seconds)} s", file=sys.stderr)
    bare = statistics.median(measured[0].seconds)
    print(f"{runs} runs each, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | median, s | best, s | times bare |\n|---|---:|---:|---:|")
    for row in measured:
        median = statistics.median(row.seconds)
        print(f"| {row.name} | {median:.1f} | {min(row.seconds):.1f} | {median / bare:.2f} |")


if __name__ == "__main__":
    main()
