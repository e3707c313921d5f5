"""What the roles of the bootstrap may do that the deploying account takes: upload, look up, and start deployments.

Each does what the role of the CDK's own template does (``bootstrap-template.yaml``, aws-cdk 2.1148.1), with the actions
named. Artifacts of pipelines in other accounts and stack refactoring, which that one has room for, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from landing_zone.cloudformation.iam.patterns import bootstrap_pattern
from stacks.deployment_rights import BUCKET, OBJECTS, Statement, allow

_HERE = "${AWS::Region}:${AWS::AccountId}"
_READ_OBJECTS = (
    "s3:GetBucketLocation",
    "s3:GetEncryptionConfiguration",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:ListBucket",
)
_WRITE_OBJECTS = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject", "s3:PutObjectTagging")


def deploy(execution_role: str, qualifier: str) -> list[Statement]:
    """Start deployments, and pass the one role.

    Unlike the CDK's own template: no artifacts of pipelines in other accounts, and no refactoring, which no resource
    limits.
    """
    return [
        allow(
            "StartsDeployments",
            [
                f"cloudformation:{verb}"
                for verb in (
                    "ContinueUpdateRollback",
                    "CreateChangeSet",
                    "CreateStack",
                    "DeleteChangeSet",
                    "DeleteStack",
                    "ExecuteChangeSet",
                    "RollbackStack",
                    "UpdateStack",
                    "UpdateTerminationProtection",
                )
            ],
            [f"arn:${{AWS::Partition}}:cloudformation:{_HERE}:stack/*"],
        ),
        allow(
            "ReadsStacks",
            [
                "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeEvents",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStackResource",
                "cloudformation:DescribeStackResources",
                "cloudformation:DescribeStacks",
                "cloudformation:GetTemplate",
                "cloudformation:GetTemplateSummary",
                "cloudformation:ListChangeSets",
                "cloudformation:ListStackResources",
                "cloudformation:ListStacks",
                "sts:GetCallerIdentity",
            ],
            "*",
        ),
        allow("PassesTheRoleThatDeploys", ["iam:PassRole"], execution_role),
        allow("ReadsTemplates", _READ_OBJECTS, [BUCKET, OBJECTS]),
        allow(
            "ReadsTheVersion",
            ["ssm:GetParameter", "ssm:GetParameters"],
            f"arn:${{AWS::Partition}}:ssm:{_HERE}:parameter/cdk-bootstrap/{qualifier}/version",
        ),
    ]


def publish_files() -> list[Statement]:
    """Upload templates and code; the key of the bucket admits the account through S3."""
    return [
        allow(
            "UploadsFiles",
            [*_READ_OBJECTS, *_WRITE_OBJECTS],
            [BUCKET, OBJECTS],
            {"StringEquals": {"aws:ResourceAccount": "${AWS::AccountId}"}},
        )
    ]


def publish_images() -> list[Statement]:
    """Upload container images. Only the token for that is of no resource."""
    return [
        allow(
            "UploadsImages",
            [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:CompleteLayerUpload",
                "ecr:DescribeImages",
                "ecr:DescribeRepositories",
                "ecr:GetDownloadUrlForLayer",
                "ecr:InitiateLayerUpload",
                "ecr:PutImage",
                "ecr:UploadLayerPart",
            ],
            "${ContainerAssetsRepository.Arn}",
        ),
        allow("SignsInToTheRegistry", ["ecr:GetAuthorizationToken"], "*"),
    ]


def look_up() -> list[Statement]:
    """Look up what the CDK's context providers ask for, and the stacks that ``cdk diff`` compares with.

    The CDK gives this role AWS's policy ReadOnlyAccess, which reads objects, messages and records of all services.
    Source: the context providers of aws-cdk 2.1148.1.
    """
    return [
        allow(
            "LooksUp",
            [
                "cloudformation:DescribeStacks",
                "cloudformation:GetTemplate",
                "cloudformation:GetTemplateSummary",
                "cloudformation:ListStackResources",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeImages",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcEndpointServices",
                "ec2:DescribeVpcs",
                "ec2:DescribeVpnGateways",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeTags",
                "kms:ListAliases",
                "route53:ListHostedZonesByName",
            ],
            "*",
        ),
        allow(
            "LooksUpParameters",
            ["ssm:GetParameter", "ssm:GetParameters"],
            f"arn:${{AWS::Partition}}:ssm:{_HERE}:parameter/*",
        ),
    ]


def stores(names: Mapping[str, str], qualifier: str) -> list[str]:
    """Return the patterns of what the bootstraps of an account keep, in every Region.

    Args:
        names: of bucket and repository, by key of the configuration.
        qualifier: of the bootstrap.
    """
    bucket, repository = (bootstrap_pattern(names[key], qualifier) for key in ("bucket", "repository"))
    return [
        f"arn:*:s3:::{bucket}",
        f"arn:*:s3:::{bucket}/*",
        f"arn:*:ecr:*:*:repository/{repository}",
        f"arn:*:ssm:*:*:parameter/cdk-bootstrap/{qualifier}/*",
    ]
