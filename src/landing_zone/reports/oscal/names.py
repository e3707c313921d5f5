"""The file names by which the documents refer to each other."""

from __future__ import annotations

from landing_zone.reports.text import slug

PROFILE = "profile.json"
COMPONENTS = "component-definition.json"
PLAN = "system-security-plan.json"
ASSESSMENT_PLAN = "assessment-plan.json"
RESULTS = "assessment-results.json"
ACTIONS = "plan-of-action-and-milestones.json"


def catalog(framework: str) -> str:
    """Return the file of a framework's catalogue."""
    return f"catalog-{slug(framework)}.json"
