"""The ``ResponseURL`` of custom resources, on loopback instead of a presigned address of Amazon S3."""

from __future__ import annotations

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from emulated_aws.faults import refused_response

LONGEST_ANSWER = 4096
"""AWS's limit of a response, in bytes."""


class ResponseEndpoint:
    """Accepts one response for each address that it issued."""

    def __init__(self) -> None:
        self._waiting: dict[str, dict[str, Any] | None] = {}
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.send_response(endpoint.take(self.path.strip("/"), self.rfile, self.headers))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def new_address(self) -> str:
        """Return an address that accepts one response."""
        token = secrets.token_urlsafe(24)
        self._waiting[token] = None
        return f"http://localhost:{self._server.server_port}/{token}"

    def answer_at(self, address: str) -> dict[str, Any] | None:
        """Return the response at an address, or None."""
        return self._waiting.get(address.rpartition("/")[2])

    def close(self, address: str) -> None:
        """Accept no further response at an address."""
        self._waiting.pop(address.rpartition("/")[2], None)

    def take(self, token: str, stream: Any, headers: Any) -> int:
        """Store a response; return the HTTP status of the reply."""
        length = int(headers.get("Content-Length", "0"))
        body = stream.read(min(length, LONGEST_ANSWER + 1))
        refused = refused_response()
        if refused is not None:
            return refused
        if token not in self._waiting:
            return 403
        if length > LONGEST_ANSWER:
            return 400
        try:
            answer = json.loads(body)
        except ValueError:
            return 400
        if not isinstance(answer, dict):
            return 400
        self._waiting[token] = answer
        return 200
