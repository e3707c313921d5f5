"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AssemblyArgument = Annotated[
    Path,
    typer.Argument(metavar="[CDK_OUT]", help="The cloud assembly that `cdk synth` wrote.", show_default=True),
]
PoliciesOption = Annotated[
    Path | None,
    typer.Option("--policies", help="The policies folder; by default the checkout's own.", show_default=False),
]
