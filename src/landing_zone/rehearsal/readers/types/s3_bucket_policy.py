"""The policy of a bucket: ``GetBucketPolicy``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    bucket = request.text("Bucket")
    answer = answer_or_none(request.client("s3").get_bucket_policy, "NoSuchBucket", "NoSuchBucketPolicy", Bucket=bucket)
    if answer is None:
        return None
    return Reading({"Bucket": bucket, "PolicyDocument": answer["Policy"]})


READER = Reader("AWS::S3::BucketPolicy", read, policies=frozenset({"PolicyDocument"}))
