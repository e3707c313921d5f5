"""The profile: every requirement of every framework in scope. The system security plan imports it."""

from __future__ import annotations

from typing import Any

from landing_zone.reports.oscal import names
from landing_zone.reports.oscal.parts import uid
from landing_zone.reports.oscal.source import OscalSource


def build(source: OscalSource) -> dict[str, Any]:
    """Return the profile, which takes all of each catalogue as it is."""
    return {
        "uuid": uid("profile", source.assessment.organisation),
        "metadata": source.metadata(f"Frameworks in scope of the {source.system_name}"),
        "imports": [
            {"href": names.catalog(framework.id), "include-all": {}} for framework in source.assessment.frameworks
        ],
        "merge": {"as-is": True},
    }
