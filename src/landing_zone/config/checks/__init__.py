"""Cross checks: conditions over several fields. Each takes the draft and yields every mistake it finds."""

from landing_zone.config.checks.account_check import check_accounts
from landing_zone.config.checks.address_check import check_addresses
from landing_zone.config.checks.bootstrap_check import check_bootstrap
from landing_zone.config.checks.data_class_check import check_data_classes
from landing_zone.config.checks.entity_check import check_entity
from landing_zone.config.checks.existing_check import check_existing
from landing_zone.config.checks.flow_check import check_flows
from landing_zone.config.checks.framework_check import check_frameworks
from landing_zone.config.checks.guardrail_check import check_guardrails
from landing_zone.config.checks.region_check import check_regions
from landing_zone.config.checks.retention_check import check_retention
from landing_zone.config.checks.shape_check import check_shape
from landing_zone.config.checks.sharing_check import check_sharing
from landing_zone.config.checks.trusted_check import check_trusted
from landing_zone.config.checks.unit_check import check_units

CROSS_CHECKS = (
    check_regions,
    check_shape,
    check_units,
    check_accounts,
    check_addresses,
    check_sharing,
    check_retention,
    check_frameworks,
    check_entity,
    check_data_classes,
    check_flows,
    check_trusted,
    check_guardrails,
    check_existing,
    check_bootstrap,
)

__all__ = ["CROSS_CHECKS"]
