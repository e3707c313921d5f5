"""Where each page stands in the site, from its root."""

from __future__ import annotations

from landing_zone.reports.text import slug


def framework_path(framework: str) -> str:
    """Return where a framework's page stands."""
    return f"frameworks/{slug(framework)}.html"


def requirement_path(framework: str, requirement: str) -> str:
    """Return where a requirement's page stands."""
    return f"requirements/{slug(framework)}/{slug(requirement)}.html"


def control_path(control: str) -> str:
    """Return where a control's page stands."""
    return f"controls/{slug(control)}.html"


def stack_path(stack: str) -> str:
    """Return where the page of a stack and its resources stands."""
    return f"stacks/{slug(stack)}.html"
