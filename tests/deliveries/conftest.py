"""A small assembly in which every contract arises, and ways to change it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.yaml.yaml_file import read_yaml

ACCOUNT = "222222222222"
ZONE: dict[str, Any] = {
    "organisation": {"id": "o-examplepay01", "root": "r-exam"},
    "regions": {"home": "eu-west-1", "mirror": None},
    "organisational_units": [{"name": "Workloads", "id": "ou-exam-11111111", "parent": None}],
    "accounts": [
        {"name": "management", "id": "111111111111", "role": "management", "scope": "connected", "stage": "production"},
        {
            "name": "workload",
            "id": ACCOUNT,
            "role": "workload",
            "also": ["log-archive", "security"],
            "scope": "cde",
            "stage": "production",
            "unit": "Workloads",
        },
    ],
}
EVERYTHING = Path(__file__).parent / "everything.yaml"


def assembly_of(
    resources: Mapping[str, Any], zone: Mapping[str, Any] | None = ZONE, environment: str = f"{ACCOUNT}/eu-west-1"
) -> Assembly:
    """Return an assembly of one stack."""
    account, _, region = environment.partition("/")
    found = {
        id_: Resource("Stack", id_, body["Type"], body.get("Properties", {}), "", environment, 1, body)
        for id_, body in resources.items()
    }
    path = Path("cdk.out/Stack.template.json")
    template = Template("Stack", path, {"Resources": dict(resources)}, "", found, account, region, "")
    return Assembly(path.parent, (template,), zone)


@pytest.fixture(scope="session")
def catalogue(root: Path) -> Catalogue:
    """The project's policies."""
    return load_catalogue(root / "policies")


@pytest.fixture
def everything() -> dict[str, Any]:
    """The resources of everything.yaml, free to be changed."""
    return copy.deepcopy(dict(read_yaml(EVERYTHING).data["Resources"]))


@pytest.fixture
def change(everything: dict[str, Any]) -> Callable[[str, Mapping[str, Any]], dict[str, Any]]:
    """Return the resources after properties of one were replaced; a property that is ``None`` is removed."""

    def changed(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        own = everything[logical_id]["Properties"] | properties
        everything[logical_id]["Properties"] = {key: value for key, value in own.items() if value is not None}
        return everything

    return changed
