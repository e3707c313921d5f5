"""Two assessments: the example zone's own, and one whose inventory a test writes by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, EnvironmentEntry, ResourceEntry, StackEntry, Verdict
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.run_model import Seal
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.load import load_landing_zone
from landing_zone.inventory.model import Inventory
from landing_zone.reports.documents.document import Cell, Document, Table
from landing_zone.reports.documents.registry import documents

HERE = "555555555555/eu-west-1"
ALSO = "555555555555/eu-central-1"
OUTSIDE = "888888888888/eu-west-1"
HOSTILE = """a "quoted" ${secret} 'text' <script>alert(1)</script> \\ | |md # x | -> b: {c}; @import"""
"""Would end a label, substitute a variable, or add an element where it is not escaped."""


@pytest.fixture(scope="session")
def real(gated: Path) -> Assessment:
    """The assessment of the example zone."""
    return read_assessment(gated / "assessment.json")


@pytest.fixture(scope="session")
def made(real: Assessment) -> dict[str, Document]:
    """Its documents by id."""
    return {document.id: document for document in documents(real)}


@pytest.fixture(scope="session")
def zone(root: Path) -> LandingZone:
    """The example's configuration."""
    return load_landing_zone(root / "landing-zone.yaml")


@pytest.fixture
def small(zone: LandingZone) -> Callable[..., Assessment]:
    """Make an assessment with four resources, and an inventory of the test's own."""

    def make(inventory: Inventory | None = None, without: tuple[str, ...] = (), **more: Any) -> Assessment:
        snapshot = {key: value for key, value in zone.snapshot().items() if key not in without} | more.pop("zone", {})
        values: dict[str, Any] = {
            "as_of": date(2026, 11, 23),
            "organisation": "Example Pay",
            "of_this_zone": True,
            "verdict": Verdict(held=True, passed=1, failed=0, waived=0, undetermined=0),
            "engines": (),
            "environments": tuple(
                EnvironmentEntry(
                    name=f"{account.name}/{region}",
                    account_id=account.id,
                    region=region,
                    role=account.role.value,
                    scope=account.scope.value,
                    stage=account.stage.value,
                )
                for account in zone.accounts
                for region in zone.regions.governed
            ),
            "stacks": tuple(
                StackEntry(name=name, template=name, digest="", account=env[:12], region=env[13:], resources=1)
                for name, env in (("One", HERE), ("Two", ALSO), ("Three", OUTSIDE))
            ),
            "resources": tuple(
                ResourceEntry(
                    stack=stack, logical_id=logical_id, type="AWS::S3::Bucket", construct_path=stack, environment=env
                )
                for stack, logical_id, env in (
                    ("One", "Thing", HERE),
                    ("Two", "Thing", ALSO),
                    ("Three", "Thing", OUTSIDE),
                    ("One", "Other", HERE),
                )
            ),
            "checks": (),
            "controls": (),
            "frameworks": (),
            "waivers": (),
            "zone": snapshot,
            "inventory": inventory or Inventory(),
            "seal": Seal(files={}),
        }
        return Assessment.model_validate(values | more)

    return make


def tables(document: Document) -> list[Table]:
    """Every table of a document."""
    return [part for section in document.sections for part in section.parts if isinstance(part, Table)]


def table(document: Document, *head: str) -> Table:
    """The table with some columns."""
    found = [t for t in tables(document) if set(head) <= set(t.head)]
    assert found, f"{document.id} has no table with {head}"
    return found[0]


def column(of: Table, name: str) -> list[str]:
    """The texts of a column."""
    place = of.head.index(name)
    return [text(row[place]) for row in of.rows]


def text(cell: str | Cell) -> str:
    """The text of a cell."""
    return cell.text if isinstance(cell, Cell) else cell


def words(document: Document) -> str:
    """Everything that a document says."""
    found = [document.title, document.summary, *document.left_to_people]
    for section in document.sections:
        for part in section.parts:
            if isinstance(part, Table):
                found += [part.caption, "" if part.rows else part.empty, *(text(c) for row in part.rows for c in row)]
            else:
                found.append(getattr(part, "text", "") or getattr(part, "description", ""))
    return "\n".join(found)
