"""AWS Config's resources, made and changed by its own API."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import (
    ACCOUNT,
    REGION,
    Account,
    Declared,
    Stubs,
    assert_created,
    assert_differing,
    assert_missing,
)

ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


def test_a_recorder_and_its_delivery_channel_are_read(account: Account) -> None:
    """A recorder that leaves types out differs from one that records all."""
    config = account.client("config")
    recorder = Declared(
        "AWS::Config::ConfigurationRecorder",
        "recorder",
        {
            "RecordingGroup": {"AllSupported": True, "IncludeGlobalResourceTypes": True},
            "RoleARN": {"Fn::Join": ["", ROLE.replace(ACCOUNT, "|#|").split("|")]},
        },
    )
    recorder.properties["RoleARN"]["Fn::Join"][1][1] = {"Ref": "AWS::AccountId"}
    account.missing(recorder)
    everything = {"allSupported": True, "includeGlobalResourceTypes": True}
    written = {"name": "recorder", "roleARN": ROLE}
    config.put_configuration_recorder(ConfigurationRecorder={**written, "recordingGroup": everything})
    account.created(recorder)
    some = {"allSupported": False, "includeGlobalResourceTypes": False, "resourceTypes": ["AWS::S3::Bucket"]}
    config.put_configuration_recorder(ConfigurationRecorder={**written, "recordingGroup": some})
    account.differing(recorder, "RecordingGroup.AllSupported", "RecordingGroup.IncludeGlobalResourceTypes")
    channel = Declared(
        "AWS::Config::DeliveryChannel",
        "channel",
        {
            "ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": "TwentyFour_Hours"},
            "S3BucketName": "history",
            "S3KmsKeyArn": {"Ref": "AWS::NoValue"},
        },
    )
    account.missing(channel)
    for frequency in ("TwentyFour_Hours", "One_Hour"):
        config.put_delivery_channel(
            DeliveryChannel={
                "name": "channel",
                "s3BucketName": "history",
                "configSnapshotDeliveryProperties": {"deliveryFrequency": frequency},
            }
        )
        if frequency == "TwentyFour_Hours":
            account.created(channel)
    account.differing(channel, "ConfigSnapshotDeliveryProperties.DeliveryFrequency")
    config.delete_delivery_channel(DeliveryChannelName="channel")
    account.missing(channel)
    config.delete_configuration_recorder(ConfigurationRecorderName="recorder")
    account.missing(recorder)


def test_a_rule_is_read_with_its_parameters(account: Account) -> None:
    """The parameters are JSON text in the API and a mapping in the template."""
    config = account.client("config")
    everything = {"allSupported": True, "includeGlobalResourceTypes": True}
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "recorder", "roleARN": ROLE, "recordingGroup": everything}
    )
    source = {"Owner": "AWS", "SourceIdentifier": "ACCESS_KEYS_ROTATED"}
    rule = Declared(
        "AWS::Config::ConfigRule",
        "keys",
        {"Description": "Keys are young", "InputParameters": {"maxAccessKeyAge": "90"}, "Source": source},
    )
    account.missing(rule)

    def put(days: str) -> None:
        parameters = json.dumps({"maxAccessKeyAge": days})
        config.put_config_rule(
            ConfigRule={
                "ConfigRuleName": "keys",
                "Description": "Keys are young",
                "InputParameters": parameters,
                "Source": source,
            }
        )

    put("90")
    account.created(rule)
    put("365")
    assert account.differing(rule, "InputParameters").differences[0].actual == {"maxAccessKeyAge": "365"}
    config.delete_config_rule(ConfigRuleName="keys")
    account.missing(rule)


def test_an_aggregator_and_its_leave_are_read(account: Account) -> None:
    """An aggregator that lacks an account does not see that account."""
    config = account.client("config")
    accounts = ["111111111111", "222222222222"]
    sources = {"AccountIds": accounts, "AwsRegions": [REGION]}
    config.put_configuration_aggregator(ConfigurationAggregatorName="zone", AccountAggregationSources=[sources])
    aggregator = Declared(
        "AWS::Config::ConfigurationAggregator",
        "zone",
        {"AccountAggregationSources": [{"AccountIds": accounts[::-1], "AwsRegions": [REGION]}]},
    )
    account.created(aggregator)
    fewer = {**sources, "AccountIds": accounts[:1]}
    config.put_configuration_aggregator(ConfigurationAggregatorName="zone", AccountAggregationSources=[fewer])
    account.differing(aggregator, "AccountAggregationSources[0].AccountIds")
    config.delete_configuration_aggregator(ConfigurationAggregatorName="zone")
    account.missing(aggregator)

    made = config.put_aggregation_authorization(AuthorizedAccountId="111111111111", AuthorizedAwsRegion=REGION)
    leave = Declared(
        "AWS::Config::AggregationAuthorization",
        made["AggregationAuthorization"]["AggregationAuthorizationArn"],
        {"AuthorizedAccountId": "111111111111", "AuthorizedAwsRegion": REGION},
    )
    account.created(leave)
    other = {**leave.properties, "AuthorizedAwsRegion": "us-east-1"}
    account.differing(Declared(leave.type, leave.physical_id, other), "AuthorizedAwsRegion")
    config.delete_aggregation_authorization(AuthorizedAccountId="111111111111", AuthorizedAwsRegion=REGION)
    account.missing(leave)


def test_a_conformance_pack_of_the_organisation_is_read(stubs: Stubs) -> None:
    """Accounts that the pack leaves out show; its template is never returned, and never counts as equal."""
    pack = Declared(
        "AWS::Config::OrganizationConformancePack",
        "catalogue",
        {"OrganizationConformancePackName": "catalogue", "TemplateBody": "Resources: {}", "ExcludedAccounts": []},
    )
    arn = f"arn:aws:config:{REGION}:{ACCOUNT}:organization-conformance-pack/catalogue"
    for excluded in ([], ["111111111111"]):
        answer = {
            "OrganizationConformancePackName": "catalogue",
            "OrganizationConformancePackArn": arn,
            "ExcludedAccounts": excluded,
            "LastUpdateTime": 0,
        }
        stubs.answer(
            "config",
            "describe_organization_conformance_packs",
            {"OrganizationConformancePacks": [answer]},
            OrganizationConformancePackNames=["catalogue"],
        )
    stubs.fail("config", "describe_organization_conformance_packs", "NoSuchOrganizationConformancePackException")
    assert_created(pack, stubs.clients, not_readable=("TemplateBody",))
    assert_differing(pack, stubs.clients, "ExcludedAccounts")
    assert_missing(pack, stubs.clients)
