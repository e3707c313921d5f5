"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment

AssemblyArgument = Annotated[
    Path,
    typer.Argument(metavar="[CDK_OUT]", help="The cloud assembly that `cdk synth` wrote.", show_default=True),
]
PoliciesOption = Annotated[
    Path | None,
    typer.Option("--policies", help="The policies folder; by default the checkout's own.", show_default=False),
]


def assessment_of(assembly: Path) -> Assessment:
    """Read the assessment of an assembly's folder, or the file itself where that is named.

    Raises:
        UserError: see :func:`landing_zone.assessment.read.read_assessment`.
    """
    return read_assessment(assembly if assembly.suffix == ".json" else assembly / ASSESSMENT)
