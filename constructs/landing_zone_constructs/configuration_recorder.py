"""AWS Config in one account and Region: the recorder and its delivery channel."""

from __future__ import annotations

import re
from collections.abc import Collection

from aws_cdk import Stack, Token
from aws_cdk import aws_config as config
from aws_cdk import aws_iam as iam
from constructs import Construct

SNAPSHOT_FREQUENCY = "TwentyFour_Hours"
"""How often a full snapshot of the configuration is delivered: daily."""


PARTS = frozenset({"recorder", "delivery-channel", "service-linked-role"})
"""What an account and Region may have already."""


class ConfigurationRecorder(Construct):
    """AWS Config: all supported resource types, recorded at each change, delivered to the log-archive account.

    Global resource types (IAM users, groups, roles, policies) are recorded in the home Region only: recording them in
    each Region would multiply the charges and the reports.

    The role is Config's service-linked role, which AWS keeps up to date, which cannot be edited, and which Security
    Hub's control Config.1 requires. With it, Config delivers as the service principal ``config.amazonaws.com``: the
    bucket policy and the key policy in the log-archive account must admit that principal.

    IAM is global and each account has that role once, so the home Region's stack creates it and the others refer to
    it: in each account, deploy the home Region first.

    CloudFormation starts a recorder only when the delivery channel exists, and a delivery channel needs a recorder:
    a ``DependsOn`` in either direction would wait forever. So neither has one, and a resource that needs Config running
    depends on ``recorder``, which is complete only when recording.

    AWS Config does not deliver to a bucket with a default Object Lock retention
    (https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html): use a bucket without one
    that is replicated to a bucket with one.

    Serves PCI DSS v4.0.1 1.2.2, 1.2.8, 2.2.1, 10.2.1.7, 11.5.2, 12.5.1; GDPR Art. 5(2), 24(1), 32(1)(d).
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-config-configurationrecorder.html

    Args:
        scope: the construct above, in a stack of the account and Region to record.
        construct_id: the id below ``scope``.
        is_home_region: true in the home Region: it records global types and creates the service-linked role.
        delivery_bucket_name: the bucket in the log-archive account.
        delivery_key_arn: the KMS key in the log-archive account, in the bucket's Region, that encrypts what is
            delivered, or its alias, as an ARN.
        existing: what the account and Region have already, so that it is not made: ``recorder``, ``delivery-channel``
            and, for the recorder that is made here, ``service-linked-role``. AWS allows one of each.

    Raises:
        ValueError: ``existing`` has another word, or the bucket name or the key ARN is not of the form that AWS
            accepts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        is_home_region: bool,
        delivery_bucket_name: str,
        delivery_key_arn: str,
        existing: Collection[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        if unknown := sorted(set(existing) - PARTS):
            raise ValueError(f"existing takes {', '.join(sorted(PARTS))}, got {', '.join(unknown)}")
        _check(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", delivery_bucket_name, "delivery_bucket_name", "an S3 bucket name")
        _check(
            r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+",
            delivery_key_arn,
            "delivery_key_arn",
            "the ARN of a KMS key or alias",
        )
        stack = Stack.of(self)
        self.is_home_region: bool = is_home_region
        """Whether global resource types are recorded here; if so, rules on them belong here."""
        self.recorder: config.CfnConfigurationRecorder | None = None
        """The recorder, on which Config rules depend; ``None`` where one existed before."""
        if "recorder" not in existing:
            self.recorder = config.CfnConfigurationRecorder(
                self,
                "Resource",
                role_arn=(
                    f"arn:{stack.partition}:iam::{stack.account}:role/aws-service-role/config.amazonaws.com/"
                    "AWSServiceRoleForConfig"
                ),
                recording_group=config.CfnConfigurationRecorder.RecordingGroupProperty(
                    all_supported=True, include_global_resource_types=is_home_region
                ),
                recording_mode=config.CfnConfigurationRecorder.RecordingModeProperty(recording_frequency="CONTINUOUS"),
            )
            if is_home_region and "service-linked-role" not in existing:
                role = iam.CfnServiceLinkedRole(self, "ServiceLinkedRole", aws_service_name="config.amazonaws.com")
                self.recorder.add_resource_dependency(role)
        if "delivery-channel" in existing:
            return
        config.CfnDeliveryChannel(
            self,
            "DeliveryChannel",
            s3_bucket_name=delivery_bucket_name,
            s3_kms_key_arn=delivery_key_arn,
            config_snapshot_delivery_properties=config.CfnDeliveryChannel.ConfigSnapshotDeliveryPropertiesProperty(
                delivery_frequency=SNAPSHOT_FREQUENCY
            ),
        )


def _check(pattern: str, value: str, name: str, allowed: str) -> None:
    if not Token.is_unresolved(value) and not re.fullmatch(pattern, value):
        raise ValueError(f"{name} must be {allowed}, got {value!r}")
