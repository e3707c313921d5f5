"""The differences between two runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from landing_zone.evidence.model import EvidenceAnswer, EvidenceRun, Level, Verdict


class Change(StrEnum):
    """How one answer changed. The order is the order of the report."""

    NEWLY_FAILS = "newly fails"
    BECAME_UNDETERMINED = "became undetermined"
    VANISHED = "vanished"
    """The later run has no answer about it: the subject is gone, or was not queried."""
    APPEARED_FAILING = "appeared failing"
    APPEARED_UNDETERMINED = "appeared undetermined"
    APPEARED = "appeared"
    NEWLY_PASSES = "newly passes"


WORSE = set(Change) - {Change.VANISHED, Change.APPEARED, Change.NEWLY_PASSES}
"""Changes for the worse. A vanished answer is one too where the later run did not run that query there, or the
query was undetermined: then the state is no longer known."""


@dataclass(frozen=True)
class Difference:
    """One answer that differs between the runs.

    Args:
        change: how it changed.
        old: of the earlier run; ``None`` when it had none.
        new: of the later run; ``None`` when it has none.
        asked: whether the later run got a complete answer to this query in this place.
    """

    change: Change
    old: EvidenceAnswer | None
    new: EvidenceAnswer | None
    asked: bool = True

    @property
    def answer(self) -> EvidenceAnswer:
        """The later answer, or the earlier one if it vanished."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a difference needs an answer of one of the two runs")
        return found

    @property
    def worse(self) -> bool:
        """Whether something got worse."""
        return self.change in WORSE or (self.change is Change.VANISHED and not self.asked)


def differences(old: EvidenceRun, new: EvidenceRun) -> tuple[Difference, ...]:
    """Compare two runs, answer by answer; sorted by change, then account, Region, query and subject."""
    before = {answer.key: answer for answer in old.answers}
    after = {answer.key: answer for answer in new.answers}
    asked = {(entry.query, entry.account, entry.region) for entry in new.asks if entry.complete} | {
        (answer.query, answer.account, answer.region) for answer in new.answers if answer.through
    }
    # A query about the whole organisation has answers about many accounts, but runs in only one of them.
    everywhere = {entry.query for entry in new.asks if entry.complete and entry.query in _of_the_organisation(new)}
    found = []
    for key in sorted(before.keys() | after.keys()):
        earlier, later = before.get(key), after.get(key)
        change = _change(earlier, later)
        if change is not None:
            known = (key[2], key[0], key[1]) in asked or key[2] in everywhere
            found.append(Difference(change, earlier, later, known))
    order = list(Change)
    return tuple(sorted(found, key=lambda difference: order.index(difference.change)))


def _of_the_organisation(run: EvidenceRun) -> frozenset[str]:
    return frozenset(query.id for query in run.settings.queries if query.level is Level.ORGANISATION)


def _change(old: EvidenceAnswer | None, new: EvidenceAnswer | None) -> Change | None:
    if new is None:
        return Change.VANISHED
    if old is None:
        return {
            Verdict.FAIL: Change.APPEARED_FAILING,
            Verdict.UNDETERMINED: Change.APPEARED_UNDETERMINED,
            Verdict.PASS: Change.APPEARED,
        }[new.verdict]
    if old.verdict is new.verdict:
        return None
    if new.verdict is Verdict.FAIL:
        return Change.NEWLY_FAILS
    return Change.BECAME_UNDETERMINED if new.verdict is Verdict.UNDETERMINED else Change.NEWLY_PASSES
