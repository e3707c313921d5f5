"""``AWS::ECR::Repository``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.casing import camel
from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class Repository(Provider):
    """How ``AWS::ECR::Repository`` is made, changed and removed."""

    type = "AWS::ECR::Repository"
    emulated = frozenset(
        {
            "EmptyOnDelete",
            "EncryptionConfiguration",
            "ImageScanningConfiguration",
            "ImageTagMutability",
            "LifecyclePolicy",
            "RepositoryName",
            "RepositoryPolicyText",
            "Tags",
        }
    )
    create_only = frozenset({"EncryptionConfiguration", "RepositoryName"})

    def make(self, call: Call) -> str:
        name = str(call.properties.get("RepositoryName") or call.name(256, lower=True))
        settings = camel(call.picked("EncryptionConfiguration", "ImageScanningConfiguration", "ImageTagMutability"))
        call.client("ecr").create_repository(repositoryName=name, **settings, tags=call.properties.get("Tags", []))
        return name

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        ecr, new = call.client("ecr"), call.properties
        if "RepositoryPolicyText" in new:
            ecr.set_repository_policy(repositoryName=physical_id, policyText=as_text(new["RepositoryPolicyText"]))
        if "LifecyclePolicy" in new:
            text = new["LifecyclePolicy"].get("LifecyclePolicyText")
            ecr.put_lifecycle_policy(repositoryName=physical_id, lifecyclePolicyText=text)
        if before is not None:
            ecr.put_image_tag_mutability(
                repositoryName=physical_id, imageTagMutability=new.get("ImageTagMutability", "MUTABLE")
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        found = call.client("ecr").describe_repositories(repositoryNames=[physical_id])["repositories"][0]
        return {"Arn": found["repositoryArn"], "RepositoryUri": found["repositoryUri"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ecr").delete_repository(
            repositoryName=physical_id, force=bool(call.properties.get("EmptyOnDelete", False))
        )
