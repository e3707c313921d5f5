"""The alias of a KMS key: ``DescribeKey`` by the alias."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(request.client("kms").describe_key, "NotFoundException", KeyId=request.physical_id)
    if answer is None:
        return None
    key = answer["KeyMetadata"]
    target = as_declared(request.declared.get("TargetKeyId"), key["KeyId"], key["Arn"])
    return Reading({"AliasName": request.physical_id, "TargetKeyId": target})


READER = Reader("AWS::KMS::Alias", read)
