"""The address at which a rehearsal asks for all deliveries: ``GET /rehearsal/deliveries``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from emulated_aws.deliveries.deliver import deliver_everything

PATH = "/rehearsal/deliveries"


class DeliveringApplication:
    """A WSGI application that tries all deliveries, and passes other requests on."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Handle a request."""
        if environ.get("PATH_INFO") != PATH:
            return self._application(environ, start_response)
        try:
            status, body = "200 OK", json.dumps(deliver_everything()).encode()
        except ValueError as error:  # of a policy or a contract: the answer has it
            status, body = "422 Unprocessable Content", json.dumps({"error": str(error)}).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
