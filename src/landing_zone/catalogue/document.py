"""The documents that are generated from the assessment: those that assessors request by name."""

from __future__ import annotations

from enum import StrEnum


class Document(StrEnum):
    """The id of a generated document. A requirement names those that feed it; the generator of each uses this id."""

    NETWORK_DIAGRAM = "network-diagram"
    """Networks, and their connections to each other and to the internet (PCI DSS 1.2.3)."""
    DATA_FLOWS = "data-flows"
    """Where data enters, is stored and leaves (PCI DSS 1.2.4)."""
    PERMITTED_SERVICES = "permitted-services"
    """Services, protocols and ports that are open, each with its reason (PCI DSS 1.2.5)."""
    SCOPE_INVENTORY = "scope-inventory"
    """Components, with their scope and purpose (PCI DSS 12.5.1)."""
    CRYPTOGRAPHY_INVENTORY = "cryptography-inventory"
    """Keys, certificates, protocols and ciphers (PCI DSS 3.6.1.1, 4.2.1.1, 12.3.3)."""
    LOG_SOURCES = "log-sources"
    """What is logged, where to, and for how long (PCI DSS 10.2, 10.5.1)."""
    DELIVERIES = "deliveries"
    """What services of AWS deliver and call, and whether every policy would allow it (PCI DSS 10.2.1)."""
    ROLES_AND_PRIVILEGES = "roles-and-privileges"
    """Roles, who may assume them, and what they may do (PCI DSS 7.2)."""
    THIRD_PARTIES = "third-parties"
    """Third parties, and who answers which requirement (PCI DSS 12.8.1, 12.8.5)."""
    RECORD_OF_PROCESSING = "record-of-processing"
    """The record of processing activities (GDPR article 30)."""
    DPIA_INPUT = "dpia-input"
    """What a data protection impact assessment needs to know of the systems (GDPR article 35)."""
    TRANSFERS = "transfers"
    """Regions and countries that data can reach (GDPR articles 44 to 49)."""
    RECOVERY_OBJECTIVES = "recovery-objectives"
    """How much data can be lost, and how soon it is restored (GDPR article 32(1)(c))."""
    CONTACTS_AND_INCIDENTS = "contacts-and-incidents"
    """Whom to notify, and how alerts reach them (PCI DSS 12.10, GDPR article 33)."""
