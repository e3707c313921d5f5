"""Pieces that every document is made of."""

from __future__ import annotations

import re
import uuid
from typing import Any

from landing_zone.reports.results import NAMESPACE

NS = "https://landing-zone.example.com/ns/oscal"
"""The namespace of our properties: a name, to which no document needs to exist."""

_MARKUP = re.compile(r"([\\`*\[\]{}$~^])")


def uid(*parts: str) -> str:
    """Return the UUID, version 5, of something that its ids name."""
    return str(uuid.uuid5(NAMESPACE, "|".join(("oscal", *parts))))


def prop(name: str, value: str | int) -> list[dict[str, Any]]:
    """Return one of our properties, or none for an empty value; OSCAL allows no empty value and no new line."""
    text = " ".join(str(value).split())
    return [{"name": name, "ns": NS, "value": text}] if text else []


def markup(text: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").strip()


def markup_line(text: str) -> str:
    """Write a text as one line of Markdown; OSCAL allows no empty one."""
    return " ".join(markup(text).split()) or "-"


def filled(**values: Any) -> dict[str, Any]:
    """Return what is not empty, with ``_`` in a name as ``-``: OSCAL allows no empty list and no empty text."""
    return {name.replace("_", "-"): value for name, value in values.items() if value not in (None, "", [], ())}
