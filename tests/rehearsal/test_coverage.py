"""What the example zone declares is known to the emulator and to the readers: nothing is added and left unrehearsed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emulated_aws.registry import provider_of
from landing_zone.rehearsal.readers.registry import reader_of

NOT_EMULATED = {"AWS::SSM::Association": {"WaitForSuccessTimeoutSeconds"}}
"""What no provider carries to its service, each shown by name in every rehearsal: associations are kept, never run."""


@pytest.fixture(scope="module")
def declared(gated: Path) -> dict[str, set[str]]:
    """The example zone's resource types, each with the properties that are declared of it somewhere."""
    found: dict[str, set[str]] = {}
    for template in gated.glob("*.template.json"):
        for resource in json.loads(template.read_text(encoding="utf-8"))["Resources"].values():
            found.setdefault(resource["Type"], set()).update(resource.get("Properties", {}))
    return found


def test_each_type_has_a_provider_and_a_reader(declared: dict[str, set[str]]) -> None:
    """Each type of the zone can be created in the emulator, and be read back."""
    assert [kind for kind in sorted(declared) if provider_of(kind) is None] == []
    assert [kind for kind in sorted(declared) if reader_of(kind) is None] == []


def test_each_property_reaches_its_service(declared: dict[str, set[str]]) -> None:
    """Each property of the zone is carried to its service, but those that are listed."""
    dropped = {}
    for kind, properties in declared.items():
        provider = provider_of(kind)
        if provider is not None and provider.emulated is not None and properties - provider.emulated:
            dropped[kind] = properties - provider.emulated
    assert dropped == NOT_EMULATED
