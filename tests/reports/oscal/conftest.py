"""The OSCAL documents of the small assessment, read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.oscal import render

Documents = dict[str, dict[str, Any]]


def read(assessment: Assessment) -> Documents:
    """Return file name to document, without the root's name."""
    return {name: next(iter(json.loads(content).values())) for name, content in render(assessment).items()}


@pytest.fixture(scope="session")
def documents(assessment: Assessment) -> Documents:
    """All of them."""
    return read(assessment)


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every field of a document, at any depth, with its name."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield name, below
            yield from walk(below)
    elif isinstance(value, list):
        for below in value:
            yield from walk(below)
