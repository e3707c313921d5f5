"""The seal: the digests of the assembly's files at the time of the judgement."""

from __future__ import annotations

from pathlib import Path

from landing_zone.assessment.digests import digests
from landing_zone.assessment.model import Assessment, Seal
from landing_zone.errors import UserError


def seal(cdk_out: Path) -> Seal:
    """Take the digest of every file of an assembly, templates, assets and manifests alike.

    Call it last, when nothing writes to the folder any more, and write the assessment at once.

    Args:
        cdk_out: the cloud assembly's folder.

    Raises:
        UserError: the folder is missing or empty, a file cannot be read, or a symbolic link leads out of it or nowhere:
            its target is outside the seal, and would still be deployed.
    """
    if not cdk_out.is_dir():
        raise UserError("there is no cloud assembly here", file=str(cdk_out), fix="run 'cdk synth' first")
    try:
        files = digests(cdk_out)
    except OSError as error:
        raise UserError(f"a file of the assembly cannot be read: {error.strerror}", file=str(error.filename)) from None
    if not files:
        raise UserError("the cloud assembly is empty", file=str(cdk_out), fix="run 'cdk synth' first")
    for name, digest in files.items():
        if digest == "special":
            raise UserError(
                "the assembly has an entry that is neither a file nor a link", file=str(cdk_out / name), fix="remove it"
            )
        if digest.startswith("link:"):
            _stays_inside(cdk_out, name)
    return Seal(files=files)


def sealed(assessment: Assessment, cdk_out: Path) -> Assessment:
    """Return the assessment with the seal of the assembly that it judged.

    Raises:
        UserError: as :func:`seal`; or a template was changed between judgement and seal, as a CDK plugin can.
        ValueError: evidence is joined to it; a seal is of what a synth judged.
    """
    if assessment.evidence is not None:
        raise ValueError("an assessment with evidence is never sealed")
    taken = seal(cdk_out)
    if changed := changed_templates(assessment, taken):
        raise UserError(
            "a template was changed after it was judged",
            file=str(cdk_out / changed[0]),
            fix="let nothing write into the assembly after app.synth() has run the gates",
        )
    return assessment.model_copy(update={"seal": taken})


def changed_templates(assessment: Assessment, taken: Seal) -> list[str]:
    """Return the templates whose judged digest is not the sealed one, sorted."""
    return sorted(s.template for s in assessment.stacks if taken.files.get(s.template) != s.digest)


def _stays_inside(cdk_out: Path, name: str) -> None:
    try:
        target = (cdk_out / name).resolve(strict=True)
    except (OSError, RuntimeError):
        target = None
    if target is None or not target.is_relative_to(cdk_out.resolve()):
        raise UserError(
            "a symbolic link leads out of the assembly, or nowhere, so its target cannot be sealed",
            file=str(cdk_out / name),
            allowed="links to files of the same assembly",
            fix="copy the file into the asset instead",
        )
