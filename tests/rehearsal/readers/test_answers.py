"""Lists that come in pages."""

from __future__ import annotations

from typing import Any

import boto3

from landing_zone.rehearsal.readers.answers import listed
from tests.rehearsal.readers.account import ACCOUNT, REGION, Declared, Stubs, assert_created


def test_a_resource_on_the_second_page_is_found(stubs: Stubs) -> None:
    """The items after the first page are included."""
    arns = [f"arn:aws:config:{REGION}:{ACCOUNT}:aggregation-authorization/{n}/{REGION}" for n in range(2)]
    pages = [
        {"AggregationAuthorizations": [{"AggregationAuthorizationArn": arn, "AuthorizedAccountId": "111111111111"}]}
        for arn in arns
    ]
    stubs.answer("config", "describe_aggregation_authorizations", {**pages[0], "NextToken": "more"})
    stubs.answer("config", "describe_aggregation_authorizations", pages[1], NextToken="more")
    properties = {"AuthorizedAccountId": "111111111111"}
    assert_created(Declared("AWS::Config::AggregationAuthorization", arns[1], properties), stubs.clients)


def test_calls_that_boto3_has_no_paginator_for_are_paged_too(aws_session: boto3.Session) -> None:
    """The token of an answer is sent with the next question."""

    class Client:
        asked: list[dict[str, Any]] = []  # noqa: RUF012 - one test, one client

        def can_paginate(self, operation: str) -> bool:
            return False

        def list_things(self, **arguments: Any) -> dict[str, Any]:
            self.asked.append(dict(arguments))
            return {"Things": [2]} if "NextToken" in arguments else {"Things": [1], "NextToken": "more"}

    client = Client()
    assert listed(client, "list_things", "Things", Kind="k") == [1, 2]
    assert client.asked == [{"Kind": "k"}, {"Kind": "k", "NextToken": "more"}]
