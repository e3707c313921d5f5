"""Every deployed stack has the template that was judged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.model import Template
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.canonical import canonical
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::CloudFormation::Stack"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Compare each deployed template with the one that the gates judged; stack_status reports absent stacks."""
    client = place.client("cloudformation")
    yield from place.each(
        place.stacks,
        _TYPE,
        lambda template: place.arn("cloudformation", f"stack/{template.name}/*"),
        lambda template: _stack(place, client, template),
    )


def _stack(place: QueryTarget, client: Any, template: Template) -> Answer | None:
    found = absent(
        lambda: client.get_template(StackName=template.name, TemplateStage="Original")["TemplateBody"],
        "ValidationError",
    )
    if found is None:
        return None
    # boto3 gives JSON as data, and anything else as text.
    body = found if isinstance(found, Mapping) else json.loads(found)
    facts = {"deployed": _digest(body), "judged": _digest(template.body)}
    return place.judged(
        place.arn("cloudformation", f"stack/{template.name}/*"),
        _TYPE,
        f"Stack {template.name}",
        "has the template that was judged",
        [] if facts["deployed"] == facts["judged"] else ["has a different template from the one that was judged"],
        facts,
    )


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


QUERY = Query(
    id="stack_template",
    title="Every deployed stack has the template that was judged",
    controls=("pipeline-gate",),
    level=Level.ENVIRONMENT,
    actions=("cloudformation:GetTemplate",),
    ask=ask,
)
