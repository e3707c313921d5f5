"""What repeats in many stacks, said once: rows of resources and rights, and lines of environments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from landing_zone.diff.model import EnvironmentChange, Fate, ResourceChange, Widening
from landing_zone.diff.readable import readable
from landing_zone.diff.resources import FOLLOWS
from landing_zone.diff.words import FEW, code, count, counted, listed

_Change = TypeVar("_Change", ResourceChange, Widening)

_BOOTSTRAP = "Bootstrap-"
_RIGHTS = 2
"""So many rights of a policy of the bootstrap are shown."""


def resource_rows(changes: Iterable[ResourceChange]) -> list[tuple[str, str, str, str]]:
    """Return a row for each change of like resources: fate, where, type, why; what is lost first."""
    changes = list(changes)
    added = Counter(change.stack for change in changes if change.fate is Fate.ADDED)
    groups: defaultdict[tuple[Hashable, ...], list[ResourceChange]] = defaultdict(list)
    for change in changes:
        if change.fate is Fate.ADDED and added[change.stack] > FEW:
            groups[change.fate, False, change.stack].append(change)
        elif change.because and not change.holds_data and all(FOLLOWS in why for why in change.because):
            groups[change.fate, False, FOLLOWS].append(change)
        else:
            groups[change.fate, change.holds_data, change.type, change.logical_id, change.because].append(change)
    rows = []
    for key, found in groups.items():
        first = found[0]
        fate = first.fate.value + (", the old one stays" if first.retained else "")
        if len(key) == 3:
            types = listed(counted(Counter(change.type for change in found)))
            why = "each names one that is replaced" if key[2] == FOLLOWS else ""
            rows.append((fate, _stacks(found), f"{count(len(found), 'resource')}: {types}", why))
            continue
        data = " **holds data**" if first.holds_data and first.fate is not Fate.UPDATED else ""
        rows.append((fate + data, _where(found), first.type, ", ".join(first.because)))
    return rows


def right_rows(widenings: Iterable[Widening]) -> list[tuple[str, str]]:
    """Return a row for each right, once for all Regions and stacks that have it of the same resource.

    What deploys has many rights, of all types that a zone is made of: a row for each of its policies, after the others.
    """
    groups: defaultdict[Hashable, list[Widening]] = defaultdict(list)
    deploys: defaultdict[Hashable, list[Widening]] = defaultdict(list)
    for one in widenings:
        region = one.environment.partition("/")[2] or "\0"
        if one.stack.startswith(_BOOTSTRAP):
            deploys[one.type, one.logical_id, one.place].append(one)
        else:
            groups[one.type, one.logical_id, one.place, one.what.replace(region, "*")].append(one)
    rows = [(f"{_where(found)} {found[0].place}", code(readable(found[0].what))) for found in groups.values()]
    for found in deploys.values():
        regions = [one.environment.partition("/")[2] or "\0" for one in found]
        rights = {one.what.replace(region, "*"): one.what for one, region in zip(found, regions, strict=True)}
        what = listed([code(readable(right)) for right in rights.values()], _RIGHTS)
        rows.append((f"{_where(found)} {found[0].place}", what))
    return rows


def environment_lines(changes: Iterable[EnvironmentChange]) -> list[str]:
    """Return one line for each account that is new or gone, or for all that are alike."""
    accounts: defaultdict[tuple[str, str], list[EnvironmentChange]] = defaultdict(list)
    for change in changes:
        accounts[change.change, change.environment.partition("/")[0]].append(change)
    alike: defaultdict[Hashable, list[list[EnvironmentChange]]] = defaultdict(list)
    for found in accounts.values():
        alike[tuple(_without_name(change) for change in found)].append(found)
    return [_line(found) for found in alike.values()]


def _without_name(change: EnvironmentChange) -> Hashable:
    region = change.environment.partition("/")[2]
    rights, data = tuple(change.rights.items()), tuple(change.holds_data.items())
    like = change.like.rpartition("/")[0]
    return (
        change.change,
        region,
        change.about,
        change.stacks,
        change.resources,
        rights,
        like,
        change.unlike,
        data,
        change.recipe,
    )


def _line(found: list[list[EnvironmentChange]]) -> str:
    first = found[0]
    names = [one[0].name.rpartition("/")[0] for one in found]
    regions = ", ".join(change.environment.partition("/")[2] for change in first)
    who = f"**{names[0]}**" if len(names) == 1 else f"{len(names)} accounts, each ({listed(names)})"
    about = f" ({first[0].about})" if first[0].about else ""
    sizes = f"{count(sum(c.stacks for c in first), 'stack')}, {count(sum(c.resources for c in first), 'resource')}"
    line = f"{first[0].change}: {who} in {regions}{about}: {sizes}"
    data = sum((Counter(change.holds_data) for change in first), Counter[str]())
    if data:
        line += f", of which hold data {listed(counted(data))}"
    rights = sum((Counter(change.rights) for change in first), Counter[str]())
    if rights:
        line += f", {count(rights.total(), 'right')} within it ({listed(counted(rights))})"
    likes = sorted({change.like.rpartition("/")[0] for change in first if change.like})
    unlike = [what for change in first for what in change.unlike]
    if likes:
        line += f"; as {listed([code(like) for like in likes])}" + (f", but {listed(unlike, 3)}" if unlike else "")
    # what is gone leaves stacks behind, and the section before says how that is done
    return line if first[0].change == "gone" else f"{line}. How: [{first[0].recipe}]({first[0].recipe})"


def _stacks(found: Sequence[_Change]) -> str:
    stacks = sorted({one.stack for one in found})
    return code(stacks[0]) + (f" and {count(len(stacks) - 1, 'more stack')}" if len(stacks) > 1 else "")


def _where(found: list[_Change]) -> str:
    first = found[0]
    others = len({one.stack for one in found}) - 1
    more = f" and in {count(others, 'more stack')}" if others else ""
    return code(f"{first.stack}/{first.logical_id}") + more
