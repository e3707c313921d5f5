"""What is known of an attribute of a resource, the value of ``Fn::GetAtt``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.types.resource_type import resource_type

OPAQUE = (
    "Custom::",
    "AWS::CloudFormation::CustomResource",
    "AWS::CloudFormation::Stack",
    "AWS::CloudFormation::WaitCondition",
    "AWS::SSM::Parameter",
)
"""Types whose attributes are whatever their provider, template or author returns."""


def given_as_property(body: Mapping[str, Any], attribute: str) -> Any:
    """Return what a template writes for an attribute as a property, a VPC's ``CidrBlock``; ``None`` for others.

    In the schema of a type an attribute and a property of one name are one field. Of what names the resource a
    reference to it says more.

    Args:
        body: the resource, as written.
        attribute: its attribute.
    """
    kind, properties = str(body.get("Type")), body.get("Properties")
    naming = resource_type(kind).name
    if kind.startswith(OPAQUE) or not isinstance(properties, Mapping) or (naming and naming.property == attribute):
        return None
    return properties.get(attribute)
