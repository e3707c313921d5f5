"""Each mistake in a file is answered with file, line, value, what is allowed, and the fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Framework
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.proofs.model import ControlProofs
from landing_zone.waivers.model import WaiverFile
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

Expected = tuple[int, str, str, str, str]

NOT_YAML: dict[str, tuple[str, Expected]] = {
    "a tab": ("a:\n\tb: 1\n", (2, "the line is indented with a tab", "b: 1", "spaces", "replace the tab")),
    "indented too far": (
        "a:\n  b: 1\n   c: 2\n",
        (3, "'key: value' is not allowed here", "c: 2", "a key at the same indentation", "correct the indentation"),
    ),
    "indented too little": (
        "a:\n    b: 1\n  c: 2\n",
        (
            3,
            "has an indentation that no key above it has",
            "c: 2",
            "the same number of spaces",
            "correct the indentation",
        ),
    ),
    "a key in a list": (
        "a:\n  - x\n  y: 1\n",
        (3, "indented as an entry of the list", "y: 1", "entries that begin with '- '", "begin the line with '- '"),
    ),
    "a colon in a text": (
        "a: note: this\n",
        (1, "'key: value' is not allowed here", "a: note: this", "between quotes", "put the text in quotes"),
    ),
    "an open bracket": (
        "a: 1\nb: [1, 2\n",
        (2, "brackets is not closed", "b: [1, 2", "a closing bracket", "add the comma"),
    ),
    "an open quote": ("a: 1\nb: 'x\nc: 1\n", (2, "a text in quotes is not closed", "b: 'x", "quotes", "add the quote")),
    "a first letter that YAML keeps": ("a: @x\n", (1, "cannot begin with this", "a: @x", "in quotes", "in quotes")),
    "a tag": ("a: !t x\n", (1, "tags are not used here", "!t", "plain values", "remove the tag")),
    "a tag of YAML": ("a: !!str x\n", (1, "tags are not used here", "!!str", "plain values", "in quotes")),
    "a tag without a name": ("a: [! x]\n", (1, "tags are not used here", "!", "plain values", "in quotes")),
    "a tag of Python": ("a: !!python/name:x {}\n", (1, "tags", "!!python/name:x", "plain values", "remove the tag")),
    "two documents": ("a: 1\n---\nb: 1\n", (2, "a second document", "---", "one document", "remove the line '---'")),
    "an alias of nothing": ("a: *x\n", (1, "no anchor has this name", "a: *x", "*name after &name", "the name")),
    "an alias of itself": (
        "a: 1\nb: &a [\n  *a]\n",
        (3, "is in its own value", "*a", "plain values", "write the"),
    ),
    "an anchor twice": (
        "a: &a 1\nb: &a 2\n",
        (2, "two anchors have one name", "b: &a 2", "a different name", "rename"),
    ),
    "a bell": ("a: 1\nb: \x07\n", (2, "a control character", "\\x07", "UTF-8 text", "remove the character")),
    "a date that is none": ("a: 1\nb: 2027-13-23\n", (2, "no such date", "2027-13-23", "2027-01-31", "in quotes")),
    "a number that is too long": ("a: 1\nb: " + "9" * 5000, (2, "not a number", "9" * 60, "4,300 digits", "in quotes")),
    "a key without a colon": (
        "a: 1\nb\nc: 2\n",
        (2, "a key has no ':' after it", "b", "'key: value' lines", "write a ':' and a space"),
    ),
    "a bracket that is closed too late": (
        "a: [1,\n  2\nb: 3\n",
        (3, "in brackets that begins in line 1 is not closed", "b: 3", "a closing bracket", "add the comma"),
    ),
    "an end in brackets": ("a: 1\nb: [1,\n", (2, "brackets is not closed", "b: [1,", "a closing", "the bracket")),
    "no value in brackets": (
        "a: [1, ,]\n",
        (1, "a value is missing", "a: [1, ,]", "a value before", "write"),
    ),
    "a list beside a key": ("a: - 1\n", (1, "a list begins here", "a: - 1", "in the lines below", "begin a new line")),
    "an unknown escape": ('a: "\\d"\n', (1, "mean nothing between double", 'a: "\\d"', "\\n", "use single quotes")),
    "a quote over documents": ("a: 'x\n---\nb: 1\n", (2, "not closed before", "---", "quotes", "add the quote")),
    "a file that goes on": ("a: 1\n...\nb: 1\n", (3, "goes on here", "b: 1", "one document", "remove the line '...'")),
    "another version": ("%YAML 3.0\n---\na: 1\n", (1, "a directive", "%YAML 3.0", "plain keys", "begins with '%'")),
    "a directive": ("%X y\na: 1\n", (1, "a directive is not used here", "%X y", "plain keys", "begins with '%'")),
    "an ampersand": ("a: & b\n", (1, "cannot begin with & or *", "a: & b", "in quotes", "in quotes")),
    "a tag of no prefix": ("a: !x!y z\n", (1, "this is not a value", "a: !x!y z", "plain values", "in quotes")),
    "an equals sign": ("a: =\n", (1, "this is not a value", "a: =", "plain values", "put the text in quotes")),
    "a text after a bar": (
        "a: |x\n  b\n",
        (1, "nothing else is in the line", "a: |x", "lines below", "new line"),
    ),
    "a conflict": (
        "a: 1\n<<<<<<< HEAD\nb: 1\n",
        (2, "a conflict of git", "<<<<<<< HEAD", "one of", "choose one"),
    ),
    "a merge of nothing": ("a: {<<: 1}\n", (1, "'<<' takes", "a: {<<: 1}", "plain keys", "write the keys out")),
    "a name that nothing uses": ("a: &b c\n", (1, "no alias uses the name", "&b", "*b below it", "& in quotes")),
    "a key twice": (
        "a: 1\nb: 2\na: 3\n",
        (3, "the key 'a' is given twice: in line 1, and here", "a", "each key once", "keep one"),
    ),
    "a key that is true": (
        "a: 1\non: 2\n",
        (2, "a key cannot be true or false", "on", "a name as key", 's: "on"'),
    ),
    "a key that is a number": ("1: a\n", (1, "a key cannot be a number", "1", "a name as key", 'in quotes: "1"')),
    "a key that is a date": (
        "2027-01-31: a\n",
        (1, "cannot be a date", "2027-01-31", "a name", 's: "2027-01-31"'),
    ),
    "a key that is nothing": ("~: a\n", (1, "a key cannot be nothing", "~", "a name as key", "in quotes")),
    "a template": ("a: {{ b }}\n", (1, "a key cannot be a list or a mapping", "", "a name as key", "in quotes")),
    "comments": ("# a\n\n# b\n", (0, "the file has comments alone", "", "a test's file", "write 'a: 1'")),
    "a line of hyphens": ("---\n", (0, "the file is empty", "", "a test's file", "write 'a: 1'")),
    "null": ("~\n", (0, "the file is empty", "", "a test's file", "write 'a: 1'")),
    "a number": ("5\n", (1, "the file is not a mapping, but a number", "5", "the keys waivers", "write 'a: 1'")),
    "nothing": ("", (0, "the file is empty", "", "a test's file", "write 'a: 1'")),
    "a list": ("\n- a\n", (2, "the file is not a mapping, but a list", "", "the keys waivers", "write 'a: 1'")),
    "a text": ("\nhello\n", (2, "the file is not a mapping", "hello", "the keys waivers", "write 'a: 1'")),
    "an anchor": ("a: 1\nb: &b 1\n", (2, "aliases are not used", "&b", "plain values", "write the value out")),
    "an alias": ("a: 1\nb: *b\n", (2, "aliases are not used", "*b", "plain values", "write the value out")),
    "a merge": ("a: 1\nb: {<<: {c: 1}}\n", (2, "aliases are not used", "<<", "plain values", "write the value out")),
}


def _told(error: UserError, path: Path, expected: Expected) -> None:
    line, what, value, allowed, fix = expected
    assert (error.file, error.line, error.value) == (str(path), line, value)
    assert what in error.what
    assert allowed in error.allowed
    assert fix in error.fix


@pytest.mark.parametrize("case", NOT_YAML)
def test_what_is_no_yaml_is_explained(case: str, tmp_path: Path) -> None:
    """In words that say what to do, not in those of the parser."""
    text, expected = NOT_YAML[case]
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    guide = Guide("a test's file", "write 'a: 1'", aliases="aliases are" not in expected[1])
    with pytest.raises(UserError) as caught:
        read_yaml(path, guide).parse(WaiverFile)
    _told(caught.value, path, expected)


def test_quoted_signs_of_an_alias_are_texts(tmp_path: Path) -> None:
    """Where aliases are refused, too."""
    path = tmp_path / "file.yaml"
    path.write_text("'<<': '*b'\nc: '&d'\n", encoding="utf-8")
    assert read_yaml(path, Guide(aliases=False)).data == {"<<": "*b", "c": "&d"}


WAIVERS = """\
waivers:
  - id: W-0001
    rules: [checkov::CKV_AWS_18]
    resources: [Stack/Bucket/Resource]
    reason: This bucket receives the access logs of the other buckets.
    owner: platform
    approver: security-office
    ticket: SEC-101
    created: 2026-11-01
    expires: 2027-11-01
    compensating_control: CloudTrail data events record each access to the objects.
"""
CONTROL = """\
id: the-control
title: A control of the tests
statement: What the test says must hold.
remediation: Correct the resource.
requirements:
  - {framework: pay-1.0, requirement: '1.1', coverage: full, basis: judgement}
assertions:
  - id: it-holds
    description: What the test says must hold.
    each: {type: ['AWS::KMS::Key']}
    must: EnableKeyRotation
"""
FRAMEWORK = """\
id: pay-1.0
title: Pay
edition: '1.0'
published: 2026-01
source: a book
minimum_log_retention_days: 365
requirements:
  - {id: '1', level: principal, title: The first, answerable: shared}
"""
PROOFS = """\
control: kms-rotation
proofs:
  - change: [{type: 'AWS::KMS::Key', set: {EnableKeyRotation: false}}]
    fails: ['checkov::CKV_AWS_7']
"""

REFUSED: dict[str, tuple[type[BaseModel], str, str, str, Expected]] = {
    "an id of another form": (
        WaiverFile, WAIVERS, "W-0001", "W-101",
        (2, "[0].id: the text has another form", "W-101", r"^W-\d{4}$. W- and four digits, W-0001", "in this form"),
    ),
    "a misspelt key": (
        WaiverFile, WAIVERS, "approver:", "aprover:",
        (7, "waivers[0].aprover: there is no such key", "aprover", "approver, compensating_control", "'approver'?"),
    ),
    "a missing key": (
        WaiverFile, WAIVERS, "    owner: platform\n", "",
        (2, "waivers[0]: the key 'owner' is missing", "", "Who answers for the exception", "add 'owner:' to"),
    ),
    "a short reason": (
        WaiverFile, WAIVERS, "This bucket receives the access logs of the other buckets.", "It is fine.",
        (5, "reason: there are 11 of at least 40 characters", "It is fine.", "at least 40 characters: Why", "add what"),
    ),
    "no rules": (
        WaiverFile, WAIVERS, "[checkov::CKV_AWS_18]", "[]",
        (3, "waivers[0].rules: it is empty", "", "at least 1 entries: Qualified rules", "add what is missing"),
    ),
    "a text for a list": (
        WaiverFile, WAIVERS, "[checkov::CKV_AWS_18]", "checkov::CKV_AWS_18",
        (3, "'checkov::CKV_AWS_18' is not allowed here", "checkov::CKV_AWS_18", "a list", "[checkov::CKV_AWS_18]"),
    ),
    "a list of nothing": (
        WaiverFile, WAIVERS, "[checkov::CKV_AWS_18]", "\n      -",
        (4, "waivers[0].rules[0]: nothing is not allowed here", "", "text", "write the value, or remove the line"),
    ),
    "a day in quotes": (
        WaiverFile, WAIVERS, "2026-11-01", "'2026-11-01'",
        (9, "waivers[0].created: not a date", "2026-11-01", "a day without quotes", "write YYYY-MM-DD"),
    ),
    "a number that is shown as it is written": (
        WaiverFile, WAIVERS, "SEC-101", "011111111111",
        (8, "[0].ticket: a number is not allowed here", "011111111111", "text", 'in quotes: "011111111111"; without'),
    ),
    "a number for an id": (
        Control, CONTROL, "'1.1'", "1.10",
        (6, "requirements[0].requirement: a number is not allowed here", "1.10", "text", 'in quotes: "1.10"; without'),
    ),
    "true for a text": (
        Control, CONTROL, "Correct the resource.", "yes",
        (4, "remediation: true or false is not allowed", "yes", "text", '"yes"; without them YAML reads it as true'),
    ),
    "another word": (
        Control, CONTROL, "coverage: full", "coverage: ful",
        (6, "requirements[0].coverage: 'ful' is not allowed here", "ful", "full, partial", "did you mean 'full'?"),
    ),
    "an optional part with a misspelt key": (
        Control, CONTROL, "type: ['AWS", "typ: ['AWS",
        (10, "assertions[0].each.typ: there is no such key", "typ", "environments, type, where", "'type'?"),
    ),
    "a function that is not there": (
        Control, CONTROL, "must: EnableKeyRotation", "must: contain(Tags, 'a')",
        (11, "there is no function 'contain'", "contain(Tags, 'a')", "the functions abs", "did you mean 'contains'?"),
    ),
    "an expression that is none": (
        Control, CONTROL, "must: EnableKeyRotation", "must: 'Tags['",
        (11, "not a JMESPath expression: it ends too early", "Tags[", "With 'each'", "write the rest"),
    ),
    "a part that says too little": (
        Control, CONTROL, "full, basis", "partial, basis",
        (6, "requirements[0]: a partial mapping says what is missing", "", "One requirement", "add 'missing'"),
    ),
    "a number that is too small": (
        Framework, FRAMEWORK, "365", "0",
        (6, "minimum_log_retention_days: the number is too small", "0", "a whole number from 1 on", "write a whole"),
    ),
    "a text for a number": (
        Framework, FRAMEWORK, "365", "a year",
        (6, "log_retention_days: 'a year' is not allowed", "a year", "a whole number from 1 on", "write a whole"),
    ),
    "a change of nothing": (
        ControlProofs, PROOFS, ", set: {EnableKeyRotation: false}", "",
        (3, "either deletes it, or sets or removes something", "", "change", "give one"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_policy_file_is_refused_as_the_configuration_is(case: str, tmp_path: Path) -> None:
    """A misspelt key is reported next to the one that is missing."""
    model, text, old, new, expected = REFUSED[case]
    assert text.count(old) == 1
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    read_yaml(path).parse(model)
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CombinedUserError) as caught:
        read_yaml(path).parse(model)
    errors = caught.value.errors
    (error,) = [e for e in errors if "misspelt" not in case or "is missing" not in e.what]
    _told(error, path, expected)


@pytest.mark.parametrize("model", [Control, ControlProofs, Framework, WaiverFile])
def test_no_message_speaks_pydantic(model: type[BaseModel], tmp_path: Path) -> None:
    """For any value under a key, the error names what is allowed and the fix."""
    path, errors = tmp_path / "file.yaml", []
    for value in ("", "1", "x", "[]", "[1]", "{}", "{x: 1}", "[{x: 1}]", "yes", "2027-01-31", "[[1]]"):
        path.write_text("".join(f"{key}: {value}\n" for key in model.model_fields), encoding="utf-8")
        try:
            read_yaml(path).parse(model)
        except CombinedUserError as refused:
            errors += refused.errors
    assert errors
    for error in errors:
        assert error.line > 0
        assert error.allowed
        assert error.fix
        assert not any(word in error.what for word in ("Input", "should", "valid", "Field required")), error.what
