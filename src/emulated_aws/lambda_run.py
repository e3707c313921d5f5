"""Runs a Lambda function's code in a separate process, with the credentials of its role."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess  # runs the functions' handlers
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

from emulated_aws.account_context import client_of
from emulated_aws.environment import without_real_aws

_RUNNER = Path(__file__).with_name("lambda_runner.py")
_START_SECONDS = 60.0
_lock = threading.Lock()
_address = ""


class FunctionFailedError(Exception):
    """A function that could not be run, exceeded its timeout, or ended with an error."""


def run_function(account_id: str, region: str, name: str, event: dict[str, Any]) -> None:
    """Run a function of the emulated account with an event.

    Args:
        account_id: the function's account.
        region: the function's Region.
        name: its name or ARN.
        event: the argument of its handler.

    Raises:
        FunctionFailedError: see there; the message ends with the function's exception.
    """
    from moto.awslambda.utils import get_backend

    function = get_backend(account_id, region).get_function(name)
    if not str(function.run_time).startswith("python"):
        raise FunctionFailedError(f"the emulator runs only Python, not {function.run_time}")
    with tempfile.TemporaryDirectory(prefix="lz-function-") as folder:
        with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as archive:
            archive.extractall(folder)
        answer = _send(
            {
                "folder": folder,
                "handler": function.handler,
                "seconds": function.timeout,
                "name": function.function_name,
                "environment": _environment(function, region),
                "event": event,
            },
            float(function.timeout),
        )
    if answer["error"]:
        raise FunctionFailedError("; ".join(str(answer["error"]).strip().splitlines()[-3:]))


def _send(request: dict[str, Any], seconds: float) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(_runner())
        connection.settimeout(seconds)
        try:
            connection.sendall(json.dumps(request).encode() + b"\n")
            line = connection.makefile("rb").readline()
        except TimeoutError:
            raise FunctionFailedError(f"Task timed out after {seconds:.0f} seconds") from None
    if not line:
        raise FunctionFailedError("the function's process ended without a response")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _runner() -> str:
    """Return the address of the process that runs functions; start it if necessary."""
    global _address
    with _lock:
        if _address:
            return _address
        folder = tempfile.mkdtemp(prefix="lz-runner-")
        address = str(Path(folder) / "socket")
        kept = {key: value for key, value in without_real_aws(os.environ).items() if not key.startswith("AWS_")}
        process = subprocess.Popen(  # noqa: S603 our own runner
            [sys.executable, str(_RUNNER), address], env=kept, stdin=subprocess.PIPE
        )
        deadline = time.monotonic() + _START_SECONDS
        while not Path(address).exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise FunctionFailedError("the process that runs functions did not start")
            time.sleep(0.02)
        _address = address
        return address


def _environment(function: Any, region: str) -> dict[str, str]:
    """Return a function's environment: its role's credentials, and the emulator as the endpoint of every service."""
    given = client_of("sts", region).assume_role(RoleArn=function.role, RoleSessionName=function.function_name[:64])
    credentials = given["Credentials"]
    kept = {key: value for key, value in without_real_aws(os.environ).items() if not key.startswith("AWS_")}
    return {
        **kept,
        **{key: str(value) for key, value in function.environment_vars.items()},
        "AWS_ENDPOINT_URL": f"http://localhost:{os.environ['MOTO_PORT']}",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
