"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.verify import asked
from landing_zone.console.console import errors_console
from landing_zone.waivers.as_of import as_of

AssemblyArgument = Annotated[
    Path,
    typer.Argument(metavar="[CDK_OUT]", help="The cloud assembly that `cdk synth` wrote.", show_default=True),
]
PoliciesOption = Annotated[
    Path | None,
    typer.Option("--policies", help="The policies folder; by default the checkout's own.", show_default=False),
]
StockOption = Annotated[
    bool,
    typer.Option(
        "--stock-engines",
        help="Run checkov and cfn-lint without our patches for speed, as LZ_STOCK_ENGINES=1 does.",
        show_default=False,
    ),
]
EvidenceOption = Annotated[
    Path | None,
    typer.Option(
        "--evidence",
        help="The folder of a run of `lz evidence collect`, to be joined to what was designed.",
        show_default=False,
    ),
]


def assessment_of(assembly: Path, evidence: Path | None = None) -> Assessment:
    """Read the assessment of an assembly's folder, or the file itself where that is named, and join evidence to it.

    Its seal is asked first. Where only the file is there, that is said on standard error.

    Raises:
        UserError: see :func:`landing_zone.assessment.verify.asked`; or the run cannot be read, or does not belong to
            the assessment.
    """
    file = assembly if assembly.suffix == ".json" else assembly / ASSESSMENT
    assessment, compared = asked(file)
    if not compared:
        what = f"not compared: {file} has no assembly beside it, so nothing shows that it is of one"
        errors_console().print(what, style="yellow", markup=False, soft_wrap=True)
    if evidence is None:
        return assessment
    # Imported here: most calls have no evidence.
    from landing_zone.evidence.join import with_evidence
    from landing_zone.evidence.read import read_run

    return with_evidence(assessment, read_run(evidence), as_of())
