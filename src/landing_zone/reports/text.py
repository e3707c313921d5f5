"""How ids, paths and messages are written on a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9.]+")
_AWS = re.compile(r"\baws\b")
_BREAK_AFTER = re.compile(r"(::|/)(?!$)")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z]|\d|$)|[A-Z]?[a-z]+|[A-Z]+|\d+")
_NAG_PACK = re.compile(r"[A-Za-z.0-9]+-(?P<name>[A-Z][A-Za-z0-9]*)")


def slug(text: str) -> str:
    """Turn an id into a file name: ``32(1)(a)`` to ``32-1-a``."""
    return _NOT_IN_A_FILE_NAME.sub("-", text).strip("-")


def words(name: str) -> str:
    """Write a status as people read it: ``inherited-from-aws`` as ``inherited from AWS``."""
    return _AWS.sub("AWS", name.replace("-", " "))


def upper_first(text: str) -> str:
    """Begin a text with a capital, and leave the rest alone."""
    return text[:1].upper() + text[1:]


def breakable(text: str) -> Markup:
    """Escape a path or a rule's id, and let a line end after each of its parts and nowhere else by preference."""
    parts = _BREAK_AFTER.split(text)
    return Markup("").join(
        Markup("{}<wbr>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def rule_in_words(rule: str) -> str:
    """Return the words in a rule name of cdk-nag: ``S3 bucket logging enabled`` for ``...-S3BucketLoggingEnabled``.

    Returns "" for a name that holds no words, such as ``CKV_AWS_18`` or ``AwsSolutions-S1``.
    """
    match = _NAG_PACK.fullmatch(rule.partition("::")[2])
    if match is None:
        return ""
    words = _joined_digits(_WORD.findall(match["name"]))
    if sum(word.isalpha() for word in words) < 2:
        return ""
    first, *rest = words
    return " ".join([first, *(word if word.isupper() or not word.isalpha() else word.lower() for word in rest)])


def _joined_digits(words: list[str]) -> list[str]:
    """Keep ``S`` and ``3``, ``EC`` and ``2`` together."""
    joined: list[str] = []
    for word in words:
        if word.isdigit() and joined:
            joined[-1] += word
        else:
            joined.append(word)
    return joined
