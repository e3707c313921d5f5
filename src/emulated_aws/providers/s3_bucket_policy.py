"""``AWS::S3::BucketPolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class BucketPolicy(Provider):
    """How ``AWS::S3::BucketPolicy`` is made, changed and removed."""

    type = "AWS::S3::BucketPolicy"
    emulated = frozenset({"Bucket", "PolicyDocument"})
    create_only = frozenset({"Bucket"})

    def make(self, call: Call) -> str:
        return str(call.properties["Bucket"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("s3").put_bucket_policy(Bucket=physical_id, Policy=as_text(call.properties["PolicyDocument"]))

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("s3").delete_bucket_policy(Bucket=physical_id)
