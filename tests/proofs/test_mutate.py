"""The changes of a proof: what they select, what they do, and that the given assembly is not changed."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.errors import UserError
from landing_zone.proofs.model import Proof
from landing_zone.proofs.mutate import PROOF_STACK, mutate

ZONE: dict[str, Any] = {
    "regions": {"home": "eu-west-1", "mirror": "eu-central-1"},
    "accounts": [
        {"name": "audit", "id": "222222222222", "role": "log-archive", "scope": "connected", "stage": "production"},
        {"name": "shop", "id": "555555555555", "role": "workload", "scope": "cde", "stage": "production"},
    ],
}


def template(name: str, account: str, resources: dict[str, Any]) -> Template:
    """A template in the home Region."""
    key = f"{account}/eu-west-1"
    read = {i: Resource(name, i, b["Type"], b.get("Properties", {}), "", key, 0, b) for i, b in resources.items()}
    return Template(name, Path(f"{name}.json"), {"Resources": resources}, "", read, account, "eu-west-1", "old")


@pytest.fixture
def assembly() -> Assembly:
    """Two stacks: the first with a locked and a plain bucket, the second with a plain one."""
    audit = {
        "Locked": {"Type": "AWS::S3::Bucket", "Properties": {"ObjectLockEnabled": True, "Tags": [{"Key": "a"}]}},
        "Plain": {"Type": "AWS::S3::Bucket", "Properties": {"Tags": [{"Key": "b"}]}},
        "Key": {"Type": "AWS::KMS::Key"},
    }
    shop = {"Data": {"Type": "AWS::S3::Bucket", "Properties": {"Versions": {"Status": "Enabled"}}}}
    templates = (template("Audit", "222222222222", audit), template("Shop", "555555555555", shop))
    return Assembly(Path(), templates, ZONE)


def proof(**fields: Any) -> Proof:
    """A proof with the changes given."""
    return Proof.model_validate({"fails": ["checkov::CKV_AWS_18"], **fields})


def after(assembly: Assembly, *changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The properties of each resource after the changes, by logical id."""
    mutated = mutate(assembly, proof(change=changes)).after
    return {i: dict(r.properties) for t in mutated.templates for i, r in t.resources.items()}


BUCKET = "AWS::S3::Bucket"


@pytest.mark.parametrize(
    ("selection", "deleted"),
    [
        ({}, {"Locked"}),
        ({"every": True}, {"Locked", "Plain", "Data"}),
        ({"where": "!ObjectLockEnabled"}, {"Plain"}),
        ({"stack": "Sh*"}, {"Data"}),
        ({"environments": {"roles": ["workload"]}}, {"Data"}),
        ({"stack": "Audit", "every": True}, {"Locked", "Plain"}),
    ],
)
def test_the_first_selected_resource_is_changed(
    assembly: Assembly, selection: dict[str, Any], deleted: set[str]
) -> None:
    """Type, ``where``, stack and environment select; the first is changed, or with ``every`` each."""
    left = after(assembly, {"type": BUCKET, "delete": True, **selection})

    assert set(left) == {"Locked", "Plain", "Key", "Data"} - deleted


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"set": {"ObjectLockEnabled": False}}, {"ObjectLockEnabled": False, "Tags": [{"Key": "a"}]}),
        ({"set": {"Tags.0.Key": "z"}}, {"ObjectLockEnabled": True, "Tags": [{"Key": "z"}]}),
        ({"set": {"Tags.*.Key": "z"}}, {"ObjectLockEnabled": True, "Tags": [{"Key": "z"}]}),
        ({"set": {"Tags.+": 1}}, {"ObjectLockEnabled": True, "Tags": [{"Key": "a"}, 1]}),
        ({"set": {"A.B": 1}}, {"ObjectLockEnabled": True, "Tags": [{"Key": "a"}], "A": {"B": 1}}),
        ({"set": {'"a.b"': 1}}, {"ObjectLockEnabled": True, "Tags": [{"Key": "a"}], "a.b": 1}),
        ({"remove": ["Tags"]}, {"ObjectLockEnabled": True}),
        ({"remove": ["Tags.*"]}, {"ObjectLockEnabled": True, "Tags": []}),
    ],
)
def test_paths_lead_into_the_properties(assembly: Assembly, change: dict[str, Any], expected: dict[str, Any]) -> None:
    """Names, positions, each element, a new last element, names with dots."""
    assert after(assembly, {"type": BUCKET, **change})["Locked"] == expected


def test_the_given_assembly_is_not_changed(assembly: Assembly) -> None:
    """A change is made on a deep copy, and the changed template has another text."""
    before = copy.deepcopy([dict(t.body) for t in assembly.templates])

    mutation = mutate(assembly, proof(change=[{"type": BUCKET, "set": {"Tags.0.Key": "z"}}]))

    assert [dict(t.body) for t in assembly.templates] == before
    assert mutation.before is assembly
    changed, other = mutation.after.templates
    assert changed.digest != "old"
    assert '"z"' in changed.text
    assert changed.body["Resources"]["Locked"]["Properties"]["Tags"] == [{"Key": "z"}]
    assert other is assembly.templates[1]
    assert mutation.touched == {("Audit", "Locked")}
    assert mutation.stacks == ("Audit",)
    assert mutation.environments == {"222222222222/eu-west-1"}


def test_a_resource_is_added_to_a_template(assembly: Assembly) -> None:
    """It is in the first selected template, in its environment."""
    change = {"environments": {"roles": ["workload"]}, "add": {"New": {"Type": "AWS::EC2::VPC"}}}

    mutation = mutate(assembly, proof(change=[change]))

    added = mutation.after.templates[1].resources["New"]
    assert (added.type, added.environment) == ("AWS::EC2::VPC", "555555555555/eu-west-1")
    assert mutation.touched == {("Shop", "New")}


def test_metadata_is_added(assembly: Assembly) -> None:
    """To the resource; its properties are unchanged."""
    mutation = mutate(assembly, proof(change=[{"type": BUCKET, "metadata": {"checkov": {"skip": []}}}]))

    body = mutation.after.templates[0].resources["Locked"].body
    assert body["Metadata"] == {"checkov": {"skip": []}}
    assert body["Properties"]["ObjectLockEnabled"] is True


def test_changes_are_made_one_after_the_other(assembly: Assembly) -> None:
    """The second change applies to the result of the first."""
    left = after(assembly, {"type": BUCKET, "delete": True}, {"type": BUCKET, "delete": True})

    assert set(left) == {"Key", "Data"}


def test_a_proofs_own_template_is_added_to_the_zone(assembly: Assembly) -> None:
    """It is in ``before`` too, in the first workload account, and only this template is changed."""
    own = {"Resources": {"Database": {"Type": BUCKET, "Properties": {"Own": True}}}}

    mutation = mutate(assembly, proof(template=own, change=[{"type": BUCKET, "set": {"Own": False}}]))

    (before,) = [t for t in mutation.before.templates if t.name == PROOF_STACK]
    (changed,) = [t for t in mutation.after.templates if t.name == PROOF_STACK]
    assert before.environment == "555555555555/eu-central-1"
    assert before.resources["Database"].properties == {"Own": True}
    assert changed.resources["Database"].properties == {"Own": False}
    assert mutation.touched == {(PROOF_STACK, "Database")}


def test_a_stack_and_an_account_can_be_changed(assembly: Assembly) -> None:
    """Tags and Region of a stack; an account in the configuration. The given zone is not changed."""
    tagged = replace(assembly, templates=tuple(replace(t, tags={"owner": "shop"}) for t in assembly.templates))
    stack = {"type": "LandingZone::Assembly::Stack", "stack": "Shop", "set": {"tags.owner": "x", "region": "us-east-1"}}
    account = {"type": "LandingZone::Configuration::Account", "where": "scope == 'cde'", "set": {"stage": "staging"}}

    mutation = mutate(tagged, proof(change=[stack, account]))

    (_, shop) = mutation.after.templates
    assert (shop.tags, shop.region) == ({"owner": "x"}, "us-east-1")
    assert shop.resources["Data"].environment == "555555555555/us-east-1"
    assert mutation.after.zone is not None
    assert [a["stage"] for a in mutation.after.zone["accounts"]] == ["production", "staging"]
    assert [a["stage"] for a in ZONE["accounts"]] == ["production", "production"]
    assert mutation.environments == {"555555555555/eu-west-1", "555555555555/us-east-1"}


def test_a_stack_and_an_account_can_be_removed(assembly: Assembly) -> None:
    """Deleted, they are no longer in the assembly and in the configuration."""
    tagged = replace(assembly, templates=tuple(replace(t, tags={}) for t in assembly.templates))
    stack = {"type": "LandingZone::Assembly::Stack", "stack": "Shop", "delete": True}
    account = {"type": "LandingZone::Configuration::Account", "where": "scope == 'cde'", "delete": True}

    mutation = mutate(tagged, proof(change=[stack, account]))

    assert [t.name for t in mutation.after.templates] == ["Audit"]
    assert mutation.after.zone is not None
    assert [a["name"] for a in mutation.after.zone["accounts"]] == ["audit"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"type": "AWS::RDS::DBInstance", "delete": True}, "selects nothing"),
        ({"type": BUCKET, "where": "Nothing", "delete": True}, "selects nothing"),
        ({"stack": "None*", "add": {"New": {"Type": BUCKET}}}, "selects no template"),
        ({"type": BUCKET, "remove": ["Nothing"]}, "does not exist"),
        ({"type": BUCKET, "set": {"Tags.7": 1}}, "does not exist"),
        ({"type": BUCKET, "set": {"Tags.x": 1}}, "does not exist"),
        ({"type": BUCKET, "set": {"": 1}}, "does not exist"),
    ],
)
def test_a_change_that_does_nothing_is_a_mistake(assembly: Assembly, change: dict[str, Any], what: str) -> None:
    """Nothing selected, or a path that does not exist: the proof would prove nothing."""
    with pytest.raises(UserError, match=what):
        mutate(assembly, proof(change=[change]))
