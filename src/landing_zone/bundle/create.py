"""Creates a bundle: checks that the parts are those that were judged, collects, states, signs and writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.provenance import policies_digest
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.verify import Kind, verify
from landing_zone.bundle.archive import MOST_BYTES, write_archive
from landing_zone.bundle.names import clash
from landing_zone.bundle.parts import EVIDENCE, POLICIES, REPORT, assembly_files, folder_files
from landing_zone.bundle.signing import sign
from landing_zone.bundle.statement import ENVELOPE, STATEMENT, SUMS, digest, statement, sums
from landing_zone.bundle.verify import open_bundle
from landing_zone.errors import UserError
from landing_zone.waivers.as_of import today


@dataclass(frozen=True)
class Parts:
    """The paths of a bundle's parts.

    Args:
        assembly: a judged cloud assembly.
        policies: catalogue, checks, proofs and waivers that judged it.
        report: the output of ``lz report``; ``None`` to leave it out.
        evidence: the output of ``lz evidence collect``; ``None`` to leave it out.
    """

    assembly: Path
    policies: Path
    report: Path | None = None
    evidence: Path | None = None


@dataclass(frozen=True)
class Made:
    """A bundle that was written: its path, number of files, and the digest by which the next one refers to it."""

    path: Path
    files: int
    digest: str


def create(parts: Parts, output: Path, *, previous: Path | None = None, key: str | None = None) -> Made:
    """Write a bundle. The same parts give the same bytes; only a signature may differ.

    An assembly that did not hold is bundled too: a record must include it; so is one of a chosen day or of chosen
    policies, which its assessment names.

    Args:
        parts: its content.
        output: the archive, or a folder, in which the file is named after the day and the digest.
        previous: the bundle before, to which this one is chained.
        key: see :func:`landing_zone.bundle.signing.sign`; ``None`` for an unsigned bundle.

    Raises:
        UserError: the assembly is not what was judged, or not by these policies; a part is missing, or the evidence is
            not a run, or of another organisation; the previous bundle is damaged, or would be overwritten; the key
            cannot be used; or the archive cannot be written.
    """
    if key == "":  # an unset variable in a script must not end in an unsigned bundle
        raise UserError(
            "the key has no name", allowed="a PEM file, or awskms:<key>", fix="leave --key out, or name one"
        )
    assessment = _judged(parts.assembly)
    _judged_by(assessment, parts.policies)
    joined = _with_evidence(assessment, parts.evidence) if parts.evidence is not None else assessment
    files = assembly_files(parts.assembly) | folder_files(POLICIES, parts.policies)
    left_out = []
    for name, folder in ((REPORT, parts.report), (EVIDENCE, parts.evidence)):
        if folder is None:
            left_out.append(name)
        else:
            files |= folder_files(name, folder)
    if name := clash(files):
        raise UserError("two names are the same for some file systems", file=name, fix="rename one of them")
    if sum(map(len, files.values())) > MOST_BYTES // 2:
        raise UserError("the parts are too large for a bundle", allowed=f"{MOST_BYTES // 2} bytes")
    before = _digest_of(previous) if previous else ""
    raw = statement(files, assessment, before, left_out, joined)
    files[STATEMENT] = raw
    if key is not None:
        files[ENVELOPE] = sign(raw, key)
    files[SUMS] = sums(files)
    named = digest(raw)
    path = output / f"evidence-{assessment.as_of}-{named[:12]}.tar" if output.suffix != ".tar" else output
    if previous and path.exists() and path.samefile(previous):
        raise UserError("the bundle would overwrite the one before it", file=str(path), fix="name another file")
    try:
        write_archive(files, path)
    except OSError as error:
        raise UserError(f"the bundle cannot be written: {error.strerror}", file=str(path)) from None
    return Made(path, len(files), named)


def _judged(assembly: Path) -> Assessment:
    changed = [d for d in verify(assembly, today=today()) if d.kind not in (Kind.NOT_HELD, Kind.OVERRIDE)]
    if changed:
        raise UserError(
            f"the assembly is not what was judged: {changed[0].path} {changed[0].what}"
            + (f", and {len(changed) - 1} more" if changed[1:] else ""),
            file=str(assembly),
            fix="run 'cdk synth' again, then bundle",
        )
    return read_assessment(assembly / ASSESSMENT)


def _judged_by(assessment: Assessment, policies: Path) -> None:
    judged_by = assessment.provenance.policies if assessment.provenance else ""
    if judged_by and policies_digest(policies) != judged_by:
        raise UserError(
            "these are not the policies that judged the assembly",
            file=str(policies),
            fix="name those with --policies, or run 'cdk synth' again",
        )


def _with_evidence(assessment: Assessment, evidence: Path) -> Assessment:
    """Join the run; ages are counted to the later of its day and the assessment's, so that a bundle stays the same."""
    from landing_zone.evidence.join import with_evidence
    from landing_zone.evidence.read import read_run

    run = read_run(evidence)
    found = run.settings.organisation
    wanted = str(((assessment.zone or {}).get("organisation") or {}).get("id", ""))
    if not wanted:  # templates from elsewhere: there is nothing to join it to
        return assessment
    if found != wanted:
        raise UserError("the evidence is of another organisation", file=str(evidence), value=found, allowed=wanted)
    return with_evidence(assessment, run, max(assessment.as_of, run.finished.astimezone(UTC).date()))


def _digest_of(previous: Path) -> str:
    opened = open_bundle(previous)
    if opened.problems:
        raise UserError(
            f"the previous bundle is damaged, so nothing is chained to it: {opened.problems[0]}", file=str(previous)
        )
    return opened.digest
