"""What is the same in two spellings, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.values import Maybe, Unknown
from landing_zone.rehearsal.readers.compare_values import Comparison, compare_properties
from landing_zone.rehearsal.readers.reader import Reader, Reading

UNKNOWN = Unknown(frozenset(("something",)))
READER = Reader(
    "AWS::Example::Thing",
    lambda _request: None,
    unordered=frozenset({"Set", "Table", "Deep.Set"}),
    open_lists=frozenset({"Tags"}),
    policies=frozenset({"Policy"}),
    documents=frozenset({"Document"}),
)


def _compare(name: str, declared: Any, actual: Any) -> Comparison:
    return compare_properties(READER, {name: declared}, Reading({name: actual}))


@pytest.mark.parametrize(
    ("name", "declared", "actual"),
    [
        ("Any", "true", True),
        ("Any", 443, "443"),
        ("Any", [], None),
        ("Any", "", None),  # CDK's ManagedPolicy writes an empty Description
        ("Any", {"A": 1}, {"A": 1, "Default": 2}),
        ("Any", ["a", "b"], ["a", "b"]),
        ("Set", ["a", "b"], ["b", "a"]),
        ("Deep", {"Set": ["a", "b"]}, {"Set": ["b", "a"]}),
        ("Tags", [{"Key": "k", "Value": "v"}], [{"Key": "other", "Value": "x"}, {"Key": "k", "Value": "v"}]),
        ("Document", {"a": [1]}, '{"a": [1]}'),
        ("Document", '{"a":  [1]}', {"a": [1]}),
        ("Policy", {"Statement": {"Action": "a"}}, '{"Statement": [{"Action": ["a"]}]}'),
        ("Policy", {"Statement": [{"Action": ["b", "a"]}]}, {"Statement": [{"Action": ["a", "b"]}]}),
        (
            "Policy",
            {"Statement": [{"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}]},
            {"Statement": [{"Principal": {"AWS": ["123456789012"]}}]},
        ),
        (
            "Policy",
            {"Statement": [{"Condition": {"Bool": {"k": False}}}]},
            {"Statement": [{"Condition": {"Bool": {"k": ["false"]}}}]},
        ),
    ],
)
def test_spellings_of_the_same(name: str, declared: Any, actual: Any) -> None:
    """A value that services only spell differently is not a difference."""
    result = _compare(name, declared, actual)
    assert (result.differences, result.not_compared) == ([], [])


@pytest.mark.parametrize(
    ("name", "declared", "actual", "path"),
    [
        ("Any", True, False, "Any"),
        ("Any", True, None, "Any"),
        ("Any", False, None, "Any"),
        ("Any", {"Allow": {}}, {"Block": {}}, "Any.Allow"),
        ("Any", {"A": {"B": 1}}, {"A": {"B": 2}}, "Any.A.B"),
        ("Any", ["a", "b"], ["a", "c"], "Any[1]"),
        ("Any", ["a"], ["a", "b"], "Any"),
        ("Any", [], ["a"], "Any"),
        ("Set", ["a"], ["a", "b"], "Set"),
        ("Set", ["a", "a"], ["a", "b"], "Set[1]"),
        (
            "Table",
            [{"Name": "a", "V": 1}, {"Name": "b", "V": 1}],
            [{"Name": "b", "V": 2}, {"Name": "a", "V": 1}],
            "Table[1].V",
        ),
        ("Tags", [{"Key": "k", "Value": "v"}], [{"Key": "k", "Value": "w"}], "Tags[0].Value"),
        ("Tags", [{"Key": "k", "Value": "v"}], [], "Tags"),
        ("Document", {"a": 1}, '{"a": 1, "b": 2}', "Document"),
        ("Document", {"a": 1}, None, "Document"),
        ("Policy", {"Statement": []}, {"Statement": [{"Effect": "Allow"}]}, "Policy"),
        ("Policy", {"Statement": [{"Sid": "a"}, {"Sid": "b"}]}, {"Statement": [{"Sid": "a"}]}, "Policy"),
        ("Policy", {"Statement": [{"Principal": "*"}]}, {"Statement": [{"Principal": {"Service": "*"}}]}, "Policy"),
        ("Policy", {"Statement": [{"Action": "a"}]}, {"Statement": [{"NotAction": "a"}]}, "Policy"),
    ],
)
def test_differences(name: str, declared: Any, actual: Any, path: str) -> None:
    """Each difference is named by its path, once."""
    result = _compare(name, declared, actual)
    assert ([one.path for one in result.differences], result.not_compared) == ([path], [])


@pytest.mark.parametrize(
    ("name", "declared", "actual"),
    [
        ("Any", UNKNOWN, "x"),
        ("Any", {"A": 1, "B": UNKNOWN}, {"A": 1, "B": 2}),
        ("Any", ["a", UNKNOWN], ["a", "b"]),
        ("Any", [Maybe("a", frozenset(("something",)))], ["a"]),
        ("Set", [UNKNOWN, "b"], ["b", "a"]),
        ("Document", {"A": UNKNOWN}, {"A": 1}),
        ("Policy", {"Statement": [{"Resource": UNKNOWN}]}, {"Statement": [{"Resource": "x"}]}),
    ],
)
def test_unknown_values_are_not_compared(name: str, declared: Any, actual: Any) -> None:
    """They are neither equal nor different."""
    result = _compare(name, declared, actual)
    assert result.differences == []
    assert ["something" in one.reason for one in result.not_compared] == [True]


def test_a_difference_beside_an_unknown_value_shows() -> None:
    """What is not known hides nothing that is."""
    result = _compare("Any", {"A": 1, "B": UNKNOWN}, {"A": 2, "B": 2})
    assert [one.path for one in result.differences] == ["Any.A"]
    assert [one.path for one in result.not_compared] == ["Any.B"]


def test_a_list_of_the_wrong_length_differs_though_an_item_is_unknown() -> None:
    """One item more than declared is one too many, whatever the unknown one is."""
    assert [one.path for one in _compare("Set", [UNKNOWN], ["a", "b"]).differences] == ["Set"]
