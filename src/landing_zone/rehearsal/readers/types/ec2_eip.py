"""An Elastic IP address: ``DescribeAddresses``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    # CloudFormation calls an address by its IP address; the API knows it by that and by its allocation
    by = "AllocationIds" if asked.physical_id.startswith("eipalloc-") else "PublicIps"
    found = only(
        asked.client("ec2"),
        "describe_addresses",
        "Addresses",
        "InvalidAddress.NotFound",
        "InvalidAllocationID.NotFound",
        **{by: [asked.physical_id]},
    )
    if not found:
        return None
    properties = picked(found, "Domain", "InstanceId", "NetworkBorderGroup", "PublicIpv4Pool", "Tags")
    return Reading(properties, picked(found, "AllocationId", "PublicIp"))


READER = Reader("AWS::EC2::EIP", read, open_lists=frozenset({"Tags"}))
