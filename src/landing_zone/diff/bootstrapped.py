"""Which environments have to be bootstrapped before a deployment: their template is another, or they are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from landing_zone.cloudformation.assembly.integrity import is_bootstrap
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.diff.model import Effect, Precaution, Risk
from landing_zone.diff.words import count, listed

RECIPE = "docs/bootstrap.md#bootstrap-again"
_NAMED = 6


def as_deployed(old: Assembly, new: Assembly) -> Assembly:
    """Return the newer assembly with the older one's names of bootstraps.

    ``cdk bootstrap`` gives them all one name, CDKToolkit: an account with another name keeps its bootstrap.
    """
    then = {template.environment: template.name for template in _bootstraps(old)}
    names = {one.name: then[one.environment] for one in _bootstraps(new) if one.environment and one.environment in then}
    return replace(
        new,
        templates=tuple(_named(template, names.get(template.name, template.name)) for template in new.templates),
        deployments=tuple(replace(one, stack=names.get(one.stack, one.stack)) for one in new.deployments),
    )


def bootstrap_first(old: Assembly, new: Assembly) -> tuple[Precaution, ...]:
    """Return the precaution, or nothing where each bootstrap that the newer assembly needs is there.

    Types that a stack has for the first time bring rights, which CloudFormation has only by a new bootstrap.
    """
    then = {template.name: template for template in _bootstraps(old)}
    now = {template.name: template for template in _bootstraps(new)}
    changed = sorted(n for n in now.keys() & then.keys() if now[n].digest != then[n].digest)
    fewer = [name for name in changed if _only_loses(then[name], now[name])]
    found = {
        "{} no bootstrap yet: run `lz bootstrap` first": (Risk.FAILS, sorted(now.keys() - then.keys())),
        "{} the rights of the older bootstrap: run `lz bootstrap` first": (
            Risk.FAILS,
            [name for name in changed if name not in fewer],
        ),
        "{} rights that no stack needs any more: run `lz bootstrap` afterwards": (Risk.KEEPS, fewer),
    }
    effects = tuple(
        Effect(
            risk=risk,
            what=f"{_environments(names)} {words.format('has' if len(names) == 1 else 'have')}",
            resources=tuple(names),
        )
        for words, (risk, names) in found.items()
        if names
    )
    cause = "What deploys changed" if now.keys() <= then.keys() else "What deploys is not there yet"
    return (Precaution(cause=cause, recipe=RECIPE, effects=effects),) if effects else ()


def _only_loses(old: Template, new: Template) -> bool:
    """Return whether a bootstrap is the same but for actions that its policies no longer have."""
    then, now = (_rights(dict(template.body)) for template in (old, new))
    return then[1] == now[1] and now[0] < then[0]


def _rights(node: Any, path: str = "") -> tuple[set[str], list[str]]:
    """Return the actions of all policies below a node, and everything else, each with its place."""
    actions: set[str] = set()
    rest: list[str] = []
    if isinstance(node, Mapping):
        named = node.get("Sid", "") if "Effect" in node else ""
        parts = [(f"{path}/{named}/{key}", value) for key, value in sorted(node.items())]
    elif isinstance(node, list) and path.endswith("/Action"):
        return {f"{path} {action}" for action in node}, []
    elif isinstance(node, list):
        parts = [(path, value) for value in node]
    else:
        return set(), [f"{path} {node}"]
    for place, value in parts:
        found = _rights(value, place)
        actions |= found[0]
        rest += found[1]
    return actions, rest


def _environments(names: list[str]) -> str:
    environments = [name.removeprefix("Bootstrap-") for name in names]
    return f"{count(len(names), 'environment')} ({listed(environments, _NAMED)})"


def _bootstraps(assembly: Assembly) -> list[Template]:
    stacks = {deployment.stack for deployment in assembly.deployments if is_bootstrap(deployment)}
    return [template for template in assembly.templates if template.name in stacks]


def _named(template: Template, name: str) -> Template:
    if template.name == name:
        return template
    resources = {key: replace(one, stack=name) for key, one in template.resources.items()}
    return replace(template, name=name, resources=resources)
