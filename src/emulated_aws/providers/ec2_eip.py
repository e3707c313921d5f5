"""``AWS::EC2::EIP``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class Eip(Provider):
    """How ``AWS::EC2::EIP`` is made, changed and removed."""

    type = "AWS::EC2::EIP"
    emulated = frozenset({"Domain", "Tags"})
    create_only = frozenset({"Domain"})

    def make(self, call: Call) -> str:
        return str(call.client("ec2").allocate_address(Domain=call.properties.get("Domain", "vpc"))["PublicIp"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        set_tags(call, self.attributes(call, physical_id)["AllocationId"], before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        address = call.client("ec2").describe_addresses(PublicIps=[physical_id])["Addresses"][0]
        return {"AllocationId": address["AllocationId"], "PublicIp": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").release_address(AllocationId=self.attributes(call, physical_id)["AllocationId"])
