"""Validate a document by compliance-trestle's models, and write it."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from landing_zone.reports.encode import json_file

_MODELS = {
    "catalog": ("catalog", "Catalog"),
    "profile": ("profile", "Profile"),
    "component-definition": ("component", "ComponentDefinition"),
    "system-security-plan": ("ssp", "SystemSecurityPlan"),
    "assessment-plan": ("assessment_plan", "AssessmentPlan"),
    "assessment-results": ("assessment_results", "AssessmentResults"),
    "plan-of-action-and-milestones": ("poam", "PlanOfActionAndMilestones"),
}


def trestle_file(kind: str, document: dict[str, Any]) -> bytes:
    """Read a document into its model, which checks every field, and write it as trestle would.

    Args:
        kind: the document's root, such as ``catalog``.
        document: the value below the root.
    """
    module, name = _MODELS[kind]
    # trestle takes most of a second to import, so it is imported only for OSCAL.
    model = getattr(import_module(f"trestle.oscal.{module}"), name)
    return json_file(json.loads(model.model_validate(document).oscal_serialize_json()))
