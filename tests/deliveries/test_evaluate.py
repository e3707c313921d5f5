"""What comes out where AWS refuses, where something is not known, and where what is called is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from landing_zone.catalogue.load import Catalogue
from landing_zone.deliveries.evaluate import Deliveries, evaluate_deliveries
from landing_zone.findings.finding import Finding, Status
from tests.deliveries.conftest import ACCOUNT, ZONE, assembly_of

Change = Callable[[str, Mapping[str, Any]], dict[str, Any]]
_OTHER_ENCRYPTION = {
    "Sid": "DenyOtherEncryption",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:PutObject",
    "Resource": "*",
    "Condition": {
        "Null": {"s3:x-amz-server-side-encryption": "false"},
        "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
    },
}


def with_statement(resources: dict[str, Any], policy: str, *statements: Mapping[str, Any]) -> dict[str, Any]:
    """Add statements to a policy."""
    document = resources[policy]["Properties"]["PolicyDocument"]
    return {
        **resources,
        policy: {
            "Type": resources[policy]["Type"],
            "Properties": {
                **resources[policy]["Properties"],
                "PolicyDocument": {**document, "Statement": [*document["Statement"], *statements]},
            },
        },
    }


def asked(catalogue: Catalogue, contract: str, resources: dict[str, Any], **more: Any) -> Deliveries:
    """Ask one contract."""
    return evaluate_deliveries(assembly_of(resources, **more), [catalogue.deliveries[contract]])


def one(catalogue: Catalogue, contract: str, resources: dict[str, Any], **more: Any) -> Finding:
    """Ask one contract that arises once."""
    (finding,) = asked(catalogue, contract, resources, **more).findings
    return finding


def test_a_bucket_that_demands_kms_refuses_digests(catalogue: Catalogue, everything: dict[str, Any]) -> None:
    """Digests are under SSE-S3, always: the trail's files arrive, and nothing can validate them."""
    resources = with_statement(everything, "BucketPolicy", _OTHER_ENCRYPTION)

    assert one(catalogue, "cloudtrail-logs", resources).status is Status.PASS
    refused = one(catalogue, "cloudtrail-digests", resources)
    assert refused.status is Status.FAIL
    assert "with AES256: DenyOtherEncryption of BucketPolicy in Stack denies it" in refused.message


def test_a_bucket_that_demands_kms_refuses_config_without_a_key(catalogue: Catalogue, change: Change) -> None:
    """Without a key Config asks for SSE-S3; with one it does not, and only its check of the bucket is left open."""
    with_key = with_statement(change("Channel", {}), "BucketPolicy", _OTHER_ENCRYPTION)
    assert one(catalogue, "config-history", with_key).status is Status.PASS
    check = one(catalogue, "config-writability-check", with_key)
    assert (check.status, check.message[:11]) == (Status.UNDETERMINED, "unconfirmed")

    without = with_statement(change("Channel", {"S3KmsKeyArn": None}), "BucketPolicy", _OTHER_ENCRYPTION)
    assert one(catalogue, "config-history", without).status is Status.FAIL
    assert asked(catalogue, "config-key", without).findings == []


def test_a_key_by_its_alias_is_a_possible_way_of_naming_it(catalogue: Catalogue, change: Change) -> None:
    """A bucket that admits the key's ARN alone may refuse Config, which may send the alias that it was given."""
    alias = f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/logs"
    header = "s3:x-amz-server-side-encryption-aws-kms-key-id"

    def admitting(*keys: Any) -> dict[str, Any]:
        tests = {"Null": {header: "false"}, "StringNotEquals": {header: list(keys)}}
        deny = {**_OTHER_ENCRYPTION, "Sid": "DenyOtherKeys", "Condition": tests}
        return with_statement(change("Channel", {"S3KmsKeyArn": alias}), "BucketPolicy", deny)

    own = {"Fn::GetAtt": ["Key", "Arn"]}
    assert one(catalogue, "config-history", admitting(own)).status is Status.UNDETERMINED
    assert one(catalogue, "config-history", admitting(own, alias)).status is Status.PASS


def test_a_role_that_demands_a_source_may_never_be_taken_by_s3(catalogue: Catalogue, change: Change) -> None:
    """The page on the replication role shows no condition: with IfExists both ways are admitted."""

    def trusting(operator: str) -> dict[str, Any]:
        condition = {operator: {"aws:SourceAccount": ACCOUNT}}
        statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]}
        return change("Role", {"AssumeRolePolicyDocument": trust})

    demanded = one(catalogue, "s3-replication", trusting("StringEquals"))
    assert demanded.status is Status.UNDETERMINED
    assert "statement 1 of Role in Stack needs StringEquals aws:SourceAccount" in demanded.message
    assert one(catalogue, "s3-replication", trusting("StringEqualsIfExists")).status is Status.PASS


def test_what_refuses_every_possible_way_fails(catalogue: Catalogue, everything: dict[str, Any]) -> None:
    """Then it does not matter which way AWS takes."""
    refuses = {"Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}

    finding = one(catalogue, "config-writability-check", with_statement(everything, "BucketPolicy", refuses))
    assert finding.status is Status.FAIL


def test_guardrails_bind_roles_and_no_services(catalogue: Catalogue, everything: dict[str, Any]) -> None:
    """A service control policy over the account's unit refuses a role, and neither a service nor a linked role."""

    def under(*actions: str, at: str, kind: str = "SERVICE_CONTROL_POLICY") -> dict[str, Any]:
        statement = {"Sid": "Guards", "Effect": "Deny", "Action": list(actions), "Resource": "*"}
        if kind == "RESOURCE_CONTROL_POLICY":
            statement["Principal"] = "*"
        content = {"Version": "2012-10-17", "Statement": [statement]}
        policy = {"Name": "no", "Type": kind, "Content": content, "TargetIds": [at]}
        return {**everything, "Guardrail": {"Type": "AWS::Organizations::Policy", "Properties": policy}}

    for at in ("r-exam", "ou-exam-11111111", ACCOUNT):
        refused = one(catalogue, "function-logs", under("logs:PutLogEvents", at=at))
        assert refused.status is Status.FAIL
        assert "Guards of Guardrail in Stack denies it" in refused.message
    assert one(catalogue, "function-logs", under("logs:PutLogEvents", at="ou-exam-22222222")).status is Status.PASS
    assert one(catalogue, "config-history", under("s3:*", "kms:*", at="r-exam")).status is Status.PASS
    assert one(catalogue, "auto-scaling-volumes", under("kms:*", at="r-exam")).status is Status.PASS
    resource_control = under("s3:*", at="r-exam", kind="RESOURCE_CONTROL_POLICY")
    assert one(catalogue, "config-history", resource_control).status is Status.FAIL
    management = {**ZONE, "accounts": [{**ZONE["accounts"][1], "also": ["management"]}]}
    assert one(catalogue, "function-logs", under("logs:*", at="r-exam"), zone=management).status is Status.PASS


def test_what_a_template_does_not_say_is_undetermined(catalogue: Catalogue, everything: dict[str, Any]) -> None:
    """A deny of actions that are not known may refuse; an allow may not be there; where neither matters, it passes."""
    unknown = {"Fn::ImportValue": "elsewhere"}
    deny = {"Sid": "Perhaps", "Effect": "Deny", "Principal": "*", "Action": unknown, "Resource": "*"}
    perhaps = one(catalogue, "config-history", with_statement(everything, "BucketPolicy", deny))
    assert perhaps.status is Status.UNDETERMINED
    assert "the export elsewhere" in perhaps.message

    elsewhere = {**deny, "Action": "s3:DeleteObject", "Resource": unknown}
    assert one(catalogue, "config-history", with_statement(everything, "BucketPolicy", elsewhere)).status is Status.PASS
    allow = {**deny, "Effect": "Allow"}
    assert one(catalogue, "config-history", with_statement(everything, "BucketPolicy", allow)).status is Status.PASS


def test_what_is_called_elsewhere_is_listed_and_not_passed(catalogue: Catalogue, change: Change) -> None:
    """Of another app there is no finding; in a zone there is one, unless the configuration says that it existed."""
    resources = change("Channel", {"S3BucketName": "elsewhere"})

    found = asked(catalogue, "config-history", resources, zone=None)
    assert found.findings == []
    assert {outside.target.partition("/")[0] for outside in found.outside} == {"arn:aws:s3:::elsewhere"}
    lost = one(catalogue, "config-history", resources)
    assert lost.status is Status.UNDETERMINED
    assert "is in none of these stacks, and the configuration does not say that it existed" in lost.message
    adopted = {**ZONE, "existing": {"log_archive": {"bucket": "elsewhere"}}}
    assert asked(catalogue, "config-history", resources, zone=adopted).findings == []


def test_an_account_that_is_not_known_may_be_the_one_that_a_policy_names(
    catalogue: Catalogue, everything: dict[str, Any]
) -> None:
    """A template that says for no account where it goes is refused only by what does not depend on that."""
    own = {"StringNotEquals": {"aws:SourceAccount": "333333333333"}}
    deny = {"Sid": "Others", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": own}
    resources = with_statement(everything, "CopiesPolicy", deny)

    assert one(catalogue, "s3-access-logs", resources).status is Status.FAIL
    assert one(catalogue, "s3-access-logs", resources, zone=None, environment="").status is Status.UNDETERMINED
    resources["CopiesPolicy"]["Properties"]["PolicyDocument"]["Statement"][-1]["Condition"] = {
        "StringNotEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }
    assert one(catalogue, "s3-access-logs", resources, zone=None, environment="").status is Status.PASS


def test_a_policy_of_aws_that_no_template_has_decides_nothing(catalogue: Catalogue, change: Change) -> None:
    """A function whose only permission is a managed policy of AWS is listed; it neither passes nor fails."""
    resources = change(
        "Role", {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]}
    )
    del resources["RolePolicy"]

    found = asked(catalogue, "function-logs", resources, zone=None)
    assert found.findings == []
    assert "AWSLambdaBasicExecutionRole, which is in no template" in found.outside[0].target


def test_a_recorder_with_a_role_of_its_own_writes_by_that(catalogue: Catalogue, change: Change) -> None:
    """AWS Config tries the role first; a service-linked role has no access, so the service itself must be admitted."""
    resources = change("BucketPolicy", {"PolicyDocument": {"Version": "2012-10-17", "Statement": []}})

    def recorded(role: Any) -> dict[str, Any]:
        recorder = {"Type": "AWS::Config::ConfigurationRecorder", "Properties": {"RoleARN": role}}
        return {**resources, "Recorder": recorder}

    linked = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    assert one(catalogue, "config-history", recorded(linked)).status is Status.FAIL
    assert one(catalogue, "config-history", recorded({"Fn::GetAtt": ["Role", "Arn"]})).status is Status.PASS


def _encrypted(algorithm: str, key: Any = None) -> dict[str, Any]:
    default = {"SSEAlgorithm": algorithm, **({"KMSMasterKeyID": key} if key else {})}
    return {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": default}]}


_OWN_KEY = {"Fn::GetAtt": ["Key", "Arn"]}


@pytest.mark.parametrize(
    ("contract", "of", "properties", "said"),
    [
        ("load-balancer-logs", "Copies", {"BucketEncryption": _encrypted("aws:kms", _OWN_KEY)}, "SSE-S3 alone"),
        ("s3-access-logs", "Copies", {"BucketEncryption": _encrypted("aws:kms:dsse")}, "SSE-S3 alone"),
        ("s3-access-logs", "Copies", {"ObjectLockEnabled": True}, "has Object Lock"),
        ("flow-logs", "Bucket", {"BucketEncryption": _encrypted("aws:kms", {"Ref": "Key"})}, "need the key's ARN"),
        ("flow-logs", "Bucket", {"BucketEncryption": _encrypted("aws:kms")}, "the key is one that AWS manages"),
        (
            "resolver-query-logs",
            "Bucket",
            {"BucketEncryption": _encrypted("aws:kms")},
            "the key is one that AWS manages",
        ),
        ("events-to-topic", "Topic", {"KmsMasterKeyId": "alias/aws/sns"}, "the key is one that AWS manages"),
        ("alarms-to-topic", "Topic", {"KmsMasterKeyId": "alias/aws/sns"}, "the key is one that AWS manages"),
        ("events-dead-letters", "Queue", {"KmsMasterKeyId": "alias/aws/sqs"}, "the key is one that AWS manages"),
    ],
)
def test_aws_does_not_deliver_whatever_the_policies_allow(
    contract: str, of: str, properties: dict[str, Any], said: str, catalogue: Catalogue, change: Change
) -> None:
    """Encryption and locks that a service does not support, by the pages of the contract."""
    found = asked(catalogue, contract, change(of, properties)).findings
    failing = [finding for finding in found if finding.status is Status.FAIL]
    assert failing
    assert all(said in finding.message and "is refused" in finding.message for finding in failing)


def test_acls_admit_access_logs_only_where_the_bucket_has_acls(catalogue: Catalogue, change: Change) -> None:
    """The canned ACL of the log delivery group does nothing under 'bucket owner enforced', which is the default."""
    empty = {"Version": "2012-10-17", "Statement": []}
    change("CopiesPolicy", {"PolicyDocument": empty})
    for ownership, failing in (("BucketOwnerEnforced", True), ("BucketOwnerPreferred", False)):
        acl = {"AccessControl": "LogDeliveryWrite", "OwnershipControls": {"Rules": [{"ObjectOwnership": ownership}]}}
        found = asked(catalogue, "s3-access-logs", change("Copies", acl)).findings
        assert [finding.status is Status.FAIL for finding in found] == [failing] * len(found), ownership
        assert bool(found) is failing


def test_objects_under_a_key_are_copied_only_where_the_rule_says_so(catalogue: Catalogue, change: Change) -> None:
    """S3 leaves them out without an error."""
    rules = change("Bucket", {})["Bucket"]["Properties"]["ReplicationConfiguration"]["Rules"]
    del rules[0]["SourceSelectionCriteria"]
    finding = one(catalogue, "s3-replication", change("Bucket", {}))
    assert finding.status is Status.FAIL
    assert "enables SseKmsEncryptedObjects" in finding.message


@pytest.mark.parametrize(
    ("contract", "of", "property_", "destination"),
    [
        ("flow-logs", "FlowLog", "LogDestination", "arn:aws:s3:::the-logs/flows/"),
        ("resolver-query-logs", "Queries", "DestinationArn", "arn:aws:s3:::the-logs/flows"),
    ],
)
def test_logs_lie_in_the_folder_of_their_destination(
    contract: str, of: str, property_: str, destination: str, catalogue: Catalogue, change: Change
) -> None:
    """A bucket that refuses the folder refuses them."""
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::the-logs/flows/AWSLogs/*",
    }
    resources = with_statement(change(of, {property_: destination}), "BucketPolicy", {"Sid": "NoFolder", **deny})
    finding = one(catalogue, contract, resources)
    assert finding.status is Status.FAIL
    assert "NoFolder" in finding.message


@pytest.mark.parametrize(
    "statement",
    [
        {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://elsewhere/statement.json"}}},
        {"Effect": {"Ref": "AnEffect"}, "Principal": "*", "Action": "s3:PutObject", "Resource": "*"},
    ],
)
def test_a_statement_that_is_not_known_may_deny(
    statement: dict[str, Any], catalogue: Catalogue, everything: dict[str, Any]
) -> None:
    """What another statement allows is then not certain."""
    finding = one(catalogue, "cloudtrail-logs", with_statement(everything, "BucketPolicy", statement))
    assert finding.status is Status.UNDETERMINED


def test_without_a_zone_the_organisation_is_not_known(catalogue: Catalogue, change: Change) -> None:
    """A bus that admits the organisation may admit the caller, which is of another account."""
    admits = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}
    tests = {"StringEquals": {"aws:PrincipalOrgID": "o-examplepay01"}}
    bus = change("BusPolicy", {"Statement": {**admits, "Condition": tests}})
    bus = change("RolePolicy", {"PolicyDocument": {"Version": "2012-10-17", "Statement": []}})
    assert {f.status for f in asked(catalogue, "events-to-bus", bus, zone=None).findings} == {Status.UNDETERMINED}
    assert {f.status for f in asked(catalogue, "events-to-bus", bus).findings} == {Status.PASS}
