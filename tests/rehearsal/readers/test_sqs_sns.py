"""Queues, topics and their policies, made and changed by their own APIs."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared

DENY_HTTP = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sqs:*",
            "Resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:undelivered",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}


def test_a_queue_and_its_policy_are_read(account: Account) -> None:
    """The service has numbers as text; a queue that keeps messages for less long differs."""
    sqs = account.client("sqs")
    dead = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead", "maxReceiveCount": 3}
    sqs.create_queue(QueueName="dead")
    url = sqs.create_queue(
        QueueName="undelivered",
        Attributes={"MessageRetentionPeriod": "1209600", "RedrivePolicy": json.dumps(dead)},
        tags={"data": "findings"},
    )["QueueUrl"]
    queue = Declared(
        "AWS::SQS::Queue",
        url,
        {
            "MessageRetentionPeriod": 1209600,
            "QueueName": "undelivered",
            "RedrivePolicy": dead,
            "Tags": [{"Key": "data", "Value": "findings"}],
        },
    )
    account.created(queue)
    policy = Declared("AWS::SQS::QueuePolicy", "policy", {"Queues": [url], "PolicyDocument": DENY_HTTP})
    account.missing(policy)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(DENY_HTTP)})
    account.created(policy)
    sqs.set_queue_attributes(
        QueueUrl=url,
        Attributes={"MessageRetentionPeriod": "60", "Policy": json.dumps(DENY_HTTP).replace("false", "true")},
    )
    account.differing(queue, "MessageRetentionPeriod")
    account.differing(policy, "PolicyDocument")
    sqs.delete_queue(QueueUrl=url)
    account.missing(queue)
    account.missing(policy)


def test_a_topic_its_policy_and_its_subscription_are_read(account: Account) -> None:
    """A topic with no key differs from an encrypted one; a policy is that of the topic itself."""
    sns = account.client("sns")
    arn = sns.create_topic(Name="alerts", Attributes={"DisplayName": "Alerts", "KmsMasterKeyId": "alias/k"})["TopicArn"]
    topic = Declared(
        "AWS::SNS::Topic", arn, {"DisplayName": "Alerts", "KmsMasterKeyId": "alias/k", "TopicName": "alerts"}
    )
    account.created(topic)
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Publishes",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": arn,
            }
        ],
    }
    policy = Declared("AWS::SNS::TopicPolicy", "policy", {"Topics": [arn], "PolicyDocument": document})
    account.differing(policy, "PolicyDocument")  # the policy that a topic has from its start
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(document))
    account.created(policy)
    dead = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:undelivered"}
    made = sns.subscribe(
        TopicArn=arn,
        Protocol="email",
        Endpoint="security@example.com",
        Attributes={"RedrivePolicy": json.dumps(dead)},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    subscription = Declared(
        "AWS::SNS::Subscription",
        made,
        {"Endpoint": "security@example.com", "Protocol": "email", "RedrivePolicy": dead, "TopicArn": arn},
    )
    account.created(subscription)
    sns.set_subscription_attributes(SubscriptionArn=made, AttributeName="RedrivePolicy", AttributeValue="{}")
    account.differing(subscription, "RedrivePolicy")
    sns.unsubscribe(SubscriptionArn=made)
    account.missing(subscription)
    sns.set_topic_attributes(TopicArn=arn, AttributeName="KmsMasterKeyId", AttributeValue="")
    account.differing(topic, "KmsMasterKeyId")
    sns.delete_topic(TopicArn=arn)
    account.missing(topic)
    account.missing(policy)
