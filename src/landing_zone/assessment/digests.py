"""The digests of every file below a folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from landing_zone.files.folder_walk import everything_below

ASSESSMENT = "assessment.json"
_OF_THE_CLI = frozenset({"synth.lock", "error.txt", "performance-counters.json"})
"""Files that the CDK CLI (2.1148.1: lib/index.js, RWLock and execProgram) creates or removes in the assembly's folder
around the app's run. It deploys nothing from them. It only reads all other files, as two runs of ``cdk ls`` and
``cdk synth`` with ``--app cdk.out`` show. ``.cache/`` is not among these on purpose: the CLI uploads
``.cache/<asset>.zip`` as the asset, without a check, when it exists."""

_PASSING = re.compile(r"read\.\d+\.\d+\.lock|\.assessment\.json\.[0-9a-f]{16}\.part", re.ASCII)
"""``read.<process>.<number>.lock``: a CDK CLI is reading the assembly. And the temporary name of the assessment, which
a crash may leave behind."""


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each path: relative, with ``/``, sorted.

    A file has its SHA-256; a symbolic link ``link:`` and its target, and is not followed; anything else, such as a
    pipe, ``special``. The assessment itself and temporary files of the CDK CLI are left out, but only in the top
    folder.
    """
    found: dict[str, str] = {}
    for path in everything_below(folder):
        relative = path.relative_to(folder).as_posix()
        if not _passing(relative):
            found[relative] = _digest(path)
    return dict(sorted(found.items()))


def _passing(relative: str) -> bool:
    return relative in {ASSESSMENT, *_OF_THE_CLI} or _PASSING.fullmatch(relative) is not None


def _digest(path: Path) -> str:
    if path.is_symlink():
        return f"link:{path.readlink().as_posix()}"
    if not path.is_file():
        return "special"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
