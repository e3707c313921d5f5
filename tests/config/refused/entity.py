"""What the organisation is does not contradict itself, or the frameworks in scope."""

from __future__ import annotations

import pytest

_MERCHANT = "  merchant: true"
_PROVIDER = "  service_provider: true"
_TENANTS = "  multi_tenant: false"

REFUSED = [
    pytest.param(
        {_PROVIDER: "  service_provider: false", _TENANTS: "  multi_tenant: true"},
        "multi_tenant: true",
        "entity.multi_tenant is true, and entity.service_provider is not",
        "true",
        "true together with 'service_provider: true'",
        "write 'service_provider: true', or 'multi_tenant: false'",
        id="tenants of no service provider",
    ),
    pytest.param(
        {_PROVIDER: "  # nothing", _TENANTS: "  multi_tenant: true"},
        "multi_tenant: true",
        "entity.multi_tenant is true, and entity.service_provider is not",
        "true",
        "true together with 'service_provider: true'",
        "write 'service_provider: true', or 'multi_tenant: false'",
        id="tenants of one that does not say that it is a service provider",
    ),
    pytest.param(
        {_MERCHANT: "  merchant: false", _PROVIDER: "  service_provider: false"},
        "entity:",
        "pci-dss-4.0.1 is in scope, and the organisation is nothing that it applies to",
        "merchant: false, service_provider: false, issuer: false",
        "at least one of merchant, service_provider, issuer true",
        "remove pci-dss-4.0.1 from frameworks",
        id="nothing that PCI DSS applies to",
    ),
    pytest.param(
        {_MERCHANT: '  merchant: "yes"'},
        'merchant: "yes"',
        "entity.merchant: 'yes' is not allowed here",
        "yes",
        "true or false",
        "write true or false",
        id="a text",
    ),
    pytest.param(
        {"  terminals: false": "  terminal: false"},
        "  terminal: false",
        "entity.terminal: there is no such key",
        "terminal",
        "terminals",
        "did you mean 'terminals'?",
        id="misspelt",
    ),
]
