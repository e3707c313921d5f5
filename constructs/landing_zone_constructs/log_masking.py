"""Masks card numbers in all log groups of an account."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aws_cdk import aws_logs as logs
from constructs import Construct

CARD_DATA = ("CreditCardNumber", "CreditCardSecurityCode")
"""The managed data identifiers of CloudWatch Logs for card data that must not be read in a log."""
_IDENTIFIER = "arn:aws:dataprotection::aws:data-identifier/"
_POLICY_NAME = "landing-zone-log-masking"
_VERSION = "2021-06-01"


class LogMasking(Construct):
    """The data protection policy of an account and Region: all log groups, future ones too, mask matching data.

    A reader of a log sees asterisks, unless allowed ``logs:Unmask``: do not grant it for daily work. The stored event
    still holds the number: this is a safety net, not encryption, and applications must still not log card numbers.
    Events that were logged before, and those of a log group while the policy is new (up to five minutes), are not
    masked.

    An account has one such policy per Region. If one was created by hand, delete it first. A log group may also have
    its own policy; data that either policy names is masked.

    CloudWatch's metric ``LogEventsWithFindings`` counts the matches, under the policy's name.

    Serves PCI DSS v4.0.1 3.4.1; GDPR Art. 32(1)(b).
    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html

    Args:
        scope: the construct above, in a stack of the account and Region.
        construct_id: the id below ``scope``.
        identifiers: names of managed data identifiers, each for data that must not be readable in a log.

    Attributes:
        policy: the account's policy.

    Raises:
        ValueError: no identifier is given, or one is given twice.
    """

    def __init__(self, scope: Construct, construct_id: str, *, identifiers: Sequence[str] = CARD_DATA) -> None:
        super().__init__(scope, construct_id)
        if not identifiers or len(set(identifiers)) != len(identifiers):
            raise ValueError(f"identifiers must be one or more names, each once, got {list(identifiers)!r}")
        # CloudWatch Logs refuses a policy whose Audit and Deidentify statements have different lists.
        found = [f"{_IDENTIFIER}{name}" for name in identifiers]
        document = {
            "Name": _POLICY_NAME,
            "Description": "Masks card data in all log groups",
            "Version": _VERSION,
            "Statement": [
                {"Sid": "find", "DataIdentifier": found, "Operation": {"Audit": {"FindingsDestination": {}}}},
                {"Sid": "mask", "DataIdentifier": found, "Operation": {"Deidentify": {"MaskConfig": {}}}},
            ],
        }
        self.policy: logs.CfnAccountPolicy = logs.CfnAccountPolicy(
            self,
            "Resource",
            policy_name=_POLICY_NAME,
            policy_type="DATA_PROTECTION_POLICY",
            policy_document=json.dumps(document),
            scope="ALL",
        )
