"""``AWS::Lambda::Function``."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider

_SAME = (
    "DeadLetterConfig",
    "Description",
    "Environment",
    "EphemeralStorage",
    "Handler",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "Timeout",
    "TracingConfig",
    "VpcConfig",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Function(Provider):
    """How ``AWS::Lambda::Function`` is made, changed and removed."""

    type = "AWS::Lambda::Function"
    emulated = frozenset(
        {*_SAME, "Architectures", "Code", "FunctionName", "KmsKeyArn", "ReservedConcurrentExecutions", "Tags"}
    )
    create_only = frozenset({"FunctionName"})

    def make(self, call: Call) -> str:
        name = str(call.properties.get("FunctionName") or call.name(64))
        settings = call.picked(*_SAME, "Architectures")
        if "KmsKeyArn" in call.properties:
            settings["KMSKeyArn"] = call.properties["KmsKeyArn"]
        if "Tags" in call.properties:
            settings["Tags"] = {tag["Key"]: tag["Value"] for tag in call.properties["Tags"]}
        call.client("lambda").create_function(FunctionName=name, Code=_code(call), **settings)
        return name

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        client = call.client("lambda")
        if before is not None:
            if before["Code"] != call.properties["Code"]:
                client.update_function_code(FunctionName=physical_id, **_code(call))
            client.update_function_configuration(FunctionName=physical_id, **call.picked(*_SAME))
        if "ReservedConcurrentExecutions" in call.properties:
            client.put_function_concurrency(FunctionName=physical_id, **call.picked("ReservedConcurrentExecutions"))

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": f"arn:aws:lambda:{call.region}:{call.account_id}:function:{physical_id}"}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("lambda").delete_function(FunctionName=physical_id)


def _code(call: Call) -> dict[str, Any]:
    """Return the code as the API accepts it; CloudFormation packs inline code as ``index.py``."""
    code = dict(call.properties["Code"])
    if "ZipFile" in code:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            suffix = "js" if str(call.properties.get("Runtime", "")).startswith("nodejs") else "py"
            archive.writestr(zipfile.ZipInfo(f"index.{suffix}", _EPOCH), code["ZipFile"])
        code["ZipFile"] = packed.getvalue()
    return code
