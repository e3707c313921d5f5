"""Collecting from emulated accounts: aggregates first, no query without an answer passes, a run can be resumed."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from landing_zone.config.account import Account, Role
from landing_zone.errors import ExitCode, UserError
from landing_zone.evidence import run as run_module
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.collect import Bounds
from landing_zone.evidence.design import Design
from landing_zone.evidence.model import ErrorEntry, ErrorKind, EvidenceRun, Level, Verdict
from landing_zone.evidence.query import Query
from landing_zone.evidence.read import read_run
from landing_zone.evidence.registry import all_queries
from landing_zone.evidence.run import Selection, collect_run, exit_code_of
from landing_zone.evidence.sessions import Connection, Sessions
from landing_zone.evidence.target import QueryTarget
from tests.evidence.asking import ACCOUNT, HOME, NOW, design

CONNECTION = Connection(home=HOME, role_name="landing-zone-auditor", attempts=1)
KEYS = ("kms_key_rotation",)


@pytest.fixture(autouse=True)
def _emulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS in this process; no credentials but invented ones."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


def _in(account: str, service: str, region: str = HOME) -> Any:
    sts = boto3.client("sts", region_name=HOME)
    credentials = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/x", RoleSessionName="setup")["Credentials"]
    return boto3.client(
        service,
        region_name=region,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def _key(account: str = ACCOUNT) -> tuple[Any, str]:
    kms = _in(account, "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)
    return kms, key


def _collect(folder: Path, queries: Sequence[str] = KEYS, accounts: Sequence[str] = (), **more: Any) -> EvidenceRun:
    of = more.pop("design", None) or design()
    chosen = Selection(tuple(accounts), tuple(queries))
    return collect_run(of, CONNECTION, folder, lambda: NOW, selection=chosen, **more)


def _with(monkeypatch: pytest.MonkeyPatch, *queries: Query) -> None:
    monkeypatch.setattr(run_module, "all_queries", lambda: tuple(sorted(queries, key=lambda query: query.id)))


def _query(id_: str, ask: Any, level: Level = Level.ENVIRONMENT, **more: Any) -> Query:
    return Query(id_, id_, ("kms-rotation",), level, ("kms:ListKeys",), ask, **more)


def test_keeps_who_asked_what_where_and_when(tmp_path: Path) -> None:
    """An answer holds time, account, Region, caller, request ids and digest; and the run reads back as collected."""
    _, key = _key()
    run = _collect(tmp_path / "r")
    (answer,) = run.answers
    assert (answer.account, answer.region, answer.verdict) == (ACCOUNT, HOME, Verdict.PASS)
    assert answer.subject == f"arn:aws:kms:{HOME}:{ACCOUNT}:key/{key}"
    assert answer.asked_at == NOW
    assert answer.identity == f"arn:aws:sts::{ACCOUNT}:assumed-role/landing-zone-auditor/lz-evidence"
    assert len(answer.request_ids) == 3
    assert answer.facts["KeyRotationEnabled"] is True
    assert run == read_run(tmp_path / "r")
    assert len(run.asks) == 20
    assert exit_code_of(run) == ExitCode.HELD
    assert run.of_control("kms-rotation") == run.answers
    assert not run.emulated


def test_what_is_broken_in_the_account_fails_in_the_next_collection(tmp_path: Path) -> None:
    """Rotation switched off, a detector deleted, a trail stopped by API: each control fails at the next collection."""
    kms, key = _key()
    guardduty = _in(ACCOUNT, "guardduty")
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    management = "111111111111"
    _in(management, "s3").create_bucket(Bucket="trail-files", CreateBucketConfiguration={"LocationConstraint": HOME})
    trails = _in(management, "cloudtrail")
    trails.create_trail(Name="org", S3BucketName="trail-files", IsOrganizationTrail=True, IsMultiRegionTrail=True)
    trails.start_logging(Name="org")
    queries = ("kms_key_rotation", "guardduty_detector", "trail_logging")

    def verdicts(name: str) -> set[tuple[str, str]]:
        run = _collect(tmp_path / name, queries)
        mine = {(ACCOUNT, HOME), (management, "")}
        return {(a.query, a.verdict.value) for a in run.answers if (a.account, a.region) in mine}

    assert verdicts("before") == {(query, "pass") for query in queries}
    kms.disable_key_rotation(KeyId=key)
    guardduty.delete_detector(DetectorId=detector)
    trails.stop_logging(Name="org")
    assert verdicts("after") == {(query, "fail") for query in queries}


def test_pages_are_all_read(tmp_path: Path) -> None:
    """Every key of several pages is judged."""
    kms = _in(ACCOUNT, "kms")
    for _ in range(105):
        kms.create_key()
    run = _collect(tmp_path / "r", accounts=("cde-production",))
    assert run.counts == {"pass": 0, "fail": 105, "undetermined": 0}
    assert exit_code_of(run) == ExitCode.NOT_HELD


def test_an_account_that_cannot_be_entered_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the role cannot be assumed, every query is undetermined, other accounts are judged, and nothing is held."""
    from botocore.exceptions import ClientError

    enter = Sessions.enter

    def refused(self: Sessions, account: str) -> Any:
        if account == ACCOUNT:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole")
        return enter(self, account)

    monkeypatch.setattr(Sessions, "enter", refused)
    run = _collect(tmp_path / "r")
    assert {(a.account, a.region, a.error and a.error.kind) for a in run.answers} == {
        (ACCOUNT, HOME, ErrorKind.NO_ACCOUNT),
        (ACCOUNT, "eu-central-1", ErrorKind.NO_ACCOUNT),
    }
    assert run.answers[0].sentence == "cde-production/eu-central-1 could not be queried: AccessDenied."
    assert exit_code_of(run) == ExitCode.NOT_HELD


def test_resume_asks_only_what_was_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A resumed run keeps whole answers as they are, runs the others again, and is then complete."""
    asked: list[str] = []
    denied = {"666666666666"}

    def ask(place: QueryTarget) -> Iterator[Answer]:
        asked.append(place.account.id)
        if place.account.id in denied:
            yield place.undetermined("s", "T", "It", ErrorEntry(kind=ErrorKind.DENIED, code="AccessDenied"))
        else:
            yield place.judged("s", "T", "It", "holds", [], {})

    _with(monkeypatch, _query("one", ask, Level.ACCOUNT))
    first = _collect(tmp_path / "r", ())
    assert first.counts == {"pass": 9, "fail": 0, "undetermined": 1}
    asked.clear()
    denied.clear()
    (tmp_path / "r" / "manifest.json").unlink()  # as after a crash before the end
    second = _collect(tmp_path / "r", (), resume=True)
    assert asked == ["666666666666"]
    assert second.counts == {"pass": 10, "fail": 0, "undetermined": 0}
    assert exit_code_of(second) == ExitCode.HELD


def test_a_run_of_something_else_is_not_resumed(tmp_path: Path) -> None:
    """Answers about another zone, or of other queries, are not mixed; a run's name is not taken twice."""
    _collect(tmp_path / "r")
    with pytest.raises(UserError, match="of another zone_digest"):
        _collect(tmp_path / "r", design=replace(design(), digest="1" * 64), resume=True)
    with pytest.raises(UserError, match="of another queries"):
        _collect(tmp_path / "r", ("guardduty_detector",), resume=True)
    with pytest.raises(UserError, match="of that name exists already"):
        _collect(tmp_path / "r")
    with pytest.raises(UserError, match="no run to resume"):
        _collect(tmp_path / "none", resume=True)


def test_what_an_aggregate_answered_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The aggregate's answers are stored as the query's, and only the other environments are queried one by one."""
    asked: list[str] = []

    def one(place: QueryTarget) -> Iterator[Answer]:
        asked.append(f"{place.account.id}/{place.region}")
        yield place.judged("s", "T", "It", "holds", [], {})

    def many(place: QueryTarget) -> Iterator[Answer]:
        yield place.judged("s", "T", "It", "", ["does not hold"], {}, account=ACCOUNT, region=HOME)

    whole = _query("many", many, Level.ORGANISATION, asked_in=Role.SECURITY, replaces="one")
    _with(monkeypatch, _query("one", one), whole)
    run = _collect(tmp_path / "r", ())
    assert len(asked) == 19
    assert f"{ACCOUNT}/{HOME}" not in asked
    (failing,) = (answer for answer in run.answers if answer.verdict is Verdict.FAIL)
    assert (failing.query, failing.through, failing.asked_in) == ("one", "many", f"333333333333/{HOME}")
    assert [e.covered_by for e in run.asks if (e.account, e.region) == (ACCOUNT, HOME)] == ["many"]


def test_an_aggregate_that_breaks_half_way_covers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an aggregate stops half-way, every environment is queried; the run says why."""
    from botocore.exceptions import ClientError

    def many(place: QueryTarget) -> Iterator[Answer]:
        yield place.judged("s", "T", "It", "", ["does not hold"], {}, account=ACCOUNT, region=HOME)
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "ListKeys")

    def one(place: QueryTarget) -> Iterator[Answer]:
        yield place.judged("s", "T", "It", "holds", [], {})

    whole = _query("many", many, Level.ORGANISATION, asked_in=Role.SECURITY, replaces="one")
    _with(monkeypatch, _query("one", one), whole)
    run = _collect(tmp_path / "r", ())
    assert run.counts == {"pass": 20, "fail": 0, "undetermined": 0}
    assert [e.error and e.error.kind for e in run.asks if e.query == "many"] == [ErrorKind.THROTTLED]


def test_a_query_that_breaks_fails_the_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of the query's own is undetermined, and the exit code says that the tool is broken."""

    def ask(place: QueryTarget) -> Iterator[Answer]:
        raise KeyError("missing")

    _with(monkeypatch, _query("one", ask))
    run = _collect(tmp_path / "r", ())
    assert {a.error and a.error.kind for a in run.answers} == {ErrorKind.BROKEN}
    assert exit_code_of(run) == ExitCode.BROKEN


@pytest.mark.parametrize("where", ["answers", "manifest"])
def test_a_changed_run_is_refused(tmp_path: Path, where: str) -> None:
    """The error for a changed answer, or a truncated manifest, names the file."""
    _key()
    _collect(tmp_path / "r")
    file = next((tmp_path / "r").glob(f"answers/*/{ACCOUNT}_{HOME}.jsonl"))
    if where == "answers":
        file.write_text(file.read_text().replace('"verdict":"pass"', '"verdict":"fail"'))
    else:
        file = tmp_path / "r" / "manifest.json"
        file.write_text(file.read_text()[:-200])
    with pytest.raises(UserError) as raised:
        read_run(tmp_path / "r")
    assert raised.value.file == str(file)


def test_a_changed_answer_is_refused_though_the_manifest_agrees(tmp_path: Path) -> None:
    """Each answer carries its own digest, beside its file's in the manifest."""
    import hashlib

    _key()
    _collect(tmp_path / "r")
    file = next((tmp_path / "r").glob(f"answers/*/{ACCOUNT}_{HOME}.jsonl"))
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text(file.read_text().replace("rotates.", "rotates daily."))
    manifest = tmp_path / "r" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(before, hashlib.sha256(file.read_bytes()).hexdigest()))
    with pytest.raises(UserError, match="its digest differs"):
        read_run(tmp_path / "r")


def test_a_run_of_an_older_format_is_refused(tmp_path: Path) -> None:
    """The error names the format that was found and the one that is read, and what to do."""
    _collect(tmp_path / "r")
    manifest = tmp_path / "r" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("landing-zone-evidence/2", "landing-zone-evidence/1"))
    with pytest.raises(UserError, match="of a format that this version does not read") as caught:
        read_run(tmp_path / "r")
    assert (caught.value.value, caught.value.allowed) == ("landing-zone-evidence/1", "landing-zone-evidence/2")
    assert "collect the evidence again" in caught.value.fix


def test_an_unfinished_run_says_so(tmp_path: Path) -> None:
    """Without a manifest, a run is not read as if it were whole."""
    _collect(tmp_path / "r")
    (tmp_path / "r" / "manifest.json").unlink()
    with pytest.raises(UserError, match="unfinished") as raised:
        read_run(tmp_path / "r")
    assert "--resume" in raised.value.fix
    with pytest.raises(UserError, match="no run of evidence here"):
        read_run(tmp_path)


def test_unknown_accounts_and_queries_are_named(tmp_path: Path) -> None:
    """The error for a misspelt option suggests the right one."""
    with pytest.raises(UserError, match="no account 'cde-produktion'") as raised:
        _collect(tmp_path / "r", accounts=("cde-produktion",))
    assert "cde-production" in raised.value.allowed
    with pytest.raises(UserError, match="no query 'kms'"):
        _collect(tmp_path / "r", ("kms",))


def test_no_credentials_is_the_users_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials there is one clear error, and no run."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(UserError, match="AWS does not accept the credentials"):
        _collect(tmp_path / "r")
    assert not (tmp_path / "r").exists()


def _many(number: int) -> Design:
    """The example's zone with accounts added up to a number."""
    of = design()
    more = tuple(
        Account(
            name=f"team-{index:03}",
            id=f"9{index:011}",
            email=f"aws+team-{index:03}@example.com",
            unit="Workloads Staging",
            role=Role.WORKLOAD,
            scope="out-of-scope",
            stage="staging",
            owner="platform",
            data_classes=("internal",),
            workloads=("app",),
        )
        for index in range(number - len(of.zone.accounts))
    )
    return replace(of, zone=of.zone.model_copy(update={"accounts": (*of.zone.accounts, *more)}))


@pytest.mark.slow
def test_two_hundred_accounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """200 emulated accounts in two Regions, three queries: within minutes, and within memory that does not grow."""
    of, queries = _many(200), ("kms_key_rotation", "guardduty_detector", "iam_account_summary")
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    run = _collect(tmp_path / "r", queries, design=of, bounds=Bounds(environments=8))
    seconds = time.monotonic() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    with capsys.disabled():
        print(f"\n200 accounts: {len(run.asks)} queries in {seconds:.0f} s, {grown:.0f} MB more")
    assert len(run.asks) == 200 * (2 + 2 + 1)
    assert {answer.account for answer in run.answers} == {account.id for account in of.zone.accounts}
    assert grown < 700


def test_registry_finds_every_file() -> None:
    """Each file of queries is found, and aggregates replace queries that exist."""
    folder = Path(run_module.__file__).parent / "queries"
    assert [query.id for query in all_queries()] == sorted(
        file.stem for file in folder.glob("*.py") if file.stem != "__init__"
    )


def test_the_run_folder_holds_json_lines(tmp_path: Path) -> None:
    """Each file is the head and one answer a line; no partly written file remains."""
    _key()
    _collect(tmp_path / "r", accounts=("cde-production",))
    lines = (tmp_path / "r" / f"answers/kms_key_rotation/{ACCOUNT}_{HOME}.jsonl").read_text().splitlines()
    assert [set(json.loads(line)) >= {"query", "account"} for line in lines] == [True, True]
    assert not list((tmp_path / "r").rglob("*.part"))


@pytest.mark.parametrize(("throttled", "verdict"), [(1, Verdict.PASS), (99, Verdict.UNDETERMINED)])
def test_throttled_calls_are_tried_again_and_then_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, throttled: int, verdict: Verdict
) -> None:
    """Throttling that passes costs time; throttling that stays is undetermined, by its name."""
    body = b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'
    answered: list[str] = []

    def throttle(request: Any, **_: Any) -> Any:
        answered.append(request.url)
        return _response(request.url, 400, body) if len(answered) <= throttled else None

    _key()
    _before_sending(monkeypatch, "kms", throttle)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    run = _collect_patiently(tmp_path / "r")
    (answer,) = (answer for answer in run.answers if answer.region == HOME)
    assert answer.verdict is verdict
    assert (answer.error and answer.error.kind) == (ErrorKind.THROTTLED if verdict is Verdict.UNDETERMINED else None)


@pytest.mark.parametrize(
    ("service", "code", "kind"),
    [("kms", "UnrecognizedClientException", ErrorKind.REGION_OFF), ("kms", "", ErrorKind.TIMEOUT)],
)
def test_a_region_that_is_off_or_silent_is_unknown_and_the_other_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str, code: str, kind: ErrorKind
) -> None:
    """A Region that does not answer does not affect the account's other Region."""
    from botocore.exceptions import ReadTimeoutError

    def stop(request: Any, **_: Any) -> Any:
        if "eu-central-1" not in request.url:
            return None
        if not code:
            raise ReadTimeoutError(endpoint_url=request.url)
        return _response(request.url, 400, json.dumps({"__type": code}).encode())

    _key()
    _before_sending(monkeypatch, service, stop)
    run = _collect(tmp_path / "r", accounts=("cde-production",))
    assert [(a.region, a.verdict, a.error and a.error.kind) for a in run.answers] == [
        ("eu-central-1", Verdict.UNDETERMINED, kind),
        (HOME, Verdict.PASS, None),
    ]


def _response(url: str, status: int, body: bytes) -> Any:
    from botocore.awsrequest import AWSResponse

    class Raw:
        def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
            yield body

    return AWSResponse(url, status, {"x-amzn-RequestId": "r"}, Raw())


def _before_sending(monkeypatch: pytest.MonkeyPatch, service: str, handler: Any) -> None:
    make = Sessions._client_unlocked

    def made(self: Sessions, session: Any, name: str, region: str) -> Any:
        client = make(self, session, name, region)
        if name == service:
            client.meta.events.register_first("before-send", handler)
        return client

    monkeypatch.setattr(Sessions, "_client_unlocked", made)


def _collect_patiently(folder: Path) -> EvidenceRun:
    chosen = Selection(("cde-production",), KEYS)
    return collect_run(design(), replace(CONNECTION, attempts=2), folder, lambda: NOW, selection=chosen)
