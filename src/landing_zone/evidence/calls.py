"""Watches every call of every client: is it declared, what is its request id, and are there too many at once."""

from __future__ import annotations

from collections.abc import Iterable
from threading import BoundedSemaphore, Lock
from typing import Any

from landing_zone.evidence.authorisation import actions_of


class UndeclaredCallError(RuntimeError):
    """A query called an API whose action it did not declare; the call was not sent."""


class ServiceLimits:
    """How many calls may be under way to one service at once, in all accounts together.

    Args:
        at_once: calls; services throttle per account and Region, but an emulator or a proxy stands for all.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = Lock()
        self._of: dict[str, BoundedSemaphore] = {}

    def of(self, service: str) -> BoundedSemaphore:
        """Return the gate that calls to a service pass through."""
        with self._lock:
            return self._of.setdefault(service, BoundedSemaphore(self._at_once))


class Calls:
    """The calls of one environment's clients, one query after another; one thread works with it.

    Args:
        limits: shared with all other environments.
    """

    def __init__(self, limits: ServiceLimits) -> None:
        self._limits = limits
        self._declared: frozenset[str] = frozenset()
        self._by = ""
        self._ids: list[str] = []
        self.made: set[str] = set()
        """Every action that was called since the last :meth:`begin`."""

    def begin(self, query: str, declared: Iterable[str]) -> None:
        """From now on, calls are those of a query that declares these actions."""
        self._by, self._declared = query, frozenset(declared)
        self._ids, self.made = [], set()

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The request ids since the last :meth:`begin`, in the order of the calls."""
        return tuple(self._ids)

    def watch(self, client: Any) -> None:
        """Attach to a boto3 client."""
        gate = self._limits.of(client.meta.service_model.service_name)

        def before(model: Any, **_: Any) -> None:
            service = model.service_model
            actions = actions_of(service.service_name, service.signing_name, model.name)
            for action in actions:
                if action not in self._declared:
                    raise UndeclaredCallError(f"the query '{self._by}' calls {action} and does not declare it")
            self.made.update(actions)
            gate.acquire()

        def after(parsed: Any, **_: Any) -> None:
            gate.release()
            metadata = parsed.get("ResponseMetadata", {}) if isinstance(parsed, dict) else {}
            if request_id := metadata.get("RequestId"):
                self._ids.append(str(request_id))

        def failed(**_: Any) -> None:
            gate.release()

        # First, so that a call that is not declared is refused before anything else answers it.
        client.meta.events.register_first("before-call", before)
        client.meta.events.register("after-call", after)
        client.meta.events.register("after-call-error", failed)
