"""One statement of the policy of an event bus: ``DescribeEventBus``."""

from __future__ import annotations

import json
from collections.abc import Mapping

from landing_zone.rehearsal.readers.answers import answer_or_none
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    bus = request.text("EventBusName") if "EventBusName" in request.declared else "default"
    sid = request.text("StatementId")
    answer = answer_or_none(request.client("events").describe_event_bus, "ResourceNotFoundException", Name=bus)
    policy = json.loads(answer.get("Policy") or "{}") if answer else {}
    statements = policy.get("Statement", [])
    found = next((s for s in statements if s.get("Sid") == sid), None)
    if found is None:
        return None
    declared = request.declared.get("Statement")
    # the service writes the property StatementId into the statement as its Sid
    with_sid = isinstance(declared, Mapping) and "Sid" in declared
    statement = found if with_sid else {key: value for key, value in found.items() if key != "Sid"}
    return Reading({"EventBusName": bus, "Statement": statement, "StatementId": sid})


READER = Reader("AWS::Events::EventBusPolicy", read, policies=frozenset({"Statement"}))
