"""Every document, one line each, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.assessment.model import Assessment
from landing_zone.reports.documents.contacts_and_incidents import contacts_and_incidents
from landing_zone.reports.documents.cryptography_inventory import cryptography_inventory
from landing_zone.reports.documents.data_flows import data_flows
from landing_zone.reports.documents.deliveries import deliveries
from landing_zone.reports.documents.document import Document
from landing_zone.reports.documents.dpia_input import dpia_input
from landing_zone.reports.documents.log_sources import log_sources
from landing_zone.reports.documents.network_diagram import network_diagram
from landing_zone.reports.documents.permitted_services import permitted_services
from landing_zone.reports.documents.record_of_processing import record_of_processing
from landing_zone.reports.documents.recovery_objectives import recovery_objectives
from landing_zone.reports.documents.roles_and_privileges import roles_and_privileges
from landing_zone.reports.documents.scope_inventory import scope_inventory
from landing_zone.reports.documents.source import Source, source_of
from landing_zone.reports.documents.third_parties import third_parties
from landing_zone.reports.documents.transfers import transfers

GENERATORS: dict[str, Callable[[Source], Document]] = {
    "network-diagram": network_diagram,
    "data-flows": data_flows,
    "permitted-services": permitted_services,
    "scope-inventory": scope_inventory,
    "cryptography-inventory": cryptography_inventory,
    "log-sources": log_sources,
    "deliveries": deliveries,
    "roles-and-privileges": roles_and_privileges,
    "third-parties": third_parties,
    "record-of-processing": record_of_processing,
    "dpia-input": dpia_input,
    "transfers": transfers,
    "recovery-objectives": recovery_objectives,
    "contacts-and-incidents": contacts_and_incidents,
}
"""Id, as requirements name it, to what makes the document."""


def documents(assessment: Assessment) -> tuple[Document, ...]:
    """Return every document of an assessment; none for templates that come with no configuration.

    Raises:
        UserError: the assessment's configuration is not one that this version reads.
    """
    source = source_of(assessment)
    return tuple(generate(source) for generate in GENERATORS.values()) if source else ()
