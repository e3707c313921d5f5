"""Repositories of images, made and changed by their own API."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
PULL = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "FunctionsPullTheirImages",
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        }
    ],
}
SELECTION = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countNumber": 365, "countUnit": "days"}
EXPIRE = {"rules": [{"rulePriority": 1, "selection": SELECTION, "action": {"type": "expire"}}]}


def test_a_repository_is_read(account: Account) -> None:
    """With its policies, which have calls of their own; each that is changed or taken away differs."""
    ecr = account.client("ecr")
    ecr.create_repository(
        repositoryName="images",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": KEY},
        tags=[{"Key": "data", "Value": "code"}],
    )
    repository = Declared(
        "AWS::ECR::Repository",
        "images",
        {
            "EmptyOnDelete": True,
            "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": KEY},
            "ImageScanningConfiguration": {"ScanOnPush": True},
            "ImageTagMutability": "IMMUTABLE",
            "LifecyclePolicy": {"LifecyclePolicyText": json.dumps(EXPIRE)},
            "RepositoryName": "images",
            "RepositoryPolicyText": PULL,
            "Tags": [{"Key": "data", "Value": "code"}],
        },
    )
    account.differing(repository, "LifecyclePolicy.LifecyclePolicyText", "RepositoryPolicyText")
    ecr.set_repository_policy(repositoryName="images", policyText=json.dumps(PULL))
    ecr.put_lifecycle_policy(repositoryName="images", lifecyclePolicyText=json.dumps(EXPIRE, indent=1))
    account.created(repository, not_readable=("EmptyOnDelete",))
    ecr.set_repository_policy(repositoryName="images", policyText=json.dumps(PULL).replace("lambda", "ecs"))
    ecr.put_lifecycle_policy(repositoryName="images", lifecyclePolicyText=json.dumps(EXPIRE).replace("365", "1"))
    ecr.put_image_tag_mutability(repositoryName="images", imageTagMutability="MUTABLE")
    ecr.put_image_scanning_configuration(repositoryName="images", imageScanningConfiguration={"scanOnPush": False})
    account.differing(
        repository,
        "ImageScanningConfiguration.ScanOnPush",
        "ImageTagMutability",
        "LifecyclePolicy.LifecyclePolicyText",
        "RepositoryPolicyText",
    )
    ecr.delete_repository(repositoryName="images")
    account.missing(repository)
