"""``AWS::SSM::Association``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.moto_patches.ssm import ASSOCIATION_SETTINGS
from emulated_aws.provider import Call, Provider


class Association(Provider):
    """How ``AWS::SSM::Association`` is made, changed and removed."""

    type = "AWS::SSM::Association"
    # without WaitForSuccessTimeoutSeconds: nothing runs here, so there is nothing to wait for
    emulated = frozenset(ASSOCIATION_SETTINGS)
    create_only = frozenset({"Name"})

    def make(self, call: Call) -> str:
        made = call.client("ssm").create_association(**call.picked(*ASSOCIATION_SETTINGS))
        return str(made["AssociationDescription"]["AssociationId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            settings = call.picked(*(name for name in ASSOCIATION_SETTINGS if name != "InstanceId"))
            call.client("ssm").update_association(AssociationId=physical_id, **settings)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"AssociationId": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ssm").delete_association(AssociationId=physical_id)
