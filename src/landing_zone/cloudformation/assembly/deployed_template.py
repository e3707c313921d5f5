"""Is the template that the CDK CLI deploys the one that the manifest shows?

The CLI deploys a stack from ``stackTemplateAssetObjectUrl``: the object that it uploads as the asset manifest says, or
that is already in the bucket under this key. ``templateFile`` is what it compares in ``cdk diff``, and what it deploys
where there is no such address. Source: ``makeBodyParameter`` in the CDK CLI (aws-cdk 2.1148.1).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from landing_zone.cloudformation.assembly.template_assets import TemplateAssets, is_named_by
from landing_zone.cloudformation.model import Asset, Deployment
from landing_zone.errors import UserError

AGAIN = "synthesize again (`cdk synth`), and give the whole cdk.out"


def refuse_another_template(root: Path, shown: Path, deployment: Deployment, assets: TemplateAssets) -> None:
    """Refuse a stack of which the CDK CLI would deploy another template than the one that is judged.

    Args:
        root: the assembly's folder.
        shown: the template that the manifest names, which is judged.
        deployment: of the stack.
        assets: of the stack.

    Raises:
        UserError: the address of the template is that of no asset, or of another file, or of a key that is not the
            file's.
    """
    url = deployment.template_url
    if not url:
        return
    deployed = assets.of_stack(url)
    if not deployed:
        raise UserError(
            f"the template that is deployed for '{deployment.stack}' is not a file of its asset manifests",
            file=str(deployment.manifest),
            value=url,
            allowed=", ".join(f"s3:/{place}" for place, file in assets.by_place.items() if _is(root, file, shown))
            or f"the bucket and key under which an asset manifest uploads {shown.name}",
            fix=AGAIN,
        )
    file = inside(root, deployment.manifest.parent, deployed, f"the template of '{deployment.stack}'")
    if not file.samefile(shown) and file.read_bytes() != shown.read_bytes():
        raise UserError(
            f"the CDK CLI deploys another template of '{deployment.stack}' than the one that the manifest shows",
            file=str(deployment.manifest),
            value=f"deployed {deployed}, shown {shown.name}",
            allowed="one template as 'templateFile' and as the asset at 'stackTemplateAssetObjectUrl'",
            fix=AGAIN,
        )
    refuse_another_content(file, url)


def refuse_another_content(file: Path, address: str) -> None:
    """Refuse a template whose key says that it is another.

    Raises:
        UserError: the key is made of a digest, and it is not the file's.
    """
    if not is_named_by(file, address):
        raise UserError(
            "the template is not the one that its key names: it was changed after the synth",
            file=str(file),
            value=address,
            allowed="a key with the SHA-256 of the template",
            fix=AGAIN,
        )


def refuse_two_files_for_one_key(assets: Iterable[Asset]) -> None:
    """Refuse an assembly that uploads different files to one place: the CDK CLI keeps the one that comes first.

    Raises:
        UserError: with both files.
    """
    first: dict[tuple[str, str], Asset] = {}
    for asset in assets:
        other = first.setdefault((asset.store, asset.key), asset) if asset.packaging != "image" else asset
        if other is asset or "file" not in (asset.packaging, other.packaging):
            continue
        if other.packaging != asset.packaging or not _same_file(_path(other), _path(asset)):
            raise UserError(
                "two files are uploaded under one key, so it is not certain which one is deployed",
                file=str(asset.manifest),
                value=f"{asset.store}/{asset.key} ({other.source}, {asset.source})",
                allowed="one file for a key",
                fix=AGAIN,
            )


def write_template(file: Path, text: str) -> None:
    """Write a stack's template over that of an assembly, and its digest into the manifests, as a synth would."""
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text(text, encoding="utf-8")
    new = hashlib.sha256(file.read_bytes()).hexdigest()
    for manifest in (file.parent / "manifest.json", *file.parent.glob("*.assets.json")):
        written = manifest.read_text(encoding="utf-8")
        if old in written:
            manifest.write_text(written.replace(old, new), encoding="utf-8")


def inside(root: Path, folder: Path, name: str, what: str) -> Path:
    """Return a file that a manifest names.

    Raises:
        UserError: it does not exist, or is outside the assembly.
    """
    file = located(root, folder, name)
    if file is None or not file.is_file():
        raise UserError(
            f"{what} does not exist in the assembly", file=str(folder / "manifest.json"), value=name, fix=AGAIN
        )
    return file


def located(root: Path, folder: Path, name: str) -> Path | None:
    """Return the path that a manifest names; ``None`` when it is outside the assembly, or not certain.

    Behind a symbolic link, ``..`` is another folder for the CDK CLI, which goes by the text, than for the file system.

    Args:
        root: the assembly's folder.
        folder: of the manifest, below it.
        name: relative to the folder.
    """
    try:
        top, path = root.resolve(), folder / name
        path.exists()  # refuses a name that is too long
        found, written = path.resolve(), Path(os.path.normpath(top / folder.relative_to(root) / name)).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return path if found == written and found.is_relative_to(top) else None


def _path(asset: Asset) -> Path:
    return asset.manifest.parent / asset.source


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other) or one.read_bytes() == other.read_bytes()
    except (OSError, ValueError):
        return False


def _is(root: Path, name: str, shown: Path) -> bool:
    return (shown.parent / name).resolve() == shown.resolve() and shown.resolve().is_relative_to(root.resolve())
