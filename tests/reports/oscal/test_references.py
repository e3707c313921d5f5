"""The documents find each other, and what they name."""

from __future__ import annotations

import uuid

from landing_zone.assessment.model import Assessment
from tests.reports.oscal.conftest import Documents, read, walk

REFERENCES = (
    "component-uuid",
    "subject-uuid",
    "observation-uuid",
    "risk-uuid",
    "activity-uuid",
    "actor-uuid",
)


def _values(documents: Documents, name: str) -> set[str]:
    return {value for document in documents.values() for key, value in walk(document) if key == name}


def test_every_reference_by_uuid_resolves(documents: Documents) -> None:
    """To something that one of the documents defines."""
    defined = _values(documents, "uuid")
    for name in REFERENCES:
        named = _values(documents, name)
        assert named, name
        assert named <= defined, name


def test_a_plan_of_action_names_only_its_own_risks(documents: Documents) -> None:
    """A tool that imports it alone finds them."""
    plan = documents["plan-of-action-and-milestones.json"]
    named = {value for key, value in walk(plan) if key == "risk-uuid"}
    assert named == {risk["uuid"] for risk in plan["risks"]}


def test_every_control_and_statement_is_in_a_catalogue(documents: Documents) -> None:
    """As a control, not as a heading; each id occurs once."""
    catalogs = [document for name, document in documents.items() if name.startswith("catalog-")]
    controls = [control["id"] for name, below in walk(catalogs) if name == "controls" for control in below]
    statements = [part["id"] for name, below in walk(catalogs) if name == "parts" for part in below]
    assert _values(documents, "control-id") == set(controls)
    assert _values(documents, "target-id") <= set(statements)
    every = [value for name, value in walk(catalogs) if name == "id"]
    assert len(every) == len(set(every))


def test_a_heading_that_a_control_answers_is_a_control(documents: Documents) -> None:
    """OSCAL lets nothing answer a group: article 32 holds its points as controls below it."""
    catalog = documents["catalog-gdpr.json"]
    assert "groups" not in catalog
    (article,) = [control for control in catalog["controls"] if control["id"] == "gdpr-32"]
    assert [control["id"] for control in article["controls"]] == ["gdpr-32-1-a"]


def test_every_link_to_a_document_is_relative_and_resolves(documents: Documents) -> None:
    """Imports and sources name files of the same folder."""
    named = _values(documents, "href") | _values(documents, "source")
    assert named == set(documents) - {
        "component-definition.json",
        "plan-of-action-and-milestones.json",
        "assessment-results.json",
    }


def test_uuids_stand_for_the_thing(documents: Documents, assessment: Assessment) -> None:
    """Version 5, and the same ones tomorrow: only the result of a day is a new one."""
    tomorrow = read(assessment.model_copy(update={"as_of": assessment.as_of.replace(day=24)}))
    before, after = _values(documents, "uuid"), _values(tomorrow, "uuid")
    assert {uuid.UUID(value).version for value in before} == {5}
    assert len(before - after) == len(after - before) == 1


def test_every_requirement_has_its_row(documents: Documents, assessment: Assessment) -> None:
    """In catalogue, security plan, assessment plan and results: as many as there are that are not headings."""
    headings = {"3", "3.7", "9", "10"}
    labels = [r.id for framework in assessment.frameworks for r in framework.requirements if r.id not in headings]
    plan = documents["system-security-plan.json"]["control-implementation"]["implemented-requirements"]
    result = documents["assessment-results.json"]["results"][0]
    reviewed = documents["assessment-plan.json"]["reviewed-controls"]["control-selections"][0]["include-controls"]
    assert len(plan) == len(result["findings"]) == len(reviewed) == len(labels)
    catalog = documents["catalog-pci-dss-4.0.1.json"]
    assert [group["props"][0]["value"] for group in catalog["groups"]] == ["3", "9", "10"]
    below = catalog["groups"][0]["groups"][0]
    assert [control["props"][0]["value"] for control in below["controls"]] == ["3.7.4", "3.7.5"]
