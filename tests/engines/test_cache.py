"""A cached result is trusted only when it is complete and belongs to the request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from landing_zone.engines.cache import ResultCache
from landing_zone.engines.engine import EngineResult, RawFinding
from landing_zone.findings.finding import Status

RESULT = EngineResult((RawFinding("fake::A", "Bucket", "é", Status.FAIL, "wrong"),), "a part")
KEY = ResultCache.key("fingerprint", "eu-west-1", "{}")


def kept(folder: Path) -> Path:
    """Return the file of the one entry."""
    return next(folder.rglob("*.json"))


def test_result_is_found_again(tmp_path: Path) -> None:
    """A result is read back equal, by another object on the same folder, and says that it is from there."""
    for patched in (True, False):
        ResultCache(tmp_path).put(KEY, replace(RESULT, patched=patched))
        found = ResultCache(tmp_path).get(KEY)
        assert found == RESULT
        assert (found.patched, found.from_cache) == (patched, True)


def test_key_follows_all_it_depends_on() -> None:
    """Engine, Region and text each change the key, and their boundaries count."""
    keys = {ResultCache.key(*parts) for parts in [("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x")]}
    assert len(keys) == 4
    assert ResultCache.key("a", "bc", "") != ResultCache.key("ab", "c", "")


def forged(text: str) -> str:
    """Turn the failure into a pass, as a forger would."""
    return text.replace("fail", "pass")


@pytest.mark.parametrize(
    "damage",
    [
        forged,
        lambda text: text[: len(text) // 2],
        lambda text: text[:0],
        lambda text: f"[{text}]",
        lambda text: text.replace("payload", "load"),
        lambda text: text.replace(KEY, "0" * 64, 1),
    ],
    ids=["forged", "cut", "empty", "list", "no-fields", "other-key"],
)
def test_damaged_entry_is_not_trusted(tmp_path: Path, damage: Callable[[str], str]) -> None:
    """A damaged entry is ignored, and is replaced by the next result."""
    cache = ResultCache(tmp_path)
    cache.put(KEY, RESULT)
    file = kept(tmp_path)
    damaged = damage(file.read_text())
    assert damaged != file.read_text()
    file.write_text(damaged)
    assert cache.get(KEY) is None
    cache.put(KEY, RESULT)
    assert cache.get(KEY) == RESULT


def test_entry_under_another_name_is_not_trusted(tmp_path: Path) -> None:
    """An entry that was copied to the file of another request is not its result."""
    cache = ResultCache(tmp_path)
    cache.put(KEY, RESULT)
    other = ResultCache.key("fingerprint", "eu-west-1", '{"other": 1}')
    target = tmp_path / other[:2] / f"{other}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(kept(tmp_path).read_text())
    assert cache.get(other) is None


def test_off_keeps_nothing(tmp_path: Path) -> None:
    """``LZ_CACHE_DIR=off`` switches the cache off; another value names its folder."""
    off = ResultCache.for_project(tmp_path, {"LZ_CACHE_DIR": "off"})
    off.put(KEY, RESULT)
    assert off.get(KEY) is None
    assert list(tmp_path.iterdir()) == []
    ResultCache.for_project(tmp_path, {"LZ_CACHE_DIR": str(tmp_path / "elsewhere")}).put(KEY, RESULT)
    assert kept(tmp_path / "elsewhere").is_file()
    ResultCache.for_project(tmp_path, {}).put(KEY, RESULT)
    assert kept(tmp_path / ".lz-cache").is_file()


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A cache that cannot be written is slow, not wrong."""
    (tmp_path / "file").write_text("")
    cache = ResultCache(tmp_path / "file")
    cache.put(KEY, RESULT)
    assert cache.get(KEY) is None


def test_runs_at_the_same_time(tmp_path: Path) -> None:
    """Many writers and readers of one entry never see a half-written one, and leave no temporary file."""
    cache = ResultCache(tmp_path / "cache")
    seen: set[EngineResult | None] = set()

    def work() -> None:
        for _ in range(30):
            cache.put(KEY, RESULT)
            seen.add(cache.get(KEY))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {RESULT}
    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == [".gitignore", f"{KEY}.json"]


def test_entry_holds_no_account(tmp_path: Path) -> None:
    """An entry is JSON with its key and digest."""
    ResultCache(tmp_path).put(KEY, RESULT)
    assert sorted(json.loads(kept(tmp_path).read_text())) == ["digest", "key", "payload"]
