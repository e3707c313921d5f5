"""How a function is invoked by events: ``GetFunctionEventInvokeConfig``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    declared = request.text("FunctionName")
    qualifier = request.text("Qualifier")
    answer = answer_or_none(
        request.client("lambda").get_function_event_invoke_config,
        "ResourceNotFoundException",
        FunctionName=declared,
        Qualifier=qualifier,
    )
    if answer is None:
        return None
    arn, _, answered = answer["FunctionArn"].rpartition(":")
    return Reading(
        {
            **picked(answer, "DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
            "FunctionName": as_declared(declared, arn, arn.split(":function:", 1)[-1]),
            "Qualifier": answered,
        }
    )


READER = Reader("AWS::Lambda::EventInvokeConfig", read)
