"""Writes a cloud assembly of one stack with a nested one, as the CDK's synthesizers write it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ACCOUNT, REGION = "555555555555", "eu-west-1"
DEFAULT = "hnb659fds"
STACK, CHILD, ASSETS = "Shop.template.json", "ShopChild.nested.template.json", "Shop.assets.json"
TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "ünï code"}}


def name(kind: str, qualifier: str = DEFAULT, account: str = ACCOUNT) -> str:
    """The name of a bucket or a repository of the CDK's bootstrap: ``assets``, ``container-assets``."""
    return f"cdk-{qualifier}-{kind}-{account}-{REGION}"


def role(kind: str, qualifier: str = DEFAULT, account: str = ACCOUNT) -> str:
    """The ARN of a role of the CDK's bootstrap: ``deploy``, ``cfn-exec``."""
    return f"arn:${{AWS::Partition}}:iam::{account}:role/{name(f'{kind}-role', qualifier, account)}"


def digest(content: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def write(out: Path, qualifier: str = DEFAULT) -> Path:
    """Write what ``DefaultStackSynthesizer`` writes: the key of a nested template is the digest of its compact form."""
    out.mkdir(parents=True)
    bucket = name("assets", qualifier)
    child = {"Resources": {"Topic": TOPIC}}
    child_key = f"{digest(json.dumps(child, separators=(',', ':'), ensure_ascii=False))}.json"
    url = {"Fn::Join": ["", [f"https://s3.{REGION}.", {"Ref": "AWS::URLSuffix"}, f"/{bucket}/{child_key}"]]}
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    stack = json.dumps({"Resources": {"Topic": TOPIC, "Child": nested}}, indent=1, ensure_ascii=False)
    (out / STACK).write_text(stack, encoding="utf-8")
    (out / CHILD).write_text(json.dumps(child, indent=1, ensure_ascii=False), encoding="utf-8")

    def uploaded(file: str, key: str) -> dict[str, Any]:
        place = {"bucketName": bucket, "objectKey": key, "region": REGION}
        place["assumeRoleArn"] = role("file-publishing", qualifier)
        return {"source": {"path": file, "packaging": "file"}, "destinations": {"here": place}}

    image = {"repositoryName": name("container-assets", qualifier), "imageTag": "abc", "region": REGION}
    image["assumeRoleArn"] = role("image-publishing", qualifier)
    assets = {
        "version": "48.0.0",
        "files": {"stack": uploaded(STACK, f"{digest(stack)}.json"), "child": uploaded(CHILD, child_key)},
        "dockerImages": {"image": {"source": {"directory": "asset.abc"}, "destinations": {"here": image}}},
    }
    (out / ASSETS).write_text(json.dumps(assets))
    properties = {
        "templateFile": STACK,
        "assumeRoleArn": role("deploy", qualifier),
        "cloudFormationExecutionRoleArn": role("cfn-exec", qualifier),
        "lookupRole": {"arn": role("lookup", qualifier)},
        "stackTemplateAssetObjectUrl": f"s3://{bucket}/{digest(stack)}.json",
    }
    artifacts = {
        "Shop": {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{ACCOUNT}/{REGION}",
            "properties": properties,
            "dependencies": ["Shop.assets"],
        },
        "Shop.assets": {"type": "cdk:asset-manifest", "properties": {"file": ASSETS}},
    }
    (out / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))
    return out


def edit(file: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change a JSON file in place."""
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def edit_stack(out: Path, **properties: Any) -> None:
    """Change properties of the stack in the manifest; ``None`` removes one."""

    def change(manifest: dict[str, Any]) -> None:
        written = manifest["artifacts"]["Shop"]["properties"]
        written |= properties
        for key in [key for key, value in properties.items() if value is None]:
            del written[key]

    edit(out / "manifest.json", change)


def edit_asset(out: Path, kind: str, asset: str, **place: str) -> None:
    """Change where an asset is uploaded."""
    edit(out / ASSETS, lambda assets: assets[kind][asset]["destinations"]["here"].update(place))
