"""``AWS::CloudFormation::CustomResource`` and ``Custom::*``."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from emulated_aws.lambda_run import FunctionFailedError, run_function
from emulated_aws.provider import Call, Provider
from emulated_aws.response_endpoint import ResponseEndpoint

ATTEMPTS = 3
"""How often Lambda runs a function that was invoked asynchronously and failed: once, and twice more."""


class CustomResource(Provider):
    """Makes, changes and removes a custom resource by running its function.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
    """

    type = "AWS::CloudFormation::CustomResource"
    emulated = None  # every property reaches the function
    create_only = frozenset({("ServiceToken",)})

    def __init__(self) -> None:
        self.endpoint = ResponseEndpoint()
        self._data: dict[tuple[str, str], Mapping[str, Any]] = {}

    def make(self, call: Call) -> str:
        return self._send(call, "Create", {})

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is None:
            return
        more = {"PhysicalResourceId": physical_id, "OldResourceProperties": _as_text(before)}
        if self._send(call, "Update", more) != physical_id:
            # CloudFormation would then delete the resource of the old id, which is not emulated
            raise FunctionFailedError("the function returned another PhysicalResourceId, which is not emulated")

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return self._data.get((call.stack_id, call.logical_id), {})

    def remove(self, call: Call, physical_id: str) -> None:
        self._send(call, "Delete", {"PhysicalResourceId": physical_id})

    def _send(self, call: Call, request: str, more: Mapping[str, Any]) -> str:
        """Send a request to the function, and wait for the response.

        Raises:
            FunctionFailedError: the function failed, responded with a failure, or did not respond.
        """
        token = str(call.properties["ServiceToken"])
        _, _, _, region, account_id, *_ = token.split(":")
        address = self.endpoint.new_address()
        event = {
            "RequestType": request,
            "RequestId": str(uuid.uuid4()),
            "ResponseURL": address,
            "StackId": call.stack_id,
            "ResourceType": call.type,
            "LogicalResourceId": call.logical_id,
            "ServiceToken": token,
            "ResourceProperties": _as_text(call.properties),
            **more,
        }
        try:
            reason = self._run(account_id, region, token, event, address)
            answer = self.endpoint.answer_at(address)
        finally:
            self.endpoint.close(address)
        if answer is None:
            raise FunctionFailedError(f"CloudFormation did not receive a response from the custom resource: {reason}")
        if answer.get("RequestId") != event["RequestId"] or answer.get("Status") not in ("SUCCESS", "FAILED"):
            raise FunctionFailedError(f"invalid response to the custom resource request: {str(answer)[:300]}")
        if answer["Status"] == "FAILED":
            raise FunctionFailedError(f"Received response status [FAILED] from custom resource: {answer.get('Reason')}")
        self._data[call.stack_id, call.logical_id] = answer.get("Data") or {}
        return str(answer["PhysicalResourceId"])

    def _run(self, account_id: str, region: str, token: str, event: dict[str, Any], address: str) -> str:
        reason = "the function ended without a response"
        for _ in range(ATTEMPTS):
            try:
                run_function(account_id, region, token, event)
            except FunctionFailedError as error:
                reason = str(error)
            else:
                break
            if self.endpoint.answer_at(address) is not None:
                break
        return reason


def _as_text(value: Any) -> Any:
    """Return properties as CloudFormation sends them: every scalar as text."""
    if isinstance(value, Mapping):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
