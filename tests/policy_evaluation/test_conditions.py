"""Each operator, and what a missing key means to it.

Sources, read 2026-12-01:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from typing import Any

import pytest

from policy_evaluation.request import Caller
from tests.policy_evaluation.asking import (
    ANYBODY,
    CONFIG,
    FOREIGN_ROLE,
    HERE,
    LINKED_ROLE,
    ROLE,
    ROOT,
    THERE,
    USER,
    ask,
    policy,
    statement,
)


def holds(operator: str, values: Any, *given: str, key: str = "aws:x", caller: Caller = ROLE) -> bool:
    """Whether a condition holds; without a value the key is not set."""
    condition = {operator: {key: values}}
    grant = policy("resource", statement(Principal="*", Condition=condition))
    several: Any = given if len(given) != 1 else given[0]
    return ask(
        caller,
        policy("identity", statement()),
        grant,
        account=THERE,
        **(dict[str, Any](AWS__X=several) if given else {}),
    ).allowed


ARN = "arn:aws:events:eu-west-1:111122223333:rule/a:b"


@pytest.mark.parametrize(
    ("operator", "values", "value", "expected"),
    [
        ("StringEquals", "a", "a", True),
        ("StringEquals", ["b", "a"], "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "a*", "ab", False),
        ("StringEquals", "a${*}", "a*", True),
        ("StringNotEquals", ["b", "a"], "a", False),
        ("StringNotEquals", ["b", "c"], "a", True),
        ("StringEqualsIgnoreCase", "a", "A", True),
        ("StringNotEqualsIgnoreCase", "a", "A", False),
        ("StringLike", "a*c?", "abbcd", True),
        ("StringLike", "a*", "Ab", False),
        ("StringLike", "a.c", "abc", False),
        ("StringLike", "a*", "a\nb", True),
        ("StringNotLike", "a*", "ab", False),
        ("NumericEquals", 10, "10.0", True),
        ("NumericNotEquals", "10", "11", True),
        ("NumericLessThan", "1.2", "1.1", True),
        ("NumericLessThan", "1.2", "1.2", False),
        ("NumericLessThanEquals", "1.2", "1.2", True),
        ("NumericGreaterThan", "9", "10", True),
        ("NumericGreaterThanEquals", "10", "9", False),
        ("NumericLessThan", "10", "many", False),
        ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", True),
        ("DateGreaterThan", "2026-01-01", "2026-01-01T00:00:01+00:00", True),
        ("DateEquals", "1767225600", "2026-01-01T00:00:00Z", True),
        ("DateNotEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", False),
        ("DateLessThanEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", True),
        ("DateGreaterThanEquals", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", False),
        ("Bool", "true", "True", True),
        ("Bool", False, "false", True),
        ("Bool", "true", "false", False),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJz", False),
        ("IpAddress", "10.0.0.0/8", "10.1.2.3", True),
        ("IpAddress", "10.1.2.3", "10.1.2.4", False),
        ("IpAddress", ["10.0.0.0/8", "2001:db8::/32"], "2001:db8:1::1", True),
        ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", False),
        ("NotIpAddress", "10.0.0.0/8", "2001:db8::1", True),
        ("ArnEquals", "arn:aws:events:*:111122223333:rule/*", ARN, True),
        ("ArnLike", "arn:aws:events:*:rule/a:b", ARN, False),
        ("StringLike", "arn:aws:events:*:rule/a:b", ARN, True),
        ("ArnLike", "arn:aws:events:eu-west-?:*:rule/a:*", ARN, True),
        ("ArnLike", "*", ARN, False),
        ("ArnNotLike", "arn:aws:events:*:444455556666:*", ARN, True),
        ("ArnNotEquals", "arn:aws:events:*:111122223333:*", ARN, False),
        ("ArnLike", "arn:aws:events:*:${aws:PrincipalAccount}:rule/*", ARN, True),
        ("StringEquals", "${aws:PrincipalAccount}", HERE, True),
        ("StringEquals", "${aws:username}", "anna", False),
        ("StringNotEquals", "${aws:username}", "anna", True),
        ("Null", "false", "a", True),
        ("Null", True, "a", False),
    ],
)
def test_operators(operator: str, values: Any, value: str, expected: bool) -> None:
    """A value that AWS sets; with ``IfExists`` it is compared as without."""
    assert holds(operator, values, value) is expected
    if operator != "Null":
        assert holds(f"{operator}IfExists", values, value) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringLike", False),
        ("ArnLike", False),
        ("StringNotEquals", True),
        ("StringNotLike", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
    ],
)
def test_a_missing_key(operator: str, expected: bool) -> None:
    """A negated operator is true, ``IfExists`` too, ``ForAllValues`` too, and ``ForAnyValue`` false."""
    assert holds(operator, "arn:aws:s3:::a") is expected


def test_missing_keys_of_other_operators() -> None:
    """Nothing matches, and what is negated holds."""
    assert not holds("Bool", "false")
    assert not holds("NumericLessThan", "1.2")
    assert holds("NotIpAddress", "10.0.0.0/8")
    assert holds("Null", "true")
    assert not holds("Null", "false")


@pytest.mark.parametrize(
    ("operator", "values", "given", "expected"),
    [
        ("ForAnyValue:StringEquals", ["a", "b"], ("c", "a"), True),
        ("ForAnyValue:StringEquals", ["a", "b"], ("c", "d"), False),
        ("ForAllValues:StringEquals", ["a", "b"], ("b", "a"), True),
        ("ForAllValues:StringEquals", ["a", "b"], ("b", "c"), False),
        ("ForAllValues:StringLike", "a*", ("ab", "ac"), True),
        ("ForAnyValue:StringNotEquals", "a", ("a", "b"), True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], ("a", "b"), False),
        ("ForAllValues:StringNotEquals", "a", ("a", "b"), False),
        ("ForAllValues:StringNotEquals", "c", ("a", "b"), True),
    ],
)
def test_keys_with_several_values(operator: str, values: Any, given: tuple[str, ...], expected: bool) -> None:
    """One of them, or all of them."""
    assert holds(operator, values, *given) is expected


def test_several_conditions_hold_together() -> None:
    """Operators and keys are joined by and, values by or."""
    both = {"StringEquals": {"aws:a": "1", "aws:b": ["2", "3"]}, "Bool": {"aws:c": "true"}}
    grant = policy("identity", statement(Condition=both))
    assert ask(ROLE, grant, aws__a="1", aws__b="3", aws__c="true").allowed
    for wrong in ({"aws__a": "2"}, {"aws__b": "1"}, {"aws__c": "false"}):
        assert not ask(ROLE, grant, **({"aws__a": "1", "aws__b": "3", "aws__c": "true"} | wrong)).allowed


@pytest.mark.parametrize(
    ("caller", "key", "value"),
    [
        (ROLE, "aws:PrincipalArn", ROLE.name),
        (FOREIGN_ROLE, "aws:PrincipalAccount", THERE),
        (ANYBODY, "aws:PrincipalAccount", "anonymous"),
        (ROLE, "aws:PrincipalType", "AssumedRole"),
        (LINKED_ROLE, "aws:PrincipalType", "AssumedRole"),
        (USER, "aws:PrincipalType", "User"),
        (USER, "aws:username", "anna"),
        (ROOT, "aws:PrincipalType", "Account"),
        (ANYBODY, "aws:PrincipalType", "Anonymous"),
        (ROOT, "aws:PrincipalArn", ROOT.name),
        (ROLE, "aws:PrincipalIsAWSService", "false"),
        (LINKED_ROLE, "aws:principalisawsservice", "false"),
        (CONFIG, "aws:PrincipalIsAWSService", "true"),
        (CONFIG, "AWS:PrincipalServiceName", "config.amazonaws.com"),
        (CONFIG, "aws:PrincipalServiceNamesList", "config.amazonaws.com"),
        (ROLE, "aws:PrincipalServiceName", None),
        (CONFIG, "aws:PrincipalArn", None),
        (ANYBODY, "aws:PrincipalArn", None),
        (ANYBODY, "aws:PrincipalIsAWSService", None),
        (ROLE, "aws:PrincipalOrgID", None),
        (CONFIG, "aws:SourceAccount", None),
        (ROLE, "aws:username", None),
    ],
)
def test_keys_of_the_caller(caller: Caller, key: str, value: str | None) -> None:
    """Those that follow from who calls have their value; others are set where the request gives them."""
    wanted = {"Null": {key: "true"}} if value is None else {"StringEquals": {key: value}}
    grant = policy("resource", statement("Deny", Principal="*", Condition=wanted))
    assert ask(caller, grant).by


def test_a_given_key_wins() -> None:
    """A Regional name of the service is one of those that a policy may name."""
    grant = policy("resource", statement(Principal={"Service": "logs.eu-west-1.amazonaws.com"}))
    names: dict[str, Any] = {"aws__PrincipalServiceNamesList": ("config.amazonaws.com", "logs.eu-west-1.amazonaws.com")}
    assert ask(CONFIG, grant, **names).allowed
    assert not ask(CONFIG, grant).allowed
