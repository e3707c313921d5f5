"""Route 53 Resolver: the removal of query logging."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Add the operations that disassociate and delete a query log configuration."""
    from moto.route53resolver import exceptions, responses

    def disassociate(self: Any) -> str:
        backend = self.route53resolver_backend
        config_id, resource_id = self._get_param("ResolverQueryLogConfigId"), self._get_param("ResourceId")
        for association in list(backend.resolver_query_log_config_associations.values()):
            if (association.resolver_query_log_config_id, association.resource_id) == (config_id, resource_id):
                del backend.resolver_query_log_config_associations[association.id]
                backend.resolver_query_log_configs[config_id].association_count -= 1
                return json.dumps({"ResolverQueryLogConfigAssociation": association.description()})
        raise exceptions.ResourceNotFoundException(f"'{config_id}' is not associated with '{resource_id}'")

    def delete(self: Any) -> str:
        backend = self.route53resolver_backend
        config = backend.get_resolver_query_log_config(self._get_param("ResolverQueryLogConfigId"))
        if config.association_count:
            raise exceptions.InvalidRequestException("the query log configuration is associated with a VPC")
        del backend.resolver_query_log_configs[config.id]
        return json.dumps({"ResolverQueryLogConfig": config.description()})

    responses.Route53ResolverResponse.disassociate_resolver_query_log_config = disassociate
    responses.Route53ResolverResponse.delete_resolver_query_log_config = delete
