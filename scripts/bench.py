"""Measure what the gates cost: `make bench`. Prints the table of docs/benchmarks.md.

Each row is a whole command, as a user runs it, on the example zone: best and median of the runs, in one session on one
machine. The rows take turns, so that a slow minute of the machine affects all of them. Nothing else should run
meanwhile.
"""

from __future__ import annotations

import os
import platform
import resource
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
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Took(NamedTuple):
    """Seconds of wall-clock time, and processor time of all processes, which hardly depends on the machine's load."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Row:
    """One line of the table: the command, and the time of each run."""

    name: str
    took: tuple[Took, ...]


def run(command: list[str], environment: dict[str, str], accepted: tuple[int, ...] = (0,)) -> Took:
    """Run a command quietly, and return its time; an unexpected exit code stops the benchmark."""
    before = processor_seconds()
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)} left with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return Took(seconds, processor_seconds() - before)


def processor_seconds() -> float:
    """Return the processor time of all child processes that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def synth(
    app: str, output: Path, accepted: tuple[int, ...] = (0,), config: Path | None = None, **environment: str
) -> Took:
    """Run `cdk synth` of one app into a separate folder, of another configuration where one is given."""
    command = ["cdk", "synth", "--quiet", "--app", app, "--output", str(output)]
    command += ["--context", f"config={config}"] if config else []
    return run(command, {"CI": "true", **environment}, accepted)


def tools_one_after_another(work: Path) -> Took:
    """Run `cdk synth` with cdk-nag's packs, then checkov, then cfn-lint, each by its own command."""
    output = work / "tools.out"
    # The packs have no waivers here, so the synth exits with 1; only its time matters.
    took = [synth("python scripts/bench_app.py nag", output, (0, 1))]
    checkov = ["checkov", "--directory", str(output), "--framework", "cloudformation", "--skip-download", "--compact"]
    took.append(run(checkov, {}, (0, 1)))
    templates = sorted(str(path) for path in output.glob("*.template.json"))
    # cfn-lint's exit code is the sum of bits for errors, warnings and notes.
    took.append(run(["cfn-lint", *templates], {}, tuple(range(16))))
    return Took(sum(part.wall for part in took), sum(part.processor for part in took))


def main() -> None:
    """Measure every row, and print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each row")
    parser.add_argument("--gates-only", action="store_true", help="leave out the row of the tools one after another")
    options = parser.parse_args()
    runs = options.runs
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        cache = work / "cache"

        def cold() -> Took:
            shutil.rmtree(cache, ignore_errors=True)
            return synth("python app.py", work / "gated.out", LZ_CACHE_DIR=str(cache))

        rows: list[tuple[str, Callable[[], Took]]] = [
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
        ]
        if not options.gates_only:
            tools = "`cdk synth` with cdk-nag, then `checkov`, then `cfn-lint`"
            rows.append((tools, lambda: tools_one_after_another(work)))
        for _, measure in rows:
            measure()  # warms the file system's and Python's own caches, the same for each row
        rounds = []
        for number in range(runs):
            rounds.append([measure() for _, measure in rows])
            print(f"{number + 1}: {', '.join(f'{took.wall:.1f}' for took in rounds[-1])} s", file=sys.stderr)
        measured = [Row(name, tuple(row)) for (name, _), row in zip(rows, zip(*rounds, strict=True), strict=True)]
    bare = measured[0]
    print(f"{runs} runs each, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| what | median, s | best, s | times bare | processor, best, s |\n|---|---:|---:|---:|---:|")
    for row in measured:
        # Within each round, since a slow minute of the machine affects the whole round.
        times = statistics.median(took.wall / of.wall for took, of in zip(row.took, bare.took, strict=True))
        median = statistics.median(took.wall for took in row.took)
        best = min(took.wall for took in row.took)
        processor = min(took.processor for took in row.took)
        print(f"| {row.name} | {median:.1f} | {best:.1f} | {times:.2f} | {processor:.1f} |")


if __name__ == "__main__":
    main()
