"""An Elastic IP address: ``DescribeAddresses``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    # CloudFormation's id of an address is its IP address; the API accepts that and the allocation id
    by = "AllocationIds" if request.physical_id.startswith("eipalloc-") else "PublicIps"
    found = only(
        request.client("ec2"),
        "describe_addresses",
        "Addresses",
        "InvalidAddress.NotFound",
        "InvalidAllocationID.NotFound",
        **{by: [request.physical_id]},
    )
    if not found:
        return None
    properties = picked(found, "Domain", "InstanceId", "NetworkBorderGroup", "PublicIpv4Pool", "Tags")
    return Reading(properties, picked(found, "AllocationId", "PublicIp"))


READER = Reader("AWS::EC2::EIP", read, open_lists=frozenset({"Tags"}))
