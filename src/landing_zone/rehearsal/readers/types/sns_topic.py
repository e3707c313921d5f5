"""A topic: ``GetTopicAttributes``, ``ListTagsForResource``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    sns = request.client("sns")
    arn = request.physical_id
    answer = answer_or_none(sns.get_topic_attributes, "NotFound", "NotFoundException", TopicArn=arn)
    if answer is None:
        return None
    attributes = answer["Attributes"]
    name = arn.rpartition(":")[2]
    properties = {
        **picked(
            attributes,
            "ArchivePolicy",
            "ContentBasedDeduplication",
            "DisplayName",
            "FifoThroughputScope",
            "FifoTopic",
            "KmsMasterKeyId",
            "SignatureVersion",
            "TracingConfig",
        ),
        "TopicName": name,
    }
    if "Tags" in request.declared:
        properties["Tags"] = sns.list_tags_for_resource(ResourceArn=arn).get("Tags")
    return Reading(properties, {"TopicArn": arn, "TopicName": name})


READER = Reader("AWS::SNS::Topic", read, open_lists=frozenset({"Tags"}), documents=frozenset({"ArchivePolicy"}))
