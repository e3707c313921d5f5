"""A call of boto3 as the command of the AWS CLI that makes it."""

from __future__ import annotations

import json
import shlex
from typing import Any

CLI_NAMES = {"config": "configservice", "s3": "s3api"}
"""boto3's name of a service to that of the AWS CLI, where the two differ.
Source: https://docs.aws.amazon.com/cli/latest/reference/, read on 2026-12-01."""
GLOBAL = frozenset({"account", "iam", "organizations"})
"""Services that have one endpoint, so that no Region is named."""


def command_of(service: str, call: str, arguments: dict[str, Any], region: str) -> str:
    """Return the command.

    Args:
        service: boto3's name.
        call: the API's operation.
        arguments: its parameters.
        region: where it is called.
    """
    from botocore import xform_name

    words = ["aws", CLI_NAMES.get(service, service), xform_name(call, "-")]
    for name, value in arguments.items():
        option = f"--{xform_name(name, '-')}"
        if isinstance(value, bool):
            words.append(option if value else option.replace("--", "--no-", 1))
        else:
            words += [option, *_texts(value)]
    return shlex.join(words if service in GLOBAL else [*words, "--region", region])


def _texts(value: Any) -> list[str]:
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return [str(item) for item in value]
    return [json.dumps(value, separators=(",", ":")) if isinstance(value, dict | list) else str(value)]
