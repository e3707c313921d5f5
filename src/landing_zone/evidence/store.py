"""A run's folder: one file for each query in each place, written atomically.

::

    build/evidence/20261123T184500Z/
      run.json                                     the settings of the run; --resume compares them
      answers/<query>/<account>[_<region>].jsonl   the head, then one answer a line
      manifest.json                                at the end: every file with its digest
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from landing_zone.errors import UserError
from landing_zone.evidence.canonical import canonical
from landing_zone.evidence.model import AskEntry, AskHead, EvidenceAnswer, RunSettings, Verdict
from landing_zone.files.atomic_write import atomic_write

RUN = "run.json"
MANIFEST = "manifest.json"
_ANSWERS = "answers"


class Store:
    """The folder of one run.

    Args:
        folder: created if it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, settings: RunSettings, *, resume: bool) -> None:
        """Start a run, or resume one.

        Raises:
            UserError: the folder has a run already and ``resume`` is false; or the run to resume does not exist, or
                has other settings.
        """
        file = self.folder / RUN
        if not resume:
            if file.exists():
                raise UserError(
                    "a run of that name exists already",
                    file=str(self.folder),
                    fix="give --resume to continue it, or another --run",
                )
            with atomic_write(file) as out:
                out.write(f"{settings.model_dump_json(indent=2)}\n".encode())
            return
        try:
            before = RunSettings.model_validate_json(file.read_text(encoding="utf-8"))
        except (OSError, ValidationError, ValueError) as error:
            raise UserError(
                "there is no run to resume", file=str(file), fix="start one without --resume", value=_first(error)
            ) from None
        different = [name for name in RunSettings.model_fields if getattr(before, name) != getattr(settings, name)]
        if different:
            raise UserError(
                f"the run is of another {', another '.join(different)}: its answers and new ones differ in kind",
                file=str(file),
                fix="start a new run, without --resume",
            )

    def path(self, query: str, account: str, region: str) -> Path:
        """Return the file of one query in one place."""
        return self.folder / _ANSWERS / query / f"{account}{f'_{region}' if region else ''}.jsonl"

    def write(self, head: AskHead, answers: Sequence[EvidenceAnswer]) -> AskEntry:
        """Write the answers of one query in one place, and return its entry for the manifest."""
        path = self.path(head.query, head.account, head.region)
        lines = [_line(head), *(_line(answer) for answer in answers)]
        text = "".join(f"{line}\n" for line in lines)
        with atomic_write(path) as out:
            out.write(text.encode())
        return self._entry(head, answers, path, text)

    def done(self, query: str, account: str, region: str) -> tuple[AskEntry, tuple[EvidenceAnswer, ...]] | None:
        """Return the complete result of an earlier attempt, or ``None`` when the query has to run."""
        path = self.path(query, account, region)
        try:
            text = path.read_text(encoding="utf-8")
            head, answers = parse(text)
        except (OSError, ValueError):  # a pydantic ValidationError is a ValueError
            return None
        return (self._entry(head, answers, path, text), answers) if head.complete else None

    def _entry(self, head: AskHead, answers: Sequence[EvidenceAnswer], path: Path, text: str) -> AskEntry:
        verdicts = [answer.verdict for answer in answers]
        return AskEntry(
            **head.model_dump(),
            file=path.relative_to(self.folder).as_posix(),
            digest=hashlib.sha256(text.encode()).hexdigest(),
            passed=verdicts.count(Verdict.PASS),
            failed=verdicts.count(Verdict.FAIL),
            undetermined=verdicts.count(Verdict.UNDETERMINED),
        )


def parse(text: str) -> tuple[AskHead, tuple[EvidenceAnswer, ...]]:
    """Read one file's lines.

    Raises:
        ValueError: a line is not JSON, or does not match the format.
    """
    lines = text.splitlines()
    if not lines:
        raise ValueError("the file is empty")
    answers = tuple(EvidenceAnswer.model_validate_json(line) for line in lines[1:])
    return AskHead.model_validate_json(lines[0]), answers


def newest_run(folder: Path) -> str:
    """Return the name of the newest run in a folder of runs: names are times, so it is the last one.

    Raises:
        UserError: there is none.
    """
    runs = sorted(path.parent.name for path in folder.glob(f"*/{RUN}"))
    if not runs:
        raise UserError("there is no run of evidence", file=str(folder), fix="run 'lz evidence collect' first")
    return runs[-1]


def _line(model: BaseModel) -> str:
    return canonical(model.model_dump(mode="json"))


def _first(error: Exception) -> str:
    return str(error).splitlines()[0][:200]
