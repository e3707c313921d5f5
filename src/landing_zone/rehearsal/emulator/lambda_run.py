"""A Lambda function run for real: its own code, in a process of its own, under its own role."""

from __future__ import annotations

import io
import json
import os
import subprocess  # runs the function's handler
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from landing_zone.rehearsal.emulator.acting import client_of
from landing_zone.rehearsal.server import without_real_aws

_RUNNER = Path(__file__).with_name("lambda_runner.py")


class FunctionFailedError(Exception):
    """A function that could not be run, did not end in its time, or ended with an error."""


def run_function(account_id: str, region: str, name: str, event: dict[str, Any]) -> None:
    """Run a function of the emulated account with an event.

    Args:
        account_id: the function's account.
        region: the function's Region.
        name: its name or ARN.
        event: what it is called with.

    Raises:
        FunctionFailedError: see there; the message has the end of what it printed.
    """
    from moto.awslambda.utils import get_backend

    function = get_backend(account_id, region).get_function(name)
    if not str(function.run_time).startswith("python"):
        raise FunctionFailedError(f"the emulator runs Python alone, not {function.run_time}")
    with tempfile.TemporaryDirectory(prefix="lz-function-") as folder:
        with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as archive:
            archive.extractall(folder)
        command = [sys.executable, "-B", str(_RUNNER), folder, function.handler, str(function.timeout), name]
        try:
            ended = subprocess.run(  # noqa: S603 the function's own code is what is to be run
                command,
                input=json.dumps(event).encode(),
                env=_environment(function, region),
                capture_output=True,
                timeout=float(function.timeout),
                check=False,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            raise FunctionFailedError(f"Task timed out after {function.timeout} seconds") from None
    if ended.returncode:
        said = (ended.stderr or ended.stdout).decode("utf-8", "replace").strip().splitlines()
        raise FunctionFailedError("; ".join(said[-3:]) or f"it ended with code {ended.returncode}")


def _environment(function: Any, region: str) -> dict[str, str]:
    """Return what Lambda gives a function: its role's credentials, and here the emulator for every service."""
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
