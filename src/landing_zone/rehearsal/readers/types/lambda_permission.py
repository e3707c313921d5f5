"""A statement of the policy of a function: ``GetPolicy``."""

from __future__ import annotations

import json
from typing import Any

from landing_zone.cloudformation.iam.document import tests
from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    declared = request.text("FunctionName")
    sid = request.physical_id.rpartition("|")[2]  # "<function>|<statement>", or the statement alone
    answer = answer_or_none(request.client("lambda").get_policy, "ResourceNotFoundException", FunctionName=declared)
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
            "Principal": _principal(request, found["Principal"]),
            "PrincipalOrgID": _condition(found, "aws:PrincipalOrgID"),
            "SourceAccount": _condition(found, "AWS:SourceAccount"),
            "SourceArn": _condition(found, "AWS:SourceArn"),
        },
        {"Id": sid},
    )


def _principal(request: ReadRequest, principal: Any) -> Any:
    """Return the principal: a service, or an account by number or ARN, in the form of the template."""
    if not isinstance(principal, dict):
        return principal
    name = next(iter(principal.values()))
    parts = str(name).split(":")
    is_root = len(parts) == 6 and parts[5] == "root"
    return as_declared(request.declared.get("Principal"), name, parts[4]) if is_root else name


def _condition(statement: dict[str, Any], key: str) -> Any:
    """Return the value of a condition; Lambda writes one condition for each such property."""
    return next((test.value for test in tests(statement.get("Condition")) if test.key == key.lower()), None)


READER = Reader("AWS::Lambda::Permission", read)
