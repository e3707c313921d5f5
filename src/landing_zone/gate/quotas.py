"""CloudFormation's limits, checked on the finished templates, so that a synth and not a deployment meets them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from landing_zone.errors import CombinedUserError, UserError

MAXIMUM_RESOURCES = 500
MAXIMUM_OUTPUTS = 200
MAXIMUM_PARAMETERS = 200
MAXIMUM_TEMPLATE_BYTES = 1_000_000
"""Quotas of a template in S3.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

_SECTIONS = {"Resources": MAXIMUM_RESOURCES, "Outputs": MAXIMUM_OUTPUTS, "Parameters": MAXIMUM_PARAMETERS}


def excess(template: Path) -> list[UserError]:
    """Compare one template with the quotas.

    Returns:
        One error for each quota that it exceeds, with the number and the limit.
    """
    text = template.read_bytes()
    body = json.loads(text)
    counts = [(name.lower(), len(body.get(name, {})), limit) for name, limit in _SECTIONS.items()]
    counts.append(("bytes", len(text), MAXIMUM_TEMPLATE_BYTES))
    return [
        UserError(
            f"the template exceeds CloudFormation's quota of {name}",
            file=template.name,
            value=str(count),
            allowed=f"at most {limit}",
            fix="split the stack in two",
        )
        for name, count, limit in counts
        if count > limit
    ]


def check_quotas(templates: Iterable[Path]) -> None:
    """Compare templates with CloudFormation's quotas.

    Args:
        templates: JSON files.

    Raises:
        CombinedUserError: one error for each quota that a template exceeds.
    """
    errors = [error for template in sorted(templates) for error in excess(template)]
    if errors:
        raise CombinedUserError(errors)
