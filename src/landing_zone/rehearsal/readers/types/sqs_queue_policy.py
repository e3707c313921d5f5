"""The policy of queues: ``GetQueueAttributes`` of each."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none
from landing_zone.rehearsal.readers.policy_of_many import policy_of_many
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading
from landing_zone.rehearsal.readers.types.sqs_queue import ABSENT


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    sqs = request.client("sqs")

    def policy(url: str) -> str | None:
        answer = answer_or_none(sqs.get_queue_attributes, *ABSENT, QueueUrl=url, AttributeNames=["Policy"])
        return answer.get("Attributes", {}).get("Policy") if answer else None

    return policy_of_many(request, "Queues", policy)


READER = Reader("AWS::SQS::QueuePolicy", read, unordered=frozenset({"Queues"}), policies=frozenset({"PolicyDocument"}))
