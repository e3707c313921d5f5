"""The inputs of an assessment: commit, configuration, policies and tools, so that it can be made again."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import landing_zone
from landing_zone.assessment.run_model import Provenance
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import POLICIES_VARIABLE
from landing_zone.waivers.as_of import VARIABLE as AS_OF_VARIABLE

_PACKAGES = ("aws-cdk-lib", "aws-sam-translator", "cdk-nag", "cfn-lint", "checkov", "constructs", "landing-zone")
_GIT_SECONDS = 20
_GIT_ELSEWHERE = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_WORK_TREE",
    }
)
"""Of ``git rev-parse --local-env-vars``, those that make git use another repository; hooks set them."""
_JUDGED_BY = ("app.py", "landing-zone.yaml", "constructs", "policies", "src", "stacks")
"""Folders in which an untracked file affects a synth."""


def provenance(policies: Path, zone: Mapping[str, Any] | None, own: Path | None = None) -> Provenance:
    """Return the inputs of the verdict.

    Args:
        policies: the folder whose catalogue, checks and waivers judged.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere.
        own: a folder that added to these policies.

    Raises:
        UserError: a file of the policies cannot be read.
    """
    package = Path(landing_zone.__file__).resolve().parent
    code = package.parents[1]
    commit, changed = _commit(code)
    return Provenance(
        commit=commit,
        uncommitted_changes=changed,
        configuration=zone_digest(zone) if zone is not None else "",
        policies=policies_digest(policies, own),
        own_policies=own is None and policies.resolve() in (code / "policies", package / "policies"),
        overrides=_overrides(),
        python=platform.python_version(),
        packages={name: version(name) for name in _PACKAGES},
    )


def _overrides() -> dict[str, str]:
    """Return the variables that are set; of a folder outside the current one only its name: the same bytes anywhere."""
    found = {name: value for name in (AS_OF_VARIABLE, POLICIES_VARIABLE) if (value := os.environ.get(name))}
    if POLICIES_VARIABLE in found:
        folder, here = Path(found[POLICIES_VARIABLE]).resolve(), Path.cwd().resolve()
        inside = folder.is_relative_to(here)
        found[POLICIES_VARIABLE] = folder.relative_to(here).as_posix() if inside else f".../{folder.name}"
    return found


def policies_digest(folder: Path, own: Path | None = None) -> str:
    """Return one SHA-256 for all files of the policies: over each file's relative path and its own digest, sorted.

    Args:
        folder: the policies.
        own: a folder that added to them; its paths then begin with ``own/``.

    Raises:
        UserError: a file cannot be read.
    """
    found = _digests(folder, "")
    return digest_of_policies(found | _digests(own, "own/") if own else found)


def _digests(folder: Path, prefix: str) -> dict[str, str]:
    try:
        return {
            prefix + path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.relative_to(folder).parts
        }
    except OSError as error:
        raise UserError(f"a policy cannot be read: {error.strerror}", file=str(error.filename)) from None


def digest_of_policies(files: Mapping[str, str]) -> str:
    """Return :func:`policies_digest` from each file's relative path and SHA-256."""
    return _digest("".join(f"{name}\0{files[name]}\n" for name in sorted(files, key=PurePosixPath)))


def own_git() -> dict[str, str]:
    """Return the environment without the variables that make ``git -C folder`` use another repository."""
    return {name: value for name, value in os.environ.items() if name not in _GIT_ELSEWHERE}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _commit(code: Path) -> tuple[str, bool]:
    """Return the checked-out commit, and whether the code and policies differ from it.

    The commit is "" where there is no checkout, and where git fails.
    """
    git = shutil.which("git")
    if git is None or not (code / ".git").exists():
        return "", False
    try:
        commit = _ask([git, "-C", str(code), "rev-parse", "HEAD"])
        # Without the lock: a synth must not block a commit at the same time.
        status = [git, "--no-optional-locks", "-C", str(code), "status", "--porcelain", "--untracked-files=no"]
        unknown = [git, "-C", str(code), "ls-files", "--others", "--exclude-standard", "--", *_JUDGED_BY]
        changed = _ask(status) or _ask(unknown)
    except (OSError, subprocess.SubprocessError):
        return "", False
    return commit, bool(changed)


def _ask(command: list[str]) -> str:
    done = subprocess.run(  # noqa: S603 - git, with arguments of ours
        command, check=True, capture_output=True, text=True, errors="replace", timeout=_GIT_SECONDS, env=own_git()
    )
    return done.stdout.strip()
