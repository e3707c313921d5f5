"""The alias of a KMS key: ``DescribeKey`` by the alias."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    answer = answer_or_none(asked.client("kms").describe_key, "NotFoundException", KeyId=asked.physical_id)
    if answer is None:
        return None
    key = answer["KeyMetadata"]
    target = as_declared(asked.declared.get("TargetKeyId"), key["KeyId"], key["Arn"])
    return Reading({"AliasName": asked.physical_id, "TargetKeyId": target})


READER = Reader("AWS::KMS::Alias", read)
