"""Which environments have to be bootstrapped before a deployment: their template is another, or they are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from landing_zone.cloudformation.assembly.integrity import is_bootstrap
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.diff.model import Effect, Precaution, Risk
from landing_zone.diff.statements import grants
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
    """Return whether a bootstrap is the same but for what its policies no longer allow."""
    then, now = dict(old.body), dict(new.body)
    had, has = then.pop("Resources", {}), now.pop("Resources", {})
    same = then == now and had.keys() == has.keys() and had != has
    return same and all(_allows_less(had[key], has[key]) for key in had)


def _allows_less(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether a resource is as it was, or a policy that denies the same, and allows less by name."""
    if old == new:
        return True
    then, now = dict(old.get("Properties", {})), dict(new.get("Properties", {}))
    had, has = then.pop("PolicyDocument", None), now.pop("PolicyDocument", None)
    if not had or not has or {**old, "Properties": then} != {**new, "Properties": now}:
        return False
    lost, more = grants(had) - grants(has), grants(has) - grants(had)
    excepted = (part.startswith("!") for one in lost for part in (one.principal, one.action, one.resource))
    return not more and not any(excepted) and all(one.effect == "Allow" for one in lost)


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
