"""AWS CloudTrail: a trail whose bucket or key refuses what it would write."""

from __future__ import annotations

from typing import Any

from emulated_aws.moto_patches.patch import Patch

_BACKEND = "moto.cloudtrail.models:CloudTrailBackend"

_DELIVERY = Patch(
    what="A trail is made, changed and started although its bucket or key refuses its log files or digests",
    reported="no issue found, 2026-12-01",
    rehearsal_only="what CloudTrail sends is described outside of the emulator. It is stricter than AWS, which may "
    "make a trail whose bucket refuses digests, and write none",
)


@_DELIVERY.replaces(_BACKEND)
def create_trail(
    self: Any,
    name: str,
    bucket_name: str,
    s3_key_prefix: str,
    sns_topic_name: str,
    is_global: bool,
    is_multi_region: bool,
    log_validation: bool,
    is_org_trail: bool,
    cw_log_group_arn: str,
    cw_role_arn: str,
    kms_key_id: str,
    tags_list: list[dict[str, str]],
) -> Any:
    given = {
        "TrailName": name,
        "S3BucketName": bucket_name,
        "S3KeyPrefix": s3_key_prefix,
        "SnsTopicName": sns_topic_name,
        "IncludeGlobalServiceEvents": is_global,
        "IsMultiRegionTrail": is_multi_region,
        "EnableLogFileValidation": log_validation,
        "IsOrganizationTrail": is_org_trail,
        "CloudWatchLogsLogGroupArn": cw_log_group_arn,
        "CloudWatchLogsRoleArn": cw_role_arn,
        "KMSKeyId": kms_key_id,
    }
    _trusted(self, is_org_trail)
    _try(self, name, given, "CreateTrail")
    return create_trail.original(
        self,
        name,
        bucket_name,
        s3_key_prefix,
        sns_topic_name,
        is_global,
        is_multi_region,
        log_validation,
        is_org_trail,
        cw_log_group_arn,
        cw_role_arn,
        kms_key_id,
        tags_list,
    )


@_DELIVERY.replaces(_BACKEND)
def update_trail(
    self: Any,
    name: str,
    s3_bucket_name: str,
    s3_key_prefix: str,
    sns_topic_name: str,
    include_global_service_events: bool,
    is_multi_region_trail: bool,
    enable_log_file_validation: bool,
    is_organization_trail: bool,
    cw_log_group_arn: str,
    cw_role_arn: str,
    kms_key_id: str,
) -> Any:
    trail = self.get_trail(name_or_arn=name)
    given = {
        "S3BucketName": s3_bucket_name,
        "S3KeyPrefix": s3_key_prefix,
        "SnsTopicName": sns_topic_name,
        "EnableLogFileValidation": enable_log_file_validation,
        "IsOrganizationTrail": is_organization_trail,
        "KMSKeyId": kms_key_id,
    }
    changed = {key: value for key, value in given.items() if value is not None}
    _try(self, trail.trail_name, {**_properties(trail), **changed}, "UpdateTrail")
    return update_trail.original(
        self,
        name,
        s3_bucket_name,
        s3_key_prefix,
        sns_topic_name,
        include_global_service_events,
        is_multi_region_trail,
        enable_log_file_validation,
        is_organization_trail,
        cw_log_group_arn,
        cw_role_arn,
        kms_key_id,
    )


@_DELIVERY.replaces(_BACKEND)
def start_logging(self: Any, name: str) -> None:
    trail = self.get_trail(name)
    _try(self, trail.trail_name, _properties(trail), "StartLogging")
    start_logging.original(self, name)


def _trusted(backend: Any, is_org_trail: bool) -> None:
    """Refuse a trail of the organisation where CloudTrail has no trusted access, as AWS does.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
    """
    from moto.core.exceptions import JsonRESTError
    from moto.organizations.models import organizations_backends

    organizations = organizations_backends[backend.account_id]["aws"]
    trusted = {one["ServicePrincipal"] for one in organizations.services}
    if is_org_trail and organizations.org is not None and "cloudtrail.amazonaws.com" not in trusted:
        raise JsonRESTError("CloudTrailAccessNotEnabledException", "CloudTrail has no access to the organization.")


def _properties(trail: Any) -> dict[str, Any]:
    return {
        "TrailName": trail.trail_name,
        "S3BucketName": trail.bucket_name,
        "S3KeyPrefix": trail.s3_key_prefix,
        "SnsTopicName": trail.sns_topic_name,
        "EnableLogFileValidation": trail.log_validation,
        "IsOrganizationTrail": trail.is_org_trail,
        "KMSKeyId": trail.kms_key_id,
    }


def _try(backend: Any, name: str, properties: dict[str, Any], call: str) -> None:
    """Let the service write.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
    """
    from moto.core.exceptions import JsonRESTError

    from emulated_aws.deliveries.deliver import RefusedError, deliver
    from emulated_aws.deliveries.near import Near

    near = Near(
        type="AWS::CloudTrail::Trail",
        properties={key: value for key, value in properties.items() if value not in (None, "")},
        account=backend.account_id,
        region=backend.region_name,
        arn=f"arn:{backend.partition}:cloudtrail:{backend.region_name}:{backend.account_id}:trail/{name}",
        ref=name,
        place=f"{call} of {name}",
    )
    try:
        deliver(near)
    except RefusedError as error:
        codes = {"kms": "InsufficientEncryptionPolicyException", "sns": "InsufficientSnsTopicPolicyException"}
        code = codes.get(error.attempt.action.partition(":")[0], "InsufficientS3BucketPolicyException")
        raise JsonRESTError(code, str(error)) from None
