"""Cross checks of what deploys the zone: accounts that exist, and types that CloudFormation has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from landing_zone.cloudformation.types.handlers import handler_permissions, types_meant
from landing_zone.cloudformation.types.schemas import type_names
from landing_zone.config.draft import Draft
from landing_zone.yaml.issue import Issue, Location, did_you_mean, one_of


def check_bootstrap(draft: Draft) -> Iterator[Issue]:
    """Refuse an account that is not declared, and a type that CloudFormation does not have."""
    if draft.bootstrap is None:
        return
    bootstrap = draft.bootstrap.model
    if draft.bootstrap.knows("trusted_accounts"):
        yield from _accounts(draft, ("bootstrap", "trusted_accounts"), bootstrap.trusted_accounts)
    for index, one in enumerate(bootstrap.also_deploys if draft.bootstrap.knows("also_deploys") else ()):
        at = ("bootstrap", "also_deploys", index)
        yield from _accounts(draft, (*at, "accounts"), one.accounts)
        for place, type_ in enumerate(one.types):
            yield from _type((*at, "types", place), type_)


def _accounts(draft: Draft, at: Location, names: Sequence[str]) -> Iterator[Issue]:
    for index, name in enumerate(names):
        if draft.account_names and name not in draft.account_names:
            yield Issue(
                (*at, index),
                f"'{name}' is not an account",
                name,
                allowed=one_of(draft.account_names),
                fix=did_you_mean(name, draft.account_names, "name an account, or leave out the list"),
            )


def _type(at: Location, type_: str) -> Iterator[Issue]:
    meant = types_meant(type_)
    if not meant:
        same_service = {name for name in type_names() if name.split("::")[:2] == type_.split("::")[:2]}
        services = {name.rpartition("::")[0] + "::*" for name in type_names()}
        known = same_service or _alike(type_, services)
        yield Issue(
            at,
            "CloudFormation has no such type",
            type_,
            allowed=one_of(known) if known else "a type that templates may have, or all of a service: AWS::ECS::*",
            fix=did_you_mean(type_, known, "correct the type"),
        )
    elif not any(map(handler_permissions, meant)):
        yield Issue(
            at,
            "the schema of the type does not say what CloudFormation needs to create it",
            type_,
            allowed="a type whose schema has handlers",
            fix="leave it out, and create it by another type or by a custom resource",
        )


def _alike(type_: str, services: set[str]) -> set[str]:
    """Return the services, of some hundred, whose name begins as that of a misspelt type does."""
    start = type_.casefold().split("::")[1][:1]
    return {service for service in services if service.casefold().split("::")[1].startswith(start)}
