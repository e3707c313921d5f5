"""Runs one Lambda function's handler, as Lambda would: ``python lambda_runner.py CODE_FOLDER MODULE.HANDLER SECONDS``.

The event comes on standard input. It imports nothing of this project: what a function finds here is what Lambda's
Python runtime has, Python itself and boto3.
"""

import importlib
import json
import socket
import sys
import time

_resolve = socket.getaddrinfo


def _localhost(host, *rest, **named):  # type: ignore[no-untyped-def]
    """Resolve each name under ``localhost`` to loopback (RFC 6761): some APIs put an account id before the host."""
    text = host.decode() if isinstance(host, bytes) else host
    return _resolve("localhost" if isinstance(text, str) and text.endswith(".localhost") else host, *rest, **named)


class Context:
    """What Lambda tells a handler about its run, as far as it can be told here."""

    def __init__(self, name: str, seconds: float) -> None:
        self.function_name = name
        self.function_version = "$LATEST"
        self.aws_request_id = "rehearsal"
        self._ends = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        return max(0, int((self._ends - time.monotonic()) * 1000))


def main(folder: str, handler: str, seconds: float, name: str) -> None:
    """Call the handler with the event."""
    socket.getaddrinfo = _localhost
    sys.path.insert(0, folder)
    module, _, function = handler.rpartition(".")
    getattr(importlib.import_module(module.replace("/", ".")), function)(json.load(sys.stdin), Context(name, seconds))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4])
