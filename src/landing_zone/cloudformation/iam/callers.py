"""Who may reach what a policy guards: everybody, or those whom a statement or its Condition names.

Sources: IAM User Guide, "IAM JSON policy elements: Condition operators" and "AWS global condition context keys"; Amazon
S3 User Guide, "The meaning of public", for the conditions that count: those on a value without a wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.iam.document import Test, is_function, is_word, principals, scalar, statements, tests
from landing_zone.cloudformation.iam.patterns import known_text
from landing_zone.cloudformation.intrinsics.lists import any_item, listed
from landing_zone.cloudformation.intrinsics.values import (
    Reference,
    Text,
    Truth,
    Unknown,
    both,
    either,
    equal,
    opposite,
    reasons_in,
    truth,
)

_WHO = frozenset((
    "aws:ec2instancesourcevpc", "aws:principalaccount", "aws:principalarn", "aws:principalorgid",
    "aws:principalorgpaths", "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc",
    "aws:sourcevpce", "aws:userid", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths", "aws:vpcsourceip",
    "kms:calleraccount", "lambda:sourcefunctionarn", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
))  # fmt: skip
"""Condition keys that a caller cannot set, unlike a user agent, the use of TLS, or a tag of the caller's own role."""
_WHO_IF_TRUE = frozenset(("aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"))
_SUBJECT = ":sub"
"""Suffix of the condition keys for the subject of an identity provider's token."""
_LITERAL = frozenset(("stringequals", "stringequalsignorecase"))
_PATTERN = frozenset(("stringlike", "arnequals", "arnlike"))
_LEAST_PREFIX, _LEAST_PREFIX_V6 = 8, 16
"""Wider blocks of addresses are a good part of the internet, or all of it; a /16 of IPv6 is more than all of IPv4."""
_ESCAPED = re.compile(r"\$\{[*?$]\}")
_VARIABLE = re.compile(r"\$\{\s*([^},\s]*)")
_WILD = re.compile(r"[*?]")
_ARN_PARTS = 6


def admits_everybody(documents: Any) -> Truth:
    """Return whether a statement allows everybody, and no condition says who.

    Args:
        documents: a policy document, or a list of them; ``None`` for one that is not there.
    """
    return any_item(statements(documents), _admits_everybody)


def _admits_everybody(statement: Any) -> Truth:
    if not isinstance(statement, Mapping):
        return None
    who = either(truth(statement.get("NotPrincipal")), everybody(statement.get("Principal")))
    open_to = both(who, opposite(limits_who(statement.get("Condition"))))
    return both(equal(scalar(statement.get("Effect")), "Allow"), open_to)


def everybody(principal: Any) -> Truth:
    """Return whether a ``Principal`` is everybody: ``*``, ``{"AWS": "*"}`` or a list with either.

    IAM does not say what ``*`` means as a service, a provider or a user of S3: that is undetermined.
    """
    if is_function(principal) or isinstance(principal, Reference):
        return None
    answer: Truth = False
    for kind, value in principals(principal):
        star = any_item([value], lambda one: equal(scalar(one), "*"))
        answer = either(answer, star if kind in ("", "AWS") else both(None, star))
    return answer


def limits_who(condition: Any) -> Truth:
    """Return whether a statement's Condition limits who can use it; a test of anything else limits no caller."""
    answer: Truth = False
    for test in tests(condition):
        answer = either(answer, _names_callers(test))
    return answer


def _names_callers(test: Test) -> Truth:
    """Return whether only callers whom a test names meet it: not one without the key, and not by a wildcard."""
    names = test.key in _WHO_IF_TRUE if test.operator == "bool" else test.key in _WHO or test.key.endswith(_SUBJECT)
    return is_fixed(test) if names or not test.key else False


def is_fixed(test: Test) -> Truth:
    """Return whether a request meets a test only with the key, and only with a value that means particular callers."""
    if test.if_exists or test.qualifier == "forallvalues":
        return False
    if not test.key:
        return None
    if test.operator not in (*_LITERAL, *_PATTERN, "ipaddress", "bool"):
        return False
    return both(truth(listed(test.value)), opposite(any_item(test.value, lambda value: opposite(_fixed(test, value)))))


def _fixed(test: Test, value: Any) -> Truth:
    """Return whether a value means particular callers."""
    if test.operator == "bool":
        return is_word(value, "true")
    if any(reason.startswith(Reference.of_anything) for reason in reasons_in(value)):
        return None
    if isinstance(value, Reference):
        return True
    text = known_text(value)
    if test.operator in _LITERAL and isinstance(value, Unknown):
        text = "".join(part or "x" for part in value.parts) if isinstance(value, Text) else "x"
    if not text:
        return None
    text = _ESCAPED.sub("x", text)
    if variables := _VARIABLE.findall(text):
        return False if test.key in map(str.lower, variables) else None
    if test.operator == "ipaddress":
        length = text.partition("/")[2] if "/" in text else "128"
        return length.isdecimal() and int(length) >= (_LEAST_PREFIX_V6 if ":" in text else _LEAST_PREFIX)
    if test.operator in _LITERAL or not _WILD.search(text):
        return True
    before = _WILD.split(text, maxsplit=1)[0]
    if text.lower().startswith("arn:"):
        return _fixed_arn(text)
    if test.key.endswith(_SUBJECT):  # repo:examplepay/*, organization:examplepay:*
        return len(re.findall("[:/]", before)) > 1
    if test.key.endswith("orgpaths"):  # o-examplepay01/r-ab12/*
        return "/" in before
    return test.key == "aws:userid" and ":" in before  # AROA...:*, every session of one role


def _fixed_arn(text: str) -> bool:
    """Return whether an ARN with wildcards is of one account, or of one bucket, whose name is of one account."""
    parts = (text.split(":", _ARN_PARTS - 1) + [""] * _ARN_PARTS)[:_ARN_PARTS]
    service, account, resource = parts[2], parts[4], parts[5].partition("/")[0]
    if account and not _WILD.search(account):
        return True
    return service == "s3" and bool(resource) and not _WILD.search(resource)
