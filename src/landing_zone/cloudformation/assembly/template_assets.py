"""The templates of nested stacks in a cloud assembly: which file each ``TemplateURL`` deploys.

The asset manifest of a stack (``Stack.assets.json``) says which file is uploaded to which bucket under which key, and
the nested stack's ``TemplateURL`` names both. The metadata ``aws:asset:path`` is not used: it is there only when the
CDK CLI asks for it, and CloudFormation ignores it. CDK's legacy synthesizer has no asset manifest; there the URL is
made of parameters, and the stack's metadata says which file each parameter is for.

Source: ``@aws-cdk/cloud-assembly-schema`` (artifact type ``cdk:asset-manifest``, metadata type ``aws:cdk:asset``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ASSET_MANIFEST = "cdk:asset-manifest"
_LEGACY = "aws:cdk:asset"

ReadObject = Callable[[Path, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class TemplateAssets:
    """The files of a stack's assets.

    Args:
        by_place: ``/bucket/key``, pseudo parameters as ``${AWS::Region}``, to the file.
        by_parameter: the name of the parameter that has the key, to the file; with the legacy synthesizer.
    """

    by_place: Mapping[str, str] = field(default_factory=dict)
    by_parameter: Mapping[str, str] = field(default_factory=dict)

    def deployed(self, url: Any) -> str:
        """Return the file that a ``TemplateURL`` deploys; "" when it is none of these, or not certain."""
        text = _written(url)
        if text:
            return next((file for place, file in self.by_place.items() if text.endswith(place)), "")
        written = json.dumps(url)
        files = {file for name, file in self.by_parameter.items() if f'{{"Ref": "{name}"}}' in written}
        return files.pop() if len(files) == 1 and '"Fn::If"' not in written else ""


def template_assets(
    folder: Path,
    artifacts: Mapping[str, Any],
    artifact: Mapping[str, Any],
    metadata: Mapping[str, Any],
    read: ReadObject,
) -> TemplateAssets:
    """Read the assets of a stack.

    Args:
        folder: of the manifest.
        artifacts: of the manifest.
        artifact: the stack's.
        metadata: the stack's.
        read: reads a JSON object from a file; its second argument says what the file is.

    Raises:
        UserError: an asset manifest that the stack depends on cannot be read.
    """
    found: dict[str, str] = {}
    manifests = [as_mapping(artifacts.get(name)) for name in artifact.get("dependencies") or ()]
    manifests = [manifest for manifest in manifests if manifest.get("type") == ASSET_MANIFEST]
    for manifest in manifests:
        file = folder / str(as_mapping(manifest.get("properties")).get("file"))
        for asset in map(as_mapping, as_mapping(read(file, "an asset manifest").get("files")).values()):
            path = as_mapping(asset.get("source")).get("path")
            for place in map(as_mapping, as_mapping(asset.get("destinations")).values()):
                found[f"/{place.get('bucketName')}/{place.get('objectKey')}"] = str(path)
    if manifests:
        return TemplateAssets(found)
    return TemplateAssets({}, {str(d.get("s3KeyParameter")): str(d.get("path")) for d in _legacy(metadata)})


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping as it is, and an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def _written(value: Any) -> str:
    """Return a text that depends on pseudo parameters alone; "" for any other."""
    if isinstance(value, str):
        return value
    (key, argument), *more = as_mapping(value).items() or [("", None)]
    if more:
        return ""
    if key == "Ref" and str(argument).startswith("AWS::"):
        return f"${{{argument}}}"
    if key == "Fn::Sub" and isinstance(argument, str):
        return argument
    if key == "Fn::Join" and isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], list):
        parts = [_written(part) for part in argument[1]]
        return str(argument[0]).join(parts) if all(parts) else ""
    return ""


def _legacy(metadata: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entries in metadata.values():
        for entry in entries if isinstance(entries, list) else ():
            if as_mapping(entry).get("type") == _LEGACY and isinstance(entry.get("data"), Mapping):
                yield entry["data"]
