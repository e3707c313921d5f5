"""A queue: ``GetQueueAttributes``, ``ListQueueTags``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading

_ATTRIBUTES = (
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "DelaySeconds",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)
ABSENT = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
"""The code of the query protocol, and that of the JSON protocol."""


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    sqs = request.client("sqs")
    url = request.physical_id
    answer = answer_or_none(sqs.get_queue_attributes, *ABSENT, QueueUrl=url, AttributeNames=["All"])
    if answer is None:
        return None
    attributes = answer["Attributes"]
    name = attributes["QueueArn"].rpartition(":")[2]
    properties = picked(attributes, *_ATTRIBUTES)
    if "Tags" in request.declared:
        properties["Tags"] = tag_list(sqs.list_queue_tags(QueueUrl=url).get("Tags"))
    return Reading(
        {**properties, "QueueName": name}, {"Arn": attributes["QueueArn"], "QueueName": name, "QueueUrl": url}
    )


READER = Reader(
    "AWS::SQS::Queue",
    read,
    open_lists=frozenset({"Tags"}),
    documents=frozenset({"RedriveAllowPolicy", "RedrivePolicy"}),
)
