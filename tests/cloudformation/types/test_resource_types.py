"""Each type's facts are in one file, and say nothing that the resource providers' schemas contradict."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.types import schemas
from landing_zone.cloudformation.types.resource_type import ResourceType, resource_type, type_files
from landing_zone.cloudformation.types.schemas import create_only, identifying_property, schema_of, value_at
from landing_zone.errors import UserError
from landing_zone.inventory.copies import MEANS
from landing_zone.yaml.yaml_file import read_yaml

OURS = ("Custom::AccountSettings", "Custom::OrganisationSettings")
"""Types that CloudFormation does not have."""
OF_CLOUDFORMATION = [type_ for type_ in type_files() if type_ not in OURS]


def properties_named(type_: str, facts: ResourceType) -> Iterator[tuple[str, str]]:
    """Yield the type that has the property, and its path."""
    if facts.name:
        yield type_, facts.name.property
    if facts.encryption:
        how = facts.encryption
        yield from ((type_, path) for path in (how.key, how.switch, how.own_key, how.algorithm) if path)
    if facts.protects:
        yield facts.protects.of or type_, facts.protects.property
    single = facts.single.by if facts.single else ()
    for path in (
        *facts.log_destinations,
        facts.tls_setting,
        facts.policy_of,
        facts.connects_to,
        facts.holds_alone,
        *single,
        *facts.refuses_change,
        *facts.changes_in_place,
    ):
        if path:
            yield type_, path


def has(schema: Mapping[str, Any], node: Mapping[str, Any], path: list[str]) -> bool:
    """Whether a part of a schema has a path of properties."""
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    if not path:
        return True
    if path[0] == "*":
        return "items" in node and has(schema, node["items"], path[1:])
    below = node.get("properties", {}).get(path[0])
    return below is not None and has(schema, below, path[1:])


@pytest.mark.parametrize("type_", sorted(type_files()))
def test_a_file_is_named_after_its_type_and_valid(type_: str) -> None:
    """A list of the inventory needs a noun; a name needs the property that gives it."""
    facts = resource_type(type_)
    assert type_files()[type_].name == f"{type_.replace('::', '-')}.yaml"
    assert facts != ResourceType(), "a file that says nothing"
    listed = facts.encryption or facts.copies or facts.log_destinations or facts.tls_setting or facts.policy_of
    assert facts.noun or not (listed or facts.protects)
    assert not facts.name or facts.name.property


@pytest.mark.parametrize("type_", sorted(OF_CLOUDFORMATION))
def test_every_type_and_property_exists(type_: str) -> None:
    """In the schemas that cfn-lint ships, so that a misspelled name or a renamed property is noticed."""
    assert schema_of(type_) is not None
    for holder, path in properties_named(type_, resource_type(type_)):
        schema = schema_of(holder)
        assert schema is not None, holder
        assert has(schema, schema, path.split(".")), f"{holder} has no {path}"


@pytest.mark.parametrize("type_", sorted(OF_CLOUDFORMATION))
def test_no_file_repeats_what_the_schema_says(type_: str) -> None:
    """The property that identifies a resource is written only where the schema does not give it."""
    written = (read_yaml(type_files()[type_]).data.get("name") or {}).get("property")
    assert not written or written != identifying_property(type_)


def test_the_ways_to_tell_of_copies_are_those_of_the_inventory() -> None:
    """One function each."""
    assert {resource_type(type_).copies for type_ in type_files()} - {""} == set(MEANS)


def test_a_type_without_a_file_has_no_facts() -> None:
    """Nor has one whose name would lead to another folder."""
    assert resource_type("AWS::Example::Nothing") == ResourceType()
    assert resource_type("../waivers") == ResourceType()


def test_the_schemas_are_those_that_cfn_lint_loads() -> None:
    """They are read without importing it, so the place and the form must stay what they are."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    for type_ in OF_CLOUDFORMATION:
        assert schema_of(type_) == PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema, type_


def test_reading_a_schema_imports_no_cfn_lint() -> None:
    """It would take a second or two of commands that need nothing else of it."""
    code = (
        "import sys; from landing_zone.cloudformation.types.resource_type import resource_type as r;"
        "assert r('AWS::S3::Bucket').name.property == 'BucketName'; assert 'cfnlint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_cfn_lint_without_schemas_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And not a type without create-only properties, whose replacement would not be reported."""
    monkeypatch.setattr(schemas, "_folder", lambda: tmp_path)
    schemas._files.cache_clear()
    try:
        with pytest.raises(UserError, match="schema cannot be read"):
            schemas._files()
    finally:
        schemas._files.cache_clear()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("A", {"B": 1}),
        ("A.B", 1),
        ("A.C", None),
        ("L.*.K", [1, None]),
        ("A.*", None),
        ("L.K", None),
    ],
)
def test_what_is_under_a_path(path: str, value: Any) -> None:
    """A star goes through every element of a list, and through nothing else."""
    assert value_at({"A": {"B": 1}, "L": [{"K": 1}, {}]}, tuple(path.split("."))) == value


def test_create_only_paths() -> None:
    """Also those that are create-only under some condition."""
    assert ("BucketName",) in (create_only("AWS::S3::Bucket") or ())
    assert ("KmsKeyId",) in (create_only("AWS::RDS::DBInstance") or ())
    assert identifying_property("AWS::S3::Bucket") == "BucketName"
    assert identifying_property("AWS::SNS::Topic") == "", "its ARN, which no template sets"
    assert identifying_property("AWS::Timestream::Table") == "", "two properties together"


def test_no_table_of_types_is_left_elsewhere(root: Path) -> None:
    """A dictionary by type, or a list of many types, in the package is a fact of a type in a second place."""
    type_ = re.compile(r"(AWS|Custom)::\w+::\w+")

    def named(nodes: list[Any]) -> int:
        return sum(isinstance(n, ast.Constant) and bool(type_.fullmatch(str(n.value))) for n in nodes)

    found = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in sorted((root / "src" / "landing_zone").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Dict) and named(node.keys))
        or (isinstance(node, ast.Set | ast.List | ast.Tuple) and named(node.elts) > 4)
    ]
    assert found == []
