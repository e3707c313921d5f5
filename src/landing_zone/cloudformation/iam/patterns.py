"""Patterns of actions and resources, with the wildcards of IAM.

Source: IAM User Guide, "IAM JSON policy elements": ``*`` and ``?`` are wildcards; the case of actions is ignored, that
of resources is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import any_item
from landing_zone.cloudformation.intrinsics.values import Reference, Text, Truth, scalar_text

OF_AWS = ("the pseudo parameter ", Reference.of_aws)
"""How the reasons begin of what AWS generates, which holds no wildcard and no slash."""


def covers(patterns: Any, text: str, *, ignore_case: bool = True) -> Truth:
    """Return whether one of a policy's patterns covers a text, or all that another pattern covers.

    Args:
        patterns: an action or a resource, or a list of them.
        text: known; a ``*`` or ``?`` in it is a wildcard, and then the answer "no" means that no single pattern does.
        ignore_case: as for actions; not for resources.
    """
    return any_item(patterns, lambda pattern: _covers(pattern, text, ignore_case))


def _covers(pattern: Any, text: str, ignore_case: bool) -> Truth:
    if isinstance(pattern, Text):
        return None if _compiled(pattern.parts, ignore_case).fullmatch(text) else False
    if isinstance(pattern, Reference):
        # an ARN, an id or a name holds no wildcard; it may be the very text
        return None if pattern.opaque or text.startswith(pattern.prefix) else False
    return bool(_compiled((pattern,), ignore_case).fullmatch(text)) if isinstance(pattern, str) else None


@lru_cache(maxsize=4096)
def _compiled(parts: tuple[str | None, ...], ignore_case: bool) -> re.Pattern[str]:
    """A pattern of IAM as a regular expression; a part that is not known may be anything."""
    wild = {"*": ".*", "?": "[^*]"}  # "*" in a text that is a pattern itself means more than one character
    written = (".*" if part is None else "".join(wild.get(c) or re.escape(c) for c in part) for part in parts)
    return re.compile("".join(written), re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def may_overlap(patterns: Any, action: str) -> Truth:
    """Return whether something that one of the patterns covers is, or may be, covered by another pattern of actions."""
    wanted = _fixed(action)

    def overlaps(pattern: Any) -> Truth:
        if not isinstance(pattern, str):
            return None
        return wanted.startswith(_fixed(pattern)) or _fixed(pattern).startswith(wanted)

    return any_item(patterns, overlaps)


def _fixed(pattern: str) -> str:
    """The part before the first wildcard."""
    return re.split("[*?]", pattern, maxsplit=1)[0].lower()


def bootstrap_pattern(name: str, qualifier: str) -> str:
    """Return the pattern of IAM for a name with the CDK's placeholders: ``*`` for the account and the Region."""
    return re.sub(r"\$\{AWS::(AccountId|Region)\}(-\$\{AWS::(AccountId|Region)\})*", "*", name).replace(
        "${Qualifier}", qualifier
    )


def known_text(value: Any) -> str | None:
    """Return a value as text, with ``x`` for each part that AWS generates; ``None`` when more of it is unknown."""
    if isinstance(value, Reference):
        return None if value.opaque else f"{value.prefix}x"
    if isinstance(value, Text) and all(reason.startswith(OF_AWS) for reason in value.reasons):
        return "".join("x" if part is None else part for part in value.parts)
    return scalar_text(value) if isinstance(value, str | int | float) else None
