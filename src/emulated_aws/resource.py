"""A resource of an emulated stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulated_aws.provider import Call, Provider


@dataclass
class EmulatedResource:
    """One resource as it stands; moto's answers read its attributes by these names."""

    call: Call
    provider: Provider | None
    physical_resource_id: str
    deletion_policy: str = "Delete"
    update_replace_policy: str = "Delete"
    status: str = "CREATE_COMPLETE"
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def logical_resource_id(self) -> str:
        """The name in the template."""
        return self.call.logical_id

    @property
    def type(self) -> str:
        """The CloudFormation type."""
        return self.call.type

    @property
    def properties(self) -> Mapping[str, Any]:
        """The properties as they were applied, intrinsic functions resolved."""
        return self.call.properties

    def is_created(self) -> bool:
        """Whether the resource is there; asked by moto's readiness check."""
        return True

    def get_cfn_attribute(self, name: str) -> Any:
        """Return what ``Fn::GetAtt`` yields.

        Raises:
            ValueError: the provider does not know the attribute, so a stack that needs it must fail.
        """
        if name in self.attributes:
            return self.attributes[name]
        if self.provider is None:  # a stand-in, so that the rest of the stack can be tried; listed as not emulated
            if name.endswith("Arn"):
                service = self.type.split("::")[1].lower()
                return f"arn:aws:{service}:{self.call.region}:{self.call.account_id}:{self.physical_resource_id}"
            return f"{self.physical_resource_id}.{name}"
        raise ValueError(f"the emulator knows no attribute {name} of {self.type}")
