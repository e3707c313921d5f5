"""What the gates know of an engine before they start it."""

from __future__ import annotations

import hashlib
import importlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from landing_zone.findings.finding import Status

_SHARED_CODE = ("canonical.py", "deep_keys.py", "engine.py", "json_nodes.py", "worker.py")


class RawFinding(NamedTuple):
    """A finding as an engine's worker reports it: about a template's text, not yet about a stack."""

    rule: str
    logical_id: str
    detail: str
    status: Status
    message: str


@dataclass(frozen=True, slots=True)
class EngineResult:
    """All that one engine said of one template.

    Args:
        findings: sorted, passes included.
        not_judged: why the engine could not judge the template, or a part of it; "" when it judged all.
    """

    findings: tuple[RawFinding, ...]
    not_judged: str = ""


class Engine(Protocol):
    """One engine: how it is started, and what its answers depend on.

    An engine runs in worker processes of its own (see :mod:`landing_zone.engines.worker_pool`). Nothing in an object of
    this type imports the engine: what is already in the cache costs no start.
    """

    @property
    def name(self) -> str:
        """The engine's own name, for people: ``cdk-nag``."""

    @property
    def regional(self) -> bool:
        """Whether an answer depends on the Region beyond the template's text."""

    @property
    def version(self) -> str:
        """The version of the engine that is installed."""

    @property
    def fingerprint(self) -> str:
        """A digest of all that an answer depends on, apart from the template and its Region."""

    def command(self) -> Sequence[str]:
        """Return the command line of a worker.

        Raises:
            BrokenEngineError: the engine is not installed.
        """


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 of parts, each with its length, so that no two lists of parts have one digest."""
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
    """Return the digest of the code on which the answers of an engine depend: its own package, and what all share.

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


def parse_answer(message: Mapping[str, Any]) -> EngineResult:
    """Read a worker's answer, or one that was kept.

    Raises:
        ValueError: the message has not the form of an answer.
    """
    findings = message.get("findings")
    not_judged = message.get("not_judged", "")
    if not isinstance(findings, list) or not isinstance(not_judged, str):
        raise ValueError("an answer needs 'findings' and 'not_judged'")  # noqa: TRY004 - bad content, not a bug
    parsed = []
    for row in findings:
        if not isinstance(row, list) or len(row) != len(RawFinding._fields) or not all(isinstance(x, str) for x in row):
            raise ValueError(f"not a finding: {row!r}")
        rule, logical_id, detail, status, text = row
        if "::" not in rule:
            raise ValueError(f"not a qualified rule id: {rule!r}")
        parsed.append(RawFinding(rule, logical_id, detail, Status(status), text))
    return EngineResult(tuple(sorted(set(parsed))), not_judged)
