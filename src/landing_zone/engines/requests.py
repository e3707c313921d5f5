"""A request to an engine: one canonical template, for all the templates that have this text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from landing_zone.cloudformation.model import Template
from landing_zone.engines.cache import ResultCache
from landing_zone.engines.canonical import Canonical, canonical, regionless
from landing_zone.engines.engine import Engine, digest


class CanonicalForms:
    """Canonical forms, made once for each content of a template: of a synth's templates as soon as they are written.

    The key is the digest of the file, on which all forms depend; what a transform makes of it depends on the stack's
    Region too. Thread-safe: at worst a form is made twice.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Canonical, str]] = {}
        self._texts: dict[str, str] = {}

    def of(self, template: Template, region: str, *, as_written: bool = False) -> tuple[Canonical, str]:
        """Return a template's canonical form, and the digest of its text.

        Args:
            template: the template.
            region: the Region to replace; "" for none.
            as_written: of the template before loops and macros.
        """
        written = template.written if as_written else None
        changed = "" if template.written is None else f"{'written' if as_written else 'deployed'} in {template.region}"
        key = (template.digest, region, changed)
        known = self._known.get(key)
        if known is None:
            body = template.body if written is None else written
            plain = self.of(template, "", as_written=as_written)[0] if region else canonical(body, "")
            form = regionless(plain, region) if region else plain
            content = digest(form.text)
            form = replace(form, text=self._texts.setdefault(content, form.text))  # equal texts are kept once
            known = self._known[key] = form, content
        return known


@dataclass
class EngineRequest:
    """One canonical template for one engine.

    Args:
        key: the name of the result: a digest of all that it depends on.
        text: the canonical template.
        region: the Region it is for; "" for an engine that does not depend on Regions.
        templates: the templates that have this text, each with its canonical form, which restores a result for it.
    """

    key: str
    text: str
    region: str
    templates: list[tuple[Template, Canonical]] = field(default_factory=list)


def requests_for(engine: Engine, templates: Iterable[Template], forms: CanonicalForms) -> list[EngineRequest]:
    """Return the requests to an engine about templates: one for all templates with equal text.

    Args:
        engine: the engine.
        templates: what it is to judge.
        forms: the canonical forms made so far; new ones are added.
    """
    found: dict[str, EngineRequest] = {}
    for template in templates:
        region = template.region if engine.regional else ""
        form, content = forms.of(template, "" if engine.regional else template.region, as_written=engine.expands)
        key = ResultCache.key(engine.fingerprint, region, content)
        found.setdefault(key, EngineRequest(key, form.text, region)).templates.append((template, form))
    return list(found.values())
