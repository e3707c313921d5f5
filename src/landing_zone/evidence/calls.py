"""Watches every call of every client: checks that it is declared, notes its request id, limits concurrent calls."""

from __future__ import annotations

from collections.abc import Iterable
from threading import BoundedSemaphore, Lock
from typing import Any

from landing_zone.evidence.authorisation import actions_of


class UndeclaredCallError(RuntimeError):
    """A query called an API whose action it did not declare; the call was not sent."""


class ServiceLimits:
    """The limit of concurrent calls to one service, over all accounts.

    Args:
        at_once: calls; services throttle per account and Region, but an emulator or a proxy serves all of them.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = Lock()
        self._of: dict[str, BoundedSemaphore] = {}

    def of(self, service: str) -> BoundedSemaphore:
        """Return the semaphore of a service."""
        with self._lock:
            return self._of.setdefault(service, BoundedSemaphore(self._at_once))


class Calls:
    """The calls of one environment's clients, one query after another; used by one thread.

    Args:
        limits: shared with all other environments.
    """

    def __init__(self, limits: ServiceLimits) -> None:
        self._limits = limits
        self._declared: frozenset[str] = frozenset()
        self._by = ""
        self._ids: list[str] = []
        self._gate: BoundedSemaphore | None = None
        self.made: set[str] = set()
        """Every action that was called since the last :meth:`begin`."""

    def begin(self, query: str, declared: Iterable[str]) -> None:
        """Attribute the following calls to a query that declares these actions."""
        self._leave()
        self._by, self._declared = query, frozenset(declared)
        self._ids, self.made = [], set()

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The request ids since the last :meth:`begin`, in the order of the calls."""
        return tuple(self._ids)

    def watch(self, client: Any) -> None:
        """Attach to a boto3 client."""
        gate = self._limits.of(client.meta.service_model.service_name)

        def declared(model: Any, **_: Any) -> None:
            service = model.service_model
            actions = actions_of(service.service_name, service.signing_name, model.name)
            for action in actions:
                if action not in self._declared:
                    raise UndeclaredCallError(f"the query '{self._by}' calls {action} and does not declare it")
            self.made.update(actions)

        def before(**_: Any) -> None:
            self._leave()  # a call that another handler stopped has no event at its end
            gate.acquire()
            self._gate = gate

        def after(parsed: Any, **_: Any) -> None:
            self._leave()
            metadata = parsed.get("ResponseMetadata", {}) if isinstance(parsed, dict) else {}
            if request_id := metadata.get("RequestId"):
                self._ids.append(str(request_id))

        def failed(**_: Any) -> None:
            self._leave()

        # The first event of a call, which every handler sees, also where another answers the call.
        client.meta.events.register("before-parameter-build", declared)
        client.meta.events.register("before-call", before)
        client.meta.events.register("after-call", after)
        client.meta.events.register("after-call-error", failed)

    def _leave(self) -> None:
        """Release the semaphore that this environment holds, if it holds one."""
        if self._gate is not None:
            self._gate.release()
            self._gate = None
