"""A policy of CloudWatch Logs for a whole account: ``DescribeAccountPolicies``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed, pascal, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    _, kind, name = request.physical_id.split("|", 2)
    policies = listed(request.client("logs"), "describe_account_policies", "accountPolicies", policyType=kind)
    found = next((p for p in policies if p["policyName"] == name), None)
    if found is None:
        return None
    one = pascal(found)
    return Reading(picked(one, "PolicyDocument", "PolicyName", "PolicyType", "Scope", "SelectionCriteria"))


READER = Reader("AWS::Logs::AccountPolicy", read, policies=frozenset({"PolicyDocument"}))
