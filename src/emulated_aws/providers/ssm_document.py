"""``AWS::SSM::Document``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class Document(Provider):
    """How ``AWS::SSM::Document`` is made, changed and removed."""

    type = "AWS::SSM::Document"
    emulated = frozenset(
        {
            "Attachments",
            "Content",
            "DocumentFormat",
            "DocumentType",
            "Name",
            "TargetType",
            "UpdateMethod",
            "VersionName",
        }
    )
    create_only = frozenset({"DocumentFormat", "DocumentType", "Name"})

    def make(self, call: Call) -> str:
        name = str(call.properties.get("Name") or call.name(128))
        call.client("ssm").create_document(
            Content=as_text(call.properties["Content"]),
            Name=name,
            **call.picked("Attachments", "DocumentFormat", "DocumentType", "TargetType", "VersionName"),
        )
        return name

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is None or before["Content"] == call.properties["Content"]:
            return
        ssm = call.client("ssm")
        made = ssm.update_document(
            Content=as_text(call.properties["Content"]),
            Name=physical_id,
            DocumentVersion="$LATEST",
            **call.picked("DocumentFormat", "TargetType", "VersionName"),
        )
        version = made["DocumentDescription"]["DocumentVersion"]
        ssm.update_document_default_version(Name=physical_id, DocumentVersion=version)

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ssm").delete_document(Name=physical_id)
