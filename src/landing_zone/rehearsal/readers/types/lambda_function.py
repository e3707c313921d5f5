"""A function: ``GetFunction``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    client = request.client("lambda")
    answer = answer_or_none(client.get_function, "ResourceNotFoundException", FunctionName=request.physical_id)
    if answer is None:
        return None
    function = answer["Configuration"]
    environment = function.get("Environment")
    layers = function.get("Layers")
    return Reading(
        {
            **picked(
                function,
                "Architectures",
                "DeadLetterConfig",
                "Description",
                "EphemeralStorage",
                "FileSystemConfigs",
                "FunctionName",
                "Handler",
                "LoggingConfig",
                "MemorySize",
                "PackageType",
                "Role",
                "Runtime",
                "Timeout",
                "TracingConfig",
            ),
            "Environment": None if environment is None else picked(environment, "Variables"),
            "KmsKeyArn": function.get("KMSKeyArn"),
            "Layers": None if layers is None else [layer["Arn"] for layer in layers],
            "ReservedConcurrentExecutions": answer.get("Concurrency", {}).get("ReservedConcurrentExecutions"),
            "Tags": tag_list(answer.get("Tags")),
            "VpcConfig": function.get("VpcConfig"),
        },
        {"Arn": function["FunctionArn"]},
        {"Code": "the service packs the code: it returns another archive than the template's"},
    )


READER = Reader(
    "AWS::Lambda::Function",
    read,
    unordered=frozenset({"VpcConfig.SecurityGroupIds", "VpcConfig.SubnetIds"}),
    open_lists=frozenset({"Tags"}),
)
