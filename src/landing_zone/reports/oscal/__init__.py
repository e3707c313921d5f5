"""OSCAL: NIST's documents for governance tools, from catalogue to plan of action.

Each document is built as OSCAL's own JSON, then read and written by compliance-trestle's models: one that does not
follow the standard is never written. UUIDs are version 5 of ids: the same thing has the same one in every run.
Documents name each other by relative links, so they are kept in one folder.
"""

from __future__ import annotations

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.reports.encode import Files
from landing_zone.reports.oscal import (
    assessment_plan,
    assessment_results,
    catalog,
    component_definition,
    names,
    plan_of_action,
    profile,
    system_security_plan,
)
from landing_zone.reports.oscal.source import OscalSource
from landing_zone.reports.oscal.trestle_file import trestle_file


def render(assessment: Assessment) -> Files:
    """Return the documents of one zone: a catalogue for each framework, and one each of all others.

    There is no plan of action where nothing is waived, partly met or not met.

    Raises:
        UserError: no framework is in scope, so that nothing could be said in OSCAL; or two ids would become one.
    """
    if not assessment.frameworks:
        raise UserError(
            "OSCAL says what answers requirements, and no framework is in scope",
            fix="leave oscal out of --format, or assess with a framework in scope",
        )
    source = OscalSource(assessment)
    files: Files = {
        names.catalog(framework.id): trestle_file("catalog", catalog.build(source, framework))
        for framework in assessment.frameworks
    }
    files[names.PROFILE] = trestle_file("profile", profile.build(source))
    files[names.COMPONENTS] = trestle_file("component-definition", component_definition.build(source))
    files[names.PLAN] = trestle_file("system-security-plan", system_security_plan.build(source))
    files[names.ASSESSMENT_PLAN] = trestle_file("assessment-plan", assessment_plan.build(source))
    files[names.RESULTS] = trestle_file("assessment-results", assessment_results.build(source))
    actions = plan_of_action.build(source)
    if actions is not None:
        files[names.ACTIONS] = trestle_file("plan-of-action-and-milestones", actions)
    return dict(sorted(files.items()))
