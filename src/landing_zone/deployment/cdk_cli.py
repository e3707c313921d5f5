"""The pinned CDK CLI: where it is, and the environment that it runs in."""

from __future__ import annotations

import shutil
from pathlib import Path

from landing_zone.engines.node import find_node
from landing_zone.errors import UserError

QUIET = {
    "CDK_DISABLE_CLI_TELEMETRY": "true",
    "CI": "true",
    "FORCE_COLOR": "0",
    "NODE_NO_WARNINGS": "1",
}
"""Variables with which it prints plain lines, and sends nothing."""


def cdk_command() -> list[str]:
    """Return how the CDK CLI is called: Node, and its script.

    Raises:
        UserError: the CLI or Node is not installed.
    """
    return [str(find_node()), str(_find_cli())]


def _find_cli() -> Path:
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            script = folder / "node_modules" / "aws-cdk" / "bin" / "cdk"
            if script.is_file():
                return script
    if found := shutil.which("cdk"):
        return Path(found).resolve()
    raise UserError("the CDK CLI is not installed", fix="run `make setup`, or `npm ci` in the project's folder")
