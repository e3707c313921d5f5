"""Where questions to one engine are put, and its answers lie until they are fetched.

Nobody waits at the desk: a question is answered by the cache at once, or else by a worker when one is free. So
templates can be put to the engines as they are written, and only what is still open is waited for in the end.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from concurrent.futures import Future

from landing_zone.engines.cache import AnswerCache
from landing_zone.engines.engine import Engine, EngineResult
from landing_zone.engines.requests import EngineRequest
from landing_zone.engines.worker_pool import Job, WorkerPool


class EngineQueue:
    """The questions and answers of one engine.

    Args:
        engine: the engine.
        cache: kept answers; fresh ones are added.
        pool: its workers.
    """

    def __init__(self, engine: Engine, cache: AnswerCache, pool: WorkerPool) -> None:
        self.engine = engine
        self._cache = cache
        self._pool = pool
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._answers: dict[str, Future[EngineResult]] = {}

    def start(self) -> None:
        """Start the workers, without waiting for them.

        Raises:
            BrokenEngineError: the engine is not installed, or cannot be started.
        """
        self._pool.start()

    def put(self, question: EngineRequest) -> Future[EngineResult]:
        """Put a question; one that lies there already is not put again. Any thread may.

        Returns:
            What will hold the answer, or the error of a worker that broke.

        Raises:
            BrokenEngineError: the engine is not installed, or cannot be started.
        """
        key = question.key
        with self._lock:
            if key not in self._answers:
                answer: Future[EngineResult] = Future()
                kept = self._cache.get(key)
                if kept is None:
                    job = Job(next(self._numbers), question.text, question.region, question.asked_by[0][0].name)
                    self._pool.ask(job).add_done_callback(lambda given: self._keep(key, given, answer))
                else:
                    answer.set_result(kept)
                self._answers[key] = answer
            return self._answers[key]

    def fetch(self, questions: Iterable[EngineRequest]) -> dict[str, EngineResult]:
        """Wait for the answers to questions that were put, and clear the desk of all that lies there.

        Returns:
            Question key to answer.

        Raises:
            BrokenEngineError: the engine broke.
        """
        answers = {question.key: self._answers[question.key].result() for question in questions}
        with self._lock:
            self._answers.clear()
        return answers

    def dismiss(self) -> None:
        """Tell the workers to leave, without waiting for them."""
        self._pool.dismiss()

    def close(self) -> None:
        """Stop the workers. Can be called twice."""
        self._pool.close()

    def _keep(self, key: str, given: Future[EngineResult], answer: Future[EngineResult]) -> None:
        # Whoever waits must get something in any case: an exception here would be swallowed, and the wait never end.
        try:
            result = given.result()
            self._cache.put(key, result)
        except BaseException as error:  # noqa: BLE001 - raised where the answer is fetched
            answer.set_exception(error)
        else:
            answer.set_result(result)
