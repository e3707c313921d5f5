"""The Node packages of the CDK and of cdk-nag, unpacked once from the Python packages that contain them.

``aws-cdk-lib`` and ``cdk-nag`` are JavaScript; their Python packages contain the original archives for jsii. Unpacking
these, rather than asking npm, ensures that the gates run exactly the versions that the stacks are built with.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from importlib import util
from pathlib import Path, PurePosixPath

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.cache import DEFAULT_FOLDER
from landing_zone.engines.engine import digest
from landing_zone.engines.node import home_takes_files

ARCHIVES = {
    "aws-cdk-lib": "aws_cdk",
    "@aws-cdk/cloud-assembly-schema": "aws_cdk.cloud_assembly_schema",
    "constructs": "constructs",
    "cdk-nag": "cdk_nag",
}
"""Node package to the Python package that contains it. The CDK's asset packages are left out: no rule loads them."""

_NOT_RUN = (".ts", ".md", ".tabl.json.gz", ".jsii.gz", ".jsii")
"""Suffixes of files that no JavaScript loads: types, documentation, jsii's tables; a third of the size."""


def archive(python_package: str) -> Path:
    """Find the archive in a Python package, without importing it.

    Raises:
        BrokenEngineError: the package is not installed, or contains no archive.
    """
    for root in _search(python_package):
        if found := sorted((root / "_jsii").glob("*.tgz")):
            return found[0]
    raise BrokenEngineError("cdk-nag", f"the Python package '{python_package}' is not installed")


def _search(python_package: str) -> list[Path]:
    # find_spec() of a submodule would import its parent, all of aws_cdk, which takes a second.
    head, *rest = python_package.split(".")
    spec = util.find_spec(head)
    roots = [Path(root) for root in (spec.submodule_search_locations or ())] if spec else []
    return [root.joinpath(*rest) for root in roots]


def unpack(environment: Mapping[str, str] | None = None) -> Path:
    """Unpack the packages, if that was not done before.

    Args:
        environment: where ``XDG_CACHE_HOME`` may name the folder for caches; the variables of this process by default.

    Returns:
        A folder that holds ``node_modules``.

    Raises:
        BrokenEngineError: a package is missing or damaged, or the folder cannot be written.
    """
    environment = os.environ if environment is None else environment
    archives = {name: archive(package) for name, package in ARCHIVES.items()}
    key = digest(*(f"{name} {file.name} {file.stat().st_size}" for name, file in sorted(archives.items())))
    # A user without a home that takes files, as in many containers, has the project's own cache.
    caches = environment.get("XDG_CACHE_HOME") or (Path.home() / ".cache" if home_takes_files() else DEFAULT_FOLDER)
    base = Path(caches, "landing-zone", "node-packages").absolute()
    target = base / key[:16]
    if target.is_dir():
        return target
    try:
        base.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f"{key[:16]}.", dir=base))
        try:
            for name, file in archives.items():
                _extract(file, fresh / "node_modules" / name)
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            if not target.is_dir():  # otherwise another process was faster, and its copy is the same
                raise
    except (OSError, tarfile.TarError) as error:
        raise BrokenEngineError(
            "cdk-nag",
            f"the Node packages cannot be unpacked ({error})",
            fix="free disk space and allow writing, or name another folder in XDG_CACHE_HOME",
        ) from None
    return target


def _extract(file: Path, target: Path) -> None:
    with tarfile.open(file) as tar:
        for member in tar:
            parts = PurePosixPath(member.name).parts[1:]  # npm's archives have everything under package/
            if not member.isfile() or ".." in parts or parts[0] == "rosetta" or member.name.endswith(_NOT_RUN):
                continue
            source = tar.extractfile(member)
            if source is None:
                continue
            path = target.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read())
