"""Checks a bundle: every byte, every file, the assembly's seal, the signature, and the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.provenance import digest_of_policies
from landing_zone.assessment.read import parse_assessment
from landing_zone.assessment.verdict import verdict_of
from landing_zone.bundle.archive import DamagedArchiveError, read_archive
from landing_zone.bundle.parts import ASSEMBLY, POLICIES
from landing_zone.bundle.signing import holding, signed_by
from landing_zone.bundle.statement import ENVELOPE, STATEMENT, SUMS, agrees_with, digest, previous_of, subjects, sums
from landing_zone.errors import UserError


@dataclass
class Opened:
    """The result of the check of one bundle.

    Args:
        path: the archive.
        files: number of its files.
        digest: of its statement, by which the next bundle refers to it; "" when it has none.
        previous: the digest of the bundle before; "" when it is the first.
        key: the id of the key that signed it, after that was checked.
        signed: it carries a signature, checked or not.
        problems: one sentence each; empty when it is intact.
    """

    path: Path
    files: int = 0
    digest: str = ""
    previous: str = ""
    key: str = ""
    signed: bool = False
    problems: list[str] = field(default_factory=list)


def verify_chain(paths: Sequence[Path], public_key: Path | None = None) -> list[Opened]:
    """Check bundles, the oldest first, and that each names the one before it.

    Raises:
        UserError: a file is not there, or the public key cannot be used.
    """
    opened = [open_bundle(path, public_key) for path in paths]
    for before, after in pairwise(opened):
        if not after.previous or after.previous != before.digest:
            after.problems.append(f"the chain is broken: it does not name {before.path.name} as the one before")
    return opened


def open_bundle(path: Path, public_key: Path | None = None) -> Opened:
    """Check one bundle.

    Raises:
        UserError: the file is not there, or the public key cannot be used.
    """
    found = Opened(path)
    try:
        if path.exists() and not path.is_file():
            raise UserError("a bundle is a file", file=str(path), allowed="the .tar that `lz bundle` wrote")
        files = read_archive(path)
    except DamagedArchiveError as error:
        found.problems.append(str(error))
        return found
    except OSError as error:
        raise UserError(f"the bundle cannot be read: {error.strerror}", file=str(path)) from None
    found.files = len(files)
    found.problems += _sums(files)
    raw = files.get(STATEMENT)
    if raw is None:
        found.problems.append(f"{STATEMENT} is missing")
        return found
    found.digest = digest(raw)
    try:
        found.problems += _subjects(files, subjects(raw))
        found.previous = previous_of(raw)
    except ValueError as error:
        found.problems.append(f"{STATEMENT}: {error}")
    found.problems += _assessed(files, raw)
    found.signed = ENVELOPE in files
    _signature(found, files, raw, public_key)
    return found


def _sums(files: dict[str, bytes]) -> list[str]:
    if SUMS not in files:
        return [f"{SUMS} is missing"]
    expected = sums({name: raw for name, raw in files.items() if name != SUMS})
    return [] if files[SUMS] == expected else [f"{SUMS} does not agree with the files"]


def _subjects(files: dict[str, bytes], named: dict[str, str]) -> list[str]:
    held = {name for name in files if name not in (STATEMENT, ENVELOPE, SUMS)}
    problems = [f"{name} is missing" for name in sorted(named.keys() - held)]
    problems += [f"{name} is not in the statement" for name in sorted(held - named.keys())]
    problems += [f"{name} was changed" for name in sorted(held & named.keys()) if digest(files[name]) != named[name]]
    return problems


def _assessed(files: dict[str, bytes], raw: bytes) -> list[str]:
    """Compare the assessment with the files and with the statement."""
    name = f"{ASSEMBLY}/{ASSESSMENT}"
    if name not in files:
        return [f"{name} is missing"]
    try:
        assessment = parse_assessment(files[name].decode(errors="replace"), name)
    except UserError as error:
        allowed = f" ({error.value}; this version reads {error.allowed})" if error.value else ""
        return [f"{name}: {error.what}{allowed}"]
    bundled = {n.removeprefix(f"{ASSEMBLY}/"): digest(raw) for n, raw in files.items() if n.startswith(f"{ASSEMBLY}/")}
    bundled.pop(ASSESSMENT)
    problems = [] if bundled == assessment.seal.files else [f"{ASSEMBLY} is not what its assessment sealed"]
    if assessment.verdict != verdict_of(assessment.checks, assessment.resources):
        problems.append(f"{name}: the verdict does not follow from its checks")
    provenance = assessment.provenance
    judged_by = {n.removeprefix(f"{POLICIES}/"): digest(r) for n, r in files.items() if n.startswith(f"{POLICIES}/")}
    if provenance and provenance.policies and digest_of_policies(judged_by) != provenance.policies:
        problems.append(f"{POLICIES} are not those that judged the assembly")
    try:
        agrees = agrees_with(raw, assessment)
    except ValueError:
        return problems  # said already
    return problems if agrees else [*problems, f"{STATEMENT} is of another assessment"]


def _signature(found: Opened, files: dict[str, bytes], raw: bytes, public_key: Path | None) -> None:
    if ENVELOPE not in files:
        found.problems += ["it is not signed"] if public_key else []
        return
    try:
        if public_key is None:
            holding(files[ENVELOPE], raw)
            return
        found.key = signed_by(files[ENVELOPE], raw, public_key)
    except ValueError as error:
        found.problems.append(str(error))
