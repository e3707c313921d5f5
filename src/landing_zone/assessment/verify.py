"""Checks that an assembly is the one that was judged, for pipelines that deploy with ``--app cdk.out``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT, digests
from landing_zone.assessment.model import Outcome
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.seal import changed_templates
from landing_zone.assessment.verdict import verdict_of
from landing_zone.errors import UserError


class Kind(StrEnum):
    """The kind of a difference."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    NOT_HELD = "not-held"
    EXPIRED = "expired"


@dataclass(frozen=True, order=True)
class Difference:
    """One reason not to deploy.

    Args:
        kind: see :class:`Kind`.
        path: relative to the assembly, with ``/``.
        what: the explanation.
    """

    kind: Kind
    path: str
    what: str


def verify(cdk_out: Path, as_of: date | None = None) -> list[Difference]:
    """Compare an assembly with the assessment in it.

    Args:
        cdk_out: the cloud assembly's folder.
        as_of: a day; a waiver in use that expired between the assessment and it is a difference. ``None``: waivers are
            not checked.

    Returns:
        Every reason not to deploy, sorted; none when the assembly is the one that was judged, and its verdict held.

    Raises:
        UserError: there is no assessment; it is malformed, of another format, contradicts itself, or has no seal.
    """
    if not cdk_out.is_dir():
        raise UserError("there is no cloud assembly here", file=str(cdk_out), fix="run 'cdk synth' first")
    path = cdk_out / ASSESSMENT
    assessment = read_assessment(path)
    if not assessment.seal.files:
        raise UserError("the assessment has no seal", file=str(path), fix="run 'cdk synth' again")
    if assessment.verdict != verdict_of(assessment.checks, assessment.resources):
        raise UserError(
            "the verdict does not follow from its checks: the assessment was changed by hand",
            file=str(path),
            fix="run 'cdk synth' again",
        )
    if changed := changed_templates(assessment, assessment.seal):
        raise UserError(
            f"the seal is not of the template that was judged, {changed[0]}",
            file=str(path),
            fix="run 'cdk synth' again",
        )
    try:
        now = digests(cdk_out)
    except OSError as error:
        raise UserError(f"a file of the assembly cannot be read: {error.strerror}", file=str(error.filename)) from None
    then = assessment.seal.files
    found = [Difference(Kind.MISSING, n, "was judged, and is missing now") for n in then.keys() - now.keys()]
    found += [Difference(Kind.ADDED, n, "was not there when the assembly was judged") for n in now.keys() - then.keys()]
    found += [
        Difference(Kind.CHANGED, n, "is not what was judged") for n in then.keys() & now.keys() if then[n] != now[n]
    ]
    if not assessment.verdict.held:
        verdict = assessment.verdict
        counts = f"{verdict.failed} failed, {verdict.undetermined} undetermined"
        found_so = "is undetermined" if verdict.outcome is Outcome.UNDETERMINED else "did not hold"
        what = f"the assembly was judged, and {found_so}: {counts}"
        found.append(Difference(Kind.NOT_HELD, ASSESSMENT, what))
    if as_of is not None:
        found += [
            Difference(Kind.EXPIRED, ASSESSMENT, f"the waiver {waiver.id} expired on {waiver.expires}")
            for waiver in assessment.waivers
            if waiver.covers and assessment.as_of <= waiver.expires < as_of
        ]
    return sorted(found)
