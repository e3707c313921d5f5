"""A statement of the policy of a function: ``GetPolicy``."""

from __future__ import annotations

import json
from typing import Any

from landing_zone.cloudformation.iam.document import tests
from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    declared = asked.text("FunctionName")
    sid = asked.physical_id.rpartition("|")[2]  # "<function>|<statement>", or the statement alone
    answer = answer_or_none(asked.client("lambda").get_policy, "ResourceNotFoundException", FunctionName=declared)
    statements = json.loads(answer["Policy"])["Statement"] if answer else []
    found = next((s for s in statements if s.get("Sid") == sid), None)
    if found is None:
        return None
    arn = found["Resource"]
    return Reading(
        {
            "Action": found["Action"],
            "EventSourceToken": _condition(found, "lambda:EventSourceToken"),
            "FunctionName": as_declared(declared, arn, arn.split(":function:", 1)[-1]),
            "FunctionUrlAuthType": _condition(found, "lambda:FunctionUrlAuthType"),
            "Principal": _principal(asked, found["Principal"]),
            "PrincipalOrgID": _condition(found, "aws:PrincipalOrgID"),
            "SourceAccount": _condition(found, "AWS:SourceAccount"),
            "SourceArn": _condition(found, "AWS:SourceArn"),
        },
        {"Id": sid},
    )


def _principal(asked: ReadRequest, principal: Any) -> Any:
    """Return who may invoke: a service, or an account by number or by ARN as the template has it."""
    if not isinstance(principal, dict):
        return principal
    name = next(iter(principal.values()))
    parts = str(name).split(":")
    is_root = len(parts) == 6 and parts[5] == "root"
    return as_declared(asked.declared.get("Principal"), name, parts[4]) if is_root else name


def _condition(statement: dict[str, Any], key: str) -> Any:
    """Return the value that a condition asks for; Lambda writes one condition for each such property."""
    return next((test.value for test in tests(statement.get("Condition")) if test.key == key.lower()), None)


READER = Reader("AWS::Lambda::Permission", read)
