from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template

from landing_zone_constructs.audit_bucket import AuditBucket, Mirror
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_retention import LogRetention

ORGANISATION = "o-examplepay01"
TRAIL = "arn:aws:cloudtrail:eu-west-1:222222222222:trail/org"
OWNER_CONTROLS = "bucket-owner-full-control"
MIRROR = Mirror(bucket_name="examplepay-audit-mirror", key_alias="examplepay/audit", region="eu-central-1")


def an_audit_bucket(stack: cdk.Stack, **props: Any) -> AuditBucket:
    """Make an audit bucket of 90 days hot, 400 in all, locked for 380, unless others are given."""
    key = CustomerManagedKey(stack, "Key", description="Audit logs", alias="audit", used_through=["s3"])
    retention = LogRetention(hot_days=90, total_days=400, lock_days=380)
    return AuditBucket(
        stack, "Audit", **{"key": key, "retention": retention, "bucket_name": "examplepay-audit", **props}
    )


def properties(stack: cdk.Stack, audit: AuditBucket) -> dict[str, Any]:
    """Return the properties of the audit bucket itself."""
    found = Template.from_stack(stack).find_resources("AWS::S3::Bucket")
    return dict(found[logical_id(stack, audit)]["Properties"])


def logical_id(stack: cdk.Stack, audit: AuditBucket) -> str:
    """Return the logical id of the audit bucket."""
    resource = audit.bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)
    return stack.get_logical_id(resource)


def key_arn(stack: cdk.Stack) -> dict[str, Any]:
    """Return the reference to the ARN of the stack's one key."""
    (key,) = Template.from_stack(stack).find_resources("AWS::KMS::Key")
    return {"Fn::GetAtt": [key, "Arn"]}


def policy(stack: cdk.Stack, audit: AuditBucket) -> list[dict[str, Any]]:
    """Return the statements of the audit bucket's policy."""
    target = {"Ref": logical_id(stack, audit)}
    (found,) = [
        resource["Properties"]
        for resource in Template.from_stack(stack).find_resources("AWS::S3::BucketPolicy").values()
        if resource["Properties"]["Bucket"] == target
    ]
    return list(found["PolicyDocument"]["Statement"])


def allowed(stack: cdk.Stack, audit: AuditBucket) -> list[tuple[Any, ...]]:
    """Return principal, actions, resources and condition of a statement."""
    arn = {"Fn::GetAtt": [logical_id(stack, audit), "Arn"]}

    def where(resource: Any) -> str:
        if resource == arn:
            return ""
        assert resource["Fn::Join"][1][0] == arn
        return str(resource["Fn::Join"][1][1])

    return [
        (found["Principal"]["Service"], found["Action"], where(found["Resource"]), found["Condition"])
        for found in policy(stack, audit)
        if found["Effect"] == "Allow"
    ]


def test_no_user_can_delete_or_alter_a_log_before_its_retention_ends(stack: cdk.Stack) -> None:
    """Object Lock in compliance mode by default, on versions, for the given days."""
    found = properties(stack, an_audit_bucket(stack))
    assert found["ObjectLockEnabled"] is True
    assert found["ObjectLockConfiguration"] == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 380}},
    }
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}


def test_objects_are_encrypted_under_the_key_given(stack: cdk.Stack) -> None:
    """SSE-KMS with the customer-managed key, and a bucket key to save KMS calls."""
    found = properties(stack, an_audit_bucket(stack))
    assert found["BucketEncryption"] == {
        "ServerSideEncryptionConfiguration": [
            {
                "BucketKeyEnabled": True,
                "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn(stack)},
            }
        ]
    }


def test_nothing_is_public_and_acls_are_off(stack: cdk.Stack) -> None:
    """All four blocks, and the bucket's owner owns each object."""
    found = properties(stack, an_audit_bucket(stack))
    assert set(found["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(found["PublicAccessBlockConfiguration"]) == 4
    assert found["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "AccessControl" not in found


def test_logs_stay_hot_then_cold_then_expire(stack: cdk.Stack) -> None:
    """Ninety days hot, four hundred kept; the lifecycle never deletes what the lock protects."""
    (rule,) = properties(stack, an_audit_bucket(stack))["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["Transitions"] == [{"StorageClass": "GLACIER_IR", "TransitionInDays": 90}]
    assert rule["ExpirationInDays"] == 400
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}, "expiry and this add up"
    assert not {"Prefix", "Filter"} & set(rule)


def test_the_buckets_are_retained_when_the_stack_is_deleted(stack: cdk.Stack) -> None:
    """Audit logs must survive the deletion of the stack."""
    an_audit_bucket(stack)
    buckets = Template.from_stack(stack).find_resources("AWS::S3::Bucket")
    assert len(buckets) == 2
    assert {(found["DeletionPolicy"], found["UpdateReplacePolicy"]) for found in buckets.values()} == {
        ("RetainExceptOnCreate", "Retain")
    }


def test_requests_are_logged_in_a_separate_bucket(stack: cdk.Stack) -> None:
    """Server access logs go to the access-log bucket, never to the audit bucket itself."""
    audit = an_audit_bucket(stack, access_log_bucket_name="examplepay-audit-access")
    logs = audit.access_logs.bucket.node.default_child
    assert isinstance(logs, s3.CfnBucket)
    assert properties(stack, audit)["LoggingConfiguration"] == {
        "DestinationBucketName": {"Ref": stack.get_logical_id(logs)},
        "LogFilePrefix": "audit/",
    }
    assert logs.bucket_name == "examplepay-audit-access"


def test_the_policy_denies_old_tls_other_keys_and_other_encryption(stack: cdk.Stack) -> None:
    """Four deny statements for everyone, and nothing is allowed until a service is admitted.

    The key is named by its ARN or its alias. CloudTrail's digests are under SSE-S3 in every bucket.
    """
    audit = an_audit_bucket(stack)
    found = policy(stack, audit)
    alias = f"arn:aws:kms:{stack.region}:{stack.account}:alias/audit"
    assert {statement["Effect"] for statement in found} == {"Deny"}
    assert {str(statement["Principal"]) for statement in found} == {str({"AWS": "*"})}
    assert [(statement["Action"], statement["Condition"]) for statement in found] == [
        ("s3:*", {"Bool": {"aws:SecureTransport": "false"}}),
        ("s3:*", {"NumericLessThan": {"s3:TlsVersion": 1.2}}),
        (
            "s3:PutObject",
            {
                "Null": {"s3:x-amz-server-side-encryption": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
            },
        ),
        (
            "s3:PutObject",
            {
                "Null": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": [key_arn(stack), alias]},
            },
        ),
    ]
    (digests,) = (statement["NotResource"] for statement in found if "NotResource" in statement)
    bucket = {"Fn::GetAtt": [logical_id(stack, audit), "Arn"]}
    assert digests == {"Fn::Join": ["", [bucket, "/AWSLogs/*/CloudTrail-Digest/*"]]}


def test_cloudtrail_writes_for_one_organisation_trail(stack: cdk.Stack) -> None:
    """The three statements of AWS's page: read the ACL, write the management account's and the members' logs."""
    audit = an_audit_bucket(stack)
    audit.allow_cloudtrail(
        organisation_id=ORGANISATION, management_account="222222222222", trail_name="org", home_region="eu-west-1"
    )
    service = "cloudtrail.amazonaws.com"
    write = {"StringEquals": {"aws:SourceArn": TRAIL, "s3:x-amz-acl": OWNER_CONTROLS}}
    assert allowed(stack, audit) == [
        (service, "s3:GetBucketAcl", "", {"StringEquals": {"aws:SourceArn": TRAIL}}),
        (service, "s3:PutObject", "/AWSLogs/222222222222/*", write),
        (service, "s3:PutObject", f"/AWSLogs/{ORGANISATION}/*", write),
    ]


def test_flow_logs_are_written_for_the_organisation(stack: cdk.Stack) -> None:
    """Log delivery reads the ACL, lists, and writes under AWSLogs, for accounts of the organisation only."""
    audit = an_audit_bucket(stack)
    audit.allow_flow_logs(organisation_id=ORGANISATION)
    service = "delivery.logs.amazonaws.com"
    source = {"ArnLike": {"aws:SourceArn": "arn:aws:logs:*:*:*"}}
    within = {"StringEquals": {"aws:SourceOrgID": ORGANISATION}, **source}
    write = {**within, "StringEqualsIfExists": {"s3:x-amz-acl": OWNER_CONTROLS}}
    assert allowed(stack, audit) == [
        (service, "s3:GetBucketAcl", "", within),
        (service, "s3:ListBucket", "", within),
        (service, "s3:PutObject", "/AWSLogs/*", write),
    ]


@pytest.mark.parametrize("default_retention", [True, False])
def test_config_is_refused_since_it_does_not_deliver_to_a_locked_bucket(
    stack: cdk.Stack, default_retention: bool
) -> None:
    """A permission for a delivery that never happens is a mistake, with or without a default retention."""
    audit = an_audit_bucket(stack)
    if not default_retention:
        cast(s3.CfnBucket, audit.bucket.node.default_child).object_lock_configuration = None
    with pytest.raises(ValueError, match=r"does not deliver.*got Test/Audit"):
        audit.allow_config(organisation_id=ORGANISATION)


def test_config_writes_for_the_organisation_where_nothing_is_locked(stack: cdk.Stack) -> None:
    """The three statements of AWS's page, with the organisation in place of an account."""
    audit = an_audit_bucket(stack)
    resource = audit.bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)
    resource.object_lock_configuration = None
    resource.object_lock_enabled = None
    audit.allow_config(organisation_id=ORGANISATION)
    service = "config.amazonaws.com"
    within = {"StringEquals": {"aws:SourceOrgID": ORGANISATION}}
    assert allowed(stack, audit) == [
        (service, "s3:GetBucketAcl", "", within),
        (service, "s3:ListBucket", "", within),
        (
            service,
            "s3:PutObject",
            "/AWSLogs/*/Config/*",
            {"StringEquals": {"aws:SourceOrgID": ORGANISATION, "s3:x-amz-acl": OWNER_CONTROLS}},
        ),
    ]


def test_without_a_mirror_nothing_is_copied(stack: cdk.Stack) -> None:
    """No replication, no role."""
    audit = an_audit_bucket(stack)
    assert "ReplicationConfiguration" not in properties(stack, audit)
    assert audit.replication_role is None
    Template.from_stack(stack).resource_count_is("AWS::IAM::Role", 0)


def test_each_object_is_copied_to_the_mirror_under_its_key_within_minutes(stack: cdk.Stack) -> None:
    """All objects, encrypted ones too, with time control and metrics; deletions are not copied."""
    found = properties(stack, an_audit_bucket(stack, mirror=MIRROR))["ReplicationConfiguration"]
    (rule,) = found["Rules"]
    assert rule == {
        "Id": "mirror",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {
            "Account": "111111111111",
            "Bucket": "arn:aws:s3:::examplepay-audit-mirror",
            "EncryptionConfiguration": {
                "ReplicaKmsKeyID": "arn:aws:kms:eu-central-1:111111111111:alias/examplepay/audit"
            },
            "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
            "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
        },
    }


def test_the_replication_role_can_copy_and_nothing_else(stack: cdk.Stack) -> None:
    """Only S3 of this account assumes it; it reads here, writes to the mirror, and uses the two keys through S3."""
    audit = an_audit_bucket(stack, mirror=MIRROR)
    template = Template.from_stack(stack)
    template.has_resource_properties(
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "s3.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                        "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "111111111111"}},
                    }
                ]
            }
        },
    )
    template.resource_count_is("AWS::IAM::Policy", 0)
    (found,) = template.find_resources("AWS::IAM::ManagedPolicy").values()
    bucket = {"Fn::GetAtt": [logical_id(stack, audit), "Arn"]}
    by_sid = {statement.pop("Sid"): statement for statement in found["Properties"]["PolicyDocument"]["Statement"]}
    assert by_sid == {
        "ReadsConfiguration": {
            "Effect": "Allow",
            "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            "Resource": bucket,
        },
        "ReadsVersions": {
            "Effect": "Allow",
            "Action": [
                "s3:GetObjectLegalHold",
                "s3:GetObjectRetention",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging",
            ],
            "Resource": {"Fn::Join": ["", [bucket, "/*"]]},
        },
        "WritesCopies": {
            "Effect": "Allow",
            "Action": ["s3:ReplicateObject", "s3:ReplicateTags"],
            "Resource": "arn:aws:s3:::examplepay-audit-mirror/*",
        },
        "DecryptsOriginals": {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn(stack),
            "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        },
        "EncryptsCopies": {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
            "Resource": "arn:aws:kms:eu-central-1:111111111111:key/*",
            "Condition": {
                "StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"},
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/examplepay/audit"},
            },
        },
    }


@pytest.mark.parametrize(
    ("mirror", "message"),
    [
        (Mirror(bucket_name="other", key_alias="audit", region="eu-west-1"), "another Region.*got 'eu-west-1'"),
        (
            Mirror(bucket_name="examplepay-audit", key_alias="audit", region="eu-central-1"),
            "another name.*got 'examplepay-audit'",
        ),
    ],
)
def test_a_mirror_in_the_same_region_or_bucket_is_refused(stack: cdk.Stack, mirror: Mirror, message: str) -> None:
    """A copy in the same Region, or in the bucket itself, protects against nothing."""
    with pytest.raises(ValueError, match=message):
        an_audit_bucket(stack, mirror=mirror)


@pytest.mark.parametrize("missing", ["bucket_name", "key_alias", "region"])
def test_an_incomplete_mirror_is_refused(missing: str) -> None:
    """A mirror has a bucket, a key and a Region."""
    props = {"bucket_name": "other", "key_alias": "audit", "region": "eu-central-1", missing: ""}
    with pytest.raises(ValueError, match=f"needs a {missing}, got ''"):
        Mirror(**props)


def test_malformed_organisations_are_refused(stack: cdk.Stack) -> None:
    """Each method that admits a service checks its arguments."""
    audit = an_audit_bucket(stack)
    with pytest.raises(ValueError, match="got 'example'"):
        audit.allow_flow_logs(organisation_id="example")
    with pytest.raises(ValueError, match="got 'example'"):
        audit.allow_cloudtrail(
            organisation_id="example", management_account="222222222222", trail_name="org", home_region="eu-west-1"
        )


def test_a_removal_policy_can_be_chosen_for_both_buckets(stack: cdk.Stack) -> None:
    """A rehearsal may delete its buckets; the choice is explicit."""
    an_audit_bucket(stack, removal_policy=cdk.RemovalPolicy.DESTROY)
    buckets = Template.from_stack(stack).find_resources("AWS::S3::Bucket").values()
    assert {found["DeletionPolicy"] for found in buckets} == {"Delete"}
