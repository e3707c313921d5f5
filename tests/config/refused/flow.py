"""Data does not flow to nowhere, past the CDE, or out of the EEA unguarded."""

from __future__ import annotations

import pytest

_ACQUIRER = "    destination: card-acquirer\n"
_GUARD = "    safeguard: adequacy-decision\n"

REFUSED = [
    pytest.param(
        {_ACQUIRER: "    destination: card-aquirer\n"},
        "card-aquirer",
        "'card-aquirer' is neither an account nor a third party",
        "card-aquirer",
        "card-acquirer",
        "did you mean 'card-acquirer'?",
        id="unknown end",
    ),
    pytest.param(
        {_ACQUIRER: "    destination: shared-production # x\n"},
        "shared-production # x",
        "card data flows through 'shared-production', and its scope is 'connected'",
        "shared-production",
        "'scope: cde' (PCI DSS 12.5.2)",
        "lead the flow past it",
        id="card data past the CDE",
    ),
    pytest.param(
        {_ACQUIRER: "    destination: identity-check # x\n"},
        "identity-check # x",
        "'card-data' flows here, and 'identity-check' does not declare it",
        "identity-check",
        "third parties with 'card-data'",
        "add the class there",
        id="a class that the third party does not get",
    ),
    pytest.param(
        {_ACQUIRER: "    destination: cde-production # x\n"},
        "cde-production # x",
        "from a place to itself",
        "cde-production",
        "another end",
        "leave out",
        id="to itself",
    ),
    pytest.param(
        {_GUARD: "    safeguard: none # x\n"},
        "none # x",
        "'identity-check' gets personal data outside the EEA (GB), and nothing allows that (GDPR 44)",
        "none",
        "adequacy-decision, binding-corporate-rules, standard-contractual-clauses",
        "name the safeguard",
        id="a transfer without a safeguard",
    ),
    pytest.param(
        {"    relation: controller\n": "    relation: service-provider # x\n"},
        "service-provider # x",
        "so it is a processor or a controller (GDPR 28)",
        "service-provider",
        "controller, processor",
        "say which it is",
        id="personal data to a mere service provider",
    ),
    pytest.param(
        {
            "    data_class: internal\n": "    data_class: internals\n",
        },
        "data_class: internals",
        "'internals' is not a declared data class",
        "internals",
        "card-data, internal, personal-data",
        "did you mean 'internal'?",
        id="unknown class of a flow",
    ),
    pytest.param(
        {"    country: GB\n": "    country: UKX\n"},
        "UKX",
        "this is not a country code",
        "UKX",
        "two capital letters",
        "look the country up",
        id="no country",
    ),
]
