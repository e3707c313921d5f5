"""Injected faults: error responses of the emulated AWS, a given number of times.

A test or a person posts a list of faults to ``/rehearsal/faults`` of the emulator (``Emulator.break_`` does). Each is a
JSON object:

``where``
    ``api``: a call from outside, such as one of a custom resource's function or of the CDK CLI.
    ``provider``: a call that CloudFormation makes for a resource.
    ``response``: the response of a custom resource, which is refused.
``service``, ``operation``
    As boto3 spells them, ``iam`` and ``UpdateAccountPasswordPolicy``; not for ``response``.
``status``, ``code``
    HTTP status and error code; by default 503 and ``ServiceUnavailable``.
``times``
    How often; 1 by default.

A GET of the same address returns the faults that are still pending (``Emulator.faults_left``).
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

PATH = "/rehearsal/faults"

_SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]*/([^/]+)/aws4_request")


@dataclass
class Fault:
    """One fault, and how often it still happens."""

    where: str
    service: str = ""
    operation: str = ""
    status: int = 503
    code: str = "ServiceUnavailable"
    times: int = 1


class Faults:
    """The pending faults."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def replace(self, faults: Iterable[dict[str, Any]]) -> None:
        """Replace all faults by these."""
        with self._lock:
            self._waiting = [Fault(**fault) for fault in faults]

    def left(self) -> list[dict[str, Any]]:
        """Return the pending faults."""
        with self._lock:
            return [asdict(fault) for fault in self._waiting if fault.times > 0]

    def next(self, where: str, fits: Callable[[Fault], bool]) -> Fault | None:
        """Return the fault for this call, if one matches, and count it as used."""
        with self._lock:
            for fault in self._waiting:
                if fault.where == where and fault.times > 0 and fits(fault):
                    fault.times -= 1
                    return fault
        return None


FAULTS = Faults()


def fail_provider(service: str, operation: str) -> None:
    """Raise the fault for a provider's call, if one is pending.

    Raises:
        botocore.exceptions.ClientError: as the service would raise it.
    """
    fault = FAULTS.next("provider", lambda one: one.service == service and one.operation in ("", operation))
    if fault is not None:
        from botocore.exceptions import ClientError

        raise ClientError({"Error": {"Code": fault.code, "Message": "an injected fault"}}, operation)


def refused_response() -> int | None:
    """Return the status with which to refuse a custom resource's response, or None."""
    fault = FAULTS.next("response", lambda _: True)
    return fault.status if fault is not None else None


class FaultyApplication:
    """A WSGI application that injects the faults, and passes all other requests on."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Handle a request."""
        if environ.get("PATH_INFO") == PATH and environ.get("REQUEST_METHOD") == "GET":
            body = json.dumps(FAULTS.left()).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        if environ.get("PATH_INFO") == PATH:
            FAULTS.replace(json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))))
            start_response("204 No Content", [])
            return []
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if scope is not None:
            fault = FAULTS.next("api", lambda one: _fits(one, scope.group(1), environ))
            if fault is not None:
                return _failed(fault, environ, start_response)
        return self._application(environ, start_response)


def _fits(fault: Fault, service: str, environ: dict[str, Any]) -> bool:
    if fault.service != service:
        return False
    if not fault.operation:
        return True
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    return target.endswith(f".{fault.operation}") or f"Action={fault.operation}&" in _form(environ) + "&"


def _form(environ: dict[str, Any]) -> str:
    """Return the form of a request, and keep it readable for the next handler."""
    if not str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        return ""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body.decode("utf-8", "replace")


def _failed(fault: Fault, environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Respond in the protocol of the request: a client reads the error code there, and decides whether to retry."""
    said = "an injected fault"
    if "HTTP_X_AMZ_TARGET" in environ:
        body, kind = json.dumps({"__type": fault.code, "message": said}), "application/x-amz-json-1.1"
    else:
        body, kind = (
            (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{fault.code}</Code><Message>{said}</Message></Error>"
                "<RequestId>rehearsal</RequestId></ErrorResponse>"
            ),
            "text/xml",
        )
    headers = [("Content-Type", kind), ("x-amzn-ErrorType", fault.code), ("Content-Length", str(len(body)))]
    start_response(f"{fault.status} Fault", headers)
    return [body.encode()]
