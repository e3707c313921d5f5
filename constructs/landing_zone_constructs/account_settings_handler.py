"""The settings of an account, and of one of its Regions; ``settings_runtime.py`` reads and makes them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from landing_zone_constructs.settings_runtime import (
    RequestError,
    Setting,
    answer_request,
    choice_of,
    code_of,
    differing,
    flag_of,
    names_of,
    number_of,
    paged,
    table_of,
    text_of,
)

SSM_PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
"""The service setting that decides whether documents may be shared with every account."""

AWS_MANAGED_EBS_KEY = "alias/aws/ebs"
CONTACTS = ("BILLING", "OPERATIONS", "SECURITY")
CONTACT = ("EmailAddress", "Name", "PhoneNumber", "Title")

_log = logging.getLogger(__name__)

_PASSWORD_POLICY: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("AllowUsersToChangePassword", "HardExpiry"), flag_of),
    **dict.fromkeys(("RequireLowercaseCharacters", "RequireNumbers"), flag_of),
    **dict.fromkeys(("RequireSymbols", "RequireUppercaseCharacters"), flag_of),
    **dict.fromkeys(("MaxPasswordAge", "MinimumPasswordLength", "PasswordReusePrevention"), number_of),
}
_PUBLIC_ACCESS_BLOCK: dict[str, Callable[[str, Any], Any]] = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), flag_of
)


def _read_ebs_key(ec2: Any, *_: Any) -> dict[str, Any]:
    key = ec2.get_ebs_default_kms_key_id()["KmsKeyId"]
    return {"value": AWS_MANAGED_EBS_KEY if key.endswith(AWS_MANAGED_EBS_KEY) else key}


def _write_ebs_key(ec2: Any, _account: str, wanted: dict[str, Any]) -> None:
    if wanted["value"] == AWS_MANAGED_EBS_KEY:
        ec2.reset_ebs_default_kms_key_id()
    else:
        ec2.modify_ebs_default_kms_key_id(KmsKeyId=wanted["value"])


def _on(name: str, value: Any) -> dict[str, Any]:
    if not flag_of(name, value):
        raise RequestError(f"{name} must be true: it is not switched off by a stack")
    return {"value": True}


def _contact_of(name: str, value: Any) -> dict[str, str]:
    return table_of(name, value, dict.fromkeys(CONTACT, text_of))


def _read_contacts(account: Any, _account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for kind in wanted:
        try:
            contact = account.get_alternate_contact(AlternateContactType=kind)["AlternateContact"]
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
        else:
            found[kind] = {key: contact.get(key) for key in CONTACT}
    return found


def _write_contacts(account: Any, _account: str, wanted: dict[str, Any]) -> None:
    for kind in differing(_read_contacts(account, _account, wanted), wanted):
        account.put_alternate_contact(AlternateContactType=kind, **wanted[kind])


def _default_vpc(ec2: Any) -> str:
    vpcs = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    return str(vpcs[0]["VpcId"]) if vpcs else ""


def _of_vpc(ec2: Any, operation: str, key: str, vpc: str, name: str = "vpc-id") -> list[dict[str, Any]]:
    return list(paged(ec2, operation, key, Filters=[{"Name": name, "Values": [vpc]}]))


def _added_to(ec2: Any, vpc: str) -> list[str]:
    """Return the ids of what somebody has put into a default VPC, beside what AWS makes with it."""
    added = [
        subnet["SubnetId"] for subnet in _of_vpc(ec2, "describe_subnets", "Subnets", vpc) if not subnet["DefaultForAz"]
    ]
    added += [
        one["NetworkInterfaceId"] for one in _of_vpc(ec2, "describe_network_interfaces", "NetworkInterfaces", vpc)
    ]
    added += [one["VpcEndpointId"] for one in _of_vpc(ec2, "describe_vpc_endpoints", "VpcEndpoints", vpc)]
    for group in _of_vpc(ec2, "describe_security_groups", "SecurityGroups", vpc):
        added += [group["GroupId"]] if group["GroupName"] != "default" else []
    for table in _of_vpc(ec2, "describe_route_tables", "RouteTables", vpc):
        added += [] if any(one.get("Main") for one in table["Associations"]) else [table["RouteTableId"]]
    for acl in _of_vpc(ec2, "describe_network_acls", "NetworkAcls", vpc):
        added += [] if acl["IsDefault"] else [acl["NetworkAclId"]]
    for end in ("accepter-vpc-info.vpc-id", "requester-vpc-info.vpc-id"):
        for peering in _of_vpc(ec2, "describe_vpc_peering_connections", "VpcPeeringConnections", vpc, end):
            added.append(peering["VpcPeeringConnectionId"])
    gateways = ec2.describe_vpn_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])["VpnGateways"]
    return added + [gateway["VpnGatewayId"] for gateway in gateways]


def _read_default_vpc(ec2: Any, _account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Say that all is as wanted where there is none, and where something is in it: that one stays."""
    vpc = _default_vpc(ec2)
    added = _added_to(ec2, vpc) if vpc else []
    if added:
        _log.warning("the default VPC %s stays, since it has %s", vpc, ", ".join(added))
    return {} if vpc and not added else wanted


def _remove_default_vpc(ec2: Any, *_: Any) -> None:
    """Remove the default VPC and what AWS made with it; EC2 refuses to delete what something uses."""
    vpc = _default_vpc(ec2)
    for gateway in _of_vpc(ec2, "describe_internet_gateways", "InternetGateways", vpc, "attachment.vpc-id"):
        ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc)
        ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
    for subnet in _of_vpc(ec2, "describe_subnets", "Subnets", vpc):
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    ec2.delete_vpc(VpcId=vpc)


def _read_scans(inspector: Any, account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    found = inspector.batch_get_account_status(accountIds=[account])["accounts"]
    states = {kind.upper(): state["status"] for one in found for kind, state in one["resourceState"].items()}
    return {kind: "ENABLED" if states.get(kind) in ("ENABLED", "ENABLING") else "" for kind in wanted}


SETTINGS: Mapping[str, Setting] = {
    "AlternateContacts": Setting(
        "account",
        lambda value: table_of("AlternateContacts", value, dict.fromkeys(CONTACTS, _contact_of)),
        _read_contacts,
        _write_contacts,
    ),
    "DefaultVpc": Setting(
        "ec2",
        lambda value: choice_of("DefaultVpc", value, "remove-if-empty"),
        _read_default_vpc,
        _remove_default_vpc,
    ),
    "EbsDefaultKey": Setting(
        "ec2", lambda value: {"value": text_of("EbsDefaultKey", value)}, _read_ebs_key, _write_ebs_key
    ),
    "EbsEncryptionByDefault": Setting(
        "ec2",
        lambda value: _on("EbsEncryptionByDefault", value),
        lambda ec2, *_: {"value": ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"]},
        lambda ec2, *_: ec2.enable_ebs_encryption_by_default(),
    ),
    "EbsSnapshotPublicSharing": Setting(
        "ec2",
        lambda value: choice_of("EbsSnapshotPublicSharing", value, "block-all-sharing", "block-new-sharing"),
        lambda ec2, *_: {"value": ec2.get_snapshot_block_public_access_state()["State"]},
        lambda ec2, _account, wanted: ec2.enable_snapshot_block_public_access(State=wanted["value"]),
    ),
    "InspectorScans": Setting(
        "inspector2",
        lambda value: names_of("InspectorScans", value, "ENABLED"),
        _read_scans,
        lambda inspector, account, wanted: inspector.enable(accountIds=[account], resourceTypes=sorted(wanted)),
        settles=True,
    ),
    "MacieDiscovery": Setting(
        "macie2",
        lambda value: {"status": choice_of("MacieDiscovery", value, "ENABLED")["value"]},
        lambda macie, *_: macie.get_automated_discovery_configuration(),
        lambda macie, _account, wanted: macie.update_automated_discovery_configuration(**wanted),
    ),
    "PasswordPolicy": Setting(
        "iam",
        lambda value: table_of("PasswordPolicy", value, _PASSWORD_POLICY),
        lambda iam, *_: iam.get_account_password_policy()["PasswordPolicy"],
        lambda iam, _account, wanted: iam.update_account_password_policy(**wanted),
    ),
    "S3PublicAccessBlock": Setting(
        "s3control",
        lambda value: table_of("S3PublicAccessBlock", value, _PUBLIC_ACCESS_BLOCK),
        lambda s3, account, _: s3.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"],
        lambda s3, account, wanted: s3.put_public_access_block(
            AccountId=account, PublicAccessBlockConfiguration=wanted
        ),
    ),
    "SsmDocumentPublicSharing": Setting(
        "ssm",
        lambda value: choice_of("SsmDocumentPublicSharing", value, "Disable"),
        lambda ssm, *_: {
            "value": ssm.get_service_setting(SettingId=SSM_PUBLIC_SHARING)["ServiceSetting"]["SettingValue"]
        },
        lambda ssm, _account, wanted: ssm.update_service_setting(
            SettingId=SSM_PUBLIC_SHARING, SettingValue=wanted["value"]
        ),
    ),
}
"""Property of the resource to setting. To add one: a row here, its permissions in account_settings.py."""


def handler(event: Mapping[str, Any], context: Any = None) -> dict[str, Any]:
    """Answer one request of CloudFormation; the arguments are Lambda's."""
    return answer_request(event, context, "account-settings", SETTINGS)
