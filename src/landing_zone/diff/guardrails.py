"""How an organisation policy allows more without a change of its statements: targets removed, settings changed.

Source: AWS Organizations User Guide, "Declarative policies": such a policy has settings and no statements. Which value
is the stricter one is not known here, so each changed setting counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.model import Resource
from landing_zone.diff.by_place import as_text

GUARDRAIL = "AWS::Organizations::Policy"


def loosened(before: Resource | None, after: Resource | None) -> Iterator[tuple[str, str]]:
    """Yield the property and one sentence for each target or setting that a guardrail no longer has."""
    if before is None:
        return
    kept = _targets(after)
    for target in sorted(_targets(before) - kept):
        yield "TargetIds", f"no longer attached to {target}"
    then = dict(_settings(before.properties.get("Content")))
    now = dict(_settings(after.properties.get("Content"))) if after else {}
    for path in sorted(then):
        if then[path] != now.get(path):
            yield "Content", f"{path} was {then[path]}, and is {now.get(path, 'not set')}"


def _targets(policy: Resource | None) -> set[str]:
    return {as_text(target) for target in listed(policy.properties.get("TargetIds"))} if policy else set()


def _settings(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each setting of a declarative policy; statements are compared elsewhere."""
    if isinstance(content, str) and not path:
        try:
            content = json.loads(content)
        except ValueError:
            yield "Content", content
            return
    if isinstance(content, Mapping):
        if not path and "Statement" in content:
            return
        for key in content:
            yield from _settings(content[key], f"{path}.{key}" if path else str(key))
    else:
        yield path, json.dumps(content, sort_keys=True)
