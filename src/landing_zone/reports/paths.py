"""The path of each page, from the root of the site."""

from __future__ import annotations

from landing_zone.reports.text import slug


def framework_path(framework: str) -> str:
    """Return the path of a framework's page."""
    return f"frameworks/{slug(framework)}.html"


def requirement_path(framework: str, requirement: str) -> str:
    """Return the path of a requirement's page."""
    return f"requirements/{slug(framework)}/{slug(requirement)}.html"


def control_path(control: str) -> str:
    """Return the path of a control's page."""
    return f"controls/{slug(control)}.html"


def stack_path(stack: str) -> str:
    """Return the path of the page of a stack and its resources."""
    return f"stacks/{slug(stack)}.html"
