"""What is put to the engines: one canonical template, for all the templates that have that text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from landing_zone.assembly.model import Template
from landing_zone.gates.cache import AnswerCache
from landing_zone.gates.canonical import Canonical, canonical
from landing_zone.gates.engine import Engine

Forms = dict[tuple[str, str], Canonical]
"""Canonical forms that were made, by template name and replaced Region: engines that know no Regions share them."""


@dataclass
class Question:
    """One canonical template, put to one engine.

    Args:
        key: names the answer: all that it depends on.
        text: the canonical template.
        region: the Region it is for; "" for an engine that knows no Regions.
        asked_by: the templates that have that text, and how each reads an answer about it.
    """

    key: str
    text: str
    region: str
    asked_by: list[tuple[Template, Canonical]] = field(default_factory=list)


def questions(engine: Engine, templates: Iterable[Template], forms: Forms) -> list[Question]:
    """Put templates into questions to one engine: equal templates into one.

    Args:
        engine: the engine.
        templates: what it is to judge.
        forms: canonical forms that were made for another engine; those that are made here are added.
    """
    found: dict[str, Question] = {}
    for template in templates:
        region = template.region if engine.regional else ""
        replaced = "" if engine.regional else template.region
        if (template.name, replaced) not in forms:
            forms[template.name, replaced] = canonical(template.body, replaced)
        form = forms[template.name, replaced]
        key = AnswerCache.key(engine.fingerprint, region, form.text)
        found.setdefault(key, Question(key, form.text, region)).asked_by.append((template, form))
    return list(found.values())
