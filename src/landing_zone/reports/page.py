"""One page of the site, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page's path in the site, its template, and the template's values."""

    path: str
    template: str
    title: str
    values: dict[str, Any]
