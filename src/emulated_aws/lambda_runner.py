"""Runs handlers of Lambda functions, each in a separate process: ``python lambda_runner.py SOCKET``.

It imports nothing of this project: a function has the same packages here as in Lambda's Python runtime, Python itself
and boto3. boto3 is imported once; each run is a fork of this process, so that it starts at once and leaves no state.
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
    """The part of Lambda's context object that can be emulated."""

    def __init__(self, name: str, seconds: float) -> None:
        self.function_name = name
        self.function_version = "$LATEST"
        self.aws_request_id = "rehearsal"
        self._ends = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        return max(0, int((self._ends - time.monotonic()) * 1000))


class Run(socketserver.StreamRequestHandler):
    """One run: a request of one line of JSON, and a response of one line with the error, or an empty one."""

    def handle(self) -> None:
        """Call the requested handler; runs in a fork."""
        request = json.loads(self.rfile.readline())
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        signal.alarm(int(request["seconds"]) + 1)  # the caller times out then; the run must end too
        error = ""
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            try:
                sys.path.insert(0, request["folder"])
                module, _, function = request["handler"].rpartition(".")
                called = getattr(importlib.import_module(module.replace("/", ".")), function)
                called(request["event"], Context(request["name"], request["seconds"]))
            except BaseException:  # noqa: BLE001 every failure of the function is reported to the caller
                error = traceback.format_exc()
        self.wfile.write(json.dumps({"error": error}).encode() + b"\n")


class Runner(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks a process for each run."""

    max_children = 16


def _end_with_emulator(address: str) -> None:
    """End together with the emulator, which holds the other end of standard input."""
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
