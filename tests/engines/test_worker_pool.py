"""A worker that breaks in any way is noticed, named, and never taken for a pass."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.engine import EngineResult
from landing_zone.engines.worker_pool import Job, WorkerPool, worker_environment
from landing_zone.errors import ExitCode

HEAD = "import json, sys, time, os\nsay = lambda m: print(json.dumps(m), flush=True)\n"
READY = HEAD + "say({'ready': 'fake'})\n"
REPLY = (
    "for line in sys.stdin:\n"
    "    job = json.loads(line)\n"
    "    {}\n"
    "    say({{'id': job['id'], 'findings': [], 'not_judged': '', 'patched': False}})\n"
)


@dataclass(frozen=True)
class FakeEngine:
    """An engine whose worker is a few lines of Python."""

    code: str
    executable: str = sys.executable
    name: str = "fake"
    regional: bool = False
    expands: bool = False
    version: str = "1"
    fingerprint: str = "f"

    def command(self) -> Sequence[str]:
        """Return the worker's command line."""
        return [self.executable, "-c", self.code]


def judge(
    engine: FakeEngine, count: int = 3, size: int = 1, start: float = 20, job: float = 20
) -> dict[int, EngineResult]:
    """Let an engine judge templates t0, t1, ..."""
    pool = WorkerPool(engine, size, start, job)
    try:
        return pool.judge([Job(i, "{}", "", f"t{i}") for i in range(count)])
    finally:
        pool.close()


def test_every_job_gets_a_result() -> None:
    """Each job gets one result, with one worker and with several."""
    engine = FakeEngine(READY + REPLY.format("pass"))
    assert sorted(judge(engine, 5)) == sorted(judge(engine, 5, size=3)) == [0, 1, 2, 3, 4]


def test_work_is_shared() -> None:
    """A free worker takes the next job, so that one slow template does not hold the others up."""
    slow = "time.sleep(0.3 if job['id'] == 0 else 0)"
    stamp = "open(job['template'], 'a').write(str(os.getpid()) + chr(10))"
    engine = FakeEngine(READY + REPLY.format(f"{slow}; {stamp}"))
    pool = WorkerPool(engine, 2, 20, 20)
    shared = Path(__file__).parent / f".pids-{os.getpid()}"
    try:
        pool.start()
        pool.judge([Job(i, str(shared), "", f"t{i}") for i in range(8)])
        assert len(set(shared.read_text().split())) == 2
    finally:
        pool.close()
        shared.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("code", "template", "reason"),
    [
        pytest.param(HEAD + "sys.exit('no licence')", "t0", "exited with code 1", id="exits-at-start"),
        pytest.param(READY + "sys.exit(3)", "t0", "exited with code 3", id="exits-before-a-job"),
        pytest.param(
            READY + REPLY.format("job['id'] == 1 and os.kill(os.getpid(), 9)"), "t1", "killed by signal 9", id="killed"
        ),
        pytest.param(
            READY + REPLY.format("job['id'] == 2 and sys.exit(0)"), "t2", "exited with code 0", id="too-few-results"
        ),
        pytest.param(READY + REPLY.format("print('all is well')"), "t0", "output is invalid", id="noise"),
        pytest.param(READY + REPLY.format("print('[1]')"), "t0", "output is invalid", id="not-an-object"),
        pytest.param(READY + REPLY.format("job['id'] += 7"), "t0", "the result of another job", id="wrong-id"),
        pytest.param(
            READY + REPLY.format("say({'id': job['id'], 'broken': 'out of cheese'})"),
            "t0",
            "out of cheese",
            id="broken",
        ),
        pytest.param(
            READY + REPLY.format("say({'id': job['id'], 'findings': [['x', 'y']], 'patched': True})"),
            "t0",
            "not a finding",
            id="form",
        ),
        pytest.param(
            READY + REPLY.format("say({'id': job['id'], 'findings': [['a::b', '', '', 'fine', '']], 'patched': True})"),
            "t0",
            "'fine' is not a valid Status",
            id="unknown-status",
        ),
        pytest.param(
            READY + REPLY.format("say({'id': job['id'], 'findings': []})"), "t0", "'patched'", id="patched-or-not"
        ),
        pytest.param(
            HEAD + "say({'hello': 1})\ntime.sleep(9)", "t0", "did not report that it is ready", id="not-ready"
        ),
    ],
)
def test_broken_worker(code: str, template: str, reason: str) -> None:
    """The error names the engine, its current template, and what happened; the exit code is 2."""
    with pytest.raises(BrokenEngineError) as caught:
        judge(FakeEngine(code))
    assert caught.value.engine == "fake"
    assert caught.value.template == template
    assert reason in caught.value.what
    assert caught.value.exit_code is ExitCode.BROKEN


def test_last_output_is_shown() -> None:
    """The engine's standard error is part of the error, and of its printed text."""
    with pytest.raises(BrokenEngineError) as caught:
        judge(FakeEngine(READY + REPLY.format("raise RuntimeError('disk on fire')")))
    assert "RuntimeError: disk on fire" in caught.value.render()


def test_long_output_is_cut() -> None:
    """Of much output only the end is shown, which has the reason."""
    noise = "[print('noise', i, file=sys.stderr) for i in range(5000)]; sys.exit('the end')"
    with pytest.raises(BrokenEngineError) as caught:
        judge(FakeEngine(READY + REPLY.format(noise)))
    assert caught.value.stderr.endswith("the end")
    assert len(caught.value.stderr.splitlines()) <= 15


@pytest.mark.parametrize(
    ("code", "limits"),
    [(READY + REPLY.format("time.sleep(60)"), (20, 0.3)), (HEAD + "time.sleep(60)", (0.3, 20))],
    ids=["at-a-job", "at-start"],
)
def test_worker_that_hangs_is_stopped(code: str, limits: tuple[float, float]) -> None:
    """A worker that does not reply in time is broken, and is killed."""
    began = time.monotonic()
    with pytest.raises(BrokenEngineError, match=r"no result within 0\.3 seconds"):
        judge(FakeEngine(code), 1, 1, *limits)
    assert time.monotonic() - began < 15


def test_command_that_does_not_exist() -> None:
    """A worker that cannot be started is broken."""
    with pytest.raises(BrokenEngineError, match="cannot be started"):
        judge(FakeEngine("", executable="/nowhere/python"))


def test_killed_from_outside() -> None:
    """An engine killed half-way, as by the kernel when memory is short, is not a pass for its open templates."""
    pool = WorkerPool(FakeEngine(READY + REPLY.format("time.sleep(0.2)")), 1, 20, 20)
    pool.start()
    victim = pool.workers[0].pid
    threading.Timer(0.7, os.kill, (victim, signal.SIGKILL)).start()
    try:
        with pytest.raises(BrokenEngineError, match="killed by signal 9"):
            pool.judge([Job(i, "{}", "", f"t{i}") for i in range(200)])
    finally:
        pool.close()


def test_real_engine_killed_half_way(make_template: Callable[..., object]) -> None:
    """The same holds for cdk-nag's own worker."""
    from landing_zone.engines.cdk_nag.engine import Nag

    pool = WorkerPool(Nag())
    pool.start()
    os.kill(pool.workers[0].pid, signal.SIGKILL)
    try:
        with pytest.raises(
            BrokenEngineError, match="cdk-nag broke at template 'one': its worker was killed by signal 9"
        ):
            pool.judge([Job(0, '{"Resources": {}}', "", "one")])
    finally:
        pool.close()


def test_worker_exits_with_its_pool() -> None:
    """Closing a pool ends its processes."""
    pool = WorkerPool(FakeEngine(READY + REPLY.format("pass")), 2, 20, 20)
    pool.start()
    pool.judge([Job(0, "{}", "", "t")])
    pids = [worker.pid for worker in pool.workers]
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_environment_is_filtered(tmp_path: Path) -> None:
    """Variables that could make an engine skip rules, or call its vendor, do not reach it."""
    variables = {"CKV_SKIP": "x", "BC_API_KEY": "x", "AWS_ACCESS_KEY_ID": "x", "NODE_OPTIONS": "-r x", "PATH": "/bin"}
    given = worker_environment(variables, tmp_path)
    assert given["PATH"] == "/bin"
    assert given["HOME"] == str(tmp_path)
    assert set(given) & set(variables) == {"PATH"}
