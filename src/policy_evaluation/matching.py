"""Patterns of policies: wildcards, policy variables, and ARNs, whose parts are matched one by one.

Sources, read 2026-12-01:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from policy_evaluation.context import Context

_TOKEN = re.compile(r"\$\{([^}]*)\}|\*|\?")
_COLON = re.compile(r":(?![^{]*\})")
_DEFAULT = re.compile(r"(.*?)\s*,\s*'(.*)'", re.DOTALL)


def action_matches(action: str, pattern: str) -> bool:
    """Whether an action is one of a pattern, without regard to case."""
    return _compiled(_regex(pattern, None, ".*", ".") or "", True).fullmatch(action) is not None


def text_matches(
    value: str, pattern: str, variables: Context | None, *, wildcards: bool = True, ignore_case: bool = False
) -> bool:
    """Whether a text is one of a pattern.

    Args:
        value: the text.
        pattern: what the policy has.
        variables: where the values of policy variables are; ``None`` where they are text. A variable
            without a value is equal to nothing.
        wildcards: whether ``*`` and ``?`` are wildcards.
        ignore_case: whether case counts.
    """
    regex = _regex(pattern, variables, *((".*", ".") if wildcards else (None, None)))
    return regex is not None and _compiled(regex, ignore_case).fullmatch(value) is not None


def arn_matches(arn: str, pattern: str, variables: Context | None) -> bool:
    """Whether an ARN is one of a pattern, as the ARN operators of conditions compare: a wildcard ends at a colon."""
    parts, patterns = arn.split(":", 5), _COLON.split(pattern, 5)
    return len(parts) == len(patterns) == 6 and all(
        text_matches(part, one, variables) for part, one in zip(parts, patterns, strict=True)
    )


def resource_matches(resource: str, pattern: str, variables: Context | None) -> bool:
    """Whether a resource is one of a pattern of ``Resource``.

    Other than in a condition, a ``*`` at the end of a part goes on beyond the colon.
    """
    parts = _COLON.split(pattern, 5)
    regexes = [
        _regex(part, variables, ".*", ".")
        if number == len(parts) - 1
        else _regex(part.removesuffix("*"), variables, "[^:]*", "[^:]")
        for number, part in enumerate(parts)
    ]
    if None in regexes:
        return False
    ends = [".*" if part.endswith("*") else "" for part in parts[:-1]] + [""]
    whole = ":".join(f"{regex}{end}" for regex, end in zip(regexes, ends, strict=True))
    return _compiled(whole, False).fullmatch(resource) is not None


@lru_cache(maxsize=20_000)
def _compiled(regex: str, ignore_case: bool) -> re.Pattern[str]:
    return re.compile(regex, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _regex(pattern: str, variables: Context | None, any_text: str | None, one: str | None) -> str | None:
    """Return a regular expression; ``None`` where a variable has no value."""
    return _constant(pattern, any_text, one) if variables is None else _with(variables, pattern, any_text, one)


@lru_cache(maxsize=20_000)
def _constant(pattern: str, any_text: str | None, one: str | None) -> str | None:
    return _with(None, pattern, any_text, one)


def _with(variables: Context | None, pattern: str, any_text: str | None, one: str | None) -> str | None:
    found, at = [], 0
    for token in _TOKEN.finditer(pattern):
        found.append(re.escape(pattern[at : token.start()]))
        at = token.end()
        if token[0] == "*" and any_text is not None:
            found.append(any_text)
        elif token[0] == "?" and one is not None:
            found.append(one)
        elif token[1] is not None and variables is not None:
            value = _variable(token[1], variables)
            if value is None:
                return None
            found.append(re.escape(value))
        else:
            found.append(re.escape(token[0]))
    return "".join([*found, re.escape(pattern[at:])])


def _variable(name: str, variables: Context) -> str | None:
    """Return the value of ``${name}``: of one that has several there is none, as there is of one that is not set."""
    if name in {"*", "?", "$"}:
        return name
    default = _DEFAULT.fullmatch(name)
    values = variables.get((default[1] if default else name).strip())
    if len(values) == 1:
        return values[0]
    return default[2] if default and not values else None
