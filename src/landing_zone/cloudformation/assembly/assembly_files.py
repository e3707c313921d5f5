"""Which files a cloud assembly holds, by its manifests: the templates, their metadata, the asset manifests, the assets.

Source: ``@aws-cdk/cloud-assembly-schema``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.assembly.template_assets import ASSET_MANIFEST, as_mapping


def assembly_files(folder: Path) -> frozenset[Path]:
    """Return the files and folders that the manifest of an assembly names, those of nested assemblies too.

    Args:
        folder: the assembly; one without a manifest of the CDK has none.

    Returns:
        Resolved paths within the folder, whether they exist or not; what cannot be read is left out.
    """
    root = folder.resolve()
    return frozenset(path for path in _named(root, {root}) if path != root and path.is_relative_to(root))


def _named(folder: Path, seen: set[Path]) -> Iterator[Path]:
    manifest = _read(folder / "manifest.json")
    artifacts = as_mapping(manifest.get("artifacts")) if "version" in manifest else {}
    for artifact in map(as_mapping, artifacts.values()):
        properties = as_mapping(artifact.get("properties"))
        names = [properties.get("templateFile"), properties.get("file"), artifact.get("additionalMetadataFile")]
        yield from ((folder / name).resolve() for name in names if isinstance(name, str))
        if artifact.get("type") == ASSET_MANIFEST:
            yield from _assets(folder, folder / str(properties.get("file")))
        if artifact.get("type") == "cdk:cloud-assembly":
            nested = (folder / str(properties.get("directoryName"))).resolve()
            if nested not in seen:
                seen.add(nested)
                yield from (nested, nested / "manifest.json", nested / "cdk.out", *_named(nested, seen))


def _assets(folder: Path, file: Path) -> Iterator[Path]:
    manifest = _read(file)
    for kind in ("files", "dockerImages"):
        for asset in map(as_mapping, as_mapping(manifest.get(kind)).values()):
            source = as_mapping(asset.get("source"))
            names = (source.get("path"), source.get("directory"))
            yield from ((folder / name).resolve() for name in names if isinstance(name, str) and _staged(name))


def _staged(name: str) -> bool:
    """Whether the CDK wrote it: without staging (``cdk synth --no-staging``) an asset is the app's own source."""
    return Path(name).name.startswith("asset.") or name.endswith(".template.json")


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return as_mapping(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
