"""Route 53 Resolver: the removal of query logging, and logs that their bucket refuses."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_RESPONSE = "moto.route53resolver.responses:Route53ResolverResponse"

_REMOVAL = Patch(
    what="A query log configuration can be neither disassociated nor deleted",
    reported="no issue found, 2026-11-30; reading them came with https://github.com/getmoto/moto/pull/9661",
)

_DELIVERY = Patch(
    what="Queries are logged into a bucket that refuses their logs",
    reported="no issue found, 2026-12-01",
    rehearsal_only="what the service sends is described outside of the emulator",
)


@_DELIVERY.replaces("moto.route53resolver.models:Route53ResolverBackend")
def create_resolver_query_log_config(
    self: Any, name: str, destination_arn: str, creator_request_id: str, tags: list[dict[str, str]] | None = None
) -> Any:
    """Let the service try to write; by which error AWS refuses, no page says.

    Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateResolverQueryLogConfig.html
    """
    from moto.core.exceptions import JsonRESTError

    from emulated_aws.deliveries.deliver import RefusedError, deliver
    from emulated_aws.deliveries.near import Near

    near = Near(
        type="AWS::Route53Resolver::ResolverQueryLoggingConfig",
        properties={"Name": name, "DestinationArn": destination_arn},
        account=self.account_id,
        region=self.region_name,
        ref=name,
        place=f"CreateResolverQueryLogConfig of {name}",
    )
    try:
        deliver(near)
    except RefusedError as error:
        raise JsonRESTError("AccessDeniedException", str(error)) from None
    return create_resolver_query_log_config.original(self, name, destination_arn, creator_request_id, tags)


@_REMOVAL.adds(_RESPONSE)
def disassociate_resolver_query_log_config(self: Any) -> str:
    from moto.route53resolver.exceptions import ResourceNotFoundException

    backend = self.route53resolver_backend
    config_id, resource_id = self._get_param("ResolverQueryLogConfigId"), self._get_param("ResourceId")
    for association in list(backend.resolver_query_log_config_associations.values()):
        if (association.resolver_query_log_config_id, association.resource_id) == (config_id, resource_id):
            del backend.resolver_query_log_config_associations[association.id]
            backend.resolver_query_log_configs[config_id].association_count -= 1
            return json.dumps({"ResolverQueryLogConfigAssociation": association.description()})
    raise ResourceNotFoundException(f"'{config_id}' is not associated with '{resource_id}'")


@_REMOVAL.adds(_RESPONSE)
def delete_resolver_query_log_config(self: Any) -> str:
    """Remove a configuration that is associated with no VPC."""
    from moto.route53resolver.exceptions import InvalidRequestException

    backend = self.route53resolver_backend
    config = backend.get_resolver_query_log_config(self._get_param("ResolverQueryLogConfigId"))
    if config.association_count:
        raise InvalidRequestException("the query log configuration is associated with a VPC")
    del backend.resolver_query_log_configs[config.id]
    return json.dumps({"ResolverQueryLogConfig": config.description()})
