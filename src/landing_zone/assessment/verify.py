"""Checks that an assembly is the one that was judged, for pipelines that deploy with ``--app cdk.out``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from landing_zone.assessment.approvals import APPROVALS, why_not_approved
from landing_zone.assessment.digests import ASSESSMENT, digests
from landing_zone.assessment.model import Assessment, Outcome
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.recompute import refuse_forged
from landing_zone.assessment.seal import changed_templates
from landing_zone.cloudformation.assembly.cloud_assembly import MANIFEST
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import POLICIES_VARIABLE
from landing_zone.waivers.as_of import VARIABLE as AS_OF_VARIABLE


class Kind(StrEnum):
    """The kind of a difference."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    NOT_HELD = "not-held"
    EXPIRED = "expired"
    FUTURE = "future"
    OVERRIDE = "override"
    """The verdict was made as of a chosen day, or by policies that were chosen outside the checkout."""
    UNAPPROVED = "unapproved"
    """A waiver that covers findings is not approved by the organisation, or not everywhere it has to be."""
    INPUT = "input"
    """Policies, configuration or proofs that are here are not those that it was judged by."""


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


_OVERRIDES = {
    AS_OF_VARIABLE: "it was judged as of a chosen day, not of the day on which it was judged",
    POLICIES_VARIABLE: "it was judged by policies that were named from outside",
}


_PACKED = ".cache/"


def verify(cdk_out: Path, as_of: date | None = None, today: date | None = None) -> list[Difference]:
    """Compare an assembly with the assessment in it, and compute again what follows from other parts of that.

    What needs the policies and the configuration is in :mod:`landing_zone.gate.compare_inputs`.

    Args:
        cdk_out: the cloud assembly's folder.
        as_of: a day; a waiver in use that expired between the assessment and it is a difference. ``None``: waivers are
            not checked.
        today: the day by the clock; an assessment of a later one is a difference. ``None``: that is not checked.

    Returns:
        Every reason not to deploy, sorted; none when the assembly is the one that was judged, and its verdict held.

    Raises:
        UserError: there is no assessment; it is malformed, of another format, contradicts itself, or has no seal.
    """
    if not cdk_out.is_dir():
        raise UserError("there is no cloud assembly here", file=str(cdk_out), fix="run 'cdk synth' first")
    path = cdk_out / ASSESSMENT
    assessment = read_assessment(path)
    refuse_forged(assessment, str(path))
    found = _sealed(assessment, cdk_out)
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
    if today is not None and assessment.as_of > today:
        what = f"it was judged as of {assessment.as_of}, and today is {today}: no verdict is of a day to come"
        found.append(Difference(Kind.FUTURE, ASSESSMENT, what))
    overrides = assessment.provenance.overrides if assessment.provenance else {}
    found += [
        Difference(Kind.OVERRIDE, ASSESSMENT, f"{name}={value}: {_OVERRIDES.get(name, 'it changes the verdict')}")
        for name, value in overrides.items()
    ]
    return sorted(found)


def unapproved(assessment: Assessment, day: date) -> list[Difference]:
    """Return a difference for each waiver that covers findings and that the organisation has not approved on a day."""
    reasons = (why_not_approved(waiver, day) for waiver in assessment.waivers if waiver.covers)
    return [Difference(Kind.UNAPPROVED, APPROVALS, why) for why in reasons if why]


def asked(file: Path) -> tuple[Assessment, bool]:
    """Ask the seal of an assessment, for all that reports on it: return it, and whether there was an assembly to ask.

    One that did not hold is read too, and one of another day or by other policies: reports say so. So is one that was
    deployed since: the CDK CLI packs assets into ``.cache`` then, which :func:`verify` refuses before a deployment.

    Args:
        file: ``cdk.out/assessment.json``, or a copy without the assembly. Another version may have worded the
            sentences that explain its statuses, so these are not compared.

    Raises:
        UserError: as :func:`verify`; or the assembly beside it is not the one that was judged.
    """
    assessment = read_assessment(file)
    refuse_forged(assessment, str(file), sentences=False)
    folder = file.parent
    if not any((folder / name).exists() for name in (MANIFEST, *assessment.seal.files)):
        return assessment, False
    found = sorted(d for d in _sealed(assessment, folder) if d.kind is not Kind.ADDED or not d.path.startswith(_PACKED))
    if found:
        more = f", and {len(found) - 1} more" if found[1:] else ""
        raise UserError(
            f"the assembly is not what was judged: {found[0].path} {found[0].what}{more}",
            file=str(folder),
            fix="run 'cdk synth' again",
        )
    return assessment, True


def _sealed(assessment: Assessment, cdk_out: Path) -> list[Difference]:
    """Return each file that is not what was judged.

    Raises:
        UserError: there is no seal, it is of other templates, or a file cannot be read.
    """
    path = str(cdk_out / ASSESSMENT)
    if not assessment.seal.files:
        raise UserError("the assessment has no seal", file=path, fix="run 'cdk synth' again")
    if changed := changed_templates(assessment, assessment.seal):
        raise UserError(
            f"the seal is not of the template that was judged, {changed[0]}", file=path, fix="run 'cdk synth' again"
        )
    try:
        now = digests(cdk_out)
    except OSError as error:
        raise UserError(f"a file of the assembly cannot be read: {error.strerror}", file=str(error.filename)) from None
    then = assessment.seal.files
    found = [Difference(Kind.MISSING, n, "was judged, and is missing now") for n in then.keys() - now.keys()]
    found += [Difference(Kind.ADDED, n, "was not there when the assembly was judged") for n in now.keys() - then.keys()]
    return found + [
        Difference(Kind.CHANGED, n, "is not what was judged") for n in then.keys() & now.keys() if then[n] != now[n]
    ]
