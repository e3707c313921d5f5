"""Which environments have to be bootstrapped before a deployment: their template is another, or they are new."""

from __future__ import annotations

from landing_zone.cloudformation.assembly.integrity import is_bootstrap
from landing_zone.cloudformation.model import Assembly
from landing_zone.diff.model import Effect, Precaution, Risk
from landing_zone.diff.words import count, listed

RECIPE = "docs/bootstrap.md#bootstrap-again"
_NAMED = 6


def bootstrap_first(old: Assembly, new: Assembly) -> tuple[Precaution, ...]:
    """Return the precaution, or nothing where each bootstrap that the newer assembly needs is there.

    Types that a stack has for the first time bring rights, which CloudFormation has only by a new bootstrap.
    """
    then, now = _templates(old), _templates(new)
    changed = sorted(name for name, digest in now.items() if then.get(name) != digest)
    if not changed:
        return ()
    environments = [name.removeprefix("Bootstrap-") for name in changed]
    what = (
        f"{count(len(changed), 'environment')} ({listed(environments, _NAMED)}) are deployed to with the rights of the "
        "older bootstrap: run `lz bootstrap` first"
    )
    effect = Effect(risk=Risk.FAILS, what=what, resources=tuple(changed))
    return (Precaution(cause="What deploys changed", recipe=RECIPE, effects=(effect,)),)


def _templates(assembly: Assembly) -> dict[str, str]:
    bootstraps = {deployment.stack for deployment in assembly.deployments if is_bootstrap(deployment)}
    return {template.name: template.digest for template in assembly.templates if template.name in bootstraps}
