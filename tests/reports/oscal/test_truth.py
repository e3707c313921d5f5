"""What the documents say is what the assessment says."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, RequirementStatus
from landing_zone.errors import UserError
from landing_zone.reports.oscal.parts import markup, markup_line, prop
from tests.reports.oscal.conftest import Documents, read, walk

MARKUP = ("title", "description", "prose", "remarks", "statement")
"""The fields that OSCAL holds to be Markdown."""


def _prop(thing: dict[str, Any], name: str) -> str:
    (value,) = [p["value"] for p in thing["props"] if p["name"] == name]
    return str(value)


@pytest.fixture
def result(documents: Documents) -> dict[str, Any]:
    """The one result of the assessment results."""
    return dict(documents["assessment-results.json"]["results"][0])


def test_only_what_was_checked_in_full_is_satisfied(result: dict[str, Any]) -> None:
    """Not what AWS, the organisation or a waiver answers for, nor what is shown at run time alone."""
    states = {_prop(finding, "status"): finding["target"]["status"]["state"] for finding in result["findings"]}
    not_assessed = {RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED}
    assert set(states) == {status.value for status in RequirementStatus if status not in not_assessed}
    assert {word for word, state in states.items() if state == "satisfied"} == {"proven", "checked"}


def test_observations_have_the_counts_of_the_check(result: dict[str, Any], assessment: Assessment) -> None:
    """And its resources, each with what the check said."""
    by_rule = {observation["title"]: observation for observation in result["observations"]}
    assert "checkov::CKV_AWS_192" not in by_rule, "it judged nothing"
    observation = by_rule["PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled"]
    assert [_prop(observation, word) for word in ("passed", "failed", "undetermined", "waived")] == ["1", "2", "1", "0"]
    assert [_prop(subject, "outcome") for subject in observation["subjects"]] == ["failed", "undetermined", "passed"]
    evidence = [(_prop(e, "outcome"), e["description"].partition(":")[0]) for e in observation["relevant-evidence"]]
    assert evidence == [("failed", "Logs/Bucket/Resource"), ("failed", "Logs"), ("undetermined", "Data/Bucket&lt;b>")]


def test_a_waiver_is_an_accepted_risk_with_its_end(result: dict[str, Any]) -> None:
    """With what compensates, and a milestone on its last day."""
    (risk,) = [risk for risk in result["risks"] if risk["title"] == "Waiver W-0001"]
    assert risk["status"] == "deviation-approved"
    assert risk["deadline"].startswith("2026-11-24T00:00:00")
    assert risk["mitigating-factors"]
    (task,) = risk["remediations"][0]["tasks"]
    assert task["timing"]["on-date"]["date"] == risk["deadline"]
    assert [_prop(risk, name) for name in ("owner", "approver", "ticket")] == ["platform", "Zoë Müller", "SEC-1"]


def test_the_plan_of_action_has_waivers_and_gaps(documents: Documents) -> None:
    """A requirement that is not met, in part alone, or at run time alone; not one that the organisation answers for."""
    items = documents["plan-of-action-and-milestones.json"]["poam-items"]
    assert [item["title"].split()[0] for item in items] == ["Waiver", "Waiver", "9.2", "10.3.4", "32(1)(a)"]
    assert all(risk["status"] == "open" for risk in documents["plan-of-action-and-milestones.json"]["risks"][2:])


def test_nothing_to_do_gives_no_plan_of_action(assessment: Assessment) -> None:
    """OSCAL knows none without an item."""
    met = {"status": RequirementStatus.PROVEN}
    frameworks = tuple(
        f.model_copy(update={"requirements": tuple(r.model_copy(update=met) for r in f.requirements)})
        for f in assessment.frameworks
    )
    done = read(assessment.model_copy(update={"frameworks": frameworks, "waivers": (), "checks": ()}))
    assert "plan-of-action-and-milestones.json" not in done


def test_components_say_what_they_contribute(documents: Documents) -> None:
    """A building block its controls, with coverage and what is missing; the zone's stacks the rest."""
    components = {c["title"]: c for c in documents["component-definition.json"]["components"]}
    assert set(components) == {"CustomerManagedKey", "Stacks of the landing zone"}
    block = components["CustomerManagedKey"]["control-implementations"]
    assert [implementation["source"] for implementation in block] == ["catalog-gdpr.json", "catalog-pci-dss-4.0.1.json"]
    (gdpr,) = block[0]["implemented-requirements"]
    assert gdpr["control-id"] == "gdpr-32-1-a"
    assert _prop(gdpr, "coverage") == "partial"
    assert "Keys of the organisation" in gdpr["remarks"]


def test_the_security_plan_has_every_resource(documents: Documents, assessment: Assessment) -> None:
    """As an item of its inventory, with account, Region and scope; an unknown scope is said to be one."""
    items = documents["system-security-plan.json"]["system-implementation"]["inventory-items"]
    assert len(items) == len(assessment.resources)
    assert [_prop(item, "scope") for item in items] == ["cde", "cde", "not known"]


def test_texts_cannot_become_markup(documents: Documents) -> None:
    """Viewers render Markdown: a text with a tag or a link shows both as they are. Values of properties are text."""
    texts = [text for document in documents.values() for name, text in walk(document) if name in MARKUP]
    assert any("&lt;script" in str(text) for text in texts)
    assert not any("<script" in str(text) for text in texts if isinstance(text, str))
    assert markup("<b> *x* [a](b) `c` & {d}") == r"&lt;b> \*x\* \[a\](b) \`c\` &amp; \{d\}"
    assert markup_line("a\nb ") == "a b"
    assert markup_line("") == "-"
    assert prop("x", " \n") == []


def test_ids_that_become_one_are_refused(assessment: Assessment) -> None:
    """No requirement silently takes the place of another."""
    framework = assessment.frameworks[1]
    twin = framework.requirements[1].model_copy(update={"id": "32[1][a]"})
    more = framework.model_copy(update={"requirements": (*framework.requirements, twin)})
    with pytest.raises(UserError, match="gdpr-32-1-a"):
        read(assessment.model_copy(update={"frameworks": (more,)}))


def test_a_heading_with_both_kinds_below_gets_a_group_for_its_own(assessment: Assessment) -> None:
    """OSCAL's groups hold groups or controls, not both."""
    framework = assessment.frameworks[0]
    own = framework.requirements[2].model_copy(update={"id": "3.1", "parent": "3"})
    mixed = framework.model_copy(update={"requirements": (*framework.requirements, own)})
    catalog = read(assessment.model_copy(update={"frameworks": (mixed,)}))["catalog-pci-dss-4.0.1.json"]
    first, second = catalog["groups"][0]["groups"]
    assert first["title"] == "Of 3 itself"
    assert [control["props"][0]["value"] for control in first["controls"]] == ["3.1"]
    assert second["props"][0]["value"] == "3.7"
