"""Data where it may not be, and classes that contradict themselves, are refused."""

from __future__ import annotations

import pytest

_CUSTOMER = "    data_classes: [personal-data]\n"
_CDE = "    data_classes: [card-data]\n"

_CLASS = """    description: Logs of our applications that say nothing of a real person
    cardholder_data: false
    personal_data: false
    purpose: Run the services
    legal_basis: not-personal
    legal_basis_hint: No personal data
    retention_days: 90
"""

_INTERNAL = (
    "{description: X, cardholder_data: false, personal_data: false, purpose: X, legal_basis: not-personal, "
    "legal_basis_hint: X, retention_days: 1}"
)

REFUSED = [
    pytest.param(
        {"    retention_days: 731\n": "    retention_days: 731\n    services: [s3, dynamo]\n"},
        "[s3, dynamo]",
        "dynamo",
        "dynamo",
        "dynamodb",
        "did you mean 'dynamodb'",
        id="service that is unknown",
    ),
    pytest.param(
        {"  internal:\n": f"  logs:\n{_CLASS}  internal:\n"},
        "  logs:",
        "the landing zone has a key of this name, and each data class gets one of its own",
        "logs",
        "any name but alerts, audit-logs, delegation, detection, findings, ",
        "choose another name: logs-data",
        id="class of the name of another key",
    ),
    pytest.param(
        {_CUSTOMER: "    data_classes: [personal-date]\n"},
        "[personal-date]",
        "'personal-date' is not a declared data class",
        "personal-date",
        "card-data, internal, personal-data",
        "did you mean 'personal-data'?",
        id="unknown class",
    ),
    pytest.param(
        {_CUSTOMER: "    data_classes: [personal-data, personal-data]\n"},
        "[personal-data, personal-data]",
        "'personal-data' is listed twice",
        "personal-data",
        "each data class once",
        "remove one",
        id="class twice",
    ),
    pytest.param(
        {_CUSTOMER: "    data_classes: [personal-data, card-data]\n"},
        "[personal-data, card-data]",
        "this account holds card data, and its scope is 'connected'",
        "card-data",
        "'scope: cde' alone (PCI DSS 12.5.2)",
        "write 'scope: cde'",
        id="card data outside the CDE",
    ),
    pytest.param(
        {_CDE: "    data_classes: [internal] # x\n"},
        "[internal] # x",
        "a cardholder data environment in production, and holds no card data",
        "internal",
        "at least one of card-data",
        "add the class of its card data",
        id="CDE without card data",
    ),
    pytest.param(
        {"    legal_basis: contract\n": "    legal_basis: not-personal # x\n"},
        "not-personal # x",
        "'card-data' is personal data without a legal basis (GDPR 6(1))",
        "not-personal",
        "consent, contract, legal-obligation",
        "name the ground",
        id="personal data without legal basis",
    ),
    pytest.param(
        {"    legal_basis: not-personal\n": "    legal_basis: consent\n"},
        "legal_basis: consent",
        "'internal' has a legal basis for personal data, and is not personal data",
        "consent",
        "not-personal",
        "write 'personal_data: true'",
        id="legal basis without personal data",
    ),
    pytest.param(
        {"    data_subjects: [Cardholders]\n": ""},
        "  card-data:",
        "'card-data' is personal data, and does not say whose (GDPR 30(1)(c))",
        "",
        "at least one group of people",
        "add 'data_subjects: [...]'",
        id="personal data without data subjects",
    ),
    pytest.param(
        {"    legal_basis: contract\n": "    legal_basis: contracts\n"},
        "legal_basis: contracts",
        "data_classes.card-data.legal_basis: 'contracts' is not allowed here",
        "contracts",
        "consent, contract, legal-obligation",
        "did you mean 'contract'?",
        id="no legal basis",
    ),
    pytest.param(
        {"data_classes:\n  card-data": f"data_classes:\n  card-3ds: {_INTERNAL}\n  card3ds: {_INTERNAL}\n  card-data"},
        "  card3ds: ",
        "without hyphens this is 'card-3ds' again, and the keys of both would be one resource",
        "card3ds",
        "a name that differs from every other in its letters and digits",
        "rename one of the two",
        id="names alike but for a hyphen",
    ),
]
