"""What changed between two runs, and which changes are for the worse."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.errors import UserError
from landing_zone.evidence.boto_version import refuse_an_older_boto3
from landing_zone.evidence.diff import Change, differences
from landing_zone.evidence.model import (
    AskEntry,
    ErrorEntry,
    ErrorKind,
    EvidenceAnswer,
    EvidenceRun,
    RunSettings,
    Verdict,
)
from tests.evidence.asking import ACCOUNT, NOW


def _answer(subject: str, verdict: str) -> EvidenceAnswer:
    return EvidenceAnswer(
        query="q",
        controls=("c",),
        account=ACCOUNT,
        region="eu-west-1",
        subject=subject,
        resource_type="T",
        verdict=Verdict(verdict),
        sentence=f"{subject}.",
        facts={},
        error=ErrorEntry(kind=ErrorKind.DENIED, code="AccessDenied") if verdict == "undetermined" else None,
        asked_at=NOW,
        asked_in=f"{ACCOUNT}/eu-west-1",
        identity="arn",
        request_ids=(),
        digest="0",
    )


def _run(*, complete: bool = True, **verdicts: str) -> EvidenceRun:
    entry = AskEntry(
        query="q", account=ACCOUNT, region="eu-west-1", asked_at=NOW, complete=complete, file="f", digest="0"
    )
    settings: dict[str, Any] = {"organisation": "o", "zone_digest": "0", "role_name": "r", "accounts": (ACCOUNT,)}
    return EvidenceRun(
        run="r",
        started=NOW,
        finished=NOW,
        caller="arn",
        tools={},
        settings=RunSettings(**settings, regions=("eu-west-1",), queries=(), whole=True),
        asks=(entry,),
        counts={},
        answers=tuple(_answer(subject, verdict) for subject, verdict in verdicts.items()),
    )


@pytest.mark.parametrize(
    ("old", "new", "change", "worse"),
    [
        ("pass", "fail", Change.NEWLY_FAILS, True),
        ("undetermined", "fail", Change.NEWLY_FAILS, True),
        ("fail", "pass", Change.NEWLY_PASSES, False),
        ("undetermined", "pass", Change.NEWLY_PASSES, False),
        ("pass", "undetermined", Change.BECAME_UNDETERMINED, True),
        ("", "fail", Change.APPEARED_FAILING, True),
        ("", "undetermined", Change.APPEARED_UNDETERMINED, True),
        ("", "pass", Change.APPEARED, False),
        ("pass", "", Change.VANISHED, False),
    ],
)
def test_each_change_is_told(old: str, new: str, change: Change, worse: bool) -> None:
    """Each change has its name, and it is known whether it is for the worse."""
    before, after = (_run(s=verdict) if verdict else _run() for verdict in (old, new))
    (found,) = differences(before, after)
    assert (found.change, found.worse) == (change, worse)


def test_what_vanished_because_nobody_could_ask_is_worse() -> None:
    """An answer that is gone, where the later run is undetermined, is not an improvement."""
    (found,) = differences(_run(s="pass"), _run(complete=False))
    assert found.change is Change.VANISHED
    assert found.worse


@pytest.mark.parametrize("verdict", ["pass", "fail", "undetermined"])
def test_nothing_changed(verdict: str) -> None:
    """The same verdict is not a difference."""
    assert differences(_run(s=verdict), _run(s=verdict)) == ()


def test_an_older_boto3_is_refused_by_name() -> None:
    """Checkov's pin drops fields of newer answers, so it is refused; what the lock holds is not."""
    with pytest.raises(UserError, match=r"boto3 1\.35\.49") as raised:
        refuse_an_older_boto3("1.35.49")
    assert "1.44" in raised.value.allowed
    refuse_an_older_boto3("1.44.5")
    refuse_an_older_boto3("2.0.0")
