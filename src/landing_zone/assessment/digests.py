"""The digests of every file below a folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from landing_zone.files.folder_walk import everything_below

ASSESSMENT = "assessment.json"
_OF_THE_CLI = frozenset({"synth.lock", "error.txt", "performance-counters.json"})
"""What the CDK CLI (2.1148.1: lib/index.js, RWLock and execProgram) makes or removes beside the assembly around the
app's run. It deploys nothing from them. Everything else it only reads, as two runs of ``cdk ls`` and ``cdk synth``
with ``--app cdk.out`` show. ``.cache/`` is not among these on purpose: the CLI uploads ``.cache/<asset>.zip`` as the
asset, unlooked at, when it is there."""

_PASSING = re.compile(r"read\.\d+\.\d+\.lock|\.assessment\.json\.[0-9a-f]{16}\.part", re.ASCII)
"""``read.<process>.<number>.lock``: a CDK CLI is reading the assembly. And what the assessment is called while it is
being written, should a crash leave it behind."""


def digests(folder: Path) -> dict[str, str]:
    """Return what stands under each path: relative, with ``/``, sorted.

    A file gives its SHA-256; a symbolic link ``link:`` and what it names, and is not followed; anything else, such as
    a pipe, ``special``. Left out are the assessment itself and the CDK CLI's own passing files, in the folder alone:
    deeper down, the same names count.
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
