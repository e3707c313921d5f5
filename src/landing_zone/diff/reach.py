"""Which rights of a new environment reach what was there before, or are given to somebody who was.

The rest are its own: a new account comes with hundreds, and none of them is a right over anything that exists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.diff.identities import Identities
from landing_zone.diff.places import Places
from landing_zone.diff.policies import policies_of
from landing_zone.diff.statements import Grant

TRUST = "AssumeRolePolicyDocument"
_ENDPOINT = "AWS::EC2::VPCEndpoint"
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_EVERYBODY = ("*", "AWS:*")
_OWN = re.compile(r'"(?:aws:PrincipalAccount|kms:CallerAccount|aws:SourceAccount)":\{"Ref":"AWS::AccountId"\}')


class Reach:
    """Answers for the grants of resources in new environments.

    Args:
        old: the older assembly.
        there: both by place.
    """

    def __init__(self, old: Assembly, there: Places) -> None:
        self._accounts = there.accounts
        identities = Identities(old)
        self._names = sorted(
            name
            for resource in there.then.values()
            if (naming := resource_type(resource.type).name) and naming.scope == "global"
            for _, _, name in identities.of(resource)
        )
        self._elsewhere: defaultdict[tuple[str, str, str], set[Grant]] = defaultdict(set)
        wanted = {environment.partition("/")[0] for environment in there.all if there.is_new(environment)}
        for resource in there.then.values():
            if resource.environment.partition("/")[0] in wanted - {""}:
                for grant in _grants(resource):
                    self._elsewhere[_same(resource)].add(_anywhere(grant, resource))

    def outside(self, resource: Resource, grant: Grant, place: str) -> bool:
        """Whether a grant of a new environment reaches outside it, or lets somebody from outside in.

        Args:
            resource: holds the policy.
            grant: allows something.
            place: the property that holds the policy.
        """
        account, _, region = resource.environment.partition("/")
        own_network = resource.type == _ENDPOINT
        if grant.principal and not own_network and _somebody_else(grant, account):
            return True
        if place != TRUST and (_foreign(grant.resource, account) or any(n in grant.resource for n in self._names)):
            return True
        if account in self._accounts and not grant.principal and region not in grant.resource:
            known = self._elsewhere[_same(resource)]
            wanted = _anywhere(grant, resource)
            return not any(other.covers(wanted) for other in known)
        return False


def _grants(resource: Resource) -> Iterator[Grant]:
    for found in policies_of(resource).values():
        yield from found


def _same(resource: Resource) -> tuple[str, str, str]:
    """A resource of one account in any of its Regions."""
    return resource.environment.partition("/")[0], resource.type, resource.logical_id


def _anywhere(grant: Grant, resource: Resource) -> Grant:
    region = resource.environment.partition("/")[2]
    return replace(
        grant,
        resource=grant.resource.replace(region, "${region}"),
        condition=grant.condition.replace(region, "${region}"),
    )


def _somebody_else(grant: Grant, account: str) -> bool:
    """Whether the principal may be outside the account; a service of AWS is, where it acts for another account."""
    kind, _, who = grant.principal.partition(":")
    if grant.principal in _EVERYBODY:
        return not _OWN.search(grant.condition)
    if kind == "Service":
        return _foreign(grant.condition, account)
    known = who.startswith("{") or account in who
    return kind != "AWS" or not known or _foreign(who, account)


def _foreign(text: str, account: str) -> bool:
    return any(found != account for found in _ACCOUNT.findall(text))
