"""Each environment that is new or gone, in one entry: how much of what, and what of it is unlike the others."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.diff.causes import RECIPES
from landing_zone.diff.model import EnvironmentChange, Fate, ResourceChange
from landing_zone.diff.places import Places
from landing_zone.diff.zones import Zone, zone_of

Facts = Mapping[tuple[str, str, str], str]
"""Kind of stack, logical id, and property to its value; the type is under the property ""."""

_SECTIONS = {
    "new": "add-an-account",
    "gone": "remove-an-account",
    "mirror": "add-change-or-remove-the-mirror-region",
}
_RANGE = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\b")


def environment_changes(
    old: Assembly,
    new: Assembly,
    there: Places,
    changes: Iterable[ResourceChange],
    own: Mapping[str, Mapping[str, int]],
) -> tuple[EnvironmentChange, ...]:
    """Return the environments that are new, then those that are gone, by name.

    Args:
        old: the older assembly.
        new: the newer one.
        there: both by place.
        changes: of resources.
        own: the rights that new environments have within themselves.
    """
    then, now = zone_of(old.zone), zone_of(new.zone)
    before, after = _in_each(there.then), _in_each(there.now)
    made = sorted(after.keys() - before.keys() - {""}, key=now.name)
    facts = {environment: _facts(resources, now) for environment, resources in after.items()} if made else {}
    for environment in before.keys() - after.keys() if made else ():  # a Region may take the place of another
        facts[environment] = _facts(before[environment], then)
    found = []
    for environment in made:
        like = _most_alike(environment, sorted(before.keys() - {""}), facts, (then, now))
        found.append(
            EnvironmentChange(
                environment=environment,
                name=now.name(environment),
                change="new",
                about=_about(now, environment),
                stacks=len({resource.stack for resource in after[environment]}),
                resources=len(after[environment]),
                rights=dict(sorted(own.get(environment, {}).items())),
                like=(now if like in after else then).name(like) if like else "",
                unlike=tuple(_unlike(facts[environment], facts[like])) if like else (),
                recipe=_recipe("mirror" if environment.partition("/")[0] in there.accounts else "new"),
            )
        )
    orphans: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        if change.holds_data and change.fate in (Fate.ORPHANED, Fate.KEPT, Fate.DELETED):
            orphans[change.environment][change.type] += 1
    found += [
        EnvironmentChange(
            environment=environment,
            name=then.name(environment),
            change="gone",
            about=_about(then, environment),
            stacks=len({resource.stack for resource in before[environment]}),
            resources=len(before[environment]),
            holds_data=dict(sorted(orphans[environment].items())),
            recipe=_recipe(
                "mirror" if any(e.partition("/")[0] == environment.partition("/")[0] for e in after) else "gone"
            ),
        )
        for environment in sorted(before.keys() - after.keys() - {""}, key=then.name)
    ]
    return tuple(found)


def _recipe(why: str) -> str:
    return f"{RECIPES}#{_SECTIONS[why]}"


def _in_each(resources: Mapping[tuple[str, str, str], Resource]) -> dict[str, list[Resource]]:
    found: defaultdict[str, list[Resource]] = defaultdict(list)
    for resource in resources.values():
        found[resource.environment].append(resource)
    return dict(found)


def _about(zone: Zone, environment: str) -> str:
    account = zone.accounts.get(environment.partition("/")[0])
    return account.about if account else ""


def _facts(resources: Iterable[Resource], zone: Zone) -> Facts:
    """Return what an environment has, without its own account, Region, and addresses."""
    found = {}
    for resource in resources:
        account, _, region = resource.environment.partition("/")
        name = zone.accounts[account].stacks if account in zone.accounts else account
        kind = resource.stack.replace(f"-{name}", "").replace(f"-{region}", "")
        found[kind, resource.logical_id, ""] = resource.type
        for key, value in resource.properties.items():
            text = json.dumps(value, sort_keys=True).replace(account, "${account}").replace(region, "${region}")
            found[kind, resource.logical_id, key] = _RANGE.sub("${address}", text)
    return found


def _most_alike(environment: str, others: Iterable[str], facts: Mapping[str, Facts], zones: tuple[Zone, Zone]) -> str:
    """Return the environment of the same roles, scope and stage if there is one, with the least difference."""
    then, now = zones
    account = now.accounts.get(environment.partition("/")[0])

    def distance(other: str) -> tuple[bool, int, str]:
        there = _about(now, other) or _about(then, other)
        return _about(now, environment) != there, len(facts[environment].items() ^ facts[other].items()), other

    def roles(other: str) -> tuple[str, ...]:
        id_ = other.partition("/")[0]
        there = now.accounts.get(id_) or then.accounts.get(id_)
        return there.roles if there else ()

    wanted = account.roles if account else ()
    return min((other for other in others if roles(other) == wanted), key=distance, default="")


def _unlike(here: Facts, there: Facts) -> list[str]:
    """Say what of one is not in the other; a resource that only one has is said once."""
    types = {key[:2]: (here.get(key), there.get(key)) for key in {**here, **there} if not key[2]}
    differing: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (kind, logical_id, key), _ in here.items() ^ there.items():
        differing[kind, logical_id].add(key)
    said = []
    for (kind, logical_id), (one, other) in sorted(types.items()):
        what = f"{kind}/{logical_id}"
        if one is None or other is None:
            said.append(f"{what} ({one or other}) is {'only here' if other is None else 'missing'}")
        else:
            differ = sorted(differing.get((kind, logical_id), ()))
            said += [f"{what} differs in {', '.join(name or 'its type' for name in differ)}"] if differ else []
    return said
