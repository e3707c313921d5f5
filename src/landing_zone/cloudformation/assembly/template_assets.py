"""What the CDK CLI uploads for a stack, and which file each address of a template deploys.

The asset manifest of a stack (``Stack.assets.json``) says which file is uploaded to which bucket under which key; the
manifest's ``stackTemplateAssetObjectUrl`` names both for the stack's own template, and ``TemplateURL`` for that of a
nested stack. The metadata ``aws:asset:path`` is not used: it is there only when the CDK CLI asks for it, and
CloudFormation ignores it. CDK's legacy synthesizer has no asset manifest; there the URL of a nested stack is made of
parameters, and the stack's metadata says which file each is for.

Source: ``@aws-cdk/cloud-assembly-schema`` (artifact type ``cdk:asset-manifest``, metadata type ``aws:cdk:asset``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.model import Asset
from landing_zone.errors import UserError

ASSET_MANIFEST = "cdk:asset-manifest"
_LEGACY = "aws:cdk:asset"
_S3 = re.compile(
    r"https://s3(?:[.-](?:\$\{AWS::Region\}|[a-z]{2}(?:-[a-z]+)+-[0-9]))?"
    r"\.(?:\$\{AWS::URLSuffix\}|amazonaws\.com(?:\.cn)?)"
)
"""The endpoint of S3 before ``/bucket/key``. What is before it could be a bucket, and the rest the key of an object."""
_KEY = re.compile(r"(?:.*/)?(?P<digest>[0-9a-f]{64})\.[a-z]+")
_SPACE = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')

ReadObject = Callable[[Path, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class TemplateAssets:
    """The files of a stack's assets.

    Args:
        by_place: ``/bucket/key`` to the file. A pseudo parameter whose value is not known is ``${AWS::Region}``, a
            parameter ``${Name}``, and a part of one that is split at ``||``, ``${Name||0}``.
        account: of the stack; "" when not known.
        region: of the stack; "" when not known.
    """

    by_place: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    region: str = ""

    def deployed(self, url: Any) -> str:
        """Return the file that a ``TemplateURL`` deploys; "" when it is none of these, or not certain."""
        return self.by_place.get(self.place(url), "")

    def place(self, url: Any) -> str:
        """Return the place that a ``TemplateURL`` names; "" when it is not certain, or not in S3."""
        text = filled(_written(url), self.account, self.region)
        endpoint = _S3.match(text)
        return text[endpoint.end() :] if endpoint else ""

    def of_stack(self, url: str) -> str:
        """Return the file that a ``stackTemplateAssetObjectUrl`` deploys; "" when it is none of these."""
        return self.by_place.get(f"/{url.removeprefix('s3://')}", "") if url.startswith("s3://") else ""


def filled(text: str, account: str, region: str) -> str:
    """Return a text with account and Region in place of the CDK's placeholders, as far as they are known."""
    for name, value in (("AWS::AccountId", account), ("AWS::Region", region)):
        text = text.replace(f"${{{name}}}", value) if value else text
    return text


def read_assets(
    folder: Path,
    artifacts: Mapping[str, Any],
    artifact: Mapping[str, Any],
    environment: tuple[str, str],
    read: ReadObject,
) -> tuple[Asset, ...]:
    """Read the assets of a stack: those of the asset manifests that it depends on, which the CDK CLI uploads.

    Args:
        folder: of the manifest.
        artifacts: of the manifest.
        artifact: the stack's.
        environment: account and Region of the stack, as far as they are known.
        read: reads a JSON object from a file; its second argument says what the file is.

    Raises:
        UserError: an asset manifest that the stack depends on cannot be read, or is in another folder: the CDK CLI
            finds the assets from there.
    """
    names = artifact.get("dependencies")
    named = [as_mapping(artifacts.get(str(name))) for name in (names if isinstance(names, list) else ())]
    files = [str(as_mapping(one.get("properties")).get("file")) for one in named if one.get("type") == ASSET_MANIFEST]
    if elsewhere := [name for name in files if Path(name).name != name]:
        raise UserError(
            "an asset manifest is in another folder than the manifest",
            file=str(folder / "manifest.json"),
            value=elsewhere[0],
            allowed="the name of a file beside manifest.json",
            fix="synthesize again (`cdk synth`), and give the whole cdk.out",
        )
    manifests = [folder / name for name in files]
    return tuple(asset for file in manifests for asset in _assets(file, read(file, "an asset manifest"), environment))


def _assets(file: Path, manifest: Mapping[str, Any], environment: tuple[str, str]) -> Iterator[Asset]:
    for kind, store, key in (("files", "bucketName", "objectKey"), ("dockerImages", "repositoryName", "imageTag")):
        for asset in map(as_mapping, as_mapping(manifest.get(kind)).values()):
            source = as_mapping(asset.get("source"))
            # The CDK CLI uploads what the command makes, also where the asset names a file too.
            made = source.get("executable") is not None
            name = "" if made else source.get("path" if kind == "files" else "directory")
            packaging = str(source.get("packaging", "file")) if kind == "files" else "image"
            for place in map(as_mapping, as_mapping(asset.get("destinations")).values()):
                texts = (str(place.get(part) or "") for part in (store, key, "region", "assumeRoleArn"))
                yield Asset(file, str(name or ""), packaging, *(filled(text, *environment) for text in texts))


def template_assets(
    assets: Sequence[Asset], metadata: Mapping[str, Any], environment: tuple[str, str]
) -> TemplateAssets:
    """Return the files that addresses of templates may name.

    Args:
        assets: of the stack.
        metadata: of the stack.
        environment: account and Region of the stack, as far as they are known.
    """
    places = {f"/{asset.store}/{asset.key}": asset.source for asset in assets if asset.packaging == "file"}
    return TemplateAssets(places or dict(_legacy(metadata)), *environment)


def is_named_by(file: Path, key: str) -> bool:
    """Return whether a file is the one that a key names; true for a key that is not made of a digest.

    The key of a stack's template is the SHA-256 of its file; that of a nested stack's, of the same JSON without white
    space. A key stays the same when its file is exchanged, and then the CDK CLI does not upload the file if the bucket
    has an object under that key.
    """
    named = _KEY.fullmatch(key)
    if named is None:
        return True
    raw = file.read_bytes()
    if hashlib.sha256(raw).hexdigest() == named["digest"]:
        return True
    compact = _SPACE.sub(r"\1", raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return hashlib.sha256(compact).hexdigest() == named["digest"]


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping as it is, and an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def _written(value: Any) -> str:
    """Return a text that depends on parameters alone; "" for any other."""
    if isinstance(value, str):
        return value
    (key, argument), *more = as_mapping(value).items() or [("", None)]
    if more:
        return ""
    if key == "Ref" and isinstance(argument, str):
        return f"${{{argument}}}"
    if key == "Fn::Sub" and isinstance(argument, str):
        return argument
    if key == "Fn::Join" and isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], list):
        parts = [_written(part) for part in argument[1]]
        return str(argument[0]).join(parts) if all(parts) else ""
    match {key: argument}:
        case {"Fn::Select": [int() as index, {"Fn::Split": ["||", {"Ref": str() as name}]}]}:
            return f"${{{name}||{index}}}"
    return ""


def _legacy(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entries in metadata.values():
        for entry in entries if isinstance(entries, list) else ():
            if as_mapping(entry).get("type") == _LEGACY and isinstance(entry.get("data"), Mapping):
                asset = entry["data"]
                key = asset.get("s3KeyParameter")
                yield f"/${{{asset.get('s3BucketParameter')}}}/${{{key}||0}}${{{key}||1}}", str(asset.get("path"))
