"""The grants of a resource's policies, by the property that holds them."""

from __future__ import annotations

import re
from collections import defaultdict

from landing_zone.cloudformation.model import Resource
from landing_zone.diff.statements import Grant, grants, policies_in

_ENDPOINT = "AWS::EC2::VPCEndpoint"
_WITH_POLICY = ("Gateway", "Interface")
_FULL_ACCESS = Grant("Allow", "*", "*", "*", "")
"""What AWS puts on an endpoint without a policy (``AWS::EC2::VPCEndpoint``, ``PolicyDocument``)."""


def policies_of(resource: Resource | None) -> dict[str, frozenset[Grant]]:
    """Return the grants under each property; which of several in a list holds a statement makes no difference."""
    found: defaultdict[str, frozenset[Grant]] = defaultdict(frozenset)
    for place, policy in policies_in(resource.properties) if resource else ():
        found[re.sub(r"\[\d+\]", "", place)] |= grants(policy)
    if resource and resource.type == _ENDPOINT and "PolicyDocument" not in resource.properties:
        kind = resource.properties.get("VpcEndpointType", "Gateway")
        found |= {"PolicyDocument": frozenset({_FULL_ACCESS})} if kind in _WITH_POLICY else {}
    return dict(found)
