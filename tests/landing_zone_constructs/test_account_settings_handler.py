"""The function behind the account's settings: what it makes, what it leaves, and how it answers."""

from __future__ import annotations

import ast
import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ThrottledRetryableChecker
from moto import mock_aws

from landing_zone_constructs import account_settings_handler
from landing_zone_constructs import settings_runtime as settings
from landing_zone_constructs.account_settings import HANDLER, PASSWORD_POLICY, S3_PUBLIC_ACCESS_BLOCK
from landing_zone_constructs.settings_function import inline_code

ACCOUNT, REGION = "111111111111", "eu-west-1"
STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/Baseline-test-{REGION}/00000000-0000-0000-0000-000000000000"


def as_text(value: Any) -> Any:
    """Write every value as text, as CloudFormation sends it."""
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)


ALL = as_text(
    {
        "EbsDefaultKey": "alias/aws/ebs",
        "EbsEncryptionByDefault": True,
        "EbsSnapshotPublicSharing": "block-all-sharing",
        "PasswordPolicy": dict(PASSWORD_POLICY),
        "S3PublicAccessBlock": dict(S3_PUBLIC_ACCESS_BLOCK),
    }
) | {"SsmDocumentPublicSharing": "Disable"}


def request(kind: str = "Create", properties: Any = ALL, **fields: Any) -> dict[str, Any]:
    """Give a request as CloudFormation sends it."""
    if isinstance(properties, dict):
        properties = {"ServiceToken": "arn:aws:lambda:...", "ServiceTimeout": "900"} | properties
    return {
        "RequestType": kind,
        "RequestId": "request-1",
        "StackId": STACK,
        "LogicalResourceId": "AccountSettings",
        "ResourceProperties": properties,
    } | fields


class Hand:
    """A clock that passes only while something sleeps."""

    def __init__(self, seconds: float = 100.0) -> None:
        self.time = 0.0
        self.slept: list[float] = []
        self.clock = settings.Clock(deadline=seconds, now=lambda: self.time, sleep=self.sleep, spread=lambda: 1.0)

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.slept.append(seconds)
        self.time += seconds


def refusal(code: str, status: int = 400, **metadata: bool) -> ClientError:
    """Give what boto3 raises."""
    answer = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status, **metadata}}
    return ClientError(answer, "Operation")


THROTTLED = refusal("Throttling", MaxAttemptsReached=True)
"""As botocore raises it once its own attempts are used up."""


class Account:
    """An account's settings behind the calls that the function makes; it notes every change."""

    def __init__(self) -> None:
        self.password: dict[str, Any] | None = None
        self.block: dict[str, Any] | None = None
        self.encrypted, self.key, self.sharing, self.documents = False, "alias/aws/ebs", "unblocked", "Enable"
        self.changes: list[str] = []
        self.errors: dict[str, list[Exception]] = {}

    def client(self, _service: str) -> Account:
        """Give every service's client at once."""
        return self

    def __getattribute__(self, name: str) -> Any:
        """Raise what is queued for a call, and note a change that went through."""
        found = object.__getattribute__(self, name)
        if not callable(found) or name in ("client",):
            return found

        def call(**arguments: Any) -> Any:
            queued = self.errors.get(name)
            if queued:
                raise queued.pop(0)
            if not name.startswith("get_"):
                self.changes.append(name)
            return found(**arguments)

        return call

    def get_account_password_policy(self) -> dict[str, Any]:
        """Read."""
        if self.password is None:
            raise refusal("NoSuchEntity", 404)
        return {"PasswordPolicy": self.password}

    def update_account_password_policy(self, **policy: Any) -> None:
        """Write."""
        self.password = policy | {"ExpirePasswords": True}

    def get_public_access_block(self, *, AccountId: str) -> dict[str, Any]:  # noqa: N803
        """Read."""
        assert AccountId == ACCOUNT
        if self.block is None:
            raise refusal("NoSuchPublicAccessBlockConfiguration", 404)
        return {"PublicAccessBlockConfiguration": self.block}

    def put_public_access_block(self, *, AccountId: str, PublicAccessBlockConfiguration: dict[str, Any]) -> None:  # noqa: N803
        """Write."""
        self.block = PublicAccessBlockConfiguration

    def get_ebs_encryption_by_default(self) -> dict[str, Any]:
        """Read."""
        return {"EbsEncryptionByDefault": self.encrypted}

    def enable_ebs_encryption_by_default(self) -> None:
        """Write."""
        self.encrypted = True

    def get_ebs_default_kms_key_id(self) -> dict[str, Any]:
        """Read."""
        return {"KmsKeyId": self.key}

    def reset_ebs_default_kms_key_id(self) -> None:
        """Write."""
        self.key = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/ebs"

    def modify_ebs_default_kms_key_id(self, *, KmsKeyId: str) -> None:  # noqa: N803
        """Write."""
        self.key = KmsKeyId

    def get_snapshot_block_public_access_state(self) -> dict[str, Any]:
        """Read."""
        return {"State": self.sharing}

    def enable_snapshot_block_public_access(self, *, State: str) -> None:  # noqa: N803
        """Write."""
        self.sharing = State

    def get_service_setting(self, *, SettingId: str) -> dict[str, Any]:  # noqa: N803
        """Read."""
        assert SettingId == "/ssm/documents/console/public-sharing-permission"
        return {"ServiceSetting": {"SettingValue": self.documents}}

    def update_service_setting(self, *, SettingId: str, SettingValue: str) -> None:  # noqa: N803
        """Write."""
        self.documents = SettingValue


def respond(event: dict[str, Any], account: Account, hand: Hand | None = None) -> dict[str, Any]:
    """Answer a request on an account."""
    return settings.respond(
        event, (hand or Hand()).clock, "account-settings", account_settings_handler.SETTINGS, account.client
    )


def test_every_setting_of_a_bare_account_is_made() -> None:
    """Text becomes the numbers and truth values that the services take."""
    account = Account()
    answer = respond(request(), account)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", f"account-settings-{ACCOUNT}-{REGION}")
    assert (answer["RequestId"], answer["StackId"], answer["LogicalResourceId"]) == (
        "request-1",
        STACK,
        "AccountSettings",
    )
    assert account.password == dict(PASSWORD_POLICY) | {"ExpirePasswords": True}
    assert account.block == dict(S3_PUBLIC_ACCESS_BLOCK)
    assert (account.encrypted, account.sharing, account.documents) == (True, "block-all-sharing", "Disable")
    made = "EbsEncryptionByDefault,EbsSnapshotPublicSharing,PasswordPolicy,S3PublicAccessBlock,SsmDocumentPublicSharing"
    assert answer["Data"] == {"Changed": made}


def test_the_same_request_again_changes_nothing_and_answers_the_same_id() -> None:
    """Lambda may run a request twice, and CloudFormation may repeat it."""
    account = Account()
    first = respond(request(), account)
    account.changes.clear()
    second = respond(request(), account)
    assert account.changes == []
    assert second == first | {"Data": {"Changed": ""}}


def test_an_update_writes_what_differs_alone() -> None:
    """And keeps the physical id that it was given: a change never replaces the resource."""
    account = Account()
    respond(request(), account)
    account.changes.clear()
    longer = ALL | {"PasswordPolicy": ALL["PasswordPolicy"] | {"MinimumPasswordLength": "16"}}
    answer = respond(request("Update", longer, PhysicalResourceId="as-it-was"), account)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "as-it-was")
    assert account.changes == ["update_account_password_policy"]
    assert account.password is not None
    assert account.password["MinimumPasswordLength"] == 16


def test_a_setting_that_a_policy_of_the_organisation_made_is_not_written() -> None:
    """AWS would refuse to write it; reading shows what holds."""
    account = Account()
    account.block, account.sharing = dict(S3_PUBLIC_ACCESS_BLOCK), "block-all-sharing"
    account.errors = {
        "put_public_access_block": [refusal("AccessDenied", 403)] * 99,
        "enable_snapshot_block_public_access": [refusal("DeclarativePolicyViolation")] * 99,
    }
    assert respond(request(), account)["Status"] == "SUCCESS"


@pytest.mark.parametrize("properties", [ALL, None, {"Nonsense": "x"}])
def test_deleting_changes_nothing_and_always_succeeds(properties: Any) -> None:
    """A stack that goes must not weaken the account, nor hang on what it holds."""
    account = Account()
    respond(request(), account)
    account.changes.clear()
    answer = respond(request("Delete", properties, PhysicalResourceId="as-it-was"), account)
    assert (answer["Status"], answer["PhysicalResourceId"], account.changes) == ("SUCCESS", "as-it-was", [])


def test_a_customer_managed_key_is_set_and_taken_back() -> None:
    """A key by its ARN; AWS's own by its alias, in either form that EC2 answers."""
    account = Account()
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
    respond(request(properties={"EbsDefaultKey": key}), account)
    assert account.key == key
    respond(request(properties={"EbsDefaultKey": "alias/aws/ebs"}), account)
    respond(request(properties={"EbsDefaultKey": "alias/aws/ebs"}), account)
    assert account.changes == ["modify_ebs_default_kms_key_id", "reset_ebs_default_kms_key_id"]


@pytest.mark.parametrize(
    "error",
    [
        THROTTLED,
        refusal("ServiceUnavailable", 503, RetryQuotaReached=True),
        refusal("TooManyUpdates"),
        EndpointConnectionError(endpoint_url="https://iam.amazonaws.com"),
        ResponseParserError("Unable to parse response: <html>503 Service Unavailable</html>"),
    ],
)
@pytest.mark.parametrize("call", ["get_account_password_policy", "update_account_password_policy"])
def test_what_passes_by_itself_is_tried_again(call: str, error: Exception) -> None:
    """With pauses that double."""
    account, hand = Account(), Hand()
    account.errors = {call: [error] * 3}
    assert respond(request(), account, hand)["Status"] == "SUCCESS"
    assert hand.slept == [0.5, 1.0, 2.0]


def answers(*bodies: tuple[int, str]) -> Callable[..., AWSResponse]:
    """Answer a client's requests in place of AWS, the last answer for ever."""
    left = list(bodies)

    def answer(request: Any, **_: Any) -> AWSResponse:
        status, code = left.pop(0) if len(left) > 1 else left[0]
        error = (
            f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>" if code else ""
        )
        body = (
            "<Response><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></Response>"
            if status == 200
            else error
        )
        response = AWSResponse(request.url, status, {}, None)
        response._content = body.encode()
        return response

    return answer


@pytest.fixture
def iam(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The function's own client of IAM, whose pauses between its two attempts take no time."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return settings.default_client("iam")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *((400, code) for code in sorted(ThrottledRetryableChecker()._throttled_error_codes)),
        (429, "Unheard"),
        (500, "InternalFailure"),
        (502, ""),
        (503, "ServiceUnavailable"),
        (504, ""),
    ],
)
def test_what_botocore_takes_for_throttling_or_a_fault_is_tried_again(iam: Any, status: int, code: str) -> None:
    """Its list is the only one: whatever it would try again is worth another attempt here."""
    hand = Hand()
    iam.meta.events.register("before-send", answers(*[(status, code)] * 5, (200, "")))
    settings.patiently(lambda: iam.delete_account_password_policy(), hand.clock)
    assert hand.slept == [0.5, 1.0]


@pytest.mark.parametrize(("status", "code"), [(400, "ValidationError"), (404, "NoSuchEntity"), (501, "NotImplemented")])
def test_what_botocore_takes_for_final_is_not_tried_again(iam: Any, status: int, code: str) -> None:
    """The first answer counts."""
    hand = Hand()
    iam.meta.events.register("before-send", answers((status, code)))
    with pytest.raises(ClientError, match=code):
        settings.patiently(lambda: iam.delete_account_password_policy(), hand.clock)
    assert hand.slept == []


def test_the_reserve_covers_a_call_that_meets_no_answer_and_an_attempt_to_send(iam: Any) -> None:
    """A call that is begun just before the deadline must not keep CloudFormation from being answered."""
    config = iam.meta.config
    attempts = config.retries["total_max_attempts"]
    longest_pause, time_to_send = 1 + 5, 10  # botocore: x-amz-retry-after adds at most 5 seconds
    call = attempts * (config.connect_timeout + config.read_timeout) + (attempts - 1) * longest_pause
    assert call + time_to_send <= settings.RESERVE_SECONDS


def test_throttling_without_end_is_answered_before_the_time_is_up() -> None:
    """FAILED with AWS's reason; the other settings are made all the same."""
    account, hand = Account(), Hand(seconds=60)
    account.errors = {"update_account_password_policy": [THROTTLED] * 999}
    answer = respond(request(), account, hand)
    assert answer["Status"] == "FAILED"
    assert "PasswordPolicy: " in answer["Reason"]
    assert "Throttling" in answer["Reason"]
    assert hand.time < 60
    assert max(hand.slept) <= settings.LONGEST_PAUSE_SECONDS
    assert account.encrypted
    assert account.block == dict(S3_PUBLIC_ACCESS_BLOCK)


def test_pauses_are_spread() -> None:
    """Hundreds of accounts do not come back in step."""
    account, hand = Account(), Hand()
    hand.clock.spread = lambda: 0.0
    account.errors = {"get_account_password_policy": [THROTTLED] * 2}
    respond(request(), account, hand)
    assert hand.slept == [0.25, 0.5]


def test_a_refusal_is_tried_again_for_half_a_minute_only() -> None:
    """A new role is not known everywhere at once; one that may not is answered soon, with the reason."""
    account, hand = Account(), Hand(seconds=600)
    account.errors = {"enable_ebs_encryption_by_default": [refusal("UnauthorizedOperation", 403)] * 3}
    assert respond(request(), account, hand)["Status"] == "SUCCESS"
    account, hand = Account(), Hand(seconds=600)
    account.errors = {"enable_ebs_encryption_by_default": [refusal("UnauthorizedOperation", 403)] * 999}
    answer = respond(request(), account, hand)
    assert answer["Status"] == "FAILED"
    assert "UnauthorizedOperation" in answer["Reason"]
    assert settings.PROPAGATION_SECONDS <= hand.time < settings.PROPAGATION_SECONDS + 2 * settings.LONGEST_PAUSE_SECONDS


def test_a_refused_setting_is_read_again_before_it_is_written_again() -> None:
    """A policy of the organisation took effect in the meantime: no write can succeed, and none is needed."""
    account, hand = Account(), Hand(seconds=600)

    class Refusal(list[Exception]):
        """The first refusal; by then the policy is in effect."""

        def pop(self, index: Any = -1) -> Exception:
            if len(self) == 2:
                account.block = dict(S3_PUBLIC_ACCESS_BLOCK)
            return super().pop(index)

    account.errors = {"put_public_access_block": Refusal([refusal("AccessDenied", 403)] * 3)}
    answer = respond(request(properties={"S3PublicAccessBlock": ALL["S3PublicAccessBlock"]}), account, hand)
    assert (answer["Status"], answer["Data"], account.changes) == ("SUCCESS", {"Changed": ""}, [])
    assert hand.slept == [0.5, 1.0]


@pytest.mark.parametrize("error", [refusal("ValidationError"), refusal("NotImplemented", 501)])
def test_what_fails_however_often_it_is_tried_is_answered_at_once(error: Exception) -> None:
    """A wrong value, or an endpoint that does not know the call."""
    account, hand = Account(), Hand()
    account.errors = {"update_service_setting": [error] * 999}
    answer = respond(request(), account, hand)
    assert (answer["Status"], hand.slept) == ("FAILED", [])
    assert answer["Reason"].startswith("SsmDocumentPublicSharing: ")


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (request("Upgrade"), "RequestType must be Create, Update or Delete, got 'Upgrade'"),
        (request(properties=None), "ResourceProperties must be a mapping, got None"),
        (request(properties={}), "got none"),
        (request(properties={"Nonsense": "x"}), "got ['Nonsense']"),
        (request(properties={"EbsEncryptionByDefault": "yes"}), "must be true or false, got 'yes'"),
        (request(properties={"EbsEncryptionByDefault": "false"}), "not switched off by a stack"),
        (request(properties={"EbsSnapshotPublicSharing": "unblocked"}), "got 'unblocked'"),
        (request(properties={"SsmDocumentPublicSharing": "Enable"}), "got 'Enable'"),
        (request(properties={"EbsDefaultKey": ""}), "must be a text, got ''"),
        (request(properties={"PasswordPolicy": {"MaxPasswordAge": "90"}}), "must have the keys"),
        (
            request(properties={"PasswordPolicy": ALL["PasswordPolicy"] | {"MaxPasswordAge": "-1"}}),
            "PasswordPolicy.MaxPasswordAge must be a whole number, got '-1'",
        ),
        (request(StackId="nonsense"), "StackId must be the ARN of a stack, got 'nonsense'"),
    ],
)
def test_a_malformed_request_fails_with_its_reason_and_changes_nothing(event: dict[str, Any], reason: str) -> None:
    """The reason names what was got and what is allowed."""
    account = Account()
    answer = respond(event, account)
    assert answer["Status"] == "FAILED"
    assert reason in answer["Reason"]
    assert account.changes == []


def test_a_fault_of_our_own_is_answered_too() -> None:
    """Unanswered, CloudFormation would wait for its whole time."""

    class Odd(Account):
        def get_ebs_encryption_by_default(self) -> dict[str, Any]:
            return {}

    answer = respond(request(), Odd())
    assert (answer["Status"], answer["Reason"]) == ("FAILED", "KeyError: 'EbsEncryptionByDefault'")


def test_an_answer_fits_in_what_cloudformation_takes() -> None:
    """At most 4,096 bytes, whatever AWS said."""
    account = Account()
    long = ClientError({"Error": {"Code": "ValidationError", "Message": "\u20ac" * 9000}}, "Operation")
    account.errors = {"update_service_setting": [long]}
    answer = respond(request(), account)
    assert answer["Status"] == "FAILED"
    assert len(json.dumps(answer).encode()) <= 4096


class Mailbox(HTTPServer):
    """Takes answers, after refusing a number of them."""

    def __init__(self, refuse: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Letter)
        self.refuse = refuse
        self.letters: list[dict[str, Any]] = []
        self.types: list[str | None] = []

    @property
    def address(self) -> str:
        """Where to send."""
        return f"http://127.0.0.1:{self.server_port}/answer?signature=1"


class Letter(BaseHTTPRequestHandler):
    """One answer."""

    server: Mailbox

    def do_PUT(self) -> None:
        """Take it, or refuse."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.refuse:
            self.send_response(self.server.refuse.pop(0))
        else:
            self.server.letters.append(json.loads(body))
            self.server.types.append(self.headers["Content-Type"])
            self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def mailbox() -> Iterator[Callable[..., Mailbox]]:
    """Start servers that take answers."""
    started: list[Mailbox] = []

    def start(*refuse: int) -> Mailbox:
        box = Mailbox(list(refuse))
        threading.Thread(target=box.serve_forever, args=(0.02,), daemon=True).start()
        started.append(box)
        return box

    yield start
    for box in started:
        box.shutdown()
        box.server_close()


class Context:
    """What Lambda hands to a function."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return the time left."""
        return int(self._seconds * 1000)


def test_the_answer_is_put_where_cloudformation_waits(mailbox: Callable[..., Mailbox]) -> None:
    """With no content type, for which the address is signed."""
    box = mailbox()
    answer = account_settings_handler.handler(request("Delete", ResponseURL=box.address), Context(60))
    assert box.letters == [answer]
    assert box.types == [""]


def test_an_answer_that_meets_a_fault_is_sent_again(mailbox: Callable[..., Mailbox]) -> None:
    """The store of answers may stumble as any other service."""
    box, hand = mailbox(503, 500), Hand()
    settings.send(box.address, {"Status": "SUCCESS"}, hand.clock)
    assert box.letters == [{"Status": "SUCCESS"}]
    assert len(hand.slept) == 2


def test_an_answer_that_is_refused_raises_at_once(mailbox: Callable[..., Mailbox]) -> None:
    """Lambda then runs the request again, and keeps it in the queue at last."""
    box, hand = mailbox(403), Hand()
    with pytest.raises(OSError, match="403"):
        settings.send(box.address, {"Status": "SUCCESS"}, hand.clock)
    assert hand.slept == []


@pytest.mark.parametrize("event", [{}, [], None, {"ResponseURL": "file:///etc/passwd"}, {"ResponseURL": 7}])
def test_an_event_that_nobody_waits_for_is_refused(event: Any) -> None:
    """There is no address to answer."""
    with pytest.raises(settings.RequestError, match="no ResponseURL"):
        account_settings_handler.handler(event, Context(60))


@pytest.fixture
def emulated_account() -> Iterator[None]:
    """An account that moto emulates."""
    with mock_aws():
        yield


@pytest.mark.usefixtures("emulated_account")
def test_it_speaks_to_aws_as_boto3_does(mailbox: Callable[..., Mailbox], monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulated account, made and read through boto3's own clients, with what the environment says."""
    for name, value in {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "MOTO_ACCOUNT_ID": ACCOUNT,
    }.items():
        monkeypatch.setenv(name, value)
    account = boto3.client("sts").get_caller_identity()["Account"]
    box = mailbox()
    known = {name: ALL[name] for name in ("EbsEncryptionByDefault", "PasswordPolicy", "S3PublicAccessBlock")}
    event = request(properties=known, ResponseURL=box.address, StackId=STACK.replace(ACCOUNT, account))
    answer = account_settings_handler.handler(event, Context(60))
    assert answer["Status"] == "SUCCESS", answer
    assert answer["Data"] == {"Changed": "EbsEncryptionByDefault,PasswordPolicy,S3PublicAccessBlock"}
    assert boto3.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    policy = boto3.client("iam").get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["PasswordReusePrevention"], policy["MaxPasswordAge"]) == (
        14,
        24,
        90,
    )
    block = boto3.client("s3control").get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"]
    assert block == dict(S3_PUBLIC_ACCESS_BLOCK)
    assert account_settings_handler.handler(event, Context(60))["Data"] == {"Changed": ""}


def test_it_needs_nothing_but_what_lambda_holds() -> None:
    """What goes into the template: Python's own library, boto3 and botocore."""
    imported = set()
    for node in ast.walk(ast.parse(inline_code(HANDLER))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
    assert imported - sys.stdlib_module_names == {"boto3", "botocore"}
