"""Cross checks of where guardrails are attached, and which policies there are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from landing_zone.config.draft import Draft
from landing_zone.config.organisational_unit import ROOT_UNIT
from landing_zone.files.policies_folder import policies_folder
from landing_zone.yaml.issue import Issue, did_you_mean, one_of


def check_guardrails(draft: Draft) -> Iterator[Issue]:
    """Refuse guardrails attached to a unit that is not declared, has no id, or is named twice."""
    if not all(part.knows("name", "id") for part in draft.units):
        return
    ids = {part.model.name: part.model.id for part in draft.units}
    for policy, targets in draft.guardrails.items():
        for index, unit in enumerate(targets):
            place = ("guardrails", policy, index)
            if unit in targets[:index]:
                yield Issue(place, f"'{unit[:60]}' is there twice", unit[:200], "each unit once", "remove one")
            elif unit and unit != ROOT_UNIT and unit not in ids:
                yield Issue(
                    place,
                    f"the policy '{policy[:60]}' is attached to the unit '{unit[:60]}', which is not declared",
                    unit[:200],
                    allowed=f"{ROOT_UNIT}, {one_of(ids)}",
                    fix=did_you_mean(unit, {*ids, ROOT_UNIT}, "declare it in organisational_units, or name another"),
                )
            elif unit in ids and ids[unit] is None:
                yield Issue(
                    place,
                    f"the policy '{policy[:60]}' is attached to the unit '{unit[:60]}', whose id is not given",
                    unit[:200],
                    allowed="a unit with an id, or Root",
                    fix=f"add its id to '{unit[:60]}' in organisational_units: ou-exam-11111111",
                )


def guardrail_policies(configuration: Path) -> frozenset[str]:
    """Return the names of the policies in ``policies/guardrails`` beside the configuration, or in the project's own.

    A file that is wrong is left out: the synth reports it, with its line.
    """
    beside = configuration.parent / "policies" / "guardrails"
    folder = beside if beside.is_dir() else policies_folder() / "guardrails"
    found = set()
    for file in folder.glob("*.json"):
        try:
            found.add(str(json.loads(file.read_text(encoding="utf-8"))["policy"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return frozenset(found)


def unknown_policies(guardrails: Any, known: Collection[str]) -> Iterator[Issue]:
    """Yield a mistake for each policy that no guardrail is in.

    Args:
        guardrails: the plain data under ``guardrails``; any of it may be wrong, which the model reports.
        known: the names of the policies.
    """
    for policy in guardrails if isinstance(guardrails, dict) else ():
        if isinstance(policy, str) and policy not in known:
            yield Issue(
                ("guardrails", policy),
                f"no guardrail is in a policy '{policy[:60]}', so nothing would be attached",
                policy[:200],
                allowed=one_of(known),
                fix=did_you_mean(policy, known, "name the policy as files in policies/guardrails do"),
            )
