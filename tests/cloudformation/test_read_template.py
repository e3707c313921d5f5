"""One template file, valid or broken."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.errors import ExitCode, UserError

Write = Callable[[str, str | bytes], Path]
VPC = '{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}'


def test_a_json_template_is_read_with_lines_and_digest(write: Write) -> None:
    """A foreign JSON template gives its resources, each with its line, and the SHA-256 of the file."""
    text = (
        '{\n "Description": "has \\"Resources\\": in it",\n "Resources": {\n  "A": {"Type": "AWS::SNS::Topic"},\n\n'
        '  "B": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}\n }\n}\n'
    )
    assembly = load_assembly(write("vpc.json", text))
    (template,) = assembly.templates

    assert [(r.logical_id, r.type, r.line) for r in template.resources.values()] == [
        ("A", "AWS::SNS::Topic", 4),
        ("B", "AWS::EC2::VPC", 6),
    ]
    assert template.resources["B"].properties == {"CidrBlock": "10.0.0.0/16"}
    assert (template.name, template.environment, assembly.zone) == ("vpc.json", "", None)
    assert template.digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_yaml_template_in_a_file_named_template_is_read(write: Write) -> None:
    """The suffix .template may hold either format; JSON may carry a byte order mark."""
    yaml = load_assembly(write("a.template", "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n"))
    json_ = load_assembly(write("b.template", "\ufeff" + VPC))
    flow = load_assembly(write("c.template", "{Resources: {Vpc: {Type: AWS::EC2::VPC}}}"))

    assert [a.templates[0].resources["Vpc"].line for a in (yaml, json_, flow)] == [2, 1, 1]


def test_resources_that_the_cdk_adds_for_its_own_statistics_are_left_out(write: Write) -> None:
    """AWS::CDK::Metadata is not the user's resource; a loose template's own word on construct paths does not count."""
    body = {
        "Resources": {
            "CDKMetadata": {"Type": "AWS::CDK::Metadata"},
            "Vpc": {"Type": "AWS::EC2::VPC", "Metadata": {"aws:cdk:path": "Network/Vpc/Resource"}},
        }
    }
    (template,) = load_assembly(write("t.json", json.dumps(body))).templates

    assert {k: r.construct_path for k, r in template.resources.items()} == {"Vpc": ""}


def test_loops_over_literals_are_expanded(write: Write) -> None:
    """Fn::ForEach gives one resource for each item; one over a parameter stays, its identifier unknown."""
    text = """\
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics:
    - Name
    - [Orders, pay-ments]
    - Topic&{Name}:
        Type: AWS::SNS::Topic
        Properties: {TopicName: !Ref Name, DisplayName: !Sub "topic ${Name}"}
  Fn::ForEach::Keys:
    - Alias
    - !Ref Aliases
    - Key${Alias}:
        Type: AWS::KMS::Key
"""
    (template,) = load_assembly(write("loop.yaml", text)).templates

    assert sorted(template.resources) == ["Key${Alias}", "TopicOrders", "Topicpayments"]
    assert template.resources["Topicpayments"].properties == {
        "TopicName": "pay-ments",
        "DisplayName": {"Fn::Sub": "topic pay-ments"},
    }


def test_loops_that_make_equal_ids_hide_nothing(write: Write) -> None:
    """Over parameters whose items differ this deploys, so each resource is judged."""
    body = json.dumps(
        {
            "Transform": "AWS::LanguageExtensions",
            "Resources": {
                "Fn::ForEach::One": ["N", {"Ref": "A"}, {"B${N}": {"Type": "AWS::EC2::VPC"}}],
                "Fn::ForEach::Two": ["N", {"Ref": "B"}, {"B${N}": {"Type": "AWS::SNS::Topic"}}],
            },
        }
    )
    (template,) = load_assembly(write("loops.json", body)).templates
    assert {k: r.type for k, r in template.resources.items()} == {"B${N}": "AWS::EC2::VPC", "B${N}2": "AWS::SNS::Topic"}
    assert set(template.body["Resources"]) == set(template.resources)


@pytest.mark.parametrize(
    ("name", "content", "what", "line"),
    [
        ("empty.yaml", "", "the file is empty", 0),
        ("blank.json", " \n\n", "the file is empty", 0),
        ("binary.json", b"\x00\x01\xff\xfe\n" * 50, "not UTF-8 text", 1),
        ("nul.yaml", b"Resources:\n  A: \x00", "binary data", 2),
        ("cut.json", '{\n "Resources": {\n  "A": {"Type": "AWS::S3::Buck', "not JSON", 3),
        ("cut.yaml", "Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {", "not YAML", 2),
        ("list.json", "[1, 2]", "no mapping 'Resources'", 0),
        ("scalar.yaml", "hello", "no mapping 'Resources'", 0),
        ("other.json", '{"name": "package"}', "no mapping 'Resources'", 0),
        ("version.yaml", "AWSTemplateFormatVersion: '2010-09-09'\n", "'Resources' is missing", 0),
        ("null.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n", "'Resources' is missing", 0),
        ("none.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n", "declares no resource", 0),
        ("untyped.yaml", "Resources:\n  B: {Type: AWS::S3::Bucket}\n  A: {Properties: {}}\n", "'A' has no 'Type'", 3),
        ("number.yaml", "Resources:\n  B: {Type: AWS::S3::Bucket}\n  A: 3\n", "'A' is not a mapping", 3),
        ("typed.yaml", "Resources:\n  B: {Type: AWS::S3::Bucket}\n  A: {Type: 3}\n", "'A' has no 'Type'", 3),
        ("props.yaml", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: [1]", "'Properties' of 'A'", 4),
        (
            "null.json",
            '{"Resources": {"A": {"Type": "AWS::X::Y", "Properties": null}}}',
            "'Properties' of 'A' is empty",
            1,
        ),
        ("meta.yaml", "Resources:\n  A:\n    Type: AWS::X::Y\n    Metadata:\n", "'Metadata' of 'A' is empty (null)", 4),
        ("text.yaml", "Resources:\n  A:\n    Type: AWS::X::Y\n    Metadata: x\n", "'Metadata' of 'A' is not a", 4),
        ("on.yaml", "Resources:\n  A:\n    Type: AWS::X::Y\n    DependsOn:\n", "'DependsOn' of 'A' is empty (null)", 4),
        ("out.yaml", "Resources:\n  A: {Type: AWS::X::Y}\nOutputs:\n", "'Outputs' is empty (null)", 3),
        ("rows.yaml", "Metadata: [1]\nResources:\n  A: {Type: AWS::X::Y}\n", "'Metadata' is not a mapping", 1),
        (
            "half.json",
            '{"Resources": {"A": {"Type": "AWS::X::Y",\n"Metadata": {"M": "\\ud800"}}}}',
            "half a character",
            2,
        ),
        ("half.yaml", 'Resources:\n  A: {Type: AWS::X::Y, Metadata: {M: "\\ud800"}}', "not YAML", 2),
        (
            "twice.json",
            '{"Resources": {"A": {"Type": "AWS::X::Y"}, "A": {"Type": "AWS::X::Y"}}}',
            "'A' is given twice",
            0,
        ),
        ("nan.json", '{"Resources": {"A": {"Type": "AWS::X::Y", "Properties": {"N": NaN}}}}', "NaN", 0),
        ("deep.json", '{"Resources": ' * 200_000, "nested deeper", 0),
        ("deep101.json", '{"Resources": ' + "[" * 101 + "]" * 101 + "}", "nested deeper", 0),
        ("huge.yaml", b"# " + b"x" * (8 * 1024 * 1024), "bytes", 0),
    ],
)
def test_what_is_not_a_template_is_a_users_mistake(
    write: Write, name: str, content: str | bytes, what: str, line: int
) -> None:
    """Every broken file gives an error with file, line where there is one, and a fix; exit code 2."""
    path = write(name, content)

    with pytest.raises(UserError) as caught:
        load_assembly(path)

    error = caught.value
    assert what in error.what
    assert (error.file, error.line, error.exit_code) == (str(path), line, ExitCode.BROKEN)
    assert error.fix


def test_escapes_that_stand_for_whole_characters_are_text(write: Write) -> None:
    """A pair of surrogates is one character; after another backslash the same letters are text."""
    body = r'{"Resources": {"A": {"Type": "AWS::X::Y", "Metadata": {"M": "\ud83d\ude00 \\ud800"}}}}'
    (template,) = load_assembly(write("t.json", body)).templates
    assert template.resources["A"].body["Metadata"] == {"M": "\U0001f600 \\ud800"}


@pytest.mark.parametrize("name", ["absent.yaml", "no\0name"])
def test_a_path_that_does_not_exist_is_a_users_mistake(tmp_path: Path, name: str) -> None:
    """The error says that there is no file."""
    with pytest.raises(UserError, match=r"no such file|cannot be read"):
        load_assembly(tmp_path / name)


def test_a_symbolic_link_to_itself_is_a_users_mistake(tmp_path: Path) -> None:
    """A loop of links ends in an error."""
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")

    with pytest.raises(UserError, match="cannot be read"):
        load_assembly(tmp_path / "loop.yaml")


def test_a_broken_file_of_many_blank_lines_is_refused_in_a_second(write: Write) -> None:
    """The search for signs of a template looks at each line once."""
    file = write("blank.yaml", "a: [" + "\n" * 100_000)
    started = time.process_time()
    with pytest.raises(UserError, match="not YAML"):
        load_assembly(file)
    assert time.process_time() - started < 1


def test_a_template_of_one_megabyte_is_read_in_a_second(write: Write) -> None:
    """500 resources in 1 MB of JSON, as the CDK writes it."""
    resources = {
        f"Bucket{n}": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"b{n}", "Tags": ["x" * 60] * 30}}
        for n in range(500)
    }
    path = write("big.json", json.dumps({"Resources": resources}, indent=1))
    begun = time.perf_counter()
    (template,) = load_assembly(path).templates

    assert len(template.resources) == 500
    assert path.stat().st_size > 1_000_000
    assert time.perf_counter() - begun < 1
