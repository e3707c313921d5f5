"""Makes the broken assembly of a proof, in memory; the given assembly is not changed."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from landing_zone.assertions.environments import zone_environments
from landing_zone.assertions.selector import Selector
from landing_zone.catalogue.assertion import ACCOUNT_TYPE, STACK_TYPE, Selection
from landing_zone.cloudformation.assembly.deployed_template import write_template
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.errors import UserError
from landing_zone.proofs.model import Change, Proof
from landing_zone.proofs.path import NoSuchPathError, remove_at, set_at

PROOF_STACK = "Proof"
"""The stack of a proof's own template."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """An assembly before and after the changes of a proof.

    Args:
        before: the assembly as given, with the proof's own template where it has one.
        after: the same with the changes.
        touched: stack and logical id of each resource that was changed, deleted or added.
        stacks: the templates that were changed, sorted.
        environments: the environments of these templates, and those of changed accounts.
    """

    before: Assembly
    after: Assembly
    touched: frozenset[tuple[str, str]]
    stacks: tuple[str, ...]
    environments: frozenset[str]


def mutate(assembly: Assembly, proof: Proof) -> Mutation:
    """Carry out the changes of a proof.

    Raises:
        UserError: a change selects nothing, or a path does not exist.
    """
    before = after = _with_template(assembly, proof.template) if proof.template else assembly
    touched: set[tuple[str, str]] = set()
    stacks: set[str] = set()
    environments: set[str] = set()
    for change in proof.change:
        narrowed = change.model_copy(update={"stack": PROOF_STACK}) if proof.template else change
        if change.type in (STACK_TYPE, ACCOUNT_TYPE):
            chosen = _selected(after, narrowed)
            environments |= {fact.environment for fact in chosen}
            stacks |= {fact.stack for fact in chosen if fact.stack}
            after = _stacks_changed(after, change, chosen) if change.type == STACK_TYPE else after
            after = _accounts_changed(after, change, chosen) if change.type == ACCOUNT_TYPE else after
            continue
        after, changed, where = _changed(after, narrowed)
        touched |= changed
        stacks |= where
    environments |= {t.environment for t in (*before.templates, *after.templates) if t.name in stacks}
    return Mutation(before, after, frozenset(touched), tuple(sorted(stacks)), frozenset(environments))


def _with_template(assembly: Assembly, body: Mapping[str, Any]) -> Assembly:
    """Put a proof's own template beside the others, into the first workload account of the zone."""
    workloads = [e for e in zone_environments(assembly.zone) if "workload" in e.roles] if assembly.zone else []
    account, _, region = workloads[0].key.partition("/") if workloads else ("111111111111", "", "eu-west-1")
    empty = Template(PROOF_STACK, assembly.path / f"{PROOF_STACK}.template.json", {}, "", {}, account, region, "")
    environment = empty.environment
    resources = {i: _resource(i, dict(b), PROOF_STACK, environment) for i, b in body["Resources"].items()}
    template = _rebuilt(replace(empty, body=copy.deepcopy(dict(body))), resources)
    return replace(assembly, templates=tuple(sorted((*assembly.templates, template), key=lambda t: t.name)))


def _changed(assembly: Assembly, change: Change) -> tuple[Assembly, set[tuple[str, str]], set[str]]:
    if change.type is None:
        return _template_changed(assembly, change)
    chosen = _selected(assembly, change)
    bodies: dict[str, dict[str, Any]] = {}
    for resource in chosen:
        bodies.setdefault(resource.stack, {})[resource.logical_id] = _body(resource, change)
    templates = []
    for template in assembly.templates:
        if template.name not in bodies:
            templates.append(template)
            continue
        resources = dict(template.resources)
        for logical_id, body in bodies[template.name].items():
            if body is None:
                del resources[logical_id]
            else:
                old = resources[logical_id]
                resources[logical_id] = replace(old, properties=body.get("Properties") or {}, body=body)
        templates.append(_rebuilt(template, resources))
    return (
        replace(assembly, templates=tuple(templates)),
        {(resource.stack, resource.logical_id) for resource in chosen},
        set(bodies),
    )


def _selected(assembly: Assembly, change: Change) -> list[Resource]:
    environments = zone_environments(assembly.zone) if assembly.zone is not None else ()
    assert change.type is not None  # noqa: S101 - the caller has looked
    selection = Selection(type=(change.type,), where=change.where, environments=change.environments)
    found = [
        selected.resource
        for selected in Selector(assembly, environments).selected(selection)
        if selected.chosen.truth is True and fnmatchcase(selected.resource.stack, change.stack)
    ]
    if not found:
        raise UserError(
            "the change of a proof selects nothing",
            value=_selection_text(change),
            allowed="a type, 'where', 'stack' and 'environments' that a resource of the assembly meets",
            fix="correct the selection, or give the proof its own 'template'",
        )
    return found if change.every else found[:1]


def _body(resource: Resource, change: Change) -> Any:
    """Return the resource's new body, or ``None`` for one that is deleted."""
    if change.delete:
        return None
    body = copy.deepcopy(dict(resource.body))
    properties = body.get("Properties") or {}
    _apply(change, properties, f"{resource.type} {resource.construct_path or resource.logical_id}")
    body["Properties"] = properties
    if change.metadata:
        body["Metadata"] = {**(body.get("Metadata") or {}), **change.metadata}
    return body


def _apply(change: Change, properties: dict[str, Any], whose: str) -> None:
    """Set and remove the properties that a change names.

    Raises:
        UserError: a path does not exist.
    """
    try:
        for path in change.remove:
            remove_at(properties, path)
        for path, value in change.set.items():
            set_at(properties, path, value)
    except NoSuchPathError as error:
        raise UserError(
            f"a path of a proof does not exist: {error}",
            value=whose,
            fix="correct the path, or select another resource",
        ) from None


def _stacks_changed(assembly: Assembly, change: Change, chosen: list[Resource]) -> Assembly:
    """Change the stacks' tags and Region in the assembly; or remove the stacks."""
    names = {fact.stack for fact in chosen}
    templates = []
    for template in assembly.templates:
        if template.name not in names:
            templates.append(template)
        elif not change.delete:
            facts: dict[str, Any] = {"region": template.region, "tags": dict(template.tags or {})}
            _apply(change, facts, f"the stack {template.name}")
            moved = replace(template, region=facts["region"], tags=facts["tags"])
            resources = {i: replace(r, environment=moved.environment) for i, r in template.resources.items()}
            templates.append(replace(moved, resources=resources))
    return replace(assembly, templates=tuple(templates))


def _accounts_changed(assembly: Assembly, change: Change, chosen: list[Resource]) -> Assembly:
    """Change accounts in the configuration; or remove them."""
    assert assembly.zone is not None  # noqa: S101 - accounts are selected in a zone alone
    names = {fact.properties["name"] for fact in chosen}
    accounts = []
    for account in assembly.zone["accounts"]:
        if account["name"] not in names:
            accounts.append(account)
        elif not change.delete:
            changed = copy.deepcopy(dict(account))
            _apply(change, changed, f"the account {account['name']}")
            accounts.append(changed)
    return replace(assembly, zone={**assembly.zone, "accounts": accounts})


def _template_changed(assembly: Assembly, change: Change) -> tuple[Assembly, set[tuple[str, str]], set[str]]:
    keys = None
    if change.environments is not None and assembly.zone is not None:
        keys = {e.key for e in zone_environments(assembly.zone) if e.meets(change.environments)}
    chosen = [
        template
        for template in assembly.templates
        if fnmatchcase(template.name, change.stack) and (keys is None or template.environment in keys)
    ]
    if not chosen:
        raise UserError(
            "the change of a proof selects no template", value=change.stack, fix="correct 'stack' or 'environments'"
        )
    chosen = chosen if change.every else chosen[:1]
    names = {template.name for template in chosen}
    templates = []
    for template in assembly.templates:
        if template.name in names:
            more = {
                logical_id: _resource(logical_id, added.model_dump(), template.name, template.environment)
                for logical_id, added in change.add.items()
            }
            body = dict(template.body)
            if change.metadata:
                body["Metadata"] = {**(body.get("Metadata") or {}), **change.metadata}
            templates.append(_rebuilt(replace(template, body=body), {**template.resources, **more}))
        else:
            templates.append(template)
    return (
        replace(assembly, templates=tuple(templates)),
        {(name, logical_id) for name in names for logical_id in change.add},
        names,
    )


def _resource(logical_id: str, body: dict[str, Any], stack: str, environment: str) -> Resource:
    properties = body.get("Properties") or {}
    return Resource(stack, logical_id, body["Type"], properties, "", environment, 0, body)


def _rebuilt(template: Template, resources: Mapping[str, Resource]) -> Template:
    """Return the template with other resources, and its text and digest computed anew."""
    others = {
        logical_id: body
        for logical_id, body in template.body.get("Resources", {}).items()
        if logical_id not in template.resources and logical_id not in resources
    }
    body = {**template.body, "Resources": {**{i: r.body for i, r in resources.items()}, **others}}
    text = json.dumps(body, indent=1)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return replace(template, body=body, text=text, resources=dict(resources), digest=digest, written=None)


def _selection_text(change: Change) -> str:
    parts: Iterable[str] = (change.type or "", change.where or "", change.stack if change.stack != "*" else "")
    return ", ".join(part for part in parts if part)


def write_mutation(mutation: Mutation, folder: Path) -> None:
    """Write the changed templates over those of a copy of the assembly on disk, as a synth would.

    Args:
        mutation: of an assembly with the same stacks, of a proof without its own template.
        folder: the copy; its templates have the names of the original files.
    """
    for template in mutation.after.templates:
        if template.name in mutation.stacks:
            write_template(folder / template.path.relative_to(mutation.before.path), template.text)
