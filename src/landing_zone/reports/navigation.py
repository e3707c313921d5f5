"""The pages that each page leads to, in groups."""

from __future__ import annotations

from landing_zone.reports.documents.pages import INDEX
from landing_zone.reports.paths import framework_path
from landing_zone.reports.view import View

Navigation = list[tuple[str, list[tuple[str, str]]]]


def navigation(view: View) -> Navigation:
    """Return each group's name, with the path and name of its pages."""
    documents = [(INDEX, "Documents")] if view.assessment.zone and view.assessment.inventory else []
    frameworks = [(framework_path(framework.id), framework.id) for framework in view.assessment.frameworks]
    return [
        (
            "Answers",
            [
                ("index.html", "Overview"),
                *frameworks,
                ("gaps.html", "Not covered"),
                ("waivers.html", "Waivers"),
                ("changes.html", "What changed"),
            ],
        ),
        ("How shown", [("controls.html", "Controls"), ("checks.html", "All checks"), ("evidence.html", "Evidence")]),
        ("The zone", [*documents, ("environments.html", "Environments"), ("stacks.html", "Stacks")]),
        (
            "About",
            [("reading.html", "How to read"), ("glossary.html", "Glossary"), ("provenance.html", "Provenance")],
        ),
    ]
