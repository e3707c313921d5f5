"""Every query: what it declares, its verdicts on AWS's responses, and that an error never passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

from landing_zone.catalogue.load import load_catalogue
from landing_zone.evidence.ask import ask
from landing_zone.evidence.model import ErrorKind, Verdict
from landing_zone.evidence.query import Query
from landing_zone.evidence.registry import all_queries
from tests.evidence.asking import CALLS, IDENTITY, asked, client_of, place_of, verdicts
from tests.evidence.cases import CASES

QUERIES = {query.id: query for query in all_queries()}
_EACH = pytest.mark.parametrize("id_", sorted(QUERIES))


@_EACH
def test_each_case_has_its_verdicts(id_: str) -> None:
    """Each answer of AWS gets the verdict that its case states, in a sentence that says why."""
    for number, case in enumerate(CASES[id_]):
        found, _ = asked(id_, case)
        assert verdicts(found) == list(case.verdicts), (number, [a.sentence for a in found.answers])
        sentences = " ".join(answer.sentence for answer in found.answers)
        assert case.says in sentences, (number, sentences)
        assert len({answer.key for answer in found.answers}) == len(found.answers), "a later run could not be compared"


@_EACH
def test_cases_pass_and_fail(id_: str) -> None:
    """No query lacks a case that passes or one that fails."""
    verdicts = {verdict for case in CASES[id_] for verdict in case.verdicts}
    assert {"pass", "fail"} <= verdicts


def test_no_case_is_of_a_query_that_is_not_there() -> None:
    """Each case belongs to a query that exists."""
    assert sorted(CASES) == sorted(QUERIES)


@_EACH
def test_declares_exactly_what_it_calls(id_: str) -> None:
    """All its cases together need every action that it declares, and no other (an undeclared one is refused)."""
    needed = set().union(*(asked(id_, case)[1] for case in CASES[id_]))
    assert needed == set(QUERIES[id_].actions)


def test_every_control_is_in_the_catalogue(root: Path) -> None:
    """A query serves controls that exist."""
    known = load_catalogue(root / "policies").controls
    assert {c for query in QUERIES.values() for c in query.controls} <= set(known)


def test_no_two_queries_have_the_same_title() -> None:
    """Each query has its own title."""
    titles = [query.title for query in QUERIES.values()]
    assert len(titles) == len(set(titles))


@contextmanager
def _answering(code: str, status: int) -> Iterator[Callable[[str, str], Any]]:
    """Clients to whose every call AWS answers with one error."""
    used = []

    def answer(**_: Any) -> Any:
        if code == "timeout":
            raise ReadTimeoutError(endpoint_url="https://aws.example.com")
        error = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
        return AWSResponse("https://aws.example.com", status, {}, None), error

    def connect(service: str, region: str) -> Any:
        client = client_of(service, region)
        client.meta.events.register("before-call", answer, unique_id="answering")
        used.append(client)
        return client

    yield connect
    for client in used:
        client.meta.events.unregister("before-call", unique_id="answering")


@_EACH
@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("AccessDenied", 403, ErrorKind.DENIED),
        ("UnrecognizedClientException", 400, ErrorKind.REGION_OFF),
        ("ThrottlingException", 400, ErrorKind.THROTTLED),
        ("ExpiredToken", 400, ErrorKind.EXPIRED),
        ("InternalError", 500, ErrorKind.SERVER),
        ("timeout", 0, ErrorKind.TIMEOUT),
    ],
)
def test_what_is_not_answered_is_unknown(id_: str, code: str, status: int, kind: ErrorKind) -> None:
    """Denied, off, throttled, expired, broken and timed out are undetermined, each by its name, and never a pass."""
    account = "log-archive" if id_ == "s3_bucket_object_lock" else "cde-production"
    with _answering(code, status) as connect:
        which, place = place_of(id_, connect, account)
        found = ask(which, place, CALLS, IDENTITY)
    assert not found.head.complete
    if QUERIES[id_].replaces:  # the accounts are queried one by one instead
        assert not found.answers
        assert found.head.error is not None
        assert found.head.error.kind is kind
        return
    assert {(a.verdict, a.error and a.error.kind) for a in found.answers} == {(Verdict.UNDETERMINED, kind)}


def test_an_undeclared_call_is_refused_before_it_is_sent() -> None:
    """A query whose call needs an action that it does not declare breaks, and its answer is not a pass."""
    honest = QUERIES["kms_key_rotation"]
    less = Query(**{**vars(honest), "actions": ("kms:ListKeys",)})
    none = Query(**{**vars(honest), "actions": ("kms:DescribeKey",)})
    with _answering("AccessDenied", 403) as connect:
        which, place = place_of(honest.id, connect)
        allowed = ask(type(which)(less, which.account, which.region), place, CALLS, IDENTITY)
        refused = ask(type(which)(none, which.account, which.region), place, CALLS, IDENTITY)
    assert allowed.answers[0].error is not None
    assert allowed.answers[0].error.kind is ErrorKind.DENIED
    assert refused.answers[0].error is not None
    assert refused.answers[0].error.kind is ErrorKind.BROKEN
    assert "kms:ListKeys and does not declare it" in refused.answers[0].error.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"actions": ()}, "declares no IAM actions"),
        ({"controls": ()}, "or no controls"),
        ({"replaces": "x"}, "aggregate"),
    ],
)
def test_a_query_declares_itself_whole(change: dict[str, Any], words: str) -> None:
    """A query without actions or controls cannot be made."""
    with pytest.raises(ValueError, match=words):
        Query(**{**vars(QUERIES["kms_key_rotation"]), **change})
