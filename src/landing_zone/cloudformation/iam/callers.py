"""Who may reach what a policy guards: everybody, or those whom a statement or its Condition names.

Sources: IAM User Guide, "IAM JSON policy elements: Condition operators" and "AWS global condition context keys"; Amazon
S3 User Guide, "The meaning of public", for the conditions that count: those on a value without a wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.iam.document import Test, principals, statements, tests
from landing_zone.cloudformation.iam.patterns import known_text
from landing_zone.cloudformation.intrinsics.lists import any_item, listed
from landing_zone.cloudformation.intrinsics.values import (
    Reference,
    Truth,
    Unknown,
    both,
    either,
    equal,
    opposite,
    truth,
)

_WHO = frozenset((
    "aws:ec2instancesourcevpc", "aws:principalaccount", "aws:principalarn", "aws:principalorgid",
    "aws:principalorgpaths", "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc",
    "aws:sourcevpce", "aws:userid", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths", "aws:vpcsourceip",
    "kms:calleraccount", "lambda:sourcefunctionarn", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
))  # fmt: skip
"""Keys of the caller that he cannot choose himself, unlike a user agent, the use of TLS, or a tag of his own role."""
_WHO_IF_TRUE = frozenset(("aws:principalisawsservice", "elasticfilesystem:accessedviamounttarget"))
_SUBJECT = ":sub"
"""How the keys end that hold the subject of an identity provider's token."""
_LITERAL = frozenset(("stringequals", "stringequalsignorecase"))
_PATTERN = frozenset(("stringlike", "arnequals", "arnlike"))
_LEAST_PREFIX = 8
"""Wider blocks of addresses are most of the internet, or all of it."""
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
        return None if isinstance(statement, Unknown) else False
    who = either(truth(statement.get("NotPrincipal")), everybody(statement.get("Principal")))
    open_to = both(who, opposite(limits_who(statement.get("Condition"))))
    return both(equal(statement.get("Effect"), "Allow"), open_to)


def everybody(principal: Any) -> Truth:
    """Return whether a ``Principal`` is everybody: ``*``, ``{"AWS": "*"}`` or a list with either."""
    answer: Truth = False
    for kind, value in principals(principal):
        if kind in ("", "AWS"):
            answer = either(answer, any_item([value], lambda one: equal(one, "*")))
    return answer


def limits_who(condition: Any) -> Truth:
    """Return whether a statement's Condition limits who can use it; a test of anything else limits no caller."""
    answer: Truth = False
    for test in tests(condition):
        answer = either(answer, _names_callers(test))
    return answer


def _names_callers(test: Test) -> Truth:
    """Return whether only callers whom a test names meet it: not one without the key, and not by a wildcard."""
    if test.if_exists or test.qualifier == "forallvalues":
        return False
    if not test.key:
        return None if isinstance(test.value, Unknown) else False
    if test.operator == "bool":
        return test.asks("true") if test.key in _WHO_IF_TRUE else False
    if test.operator not in (*_LITERAL, *_PATTERN, "ipaddress") or not (
        test.key in _WHO or test.key.endswith(_SUBJECT)
    ):
        return False
    return both(truth(listed(test.value)), opposite(any_item(test.value, lambda value: opposite(_fixed(test, value)))))


def _fixed(test: Test, value: Any) -> Truth:
    """Return whether a value means particular callers."""
    if test.operator in _LITERAL or (isinstance(value, Reference) and not value.opaque):
        return True
    text = known_text(value)
    if text is None:
        return None
    if test.operator == "ipaddress":
        length = text.rpartition("/")[2] if "/" in text else str(_LEAST_PREFIX)
        return length.isdecimal() and int(length) >= _LEAST_PREFIX
    if not _WILD.search(text):
        return bool(text)
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
