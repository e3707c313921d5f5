"""The policy of topics: ``GetTopicAttributes`` of each."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none
from landing_zone.rehearsal.readers.policy_of_many import policy_of_many
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    sns = request.client("sns")

    def policy(arn: str) -> str | None:
        answer = answer_or_none(sns.get_topic_attributes, "NotFound", "NotFoundException", TopicArn=arn)
        return answer.get("Attributes", {}).get("Policy") if answer else None

    return policy_of_many(request, "Topics", policy)


READER = Reader("AWS::SNS::TopicPolicy", read, unordered=frozenset({"Topics"}), policies=frozenset({"PolicyDocument"}))
