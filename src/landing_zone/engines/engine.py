"""The interface of an engine, usable before the engine is started; and the results that engines give."""

from __future__ import annotations

import hashlib
import importlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from landing_zone.findings.finding import Status

_SHARED_CODE = ("address_blocks.py", "canonical.py", "deep_keys.py", "engine.py", "json_nodes.py", "worker.py")


STOCK = "--stock"
"""The argument of a worker that leaves out the patches that make its engine faster."""


class RawFinding(NamedTuple):
    """A finding as an engine's worker reports it: about a template's text, not yet about a stack."""

    rule: str
    logical_id: str
    detail: str
    status: Status
    message: str


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The result of one engine for one template. Results are equal when they say the same, however they were made.

    Args:
        findings: sorted, passes included.
        not_judged: why the engine could not judge the template, or a part of it; "" when it judged all.
        patched: functions of the engine that gave it were replaced for speed; cached with the result.
        from_cache: it was read from the cache.
    """

    findings: tuple[RawFinding, ...]
    not_judged: str = ""
    patched: bool = field(default=False, compare=False)
    from_cache: bool = field(default=False, compare=False)


class Engine(Protocol):
    """One engine: how it is started, and what its results depend on.

    An engine runs in worker processes (see :mod:`landing_zone.engines.worker_pool`). An object of this type never
    imports the engine: a result that is in the cache costs no start.
    """

    @property
    def name(self) -> str:
        """The engine's name as people know it: ``cdk-nag``."""

    @property
    def regional(self) -> bool:
        """Whether a result depends on the Region beyond the template's text."""

    @property
    def expands(self) -> bool:
        """Whether it judges a template as it was written, and knows loops and SAM's resource types itself."""

    @property
    def version(self) -> str:
        """The installed version."""

    @property
    def fingerprint(self) -> str:
        """A digest of all that a result depends on, apart from the template and its Region."""

    def command(self) -> Sequence[str]:
        """Return the command line of a worker.

        Raises:
            BrokenEngineError: the engine is not installed.
        """


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 of parts, each with its length, so that different lists of parts differ in their digests."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()


def digest_of_files(files: Iterable[Path]) -> str:
    """Return the digest of the names and contents of files, whatever their order."""
    return digest(*(part for file in sorted(files) for part in (file.name, file.read_bytes())))


def digest_of_code(package: Path) -> str:
    """Return the digest of the code on which an engine's results depend: its own package, and the shared modules.

    Args:
        package: the folder of the engine's package.
    """
    shared = [package.parent / name for name in _SHARED_CODE]
    return digest_of_files(file for file in (*shared, *package.iterdir()) if file.suffix in {".py", ".js"})


def digest_of_modules(modules: Iterable[str]) -> str:
    """Return the digest of the code of modules, in the order given; they are imported for that."""
    return digest(*(Path(importlib.import_module(module).__file__ or "").read_bytes() for module in modules))


def digest_of_versions(distributions: Iterable[str]) -> str:
    """Return the digest of the installed versions of distributions, and of this Python's minor version."""
    python = ".".join(platform.python_version_tuple()[:2])
    return digest(python, *(f"{name}=={metadata.version(name)}" for name in sorted(distributions)))


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: no spaces, keys in the order given, since templates' order can matter."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def result_message(result: EngineResult) -> dict[str, Any]:
    """Return what :func:`parse_result` reads, as a worker sends it and the cache keeps it."""
    findings = [list(row) for row in result.findings]
    return {"findings": findings, "not_judged": result.not_judged, "patched": result.patched}


def parse_result(message: Mapping[str, Any]) -> EngineResult:
    """Read a result that a worker sent, or that was cached.

    Raises:
        ValueError: the message does not have the form of a result.
    """
    findings = message.get("findings")
    not_judged = message.get("not_judged", "")
    patched = message.get("patched")
    if not isinstance(findings, list) or not isinstance(not_judged, str) or not isinstance(patched, bool):
        raise ValueError("a result needs 'findings', 'not_judged' and 'patched'")  # noqa: TRY004 - bad content, not a bug
    parsed = []
    for row in findings:
        if not isinstance(row, list) or len(row) != len(RawFinding._fields) or not all(isinstance(x, str) for x in row):
            raise ValueError(f"not a finding: {row!r}")
        rule, logical_id, detail, status, text = row
        if "::" not in rule:
            raise ValueError(f"not a qualified rule id: {rule!r}")
        parsed.append(RawFinding(rule, logical_id, detail, Status(status), text))
    return EngineResult(tuple(sorted(set(parsed))), not_judged, patched)
