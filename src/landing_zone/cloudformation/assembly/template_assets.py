"""The templates of nested stacks in a cloud assembly: which file each ``TemplateURL`` deploys.

The asset manifest of a stack (``Stack.assets.json``) says which file is uploaded under which key, and the nested
stack's ``TemplateURL`` names that key. The metadata ``aws:asset:path`` is not used: it is there only when the CDK CLI
asks for it, and CloudFormation ignores it. CDK's legacy synthesizer has no asset manifest; there the URL is made of
parameters, and the stack's metadata says which file each parameter is for.

Source: ``@aws-cdk/cloud-assembly-schema`` (artifact type ``cdk:asset-manifest``, metadata type ``aws:cdk:asset``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ASSET_MANIFEST = "cdk:asset-manifest"
_LEGACY = "aws:cdk:asset"

ReadObject = Callable[[Path, str], Mapping[str, Any]]


def template_assets(
    folder: Path,
    artifacts: Mapping[str, Any],
    artifact: Mapping[str, Any],
    metadata: Callable[[], Mapping[str, Any]],
    read: ReadObject,
) -> dict[str, str]:
    """Return what a ``TemplateURL`` of a stack may contain, to the file in the assembly that it then deploys.

    Args:
        folder: of the manifest.
        artifacts: of the manifest.
        artifact: the stack's.
        metadata: reads the stack's metadata, which is needed only without an asset manifest.
        read: reads a JSON object from a file; its second argument says what the file is.

    Raises:
        UserError: an asset manifest that the stack depends on, or its metadata, cannot be read.
    """
    found: dict[str, str] = {}
    manifests = [_mapping(artifacts.get(name)) for name in artifact.get("dependencies") or ()]
    manifests = [manifest for manifest in manifests if manifest.get("type") == ASSET_MANIFEST]
    for manifest in manifests:
        file = folder / str(_mapping(manifest.get("properties")).get("file"))
        for asset in _mapping(read(file, "an asset manifest").get("files")).values():
            path = _mapping(_mapping(asset).get("source")).get("path")
            for destination in _mapping(_mapping(asset).get("destinations")).values():
                found[f"/{_mapping(destination).get('objectKey')}"] = str(path)
    if not manifests:
        found = {str(data.get("s3KeyParameter")): str(data.get("path")) for data in _legacy(metadata())}
    return found


def deployed_file(url: Any, assets: Mapping[str, str]) -> str:
    """Return the file that a ``TemplateURL`` deploys; "" when it is none of the assembly's."""
    text = json.dumps(url)
    return next((path for named, path in assets.items() if f'{named}"' in text), "")


def _legacy(metadata: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entries in metadata.values():
        for entry in entries if isinstance(entries, list) else ():
            if _mapping(entry).get("type") == _LEGACY and isinstance(entry.get("data"), Mapping):
                yield entry["data"]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
