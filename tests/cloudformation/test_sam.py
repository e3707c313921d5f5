"""SAM templates are read as CloudFormation deploys them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.model import Template
from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.cloudformation.parsing.sam import SAM, SamError, transform

Read = Callable[..., Template]
FUNCTION = {"Handler": "a.b", "Runtime": "python3.13", "CodeUri": "s3://b/k"}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a template of one function and other resources, with no network, Region or credentials."""

    def refuse(*_: Any) -> None:
        raise AssertionError("the transform asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    def write(properties: dict[str, Any], region: str = "", resources: Any = None, **sections: Any) -> Template:
        function = {"Type": "AWS::Serverless::Function", "Properties": {**FUNCTION, **properties}}
        body = {"Transform": SAM, "Resources": {"F": function, **(resources or {})}, **sections}
        file = tmp_path / "sam.json"
        file.write_text(json.dumps(body, indent=1))
        return read_template(file, name="sam.json", account="111122223333" if region else "", region=region)

    return write


def test_a_function_keeps_its_logical_id_and_its_line(read: Read) -> None:
    """So a finding on what is deployed names what is written."""
    template = read({"Environment": {"Variables": {"TOKEN": "abc"}}})
    function = template.resources["F"]
    assert function.type == "AWS::Lambda::Function"
    assert function.properties["Environment"] == {"Variables": {"TOKEN": "abc"}}
    assert template.text.splitlines()[function.line - 1].strip() == '"F": {'
    assert template.resources["FRole"].line == function.line, "a resource made of the function has its line"


def test_globals_are_part_of_each_function(read: Read) -> None:
    """A secret in the environment of all functions is one of each."""
    template = read({}, Globals={"Function": {"Environment": {"Variables": {"PASSWORD": "abc"}}}})
    assert template.resources["F"].properties["Environment"]["Variables"] == {"PASSWORD": "abc"}
    assert "Globals" not in template.body
    assert template.written is not None
    assert "Globals" in template.written


def test_what_is_made_of_a_function_is_there(read: Read) -> None:
    """An open address, and the role with its managed policies."""
    template = read({"FunctionUrlConfig": {"AuthType": "NONE"}, "Policies": ["AdministratorAccess"]})
    assert template.resources["FUrl"].properties["AuthType"] == "NONE"
    assert "arn:aws:iam::aws:policy/AdministratorAccess" in template.resources["FRole"].properties["ManagedPolicyArns"]
    assert {r.type for r in template.resources.values()} >= {"AWS::Lambda::Permission", "AWS::IAM::Role"}


def test_the_partition_is_that_of_the_region(read: Read) -> None:
    """The transform takes it of the stack's Region, and of no configuration of the machine."""
    arns = read({"Policies": ["AdministratorAccess"]}, region="cn-north-1").resources["FRole"].properties
    assert "arn:aws-cn:iam::aws:policy/AdministratorAccess" in arns["ManagedPolicyArns"]


@pytest.mark.parametrize(
    "code",
    [
        {"CodeUri": "./src"},
        {"CodeUri": None, "InlineCode": "pass"},
        {"CodeUri": None},
        {"CodeUri": None, "PackageType": "Image", "Handler": None, "Runtime": None},
        {"CodeUri": {"Bucket": "b", "Key": "k"}},
        {"AutoPublishAlias": {"Ref": "Stage"}},
    ],
)
def test_code_that_is_not_uploaded_yet_is_no_obstacle(read: Read, code: dict[str, Any]) -> None:
    """`sam package` replaces it; no rule looks at its address."""
    given = {key: value for key, value in {**FUNCTION, **code}.items() if value is not None}
    function = {"Type": "AWS::Serverless::Function", "Properties": given}
    made = transform({"Resources": {"F": function}, "Parameters": {"Stage": {"Type": "String"}}}, "")
    assert made["Resources"]["F"]["Type"] == "AWS::Lambda::Function"


def test_metadata_stays_with_its_resource(read: Read) -> None:
    """A construct path of the function is not that of its role, and a suppression is not lost."""
    metadata = {"aws:cdk:path": "S/F/Resource", "checkov": {"skip": []}}
    function = {"Type": "AWS::Serverless::Function", "Properties": FUNCTION, "Metadata": metadata}
    template = read({}, resources={"G": function})
    holders = {r.logical_id: r.construct_path for r in template.resources.values() if r.body.get("Metadata")}
    assert holders == {"G": "S/F/Resource"}
    assert template.resources["G"].body["Metadata"] == metadata


def test_other_macros_and_sections_stay(read: Read) -> None:
    """What another macro makes is still not known."""
    template = read({}, Transform=["Mine", SAM], Outputs={"O": {"Value": {"Fn::GetAtt": ["F", "Arn"]}}})
    assert template.body["Transform"] == ["Mine"]
    assert template.body["Outputs"] == {"O": {"Value": {"Fn::GetAtt": ["F", "Arn"]}}}


def test_loops_are_expanded_first(read: Read) -> None:
    """Functions of a loop are transformed too, and have its line."""
    function = {"Type": "AWS::Serverless::Function", "Properties": {**FUNCTION, "Description": "${N}"}}
    template = read({}, resources={"Fn::ForEach::Fns": ["N", ["A", "B"], {"Fn${N}": function}]})
    assert template.resources["FnA"].properties["Description"] == "A"
    line = template.resources["FnBRole"].line
    assert "Fn::ForEach::Fns" in template.text.splitlines()[line - 1]


def test_a_template_that_the_transform_refuses_is_read_as_written(read: Read) -> None:
    """With the reason; nothing of it passes for judged."""
    template = read({"Policies": [{"NoSuchPolicyTemplate": {}}]})
    assert "[F]" in template.not_transformed
    assert template.resources["F"].type == "AWS::Serverless::Function"
    assert template.written is None


def test_a_fault_of_the_translator_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug there must not end the run without a verdict, and not pass either."""

    def broken(*_: Any) -> None:
        raise KeyError("Type")

    monkeypatch.setattr("landing_zone.cloudformation.parsing.sam._translated", broken)
    with pytest.raises(SamError, match="Type"):
        transform({"Resources": {"F": {"Type": "AWS::Serverless::Function"}}}, "")


def test_the_translator_is_imported_for_sam_alone(tmp_path: Path) -> None:
    """Its import takes a second, which no other template should wait for."""
    file = tmp_path / "plain.json"
    file.write_text('{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}')
    program = (
        "import sys; from pathlib import Path\n"
        "from landing_zone.cloudformation.parsing.read_template import read_template\n"
        f"read_template(Path({str(file)!r}), name='t'); print('samtranslator' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
