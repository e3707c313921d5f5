"""A small zone: two templates, a framework, controls, and a way to assess findings about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.assess import assess
from landing_zone.assessment.model import Assessment
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Framework
from landing_zone.catalogue.load import Catalogue
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.config import load_landing_zone
from landing_zone.config.landing_zone import LandingZone
from landing_zone.engines.entry import EngineEntry
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.waivers import Waivers

TODAY = date(2026, 11, 23)


def _resource(stack: str, logical_id: str, type_: str) -> Resource:
    body = {"Type": type_}
    return Resource(stack, logical_id, type_, {}, f"{stack}/{logical_id}/Resource", "111111111111/eu-west-1", 0, body)


@pytest.fixture
def assembly(tmp_path: Path) -> Assembly:
    """Two stacks: a bucket and a key in one, a bucket in the other."""
    templates = []
    for stack, resources in (
        ("Logs", [_resource("Logs", "Bucket", "AWS::S3::Bucket"), _resource("Logs", "AKey", "AWS::KMS::Key")]),
        ("Data", [_resource("Data", "Bucket", "AWS::S3::Bucket")]),
    ):
        templates.append(
            Template(
                stack,
                tmp_path / f"{stack}.template.json",
                {},
                "{}",
                {resource.logical_id: resource for resource in resources},
                "111111111111",
                "eu-west-1",
                "ab" * 32,
            )
        )
    return Assembly(tmp_path, tuple(templates), None)


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """Build a finding from ``"pass checkov::KEY Logs/AKey"``."""

    def build(text: str, **more: Any) -> Finding:
        status, rule, *where = text.split()
        stack, _, logical_id = (where[0] if where else "").partition("/")
        more.setdefault("waiver", "W-0001" if status == "waived" else "")
        detail = more.pop("detail", "")
        return Finding(rule, stack, logical_id, detail, Status(status), **more)

    return build


@pytest.fixture
def control() -> Callable[..., Control]:
    """Build a control; ``answers`` lists ``requirement`` or ``requirement:what is missing``."""

    def build(id_: str, *answers: str, **changes: Any) -> Control:
        requirements = []
        for answer in answers:
            requirement, _, missing = answer.partition(":")
            coverage = "partial" if missing else "full"
            requirements.append(
                {
                    "framework": "std-1",
                    "requirement": requirement,
                    "coverage": coverage,
                    "missing": missing,
                    "basis": "judgement",
                }
            )
        data = {
            "id": id_,
            "title": f"Control {id_}",
            "statement": f"The statement of control {id_} holds.",
            "remediation": f"Fix control {id_} here.",
            "requirements": requirements,
            "rules": () if "manual" in changes else (f"checkov::{id_.upper()}",),
        }
        return Control.model_validate({**data, **changes})

    return build


@pytest.fixture
def framework() -> Callable[..., Framework]:
    """Build a framework; a requirement is ``id``, its class, and more fields; ``1.2`` is below ``1``, a heading."""

    def build(*requirements: tuple[str, str, dict[str, Any]]) -> Framework:
        above = {id_.rpartition(".")[0] for id_, *_ in requirements}
        entries = [
            {
                "id": id_,
                "parent": id_.rpartition(".")[0] or None,
                "level": ("principal", "section")[id_.count(".")]
                if id_ in above and id_.count(".") < 2
                else "requirement",
                "title": f"Requirement {id_}",
                "answerable": answerable,
                **more,
            }
            for id_, answerable, more in requirements
        ]
        data = {"id": "std-1", "title": "Standard", "edition": "1", "published": "2026-01", "source": "example.com"}
        return Framework.model_validate({**data, "requirements": entries})

    return build


@pytest.fixture
def judge(assembly: Assembly) -> Callable[..., Assessment]:
    """Assess findings against a framework and controls; ``entity`` is what the configuration says of the entity.

    ``snapshot`` is the whole configuration.
    """

    def run(framework: Framework, controls: list[Control], findings: list[Finding], **more: Any) -> Assessment:
        catalogue = Catalogue({framework.id: framework}, {c.id: c for c in controls})
        arguments: dict[str, Any] = {
            "engines": [EngineEntry(name="checkov", version="3", templates=2, findings=len(findings))],
            "waivers": Waivers(),
            "problems": (),
            "as_of": TODAY,
            "zone": None,
            "frameworks_in_scope": ["std-1"],
            **more,
        }
        entity = arguments.pop("entity", None)
        snapshot = arguments.pop("snapshot", None if entity is None else {"entity": entity})
        of = assembly if snapshot is None else replace(assembly, zone=snapshot)
        return assess(of, findings, catalogue=catalogue, **arguments)

    return run


@pytest.fixture(scope="session")
def zone(root: Path) -> LandingZone:
    """The landing zone that the project ships."""
    return load_landing_zone(root / "landing-zone.yaml")
