"""What a deployment would do that no synth sees: fail on a name that is taken, lose data, leave stacks behind.

Sources: CDK user guide, "Deploy AWS CDK applications" (stacks are deployed, never deleted); CloudFormation user guide,
"Update behaviors of stack resources", ``DeletionPolicy``, ``UpdateReplacePolicy``, and the error "cannot update a stack
when a custom-named resource requires replacing".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from landing_zone.cloudformation.model import Assembly
from landing_zone.diff.causes import Cause, Causes
from landing_zone.diff.model import Effect, Fate, Precaution, ResourceChange, Risk
from landing_zone.diff.places import Places
from landing_zone.diff.refused import refused
from landing_zone.diff.words import count, counted, listed
from landing_zone.diff.zones import zone_of

_KEY = "AWS::KMS::Key"
_NAMED = 6
"""Types or names in a sentence; the entry lists every resource."""


def precautions(
    old: Assembly, new: Assembly, there: Places, changes: Iterable[ResourceChange]
) -> tuple[Precaution, ...]:
    """Return what to look at before a deployment, by what was changed.

    Args:
        old: what is deployed.
        new: what would be.
        there: both by place.
        changes: of resources, by :func:`landing_zone.diff.resources.resource_changes`.
    """
    causes = Causes(zone_of(old.zone), zone_of(new.zone), there)
    changes = tuple(changes)
    found: defaultdict[Cause, defaultdict[tuple[Risk, str], list[ResourceChange]]]
    found = defaultdict(lambda: defaultdict(list))
    for change in changes:
        if change.fate is Fate.ORPHANED:
            found[causes.of_stack(change.environment)][Risk.LEAVES, "stack"].append(change)
        elif change.fate is Fate.REPLACED:
            lost = change.holds_data and not change.retained
            kind = (Risk.LOSES, "replaced") if lost else (Risk.LEAVES, "kept") if change.holds_data else None
            found[causes.of_resource(change)][kind or (Risk.REPLACES, "replaced")].append(change)
        elif change.fate in (Fate.DELETED, Fate.KEPT) and change.holds_data:
            kind = (Risk.LOSES, "deleted") if change.fate is Fate.DELETED else (Risk.LEAVES, "kept")
            found[causes.of_resource(change)][kind].append(change)
    for change, why in refused(old, new, there, changes):
        found[causes.of_resource(change)][Risk.FAILS, why].append(change)
    return tuple(
        Precaution(
            cause=cause.what,
            recipe=cause.recipe,
            effects=tuple(_effect(risk, why, found[cause][risk, why]) for risk, why in _in_order(found[cause])),
        )
        for cause in sorted(found)
    )


_ORDER = ("taken", "twice", "same name", "held alone", "range", "type", "fixed", "stack", "deleted", "replaced", "kept")


def _in_order(found: Mapping[tuple[Risk, str], object]) -> list[tuple[Risk, str]]:
    return sorted(found, key=lambda key: (list(Risk).index(key[0]), _ORDER.index(key[1])))


def _effect(risk: Risk, why: str, changes: list[ResourceChange]) -> Effect:
    what = _several(changes)
    stacks = sorted({change.stack for change in changes})
    kept = [change for change in changes if change.holds_data]
    words = {
        "taken": f"{what} cannot be created: what is there has the name, or is the only one that can be",
        "twice": f"{what} would be created twice with one name",
        "same name": f"{what} cannot be replaced under the same name: CloudFormation refuses it",
        "held alone": f"{what} cannot be replaced: what each needs is held by the one that it replaces until the end",
        "range": f"{what} cannot be created: the range of each overlaps that of one that is deleted only afterwards",
        "type": f"{what} cannot be made of a resource of another type: CloudFormation refuses it",
        "fixed": f"{what} cannot be changed like this: CloudFormation neither updates nor replaces it",
        "stack": f"{count(len(stacks), 'stack')} ({listed(stacks, _NAMED)}) would stay deployed, with "
        f"{count(len(changes), 'resource')}, since the CDK deletes none"
        + (f"; of these {_several(kept)} hold data" if kept else ""),
        "deleted": f"{what} would be deleted with the data",
        "replaced": f"{what} would be replaced" + (" by empty ones, and the old ones deleted" if kept else ""),
        "kept": f"{what} would stay in the account, in no stack"
        + ("; what a key encrypted can be read only while it is there" if any(c.type == _KEY for c in changes) else ""),
    }
    places_ = stacks if why == "stack" else [f"{change.stack}/{change.logical_id}" for change in changes]
    return Effect(risk=risk, what=words[why], resources=tuple(places_))


def _several(changes: Iterable[ResourceChange]) -> str:
    """Return how many of which type."""
    counts = Counter(change.type for change in changes)
    return listed(counted(counts), _NAMED)
