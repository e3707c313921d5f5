"""One page of the site, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """Where a page stands in the site, its template, and what the template gets."""

    path: str
    template: str
    title: str
    values: dict[str, Any]
