"""Card numbers are masked in whatever an account logs."""

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
    """The data protection policy of an account and Region: all its log groups, those to come too, mask what is found.

    Who reads a log sees asterisks, unless ``logs:Unmask`` is theirs: give it to nobody day by day. The number stays in
    what is stored, so this is a net below applications that must not log it, and no encryption. Events that were
    logged before, and those of a log group while the policy is new (up to five minutes), are not masked.

    An account has one such policy in a Region. Where somebody made one by hand, delete that one first. A log group may
    have a policy of its own beside it; what either names is masked.

    What is found is counted by the metric ``LogEventsWithFindings`` of CloudWatch, under the policy's name.

    Serves PCI DSS v4.0.1 3.4.1; GDPR Art. 32(1)(b).
    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html

    Args:
        scope: the construct above, in a stack of the account and Region.
        construct_id: the id below ``scope``.
        identifiers: names of managed data identifiers; each must find something in a log that nobody may read.

    Attributes:
        policy: the account's policy.

    Raises:
        ValueError: no identifier is given, or one twice.
    """

    def __init__(self, scope: Construct, construct_id: str, *, identifiers: Sequence[str] = CARD_DATA) -> None:
        super().__init__(scope, construct_id)
        if not identifiers or len(set(identifiers)) != len(identifiers):
            raise ValueError(f"identifiers must be one or more names, each once, got {list(identifiers)!r}")
        # CloudWatch Logs refuses a policy whose two lists differ: what is masked is what is looked for.
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
