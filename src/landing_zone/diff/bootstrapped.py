"""Which environments have to be bootstrapped before a deployment: their template is another, or they are new."""

from __future__ import annotations

from dataclasses import replace

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
    then = {template.name: template.digest for template in _bootstraps(old)}
    now = {template.name: template.digest for template in _bootstraps(new)}
    found = {
        "{} no bootstrap yet": sorted(now.keys() - then.keys()),
        "{} the rights of the older bootstrap": sorted(n for n in now.keys() & then.keys() if now[n] != then[n]),
    }
    effects = tuple(
        Effect(
            risk=Risk.FAILS,
            what=f"{_environments(names)} {words.format('has' if len(names) == 1 else 'have')}: "
            "run `lz bootstrap` first",
            resources=tuple(names),
        )
        for words, names in found.items()
        if names
    )
    cause = "What deploys changed" if now.keys() <= then.keys() else "What deploys is not there yet"
    return (Precaution(cause=cause, recipe=RECIPE, effects=effects),) if effects else ()


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
