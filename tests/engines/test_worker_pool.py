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
ANSWER = (
    "for line in sys.stdin:\n"
    "    job = json.loads(line)\n"
    "    {}\n"
    "    say({{'id': job['id'], 'findings': [], 'not_judged': ''}})\n"
)


@dataclass(frozen=True)
class FakeEngine:
    """An engine whose worker is a few lines of Python."""

    code: str
    executable: str = sys.executable
    name: str = "fake"
    regional: bool = False
    version: str = "1"
    fingerprint: str = "f"

    def command(self) -> Sequence[str]:
        """Return the worker's command line."""
        return [self.executable, "-c", self.code]


def judge(
    engine: FakeEngine, count: int = 3, size: int = 1, start: float = 20, job: float = 20
) -> dict[int, EngineResult]:
    """Ask an engine about templates t0, t1, ..."""
    pool = WorkerPool(engine, size, start, job)
    try:
        return pool.judge([Job(i, "{}", "", f"t{i}") for i in range(count)])
    finally:
        pool.close()


def test_every_job_is_answered() -> None:
    """Each job gets one answer, with one worker and with several."""
    engine = FakeEngine(READY + ANSWER.format("pass"))
    assert sorted(judge(engine, 5)) == sorted(judge(engine, 5, size=3)) == [0, 1, 2, 3, 4]


def test_work_is_shared() -> None:
    """A free worker takes the next job, so that one slow template does not hold the others up."""
    slow = "time.sleep(0.3 if job['id'] == 0 else 0)"
    stamp = "open(job['template'], 'a').write(str(os.getpid()) + chr(10))"
    engine = FakeEngine(READY + ANSWER.format(f"{slow}; {stamp}"))
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
        pytest.param(HEAD + "sys.exit('no licence')", "t0", "left with exit code 1", id="leaves-at-start"),
        pytest.param(READY + "sys.exit(3)", "t0", "left with exit code 3", id="leaves-before-a-job"),
        pytest.param(
            READY + ANSWER.format("job['id'] == 1 and os.kill(os.getpid(), 9)"), "t1", "killed by signal 9", id="killed"
        ),
        pytest.param(
            READY + ANSWER.format("job['id'] == 2 and sys.exit(0)"), "t2", "exit code 0", id="too-few-answers"
        ),
        pytest.param(READY + ANSWER.format("print('all is well')"), "t0", "answered garbage", id="noise"),
        pytest.param(READY + ANSWER.format("print('[1]')"), "t0", "answered garbage", id="not-an-object"),
        pytest.param(READY + ANSWER.format("job['id'] += 7"), "t0", "another question", id="wrong-id"),
        pytest.param(
            READY + ANSWER.format("say({'id': job['id'], 'broken': 'out of cheese'})"),
            "t0",
            "out of cheese",
            id="broken",
        ),
        pytest.param(
            READY + ANSWER.format("say({'id': job['id'], 'findings': [['x', 'y']]})"), "t0", "not a finding", id="form"
        ),
        pytest.param(
            READY + ANSWER.format("say({'id': job['id'], 'findings': [['a::b', '', '', 'fine', '']]})"),
            "t0",
            "'fine' is not a valid Status",
            id="unknown-status",
        ),
        pytest.param(HEAD + "say({'hello': 1})\ntime.sleep(9)", "t0", "did not say that it is ready", id="not-ready"),
    ],
)
def test_broken_worker(code: str, template: str, reason: str) -> None:
    """The error names the engine, the template it was at, and what happened; the exit code is 2."""
    with pytest.raises(BrokenEngineError) as caught:
        judge(FakeEngine(code))
    assert caught.value.engine == "fake"
    assert caught.value.template == template
    assert reason in caught.value.what
    assert caught.value.exit_code is ExitCode.BROKEN


def test_last_words_are_shown() -> None:
    """What the engine wrote for people is part of the error, and of what is printed."""
    with pytest.raises(BrokenEngineError) as caught:
        judge(FakeEngine(READY + ANSWER.format("raise RuntimeError('disk on fire')")))
    assert "RuntimeError: disk on fire" in caught.value.render()


def test_long_last_words_are_cut() -> None:
    """Of much output only the end is shown, where the reason stands."""
    noise = "[print('noise', i, file=sys.stderr) for i in range(5000)]; sys.exit('the end')"
    with pytest.raises(BrokenEngineError) as caught:
        judge(FakeEngine(READY + ANSWER.format(noise)))
    assert caught.value.stderr.endswith("the end")
    assert len(caught.value.stderr.splitlines()) <= 15


@pytest.mark.parametrize(
    ("code", "limits"),
    [(READY + ANSWER.format("time.sleep(60)"), (20, 0.3)), (HEAD + "time.sleep(60)", (0.3, 20))],
    ids=["at-a-job", "at-start"],
)
def test_worker_that_hangs_is_stopped(code: str, limits: tuple[float, float]) -> None:
    """A worker that does not answer in time is broken, and does not stay behind."""
    began = time.monotonic()
    with pytest.raises(BrokenEngineError, match=r"no answer within 0\.3 seconds"):
        judge(FakeEngine(code), 1, 1, *limits)
    assert time.monotonic() - began < 15


def test_command_that_does_not_exist() -> None:
    """A worker that cannot be started is broken."""
    with pytest.raises(BrokenEngineError, match="cannot be started"):
        judge(FakeEngine("", executable="/nowhere/python"))


def test_killed_from_outside() -> None:
    """An engine killed half-way, as by the kernel when memory is short, is no pass for the templates it was at."""
    pool = WorkerPool(FakeEngine(READY + ANSWER.format("time.sleep(0.2)")), 1, 20, 20)
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


def test_worker_leaves_with_its_pool() -> None:
    """Closing a pool ends its processes."""
    pool = WorkerPool(FakeEngine(READY + ANSWER.format("pass")), 2, 20, 20)
    pool.start()
    pool.judge([Job(0, "{}", "", "t")])
    pids = [worker.pid for worker in pool.workers]
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_environment_carries_no_orders(tmp_path: Path) -> None:
    """Variables by which an engine could be told to skip rules, or to call home, do not reach it."""
    orders = {"CKV_SKIP": "x", "BC_API_KEY": "x", "AWS_ACCESS_KEY_ID": "x", "NODE_OPTIONS": "-r x", "PATH": "/bin"}
    given = worker_environment(orders, tmp_path)
    assert given["PATH"] == "/bin"
    assert given["HOME"] == str(tmp_path)
    assert set(given) & set(orders) == {"PATH"}
