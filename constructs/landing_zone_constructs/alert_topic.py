"""The topic that alerts go to: encrypted, TLS only, with an explicit list of publishers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey

UNDELIVERED_DAYS = 14
"""The longest that SQS keeps a message."""

UNCONDITIONAL = frozenset({"events.amazonaws.com"})
"""EventBridge gives SNS nothing to compare: a condition on a topic's policy would drop every alert of its rules.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
"""

_SERVICE = re.compile(r"[a-z0-9-]+\.amazonaws\.com")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class AlertTopic(Construct):
    """An SNS topic for alerts, under a customer-managed key, to which only the named services may publish.

    Serves: PCI DSS 10.4.1, 10.7.2, 10.7.3, 11.5.1, 12.10.1; GDPR articles 33(1) and 34(1).

    Args:
        key: the key of the messages; the topic adds a statement to its policy so that the publishers may use it.
        display_name: what the subscribers see as sender.
        publishers: service principals, for example ``events.amazonaws.com`` and ``cloudwatch.amazonaws.com``; each may
            publish only on behalf of this account, EventBridge excepted, which SNS cannot ask for whom it acts; the key
            admits all of them for topics of this account alone.
        topic_name: a physical name from ``physical_name``; only when another account or Region must name the topic.
        email_addresses: the recipients by e-mail; each must confirm the subscription.
        publishing_accounts: further accounts on behalf of which the publishers may publish: their alarms.

    Attributes:
        topic: the topic itself.
        undelivered: a queue that keeps undelivered e-mail alerts for 14 days; None without addresses.

    Raises:
        ValueError: no publisher is given, or a publisher or an address is malformed.

    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: CustomerManagedKey,
        display_name: str,
        publishers: Sequence[str] = ("cloudwatch.amazonaws.com", "events.amazonaws.com"),
        topic_name: str | None = None,
        email_addresses: Sequence[str] = (),
        publishing_accounts: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        if not publishers:
            raise ValueError("an alert topic needs at least one publisher, got none")
        for service in publishers:
            if not _SERVICE.fullmatch(service):
                raise ValueError(f"a publisher is a service principal that ends in .amazonaws.com, got {service!r}")
        for address in email_addresses:
            if not _EMAIL.fullmatch(address):
                raise ValueError(f"an e-mail address has a name, an @ and a domain, got {address!r}")
        self.topic: sns.Topic = sns.Topic(
            self,
            "Resource",
            topic_name=topic_name,
            display_name=display_name,
            master_key=key,
            enforce_ssl=True,
        )
        for account in publishing_accounts:
            if not re.fullmatch(r"[0-9]{12}", account):
                raise ValueError(f"a publishing account is twelve digits, got {account!r}")
        accounts = [cdk.Stack.of(self).account, *sorted(set(publishing_accounts))]
        for service in sorted(set(publishers)):
            self._admit(service, key, accounts)
        self.undelivered = self._undelivered(key) if email_addresses else None
        for number, address in enumerate(sorted(set(email_addresses)), start=1):
            sns.Subscription(
                self,
                f"Email{number}",
                topic=self.topic,
                protocol=sns.SubscriptionProtocol.EMAIL,
                endpoint=address,
                dead_letter_queue=self.undelivered,
            )

    def _admit(self, service: str, key: CustomerManagedKey, accounts: list[str]) -> None:
        stack = cdk.Stack.of(self)
        sid = "".join(word.capitalize() for word in re.split(r"[.-]", service.removesuffix(".amazonaws.com")))
        source = accounts if len(accounts) > 1 else stack.account
        on_behalf = {} if service in UNCONDITIONAL else {"StringEquals": {"aws:SourceAccount": source}}
        own_topics = f"arn:{stack.partition}:sns:{stack.region}:{stack.account}:*"
        key.allow_service(
            sid=f"{sid}Publishes",
            service=service,
            actions=["kms:Decrypt", "kms:GenerateDataKey*"],
            conditions={**on_behalf, "StringLike": {"kms:EncryptionContext:aws:sns:topicArn": own_topics}},
        )
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid=f"{sid}Publishes",
                principals=[iam.ServicePrincipal(service)],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions=on_behalf,
            )
        )

    def _undelivered(self, key: CustomerManagedKey) -> sqs.Queue:
        """Make a queue for alerts that could not be delivered by e-mail, so that none is lost unnoticed."""
        key.allow_service(
            sid="SnsKeepsUndelivered",
            service="sns.amazonaws.com",
            actions=["kms:Decrypt", "kms:GenerateDataKey*"],
            conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}},
        )
        return sqs.Queue(
            self,
            "Undelivered",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(UNDELIVERED_DAYS),
        )
