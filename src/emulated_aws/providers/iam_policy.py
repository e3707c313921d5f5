"""``AWS::IAM::Policy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider

_KINDS = {"Roles": "role", "Users": "user", "Groups": "group"}


class IamPolicy(Provider):
    """How ``AWS::IAM::Policy`` is made, changed and removed."""

    type = "AWS::IAM::Policy"
    emulated = frozenset({"Groups", "PolicyDocument", "PolicyName", "Roles", "Users"})
    create_only = frozenset({"PolicyName"})

    def make(self, call: Call) -> str:
        return call.name(128)

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        iam, name = call.client("iam"), call.properties["PolicyName"]
        document = as_text(call.properties["PolicyDocument"])
        for holders, kind in _KINDS.items():
            new = set(call.properties.get(holders, []))
            for one in sorted(new):
                getattr(iam, f"put_{kind}_policy")(
                    PolicyName=name, PolicyDocument=document, **{f"{kind.title()}Name": one}
                )
            for one in sorted(set((before or {}).get(holders, [])) - new):
                getattr(iam, f"delete_{kind}_policy")(PolicyName=name, **{f"{kind.title()}Name": one})

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        iam = call.client("iam")
        for holders, kind in _KINDS.items():
            for one in call.properties.get(holders, []):
                getattr(iam, f"delete_{kind}_policy")(
                    PolicyName=call.properties["PolicyName"], **{f"{kind.title()}Name": one}
                )
