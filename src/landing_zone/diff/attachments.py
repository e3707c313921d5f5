"""Rights that are not in a policy document of the template: policies attached by ARN, and a removed boundary.

Source: CloudFormation's ``AWS::IAM::Role``, ``User``, ``Group`` (``ManagedPolicyArns``, ``PermissionsBoundary``) and
``AWS::SSO::PermissionSet`` (``ManagedPolicies``, ``CustomerManagedPolicyReferences``).
"""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.model import Resource
from landing_zone.diff.by_place import as_text

_ATTACHED = ("ManagedPolicyArns", "ManagedPolicies", "CustomerManagedPolicyReferences")
_HOLDERS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::SSO::PermissionSet")
_BOUNDARY = "PermissionsBoundary"


def attachments(before: Resource | None, after: Resource | None) -> Iterator[tuple[str, list[str], int]]:
    """Yield the property, a sentence for each right that is new, and the number of rights that are gone."""
    for name in _ATTACHED:
        then, now = _named(before, name), _named(after, name)
        if then != now:
            yield name, [f"attached: {policy}" for policy in sorted(now - then)], len(then - now)
    if before is None or after is None or before.type not in _HOLDERS:
        return
    boundary, other = before.properties.get(_BOUNDARY), after.properties.get(_BOUNDARY)
    if boundary != other:
        gone = [f"no longer bounded by {as_text(boundary)}"] if boundary is not None else []
        yield _BOUNDARY, gone, int(boundary is None)


def _named(resource: Resource | None, name: str) -> set[str]:
    if resource is None or resource.type not in _HOLDERS:
        return set()
    return {as_text(item) for item in listed(resource.properties.get(name))}
