"""The requests to one engine, and their results until these are collected.

:meth:`EngineQueue.submit` never blocks: the cache gives the result at once, or else a worker judges the template when
it is free. So templates are submitted as they are written, and in the end only the open requests are waited for.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from concurrent.futures import Future

from landing_zone.engines.cache import ResultCache
from landing_zone.engines.engine import Engine, EngineResult
from landing_zone.engines.requests import EngineRequest
from landing_zone.engines.worker_pool import Job, WorkerPool


class EngineQueue:
    """The requests and results of one engine.

    Args:
        engine: the engine.
        cache: cached results; new ones are added.
        pool: its workers.
    """

    def __init__(self, engine: Engine, cache: ResultCache, pool: WorkerPool) -> None:
        self.engine = engine
        self._cache = cache
        self._pool = pool
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._results: dict[str, Future[EngineResult]] = {}

    def start(self) -> None:
        """Start the workers, without waiting for them.

        Raises:
            BrokenEngineError: the engine is not installed, or cannot be started.
        """
        self._pool.start()

    def submit(self, request: EngineRequest) -> Future[EngineResult]:
        """Submit a request; one with a known key is not submitted again. Thread-safe.

        Returns:
            The future result, or the error of a worker that broke.

        Raises:
            BrokenEngineError: the engine is not installed, or cannot be started.
        """
        key = request.key
        with self._lock:
            if key not in self._results:
                result: Future[EngineResult] = Future()
                cached = self._cache.get(key)
                if cached is None:
                    job = Job(next(self._numbers), request.text, request.region, request.templates[0][0].name)
                    self._pool.submit(job).add_done_callback(lambda done: self._finish(key, done, result))
                else:
                    result.set_result(cached)
                self._results[key] = result
            return self._results[key]

    def collect(self, requests: Iterable[EngineRequest]) -> dict[str, EngineResult]:
        """Wait for the results of submitted requests, then empty the queue.

        Returns:
            Request key to result.

        Raises:
            BrokenEngineError: the engine broke.
        """
        results = {request.key: self._results[request.key].result() for request in requests}
        with self._lock:
            self._results.clear()
        return results

    def dismiss(self) -> None:
        """Ask the workers to exit, without waiting for them."""
        self._pool.dismiss()

    def close(self) -> None:
        """Stop the workers. Can be called twice."""
        self._pool.close()

    def _finish(self, key: str, done: Future[EngineResult], result: Future[EngineResult]) -> None:
        # The future must always get a result or an error: an exception here would be lost, and collect() wait for ever.
        try:
            value = done.result()
            self._cache.put(key, value)
        except BaseException as error:  # noqa: BLE001 - raised where the result is collected
            result.set_exception(error)
        else:
            result.set_result(value)
