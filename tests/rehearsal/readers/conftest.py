"""An emulated account whose resources tests make by the services' own APIs, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import boto3
import pytest
from moto import mock_aws

pytest.register_assert_rewrite("tests.rehearsal.readers.account")

from tests.rehearsal.readers.account import REGION, Account, Stubs  # noqa: E402 - asserts of a helper are explained only when it is named first


@pytest.fixture(scope="session")
def aws_session() -> boto3.Session:
    """One session, so that each service's description is loaded once."""
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)


@pytest.fixture
def account(aws_session: boto3.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """A fresh emulated account."""
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield Account(aws_session)


@pytest.fixture
def stubs(aws_session: boto3.Session) -> Iterator[Stubs]:
    """Stubbed clients; each response that a test prepares must be used."""
    with ExitStack() as stack:
        prepared = Stubs(aws_session, stack)
        yield prepared
        prepared.all_used()
