"""Runs handlers of Lambda functions, each in a process of its own: ``python lambda_runner.py SOCKET``.

It imports nothing of this project: what a function finds here is what Lambda's Python runtime has, Python itself and
boto3. boto3 is imported once; each run is a fork of this process, so that it starts at once and leaves nothing behind.
"""

import importlib
import io
import json
import os
import shutil
import signal
import socket
import socketserver
import sys
import threading
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import boto3  # noqa: F401 for the forks

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


class Run(socketserver.StreamRequestHandler):
    """One run: a request of one line of JSON, and an answer of one line, the error or nothing."""

    def handle(self) -> None:
        """Call the handler that is asked for; runs in a fork."""
        asked = json.loads(self.rfile.readline())
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        signal.alarm(int(asked["seconds"]) + 1)  # whoever waits gives up then; the run must not outlive that
        error = ""
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            try:
                sys.path.insert(0, asked["folder"])
                module, _, function = asked["handler"].rpartition(".")
                called = getattr(importlib.import_module(module.replace("/", ".")), function)
                called(asked["event"], Context(asked["name"], asked["seconds"]))
            except BaseException:  # noqa: BLE001 whatever the function does, the one that waits is told
                error = traceback.format_exc()
        self.wfile.write(json.dumps({"error": error}).encode() + b"\n")


class Runner(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks for each run."""

    max_children = 16


def _end_with_emulator(address: str) -> None:
    """End when the emulator does, which holds the other end of standard input."""
    while sys.stdin.buffer.read(4096):
        pass
    shutil.rmtree(Path(address).parent, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    socket.getaddrinfo = _localhost
    sys.dont_write_bytecode = True
    threading.Thread(target=_end_with_emulator, args=(sys.argv[1],), daemon=True).start()
    with Runner(sys.argv[1], Run) as runner:
        runner.serve_forever()
