from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from landing_zone_constructs.alert_topic import AlertTopic
from landing_zone_constructs.customer_managed_key import CustomerManagedKey

OWN_TOPICS = {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-west-1:111111111111:*"}


def a_topic(stack: cdk.Stack, **props: Any) -> AlertTopic:
    """Make a topic with minimal props, unless others are given."""
    key = CustomerManagedKey(stack, "Key", description="Alerts", alias="alerts")
    return AlertTopic(stack, "Alerts", **{"key": key, "display_name": "Example Pay alerts", **props})


def policy(stack: cdk.Stack, kind: str) -> list[dict[str, Any]]:
    """Return the statements of the one policy of a resource type."""
    (found,) = Template.from_stack(stack).find_resources(kind).values()
    properties = found["Properties"]
    return list((properties.get("PolicyDocument") or properties["KeyPolicy"])["Statement"])


def test_the_topic_is_encrypted_under_the_key_given(stack: cdk.Stack) -> None:
    """A customer-managed key, no physical name, and the sender's name."""
    a_topic(stack)
    (topic,) = Template.from_stack(stack).find_resources("AWS::SNS::Topic").values()
    (key,) = Template.from_stack(stack).find_resources("AWS::KMS::Key")
    assert topic["Properties"] == {
        "DisplayName": "Example Pay alerts",
        "KmsMasterKeyId": {"Fn::GetAtt": [key, "Arn"]},
    }


def test_only_tls_and_only_the_named_services_publish(stack: cdk.Stack) -> None:
    """A deny without TLS, then one permission per service; EventBridge's has no condition, as SNS cannot check one."""
    a_topic(stack)
    found = policy(stack, "AWS::SNS::TopicPolicy")
    assert [(statement["Effect"], statement["Principal"], statement["Action"]) for statement in found] == [
        ("Deny", "*", "sns:Publish"),
        ("Allow", {"Service": "cloudwatch.amazonaws.com"}, "sns:Publish"),
        ("Allow", {"Service": "events.amazonaws.com"}, "sns:Publish"),
    ]
    assert [statement.get("Condition") for statement in found] == [
        {"Bool": {"aws:SecureTransport": "false"}},
        {"StringEquals": {"aws:SourceAccount": "111111111111"}},
        None,
    ]
    (topic,) = Template.from_stack(stack).find_resources("AWS::SNS::Topic")
    assert [statement["Resource"] for statement in found] == [{"Ref": topic}] * 3


def test_publishers_may_use_the_key_for_topics_of_this_account_only(stack: cdk.Stack) -> None:
    """SNS passes the topic to KMS, so that even EventBridge is limited to this account's topics."""
    a_topic(stack)
    services = [
        (statement["Principal"]["Service"], statement["Action"], statement["Condition"])
        for statement in policy(stack, "AWS::KMS::Key")
        if "Service" in statement["Principal"]
    ]
    use = ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert services == [
        (
            "cloudwatch.amazonaws.com",
            use,
            {"StringEquals": {"aws:SourceAccount": "111111111111"}, "StringLike": OWN_TOPICS},
        ),
        ("events.amazonaws.com", use, {"StringLike": OWN_TOPICS}),
    ]


def test_a_given_publisher_replaces_the_default_ones(stack: cdk.Stack) -> None:
    """A service that is not named may not publish."""
    a_topic(stack, publishers=["budgets.amazonaws.com"])
    allowed = [found for found in policy(stack, "AWS::SNS::TopicPolicy") if found["Effect"] == "Allow"]
    assert [found["Principal"] for found in allowed] == [{"Service": "budgets.amazonaws.com"}]
    assert allowed[0]["Sid"] == "BudgetsPublishes"


def test_people_are_notified_by_e_mail_and_undelivered_alerts_are_kept(stack: cdk.Stack) -> None:
    """Each address once; an undelivered e-mail is kept in an encrypted queue for two weeks."""
    topic = a_topic(
        stack, topic_name="examplepay-alerts", email_addresses=["b@example.com", "a@example.com", "b@example.com"]
    )
    template = Template.from_stack(stack)
    subscriptions = [found["Properties"] for found in template.find_resources("AWS::SNS::Subscription").values()]
    assert sorted((found["Protocol"], found["Endpoint"]) for found in subscriptions) == [
        ("email", "a@example.com"),
        ("email", "b@example.com"),
    ]
    (queue,) = template.find_resources("AWS::SQS::Queue")
    assert all(
        found["RedrivePolicy"] == {"deadLetterTargetArn": {"Fn::GetAtt": [queue, "Arn"]}} for found in subscriptions
    )
    template.has_resource_properties(
        "AWS::SQS::Queue",
        {"MessageRetentionPeriod": 14 * 24 * 3600, "KmsMasterKeyId": {"Fn::GetAtt": [Match.any_value(), "Arn"]}},
    )
    template.has_resource_properties("AWS::SNS::Topic", {"TopicName": "examplepay-alerts"})
    assert topic.undelivered is not None
    (sns,) = [found for found in policy(stack, "AWS::KMS::Key") if found["Sid"] == "SnsKeepsUndelivered"]
    assert sns["Principal"] == {"Service": "sns.amazonaws.com"}
    assert sns["Condition"] == {"StringEquals": {"aws:SourceAccount": "111111111111"}}
    (topic_id,) = template.find_resources("AWS::SNS::Topic")
    senders = [found for found in policy(stack, "AWS::SQS::QueuePolicy") if found["Effect"] == "Allow"]
    assert senders
    assert all(
        (found["Principal"], found["Action"], found["Condition"])
        == ({"Service": "sns.amazonaws.com"}, "sqs:SendMessage", {"ArnEquals": {"aws:SourceArn": {"Ref": topic_id}}})
        for found in senders
    )


def test_without_addresses_there_is_no_queue(stack: cdk.Stack) -> None:
    """No unused resource is made."""
    assert a_topic(stack).undelivered is None
    Template.from_stack(stack).resource_count_is("AWS::SQS::Queue", 0)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"publishers": []}, "got none"),
        ({"publishers": ["*"]}, r"got '\*'"),
        ({"publishers": ["events"]}, "got 'events'"),
        ({"email_addresses": ["security"]}, "got 'security'"),
        ({"email_addresses": ["a@b@example.com"]}, "got 'a@b@example.com'"),
    ],
)
def test_a_malformed_prop_is_refused(stack: cdk.Stack, props: dict[str, Any], message: str) -> None:
    """The message shows the value."""
    with pytest.raises(ValueError, match=message):
        a_topic(stack, **props)


def test_alarms_of_further_accounts_may_publish(stack: cdk.Stack) -> None:
    """CloudWatch on behalf of this account and those named; EventBridge as before."""
    a_topic(stack, publishing_accounts=["333333333333", "222222222222"])
    accounts = ["111111111111", "222222222222", "333333333333"]
    admitted = [
        statement["Condition"]["StringEquals"]["aws:SourceAccount"]
        for kind in ("AWS::SNS::TopicPolicy", "AWS::KMS::Key")
        for statement in policy(stack, kind)
        if statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    ]
    assert admitted == [accounts, accounts]


def test_a_malformed_account_is_refused(stack: cdk.Stack) -> None:
    """A wildcard would admit every AWS account."""
    with pytest.raises(ValueError, match=r"a publishing account is twelve digits, got '\*'"):
        a_topic(stack, publishing_accounts=["*"])
