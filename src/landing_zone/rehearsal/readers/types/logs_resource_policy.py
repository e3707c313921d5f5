"""A resource policy of CloudWatch Logs: ``DescribeResourcePolicies``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    policies = listed(request.client("logs"), "describe_resource_policies", "resourcePolicies")
    found = next((p for p in policies if p["policyName"] == request.physical_id), None)
    if found is None:
        return None
    return Reading({"PolicyDocument": found["policyDocument"], "PolicyName": found["policyName"]})


READER = Reader("AWS::Logs::ResourcePolicy", read, policies=frozenset({"PolicyDocument"}))
