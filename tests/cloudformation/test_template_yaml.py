"""CloudFormation's YAML is parsed as CloudFormation parses it."""

from __future__ import annotations

import json

import pytest

from landing_zone.cloudformation.parsing.template_yaml import MAX_DEPTH, TemplateSyntaxError, parse_yaml

SHORT_FORMS = """\
a: !Ref Vpc
b: !GetAtt Vpc.CidrBlock
c: !GetAtt [Vpc, CidrBlock]
d: !Sub "${AWS::Region}-x"
e: !Sub ["${A}", {A: !Ref Vpc}]
f: !Join ["-", [a, !Ref Vpc]]
g: !Select [0, !GetAZs ""]
h: !Split [",", "a,b"]
i: !If [IsProd, 1, !Ref "AWS::NoValue"]
j: !Equals [!Ref Env, prod]
k: !And [!Condition A, !Or [!Condition B, !Not [!Condition C]]]
l: !FindInMap [Map, !Ref "AWS::Region", key]
m: !ImportValue shared-vpc
n: !Base64 text
o: !Cidr [10.0.0.0/16, 3, 8]
p: !Transform {Name: AWS::Include, Parameters: {Location: s3://x}}
q: !GetAtt Nested.Outputs.VpcId
r: !ToJsonString {a: 1}
s: !Length [1, 2]
t: !ImportValue {"Fn::Sub": "${Stack}-vpc"}
u: !Base64
  Fn::Sub: "echo ${AWS::Region}"
"""


def test_every_short_form_is_written_out_in_full() -> None:
    """Each tag gives the mapping that CloudFormation's long form has."""
    data, _ = parse_yaml(SHORT_FORMS)

    assert data["b"] == data["c"] == {"Fn::GetAtt": ["Vpc", "CidrBlock"]}
    assert data["e"] == {"Fn::Sub": ["${A}", {"A": {"Ref": "Vpc"}}]}
    assert data["g"] == {"Fn::Select": [0, {"Fn::GetAZs": ""}]}
    assert data["k"] == {
        "Fn::And": [{"Condition": "A"}, {"Fn::Or": [{"Condition": "B"}, {"Fn::Not": [{"Condition": "C"}]}]}]
    }
    assert data["q"] == {"Fn::GetAtt": ["Nested", "Outputs.VpcId"]}


def test_the_result_is_the_one_of_cfn_lint() -> None:
    """cfn-lint reads the same data from all short forms."""
    from cfnlint.decode.cfn_yaml import loads

    data, _ = parse_yaml(SHORT_FORMS)

    assert data == json.loads(json.dumps(loads(SHORT_FORMS)))


def test_rain_directives_are_kept_as_functions() -> None:
    """A directive of Rain, which its own build step replaces, stays a function with an unknown value."""
    assert parse_yaml("a: !Rain::Embed x.txt")[0] == {"a": {"Rain::Embed": "x.txt"}}


def test_unquoted_dates_and_account_ids_stay_text() -> None:
    """A policy's version and an account id with a leading zero are texts to CloudFormation."""
    data, _ = parse_yaml("Version: 2012-10-17\nAccount: 012345678901\nPorts: 22:22\nOn: yes\nN: ~\nF: 1.5\nI: -7")

    assert data == {
        "Version": "2012-10-17",
        "Account": "012345678901",
        "Ports": "22:22",
        "On": True,
        "N": None,
        "F": 1.5,
        "I": -7,
    }


def test_lines_of_the_resources_are_kept() -> None:
    """The line of a resource is that of its logical id, counted from 1."""
    _, lines = parse_yaml("Resources:\n\n  Vpc:\n    Type: AWS::EC2::VPC\n  Key: {Type: AWS::KMS::Key}\n")

    assert (lines[("Resources", "Vpc")], lines[("Resources", "Key")]) == (3, 5)


def test_merge_keys_and_anchors_are_followed() -> None:
    """An anchor's mapping can be merged; a key beside it takes precedence."""
    data, _ = parse_yaml("a: &x {k: 1, l: 2}\nb:\n  k: 3\n  <<: *x\nc:\n  <<: [*x]\nd: *x")

    assert data["b"] == {"k": 3, "l": 2}
    assert data["c"] == data["d"] == {"k": 1, "l": 2}


def test_a_mappings_own_key_counts_instead_of_a_merged_one() -> None:
    """Before ``<<`` and after it, as `aws cloudformation package` writes it; the first of several mappings counts."""
    data, lines = parse_yaml(
        "a: &a {k: 1, l: 2}\nb: &b {k: 3, m: 4}\nc:\n  <<: [*b, *a]\n  l: 5\nd:\n  k: 6\n  <<: *a\n"
    )
    assert data["c"] == {"k": 3, "m": 4, "l": 5}
    assert data["d"] == {"k": 6, "l": 2}
    assert lines["c", "l"] == 5
    with pytest.raises(TemplateSyntaxError, match="'l' is given twice"):
        parse_yaml("a: &a {l: 2}\nb:\n  <<: *a\n  l: 5\n  l: 6\n")


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("a: 1\nb: [1, 2", "not YAML", 2),
        ("a: 1\na: 2", "'a' is given twice", 2),
        ("a: 1\n---\nb: 2", "more than one YAML document", 2),
        ("a: !!python/object/apply:os.system [id]", "python/object", 1),
        ("? [a]\n: 1", "a key is itself", 1),
        ("~: 1", "a key is empty", 1),
        ("a: &x [*x]", "does not name a complete anchor", 1),
        ("b:\n  <<: 3", "'<<' takes a mapping", 2),
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested deeper", 1),
        ("a: " + "[" * 100_000, "nested deeper", 1),
    ],
)
def test_what_is_not_a_plain_document_is_refused_with_its_line(text: str, what: str, line: int) -> None:
    """Broken, ambiguous, dangerous and too deep documents are refused with the line of the mistake."""
    with pytest.raises(TemplateSyntaxError) as caught:
        parse_yaml(text)

    assert what in caught.value.what
    assert caught.value.line == line


def test_aliases_that_expand_to_billions_are_refused() -> None:
    """A few lines of nested aliases do not exhaust memory."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))

    with pytest.raises(TemplateSyntaxError, match="aliases are expanded"):
        parse_yaml(bomb)
