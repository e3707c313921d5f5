"""Worker processes: the engines run in them, in parallel, and a broken one is always noticed.

The protocol is JSON lines over pipes. A worker first sends ``{"ready": "<engine>"}``; then it reads one job a line,
``{"id": 7, "template": "<JSON text>", "region": "eu-west-1"}``, and replies to each with one line,
``{"id": 7, "findings": [[rule, logical id, detail, status, message], ...], "not_judged": "", "patched": false}``, or
``{"id": 7, "broken": "why"}``; *patched* says whether functions of the engine were replaced for speed. Its standard
output carries nothing else; what libraries print goes to its standard error, which is shown when it breaks. It exits
when its input is closed, so that no worker outlives its parent.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess  # starts the engines' workers
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Any, NamedTuple

import landing_zone
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.engine import Engine, EngineResult, parse_result

START_LIMIT_SECONDS = 180.0
"""A worker that takes longer to be ready hangs: a first import without bytecode on a loaded machine takes 30 s."""

JOB_LIMIT_SECONDS = 180.0
"""A template that takes longer hangs: one of 500 resources takes cfn-lint some 10 s."""

EXIT_LIMIT_SECONDS = 5.0
"""How long a worker may take to exit once its input is closed, before it is killed."""

_INHERITED_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "PYTHONDONTWRITEBYTECODE")
"""All that a worker inherits. Engines read skips, rules and credentials from variables (``CKV_*``, ``BC_*``, ``AWS_*``)
and from files in the home directory or the current one (``.cfnlintrc``, ``.checkov.yaml``): each would be a bypass. So
a worker's home and current directory are a new, empty one."""

_STDERR_SHOWN_BYTES = 16_384


class Job(NamedTuple):
    """One template to judge.

    Args:
        id: unique in the run.
        template: the template's JSON text.
        region: the Region it is for; "" when not known.
        name: the template's name, for errors.
    """

    id: int
    template: str
    region: str
    name: str


class Worker:
    """One process of one engine.

    Args:
        engine: the engine's name, for errors.
        command: the process's command line.
        start_limit: seconds until it must be ready.
        job_limit: seconds until it must have judged a job.

    Raises:
        BrokenEngineError: the command cannot be run.
    """

    def __init__(self, engine: str, command: Sequence[str], start_limit: float, job_limit: float) -> None:
        self._engine = engine
        self._start_limit = start_limit
        self._job_limit = job_limit
        self._home = Path(tempfile.mkdtemp(prefix="landing-zone-worker-"))
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._ready = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                cwd=self._home,
                env=worker_environment(os.environ, self._home),
            )
        except OSError as error:
            self._clean()
            raise BrokenEngineError(engine, f"its worker cannot be started ({error})") from None
        self._started = time.monotonic()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def judge(self, job: Job) -> EngineResult:
        """Let the worker judge one template.

        Raises:
            BrokenEngineError: it died, hung, or sent something that is not a result of this job.
        """
        if not self._ready:
            left = self._started + self._start_limit - time.monotonic()
            greeting = self._next(max(left, 0.0), self._start_limit, job)
            if not isinstance(greeting.get("ready"), str):
                raise self._broken(f"it did not report that it is ready, but sent {str(greeting)[:200]}", job)
            self._ready = True
        request = {"id": job.id, "template": job.template, "region": job.region}
        try:
            assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise self._died(job) from None
        message = self._next(self._job_limit, self._job_limit, job)
        if message.get("id") != job.id:
            raise self._broken(f"it sent the result of another job: {str(message)[:200]}", job)
        if "broken" in message:
            raise self._broken(str(message["broken"]), job)
        try:
            return parse_result(message)
        except ValueError as error:
            raise self._broken(f"its output is invalid: {error}", job) from None

    def dismiss(self) -> None:
        """Ask the process to exit, without waiting for it. Can be called twice."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def close(self) -> None:
        """Let the process exit; kill it if it does not. Can be called twice."""
        self.dismiss()
        try:
            self._process.wait(EXIT_LIMIT_SECONDS if self._ready else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(EXIT_LIMIT_SECONDS)  # it closes the output
        self._clean()

    def _clean(self) -> None:
        self._stderr.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was opened as a pipe
        with contextlib.suppress(OSError, ValueError), self._process.stdout:
            for line in self._process.stdout:
                self._lines.put(line)
        self._lines.put(b"")

    def _next(self, seconds: float, limit: float, job: Job) -> Mapping[str, Any]:
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self._process.kill()
            raise self._broken(f"no result within {limit:g} seconds", job) from None
        if not line:
            raise self._died(job)
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise self._broken(f"its output is invalid: {line[:200]!r}", job)
        return message

    def _died(self, job: Job) -> BrokenEngineError:
        self._process.kill()
        code = self._process.wait()
        how = f"was killed by signal {-code}" if code < 0 else f"exited with code {code}"
        return self._broken(f"its worker {how}", job)

    def _broken(self, reason: str, job: Job) -> BrokenEngineError:
        with contextlib.suppress(OSError, ValueError):
            self._stderr.seek(0, os.SEEK_END)
            self._stderr.seek(max(0, self._stderr.tell() - _STDERR_SHOWN_BYTES))
            stderr = self._stderr.read().decode(errors="replace")
            return BrokenEngineError(self._engine, reason, template=job.name, stderr=stderr)
        return BrokenEngineError(self._engine, reason, template=job.name)


def worker_environment(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the variables of a worker: those it needs, and none that can make an engine skip rules."""
    inherited = {name: environment[name] for name in _INHERITED_VARIABLES if name in environment}
    package_root = Path(landing_zone.__file__).parents[1]
    return inherited | {"HOME": str(home), "PYTHONPATH": str(package_root), "PYTHONNOUSERSITE": "1"}


class WorkerPool:
    """The workers of one engine; each takes the next job when it is free.

    Args:
        engine: the engine.
        size: how many workers may run at once.
        start_limit: see :data:`START_LIMIT_SECONDS`.
        job_limit: see :data:`JOB_LIMIT_SECONDS`.
    """

    def __init__(
        self,
        engine: Engine,
        size: int = 1,
        start_limit: float = START_LIMIT_SECONDS,
        job_limit: float = JOB_LIMIT_SECONDS,
    ) -> None:
        self._engine = engine
        self._size = size
        self._limits = (start_limit, job_limit)
        self._workers: list[Worker] = []
        self._lock = threading.Lock()
        self._pending: queue.SimpleQueue[_PendingJob | None] = queue.SimpleQueue()
        self._submitted = 0
        self._failure: Exception | None = None

    @property
    def workers(self) -> tuple[Worker, ...]:
        """The workers that were started."""
        return tuple(self._workers)

    def start(self, size: int | None = None) -> None:
        """Start workers up to a number, without waiting for them.

        Raises:
            BrokenEngineError: the engine is not installed, or cannot be started.
        """
        wanted = self._size if size is None else min(size, self._size)
        with self._lock:
            while len(self._workers) < wanted:
                worker = Worker(self._engine.name, self._engine.command(), *self._limits)
                self._workers.append(worker)
                threading.Thread(target=self._drive, args=(worker,), daemon=True).start()

    def submit(self, job: Job) -> Future[EngineResult]:
        """Let a worker judge one template when it is free, without waiting for it.

        Returns:
            The future result, or the :class:`BrokenEngineError` of the first worker of this pool that broke: after
            that no job gets a result.

        Raises:
            BrokenEngineError: the engine is not installed, or cannot be started.
        """
        self._submitted += 1
        self.start(self._submitted)
        pending = _PendingJob(job, Future())
        self._pending.put(pending)
        return pending.result

    def judge(self, jobs: Sequence[Job]) -> dict[int, EngineResult]:
        """Judge templates: each exactly once.

        Returns:
            Job id to result, one for every job.

        Raises:
            BrokenEngineError: a worker broke; no result of this call may then be used.
        """
        results = {job.id: self.submit(job) for job in jobs}
        return {id_: result.result() for id_, result in results.items()}

    def dismiss(self) -> None:
        """Ask all workers to exit, without waiting for them."""
        with self._lock:
            for worker in self._workers:
                worker.dismiss()

    def close(self) -> None:
        """Stop all workers."""
        self.dismiss()
        with self._lock:
            for worker in self._workers:
                self._pending.put(None)
                worker.close()
            self._workers.clear()

    def _drive(self, worker: Worker) -> None:
        while (pending := self._pending.get()) is not None:
            if self._failure is None:
                try:
                    result = worker.judge(pending.job)
                except Exception as error:  # noqa: BLE001 - raised where the result is read
                    self._failure = error
                else:
                    pending.result.set_result(result)
                    continue
            pending.result.set_exception(self._failure)


class _PendingJob(NamedTuple):
    job: Job
    result: Future[EngineResult]
