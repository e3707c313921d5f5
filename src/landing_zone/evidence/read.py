"""Reads a finished run back and checks every digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import ValidationError

from landing_zone.errors import UserError
from landing_zone.evidence.canonical import digest_of
from landing_zone.evidence.model import FORMAT, AskEntry, AskHead, EvidenceAnswer, EvidenceManifest, EvidenceRun
from landing_zone.evidence.store import MANIFEST, RUN, parse
from landing_zone.yaml.pydantic_errors import to_issues


def read_run(path: Path) -> EvidenceRun:
    """Read the folder of a run of ``lz evidence collect``.

    Raises:
        UserError: the run is not there or unfinished, or one of its files is missing, malformed or was changed.
    """
    manifest = _manifest(path / MANIFEST)
    answers = [answer for entry in manifest.asks for answer in _answers(path, entry)]
    fields = {name: getattr(manifest, name) for name in EvidenceManifest.model_fields}
    return EvidenceRun(**fields, answers=tuple(sorted(answers, key=lambda answer: (answer.key, answer.through))))


def _manifest(path: Path) -> EvidenceManifest:
    try:
        return EvidenceManifest.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        unfinished = (path.parent / RUN).exists()
        raise UserError(
            "this run of evidence is unfinished" if unfinished else "there is no run of evidence here",
            file=str(path),
            fix="finish it: lz evidence collect --resume" if unfinished else "run 'lz evidence collect' first",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the manifest cannot be read: {error}", file=str(path)) from None
    except ValidationError as error:
        issue = to_issues(EvidenceManifest, error)[0]
        older = issue.location == ("format",)
        raise UserError(
            "the run of evidence is of a format that this version does not read"
            if older
            else f"the manifest is malformed: {issue.what}",
            file=str(path),
            value=issue.value,
            allowed=FORMAT if older else issue.allowed,
            fix="collect the evidence again with this version of the landing zone",
        ) from None


def _answers(folder: Path, entry: AskEntry) -> tuple[EvidenceAnswer, ...]:
    file = folder / entry.file
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _refused(file, f"a file of the run cannot be read: {error.strerror}") from None
    if hashlib.sha256(content).hexdigest() != entry.digest:
        raise _refused(file, "a file of the run is not what was collected: its digest differs from the manifest's")
    try:
        head, answers = parse(content.decode())
    except ValueError as error:
        raise _refused(file, f"a file of the run is malformed: {str(error).splitlines()[0]}") from None
    if any(getattr(head, name) != getattr(entry, name) for name in AskHead.model_fields):
        raise _refused(file, "a file of the run is of another query than the manifest says")
    for answer in answers:
        if digest_of(answer) != answer.digest:
            raise _refused(file, f"the answer about {answer.subject} is not what was collected: its digest differs")
    return answers


def _refused(file: Path, what: str) -> UserError:
    return UserError(what, file=str(file), fix="collect the evidence again")
