"""A resource of an emulated stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulated_aws.provider import Call, Provider


@dataclass
class EmulatedResource:
    """The current state of one resource; moto's responses read its attributes by these names."""

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
        """The applied properties, with intrinsic functions resolved."""
        return self.call.properties

    def is_created(self) -> bool:
        """Whether the resource exists; moto's readiness check calls it."""
        return True

    def get_cfn_attribute(self, name: str) -> Any:
        """Return what ``Fn::GetAtt`` yields.

        Raises:
            ValueError: the provider does not have the attribute, so a stack that needs it must fail.
        """
        if name in self.attributes:
            return self.attributes[name]
        if (
            self.provider is None
        ):  # a placeholder, so that the rest of the stack can be deployed; listed as not emulated
            if name.endswith("Arn"):
                service = self.type.split("::")[1].lower()
                return f"arn:aws:{service}:{self.call.region}:{self.call.account_id}:{self.physical_resource_id}"
            return f"{self.physical_resource_id}.{name}"
        raise ValueError(f"the emulator has no attribute {name} of {self.type}")
