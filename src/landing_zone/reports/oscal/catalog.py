"""A catalogue: a framework as the tree of its requirements. Titles are our paraphrases, not the standard's text."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.model import FrameworkEntry, RequirementEntry
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource, statement_id


def build(source: OscalSource, framework: FrameworkEntry) -> dict[str, Any]:
    """Return the catalogue of one framework: headings as groups, requirements as controls."""
    metadata = source.metadata(f"{framework.title}, {framework.edition}: ids, and titles in our words")
    props = prop("edition", framework.edition) + prop("published", framework.published)
    metadata |= filled(remarks=markup(framework.note), props=props + prop("source", framework.source))
    top = [r for r in framework.requirements if r.parent is None]
    groups = [_group(source, framework, r) for r in top if source.is_group(framework.id, r)]
    controls = [_control(source, framework, r) for r in top if not source.is_group(framework.id, r)]
    return {
        "uuid": uid("catalog", framework.id, framework.edition),
        "metadata": metadata,
        **filled(groups=groups, controls=controls),
    }


def _group(source: OscalSource, framework: FrameworkEntry, entry: RequirementEntry) -> dict[str, Any]:
    """Return a heading. OSCAL's groups hold groups or controls, not both: own controls get a separate group."""
    id_ = source.controls[framework.id, entry.id]
    below = source.view.below(framework.id, entry.id)
    groups = [_group(source, framework, r) for r in below if source.is_group(framework.id, r)]
    controls = [_control(source, framework, r) for r in below if not source.is_group(framework.id, r)]
    if groups and controls:
        own = {"id": f"{id_}_own", "title": f"Of {markup_line(entry.id)} itself", "controls": controls}
        groups, controls = [own, *groups], []
    return {
        "id": id_,
        "title": markup_line(entry.title),
        "props": [{"name": "label", "value": entry.id}],
        **filled(groups=groups, controls=controls),
    }


def _control(source: OscalSource, framework: FrameworkEntry, entry: RequirementEntry) -> dict[str, Any]:
    id_ = source.controls[framework.id, entry.id]
    below = [_control(source, framework, r) for r in source.view.below(framework.id, entry.id)]
    guidance = f"Evidence usually asked for: {entry.evidence}" if entry.evidence else ""
    parts = [{"id": statement_id(id_), "name": "statement", "prose": markup(entry.title)}]
    if guidance:
        parts.append({"id": f"{id_}_gdn", "name": "guidance", "prose": markup(guidance)})
    return {
        "id": id_,
        "title": markup_line(entry.title),
        "props": [
            {"name": "label", "value": entry.id},
            *prop("answerable", entry.answerable),
            *(p for fact in entry.applies_if for p in prop("applies-if", fact)),
            *_superseded(entry),
        ],
        **filled(links=_links(source, framework, entry)),
        "parts": parts,
        **filled(controls=below),
    }


def _superseded(entry: RequirementEntry) -> list[dict[str, Any]]:
    """Return OSCAL's own word for a control that is not in force any more, and since when."""
    if not entry.superseded_by:
        return []
    since = entry.superseded_since.isoformat() if entry.superseded_since else ""
    return [{"name": "status", "value": "withdrawn"}, *prop("superseded-since", since)]


def _links(source: OscalSource, framework: FrameworkEntry, entry: RequirementEntry) -> list[dict[str, Any]]:
    by = source.controls.get((framework.id, entry.superseded_by))
    return [{"href": f"#{by}", "rel": "moved-to"}] if by else []
