"""An assembly with a mutant in it, whole or cut down to what the engines need to judge the change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.proofs.mutants.model import Mutant
from landing_zone.proofs.mutants.whole import NEVER, NEVER_TRUE


def applied(template: Template, mutant: Mutant) -> Template:
    """Return a template with a mutant in it."""
    resources = dict(template.resources)
    old = resources[mutant.logical_id]
    if mutant.body is None:
        del resources[mutant.logical_id]
    else:
        properties = mutant.body.get("Properties") or {}
        resources[mutant.logical_id] = replace(old, properties=properties, body=mutant.body)
    for logical_id, body in mutant.added.items():
        resources[logical_id] = Resource(
            template.name, logical_id, body["Type"], body.get("Properties") or {}, "", template.environment, 0, body
        )
    if mutant.body is not None and mutant.body.get("Condition") == NEVER:
        conditions = {**template.body.get("Conditions", {}), NEVER: NEVER_TRUE}
        template = replace(template, body={**template.body, "Conditions": conditions})
    return _rebuilt(template, resources)


def with_template(assembly: Assembly, changed: Template) -> Assembly:
    """Return an assembly with one template in the place of that with the same name."""
    return replace(
        assembly, templates=tuple(changed if one.name == changed.name else one for one in assembly.templates)
    )


def cut_down(template: Template, mutant: Mutant, changed: Template) -> tuple[Template, Template]:
    """Return the template before and after the change, with what the changed resource is tied to by references alone.

    These are: what it refers to, by any number of steps; what refers to it; and what that refers to.
    """
    refers = {name: set(_referred(one.body)) for name, one in (*template.resources.items(), *changed.resources.items())}
    for name, one in template.resources.items():
        refers[name] |= set(_referred(one.body))
    near = {mutant.logical_id, *mutant.added}
    near |= {name for name, others in refers.items() if near & others}
    kept: set[str] = set()
    while near:
        kept |= near
        near = {other for name in near for other in refers.get(name, ()) if other in refers} - kept
    return _only(template, kept), _only(changed, kept)


def _only(template: Template, names: set[str]) -> Template:
    resources = {name: one for name, one in template.resources.items() if name in names}
    # What the CDK's own rule about its bootstrap says is not part of the resource.
    body = {key: value for key, value in template.body.items() if key not in ("Outputs", "Rules", "Resources")}
    return _rebuilt(replace(template, body=body), resources)


def _rebuilt(template: Template, resources: Mapping[str, Resource]) -> Template:
    body = {**template.body, "Resources": {logical_id: one.body for logical_id, one in resources.items()}}
    text = json.dumps(body)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(template, body=body, text=text, resources=resources, digest=digest, written=None)


def _referred(value: Any) -> Iterator[str]:
    """Yield the logical ids that a value may refer to."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "Ref" and isinstance(inner, str):
                yield inner
            elif key == "Fn::GetAtt":
                yield inner.partition(".")[0] if isinstance(inner, str) else str(inner[0])
            elif key == "Fn::Sub":
                text = inner[0] if isinstance(inner, list) else inner
                yield from (part.partition("}")[0].partition(".")[0] for part in str(text).split("${")[1:])
            elif key == "DependsOn":
                yield from [inner] if isinstance(inner, str) else inner
            yield from _referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _referred(inner)
