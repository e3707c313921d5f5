"""How an engine's results were made, in words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from landing_zone.engines.entry import EngineEntry, EngineResults


@pytest.mark.parametrize(
    ("results", "words"),
    [
        (EngineResults(fresh=22, from_cache=0, patched=22), "patched, 0 of 22 results from the cache"),
        (EngineResults(fresh=1, from_cache=21, patched=0), "not patched for speed, 21 of 22 results from the cache"),
        (EngineResults(fresh=1, from_cache=1, patched=1), "patched for 1 of 2 results, 1 of 2 results from the cache"),
        (EngineResults(fresh=0, from_cache=0, patched=0), "gave no results"),
        (None, "internals and cache not recorded"),
    ],
)
def test_words(results: EngineResults | None, words: str) -> None:
    """What a report says of an engine beside its version."""
    assert EngineEntry(name="a", version="1", templates=1, findings=1, results=results).how == words


def test_more_patched_results_than_results_are_refused() -> None:
    """An assessment that contradicts itself is malformed."""
    with pytest.raises(ValidationError, match="patched"):
        EngineResults(fresh=1, from_cache=1, patched=3)
