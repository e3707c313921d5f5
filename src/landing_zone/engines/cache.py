"""Cached results, so that an unchanged template is judged once."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from landing_zone.engines.engine import EngineResult, canonical_json, digest, parse_result, result_message
from landing_zone.files.atomic_write import atomic_write

VARIABLE = "LZ_CACHE_DIR"
"""Names the folder, or is ``off``."""

DEFAULT_FOLDER = ".lz-cache"
"""The cache's folder in the project's root."""

_FORMAT = "landing-zone-answer/3"


class ResultCache:
    """A folder of results, each named by a digest of all that it depends on.

    An entry holds the digest of its own content and the key it was written under; one that does not match is not
    trusted, and the template is judged again. Entries are written to one side and moved into place, so that runs at
    the same time do not disturb each other.

    Args:
        folder: the cache's folder; with ``None`` nothing is cached.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @classmethod
    def for_project(cls, root: Path, environment: Mapping[str, str] | None = None) -> ResultCache:
        """Return the cache of a project, as set by ``LZ_CACHE_DIR``."""
        named = (os.environ if environment is None else environment).get(VARIABLE, "")
        if named == "off":
            return cls(None)
        return cls(Path(named) if named else root / DEFAULT_FOLDER)

    @staticmethod
    def key(fingerprint: str, region: str, content: str) -> str:
        """Return the name of a result: which engine and rules, for which Region, on which canonical template.

        Args:
            fingerprint: the engine's.
            region: the Region; "" for an engine that does not depend on Regions.
            content: the digest of the canonical text.
        """
        return digest(_FORMAT, fingerprint, region, content)

    def get(self, key: str) -> EngineResult | None:
        """Return the result that is cached under a key; ``None`` when there is none that can be trusted."""
        if self._folder is None:
            return None
        try:
            entry = json.loads(self._path(key).read_text(encoding="utf-8"))
            payload = entry["payload"]
            if entry["key"] != key or entry["digest"] != digest(key, payload):
                return None
            return replace(parse_result(json.loads(payload)), from_cache=True)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, result: EngineResult) -> None:
        """Cache a result. A folder that cannot be written is not an error: the next run is slower, not wrong."""
        if self._folder is None:
            return
        payload = canonical_json(result_message(result))
        entry = canonical_json({"key": key, "digest": digest(key, payload), "payload": payload})
        with contextlib.suppress(OSError):
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
            # A torn entry does not match its digest, and is not trusted: no need to wait for the disk.
            with atomic_write(self._path(key), sync=False) as file:
                file.write(entry.encode())

    def note(self, name: str, text: str) -> None:
        """Keep a short text beside the results; a hint for the next run, on which no verdict depends."""
        if self._folder is not None and self._folder.is_dir():
            with contextlib.suppress(OSError):
                (self._folder / name).write_text(text, encoding="utf-8")

    def noted(self, name: str) -> str:
        """Return a text that was noted; "" when there is none."""
        if self._folder is not None:
            with contextlib.suppress(OSError, UnicodeDecodeError):
                return (self._folder / name).read_text(encoding="utf-8")
        return ""

    def _path(self, key: str) -> Path:
        assert self._folder is not None  # noqa: S101 - callers have checked
        return self._folder / key[:2] / f"{key}.json"
