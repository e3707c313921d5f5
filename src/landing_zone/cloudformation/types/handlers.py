"""What CloudFormation does as the role that deploys: the permissions that the handlers of a type's schema name.

Source: CloudFormation CLI User Guide, "Resource type schema", ``handlers`` and ``tagging``.
"""

from __future__ import annotations

import re
from functools import cache

from landing_zone.cloudformation.types.iam_actions import actions_of
from landing_zone.cloudformation.types.schemas import schema_of, type_names

CUSTOM = ("AWS::CloudFormation::CustomResource", "Custom::")
"""How the types begin whose handler is a function or a topic of the template itself."""
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+[*]?")
_WHOLE_SERVICE = "::*"


@cache
def handler_permissions(type_: str) -> frozenset[str]:
    """Return the actions of a type's handlers, the service in lower case; none for a type without a schema.

    Schemas also list what IAM does not have as an action, such as ``s3:REST.PUT.OBJECT`` and ``s3:DeleteBucketCors``:
    that is left out.
    """
    schema = schema_of(type_) or {}
    named = {action for handler in schema.get("handlers", {}).values() for action in handler.get("permissions", ())}
    named |= set(schema.get("tagging", {}).get("permissions", ()))
    actions = (action.partition(":") for action in named if _ACTION.fullmatch(action))
    return frozenset(
        f"{service.lower()}:{name}"
        for service, _, name in actions
        if name.endswith("*") or name.lower() in (actions_of(service.lower()) or ())
    )


def types_meant(pattern: str) -> frozenset[str]:
    """Return the types that a configuration means: one by its name, or all of a service: ``AWS::ECS::*``."""
    if pattern.endswith(_WHOLE_SERVICE):
        return frozenset(name for name in type_names() if name.startswith(pattern[:-1]))
    return frozenset({pattern}) & type_names()
