"""The bootstraps of all environments, with the rights that their stacks need: what ``app.py`` adds after the stacks."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from landing_zone.config import Environment, LandingZone, Role, Scope
from landing_zone.config.bootstrap import BOOTSTRAP_STAGE
from landing_zone.errors import UserError
from stacks.bootstrap import Bootstrap
from stacks.landing_zone_stack import LandingZoneStack

_Kind = tuple[frozenset[Role], bool]


def add_bootstraps(app: cdk.App, zone: LandingZone) -> None:
    """Add the stage with the bootstrap of every environment that the app deploys to; call it after all stacks are made.

    Args:
        app: with its stacks.
        zone: the configuration.

    Raises:
        UserError: the types of an environment need more policies than a role may have.
    """
    found, linked, shared = (defaultdict[_Kind, set[str]](set) for _ in range(3))
    deployed = set[str]()
    for stack in (child for child in app.node.children if isinstance(child, LandingZoneStack)):
        deployed.add(stack.environment_of.key)
        types, services, parameters = (of[_kind(stack.environment_of)] for of in (found, linked, shared))
        for resource in stack.node.find_all():
            if isinstance(resource, cdk.CfnParameter) and str(resource.default).startswith("arn:"):
                parameters.add(str(resource.default))
            if isinstance(resource, iam.CfnServiceLinkedRole):
                services.add(str(resource.aws_service_name))
            if isinstance(resource, cdk.CfnResource):
                types.add(_type_of(resource))
    stage = cdk.Stage(app, BOOTSTRAP_STAGE)
    for environment in zone.environments():
        if environment.key in deployed:
            kind = _kind(environment)
            try:
                Bootstrap(
                    stage,
                    environment=environment,
                    zone=zone,
                    types=found[kind],
                    linked_services=linked[kind],
                    shared_parameters=shared[kind],
                )
            except ValueError as error:
                raise UserError(f"the bootstrap cannot be made: {error}", file="landing-zone.yaml") from error


def _kind(environment: Environment) -> _Kind:
    """Return what environments have in common that get the same rights: what staging tried, production may deploy."""
    account = environment.account
    return frozenset(account.roles), account.scope is Scope.CDE


@cache
def _type_of_class(kind: type[cdk.CfnResource]) -> str:
    return str(getattr(kind, "CFN_RESOURCE_TYPE_NAME", ""))


def _type_of(resource: cdk.CfnResource) -> str:
    """Return a resource's type; that of a class is asked for once, since each question goes to Node."""
    kind = type(resource)
    if kind in (cdk.CfnResource, cdk.CfnCustomResource):
        return resource.cfn_resource_type
    return _type_of_class(kind) or resource.cfn_resource_type
