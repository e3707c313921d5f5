"""What IAM makes of the words of a policy, as functions for conditions: JMESPath alone knows no wildcards.

Sources: IAM user guide, "IAM JSON policy elements" (Action: case is ignored, ``*`` and ``?`` are wildcards; Condition
operators; global condition keys), and Amazon S3 user guide, "The meaning of public", for which conditions count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from landing_zone.cloudformation.intrinsics.values import (
    Maybe,
    Reference,
    Text,
    Truth,
    Unknown,
    both,
    either,
    scalar_text,
)

_WHO = frozenset(
    (
        "aws:ec2instancesourcevpc",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "aws:vpcsourceip",
        "kms:calleraccount",
        "lambda:sourcefunctionarn",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    )
)
"""Keys of the caller that he cannot choose himself, unlike a user agent or the use of TLS."""
_WHO_IF_TRUE = frozenset(("aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"))
_LITERAL = frozenset(("stringequals", "stringequalsignorecase"))
_PATTERN = frozenset(("stringlike", "arnequals", "arnlike"))
_LEAST_PREFIX = 8
"""Wider blocks of addresses are most of the internet, or all of it."""
_NO_WILDCARD = ("the pseudo parameter ", Reference.of_aws)
"""How the reasons begin of what AWS makes up, which is no wildcard."""


def covers(patterns: Any, text: str) -> Truth:
    """Tell whether one of a policy's patterns, an action or a list of them, means a text."""
    answer: Truth = False
    for item in patterns if isinstance(patterns, list) else [patterns]:
        perhaps = isinstance(item, Maybe)
        here = _covers(item.value if isinstance(item, Maybe) else item, text)
        answer = either(answer, both(None, here) if perhaps else here)
    return answer


def _covers(pattern: Any, text: str) -> Truth:
    if isinstance(pattern, str):
        return bool(_compiled((pattern,)).fullmatch(text))
    if isinstance(pattern, Text):
        return None if _compiled(pattern.parts).fullmatch(text) else False
    if isinstance(pattern, Reference):
        # an ARN, an id or a name holds no wildcard; it may be the very text
        return None if pattern.opaque or text.startswith(pattern.prefix) else False
    return None if isinstance(pattern, Unknown) else False


@lru_cache(maxsize=4096)
def _compiled(parts: tuple[str | None, ...]) -> re.Pattern[str]:
    """A pattern of IAM as a regular expression; a part that is not known may be anything."""
    wild = {"*": ".*", "?": "."}
    written = (".*" if part is None else "".join(wild.get(c) or re.escape(c) for c in part) for part in parts)
    return re.compile("".join(written), re.IGNORECASE | re.DOTALL)


def limits_who(condition: Any) -> Truth:
    """Tell whether a statement's Condition limits by whom it is used: a test of anything else limits nobody."""
    if not isinstance(condition, Mapping):
        return None if isinstance(condition, Unknown) else False
    answer: Truth = False
    here: Truth
    for key, kind, value in _tests(condition):
        if kind == "bool":
            here = covers(value, "true") if key in _WHO_IF_TRUE else False
        elif key in _WHO or key.startswith("aws:principaltag/"):
            values = value if isinstance(value, list) else [value]
            here = bool(values)
            for one in values:
                here = both(here, _limits(key, kind, one.value if isinstance(one, Maybe) else one))
        else:
            here = False
        answer = either(answer, here)
    return answer


def _tests(condition: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield key, operator and value of each test that somebody without the key does not pass."""
    for operator, tests in condition.items():
        kind = operator.lower().removeprefix("foranyvalue:")
        if kind.endswith("ifexists") or kind.startswith("forallvalues:"):
            continue
        if isinstance(tests, Mapping) and kind in (*_LITERAL, *_PATTERN, "ipaddress", "bool"):
            yield from ((key.lower(), kind, value) for key, value in tests.items())
        elif isinstance(tests, Unknown):
            yield "aws:principalarn", "stringlike", tests


def _limits(key: str, kind: str, value: Any) -> Truth:
    if kind in _LITERAL:
        return True
    if isinstance(value, Reference):
        return None if value.opaque else True
    if isinstance(value, Text) and all(r.startswith(_NO_WILDCARD) for r in value.reasons):
        value = "".join("x" if part is None else part for part in value.parts)
    if isinstance(value, Unknown):
        return None
    text = scalar_text(value)
    if kind == "ipaddress":
        length = text.rpartition("/")[2] if "/" in text else str(_LEAST_PREFIX)
        return length.isdecimal() and int(length) >= _LEAST_PREFIX
    if not text.lower().startswith("arn:"):
        return text.strip("*?") not in ("", "o-")
    account, resource = (text.split(":", 5) + [""] * 6)[4:6]
    named = bool(account.strip("*?"))
    return named or (key != "aws:principalarn" and bool(resource) and resource[0] not in "*?")
