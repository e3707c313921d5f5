"""Whether a policy refuses callers without TLS.

Sources: Amazon S3 User Guide, "Security best practices": deny every action on the bucket and on its objects where
``aws:SecureTransport`` is false; IAM User Guide, "AWS global condition context keys", ``aws:SecureTransport``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from landing_zone.cloudformation.iam.callers import everybody
from landing_zone.cloudformation.iam.document import Test, certain, element, scalar, statements, tests
from landing_zone.cloudformation.iam.patterns import covers, known_text, may_overlap
from landing_zone.cloudformation.intrinsics.lists import any_item, listed
from landing_zone.cloudformation.intrinsics.values import (
    Text,
    Truth,
    both,
    equal,
    opposite,
    scalar_text,
    targets_in,
)

_Met = Callable[[Test], Truth]


def refuses_plain_http(document: Any, holders: Any, action: str = "s3:*") -> Truth:
    """Return whether a policy denies everybody every request without TLS.

    A denial counts that leaves no caller out, whose only condition is that on TLS, and that covers the action. For a
    bucket the statements together must cover it and its objects. A denial without a
    condition is not counted; one of ``true`` as well as ``false``, so of all requests, does refuse plain HTTP.

    Args:
        document: the policy.
        holders: what it is put on, by name or reference; for a list, all of it must be guarded.
        action: what must be denied: ``s3:*``, ``sqs:*``, ``sns:Publish``.
    """
    return _denied(document, holders, action, _is_plain_http)


def refused_tls_versions(document: Any, bucket: Any) -> Iterator[str]:
    """Yield each version of TLS below which a bucket's policy refuses everybody; plain HTTP has no version."""
    named = {
        scalar_text(value)
        for statement in certain(document)
        for test in tests(statement.get("Condition"))
        if test.key == "s3:tlsversion"
        for value in listed(test.value)
    }
    for version in sorted(named):
        if _denied(document, bucket, "s3:*", partial(_is_below, version)):
            yield version


def _is_plain_http(test: Test) -> Truth:
    if not test.key:
        return None
    if (test.operator, test.qualifier, test.key) != ("bool", "", "aws:securetransport"):
        return False
    return test.asks("false")


def _is_below(version: str, test: Test) -> Truth:
    return (test.operator, test.qualifier, test.key) == ("numericlessthan", "", "s3:tlsversion") and test.asks(version)


def _denied(document: Any, holders: Any, action: str, met: _Met) -> Truth:
    found = statements(document)
    answer: Truth = bool(listed(holders))
    for holder in listed(holders):
        for part in ("bucket", "objects") if action.startswith("s3:") else ("",):
            covered = partial(_is_covered, holder, part)
            answer = both(answer, any_item(found, partial(_denies, action=action, met=met, covered=covered)))
    return answer


def _denies(statement: Any, action: str, met: _Met, covered: Callable[[Any], Truth]) -> Truth:
    if not isinstance(statement, Mapping):
        return None
    asked = list(tests(statement.get("Condition")))
    all_but, actions = element(statement, "Action")
    answer = both(equal(scalar(statement.get("Effect")), "Deny"), everybody(statement.get("Principal")))
    answer = both(answer, bool(asked) and "NotPrincipal" not in statement)
    for test in asked:
        answer = both(answer, met(test))
    answer = both(answer, opposite(may_overlap(actions, action)) if all_but else covers(actions, action))
    all_but, resources = element(statement, "Resource")
    return both(answer, None if all_but else any_item(resources, covered))


def _is_covered(holder: Any, part: str, resource: Any) -> Truth:
    """Return whether a resource, with wildcards, is what has the policy; for a bucket that, or all its objects."""
    text = known_text(resource)
    if part and text is None and isinstance(resource, Text):
        # in place of a bucket's name is a name, and so no slash
        name, slash, key = "".join("\0" if piece is None else piece for piece in resource.parts).partition("/")
        text = name.replace("\0", "x") + slash + key if ":::" in name and "\0" not in key else None
    if text is None:
        return None
    bucket, slash, key = text.partition("/")
    if part == "bucket" and slash:
        return False
    if part == "objects" and not (key and not key.strip("*") if slash else bucket.endswith("*")):
        return False
    named = _is_named(holder, bucket if part else text, resource)
    return named is not False if part else named  # S3 takes no policy on another bucket


def _is_named(holder: Any, arn: str, resource: Any) -> Truth:
    name = arn.rpartition(":")[2]
    here, there = targets_in(resource), targets_in(holder)
    if not name.strip("*"):
        return True
    if here and there:
        return not here.isdisjoint(there)
    if isinstance(holder, str) and isinstance(resource, str):
        return covers(name, re.split("[:/]", holder)[-1], ignore_case=False)
    return None
