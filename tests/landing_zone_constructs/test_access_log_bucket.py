from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match, Template

from landing_zone_constructs.access_log_bucket import AccessLogBucket
from landing_zone_constructs.log_retention import LogRetention

RETENTION = LogRetention(hot_days=90, total_days=400, lock_days=400)


def the_bucket(stack: cdk.Stack) -> dict[str, Any]:
    """Return the bucket that keeps the logs: the one without access logs."""
    buckets = Template.from_stack(stack).find_resources("AWS::S3::Bucket").values()
    (bucket,) = [found for found in buckets if "LoggingConfiguration" not in found["Properties"]]
    return dict(bucket)


def test_the_bucket_is_private_versioned_and_encrypted_with_sse_s3(stack: cdk.Stack) -> None:
    """SSE-S3, the only encryption for S3's access logs; no Object Lock, since S3 does not deliver to such a bucket."""
    AccessLogBucket(stack, "Logs", retention=RETENTION)
    bucket = the_bucket(stack)
    properties = bucket["Properties"]
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert properties["BucketEncryption"] == {
        "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    }
    assert properties["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert not {"ObjectLockEnabled", "ObjectLockConfiguration", "AccessControl", "BucketName"} & set(properties)


def test_logs_move_to_cheaper_storage_then_expire(stack: cdk.Stack) -> None:
    """By the retention; an overwritten version is kept for a month."""
    AccessLogBucket(stack, "Logs", retention=RETENTION)
    (rule,) = the_bucket(stack)["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["Transitions"] == [{"StorageClass": "GLACIER_IR", "TransitionInDays": 90}]
    assert rule["ExpirationInDays"] == 400
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_logs_that_stay_hot_until_expiry_have_no_transition(stack: cdk.Stack) -> None:
    """S3 refuses a transition on the day of expiry, so there is none."""
    AccessLogBucket(stack, "Logs", retention=LogRetention(hot_days=400, total_days=400, lock_days=400))
    (rule,) = the_bucket(stack)["Properties"]["LifecycleConfiguration"]["Rules"]
    assert "Transitions" not in rule
    assert rule["ExpirationInDays"] == 400


def test_only_tls_from_1_2_is_allowed(stack: cdk.Stack) -> None:
    """Two deny statements for everyone: without TLS, and with an older TLS."""
    AccessLogBucket(stack, "Logs", retention=RETENTION)
    Template.from_stack(stack).has_resource_properties(
        "AWS::S3::BucketPolicy",
        {
            "PolicyDocument": {
                "Statement": [
                    Match.object_like(
                        {
                            "Effect": "Deny",
                            "Principal": {"AWS": "*"},
                            "Action": "s3:*",
                            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                        }
                    ),
                    Match.object_like(
                        {
                            "Effect": "Deny",
                            "Principal": {"AWS": "*"},
                            "Action": "s3:*",
                            "Condition": {"NumericLessThan": {"s3:TlsVersion": 1.2}},
                        }
                    ),
                ]
            }
        },
    )


def test_s3_delivers_for_the_named_bucket_only(stack: cdk.Stack) -> None:
    """The source bucket logs here under its prefix, and S3's log delivery is admitted for it and this account."""
    logs = AccessLogBucket(stack, "Logs", retention=RETENTION, bucket_name="examplepay-access-logs")
    source = s3.Bucket(stack, "Source")
    logs.receive_from(source, prefix="source/")
    template = Template.from_stack(stack)
    resources = template.to_json()["Resources"]
    source_id = stack.get_logical_id(cast(cdk.CfnElement, source.node.default_child))
    logs_id = stack.get_logical_id(cast(cdk.CfnElement, logs.bucket.node.default_child))
    assert resources[source_id]["Properties"]["LoggingConfiguration"] == {
        "DestinationBucketName": {"Ref": logs_id},
        "LogFilePrefix": "source/",
    }
    assert resources[logs_id]["Properties"]["BucketName"] == "examplepay-access-logs"
    (policy,) = template.find_resources("AWS::S3::BucketPolicy").values()
    allowed = [found for found in policy["Properties"]["PolicyDocument"]["Statement"] if found["Effect"] == "Allow"]
    assert allowed == [
        {
            "Sid": "S3DeliversAccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [logs_id, "Arn"]}, "/source/*"]]},
            "Condition": {
                "ArnLike": {"aws:SourceArn": {"Fn::GetAtt": [source_id, "Arn"]}},
                "StringEquals": {"aws:SourceAccount": "111111111111"},
            },
        }
    ]


@pytest.mark.parametrize("prefix", ["", "source", "/source/"])
def test_a_prefix_that_is_not_a_folder_is_refused(stack: cdk.Stack, prefix: str) -> None:
    """The logs of two buckets must not mix."""
    logs = AccessLogBucket(stack, "Logs", retention=RETENTION)
    with pytest.raises(ValueError, match=f"got '{prefix}'"):
        logs.receive_from(s3.Bucket(stack, "Source"), prefix=prefix)


def test_a_bucket_of_another_app_is_refused(stack: cdk.Stack) -> None:
    """Its logging cannot be switched on from here, and the error names the bucket."""
    logs = AccessLogBucket(stack, "Logs", retention=RETENTION)
    foreign = s3.Bucket.from_bucket_name(stack, "Foreign", "examplepay-elsewhere")
    with pytest.raises(TypeError, match="got Test/Foreign"):
        logs.receive_from(foreign, prefix="foreign/")  # type: ignore[arg-type] # the mistake that is tested


def test_a_load_balancer_delivers_as_a_service(stack: cdk.Stack) -> None:
    """By its service principal alone: CDK admits an account of AWS, which a perimeter refuses."""
    logs = AccessLogBucket(stack, "Logs", retention=RETENTION)
    balancer = elbv2.ApplicationLoadBalancer(stack, "Balancer", vpc=ec2.Vpc(stack, "Vpc"))
    logs.receive_from_load_balancer(balancer, prefix="shop")
    template = Template.from_stack(stack)
    bucket = stack.get_logical_id(cast(cdk.CfnElement, logs.bucket.node.default_child))
    ((policy_id, policy),) = template.find_resources("AWS::S3::BucketPolicy").items()
    (allowed,) = (s for s in policy["Properties"]["PolicyDocument"]["Statement"] if s["Effect"] == "Allow")
    assert allowed == {
        "Sid": "LoadBalancersDeliverAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [bucket, "Arn"]}, "/shop/AWSLogs/111111111111/*"]]},
        "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/*"}
        },
    }
    ((_id, resource),) = template.find_resources("AWS::ElasticLoadBalancingV2::LoadBalancer").items()
    assert policy_id in resource["DependsOn"]
    attributes = {a["Key"]: a["Value"] for a in resource["Properties"]["LoadBalancerAttributes"]}
    assert attributes["access_logs.s3.enabled"] == "true"
    assert attributes["access_logs.s3.bucket"] == {"Ref": bucket}
    assert attributes["access_logs.s3.prefix"] == "shop"


@pytest.mark.parametrize("prefix", ["", "shop/", "/shop"])
def test_a_prefix_with_a_slash_at_an_end_is_refused(stack: cdk.Stack, prefix: str) -> None:
    """Elastic Load Balancing adds the slash."""
    balancer = elbv2.ApplicationLoadBalancer(stack, "Balancer", vpc=ec2.Vpc(stack, "Vpc"))
    with pytest.raises(ValueError, match=f"got '{prefix}'"):
        AccessLogBucket(stack, "Logs", retention=RETENTION).receive_from_load_balancer(balancer, prefix=prefix)
