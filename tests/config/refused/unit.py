"""Accounts in no unit, and units that cannot be, are refused."""

from __future__ import annotations

import pytest

_UNITS = "CDE Production, CDE Staging, Infrastructure, Security, Workloads Production, Workloads Staging"

REFUSED = [
    pytest.param(
        {"    unit: CDE Staging\n": ""},
        "- name: cde-staging",
        "the account 'cde-staging' is in no organisational unit",
        "",
        "'unit: ...'; for the management account 'unit: Root'",
        "add the unit that it is in",
        id="no unit",
    ),
    pytest.param(
        {"    unit: CDE Staging\n": "    unit: CDE Stagin\n"},
        "unit: CDE Stagin",
        "the account 'cde-staging' is in the unit 'CDE Stagin', which is not declared",
        "CDE Stagin",
        _UNITS,
        "did you mean 'CDE Staging'?",
        id="misspelt unit",
    ),
    pytest.param(
        {"    unit: CDE Staging\n": "    unit: Elsewhere\n"},
        "unit: Elsewhere",
        "the account 'cde-staging' is in the unit 'Elsewhere'",
        "Elsewhere",
        _UNITS,
        "declare it in organisational_units",
        id="unknown unit",
    ),
    pytest.param(
        {"    unit: CDE Staging\n": "    unit: Root # x\n"},
        "unit: Root # x",
        "the account 'cde-staging' is at the root",
        "Root",
        _UNITS,
        "put it in a unit",
        id="workload at the root",
    ),
    pytest.param(
        {"    unit: Root\n": "    unit: Infrastructure # x\n"},
        "unit: Infrastructure # x",
        "the management account 'management' is in a unit",
        "Infrastructure",
        "Root",
        "write 'unit: Root'",
        id="management account in a unit",
    ),
    pytest.param(
        {"organisational_units:\n": "organisational_units:\n  - {name: Security, purpose: Again}\n"},
        "{name: Security, purpose: Logs",
        "the unit 'Security' is declared twice",
        "Security",
        "each unit once",
        "remove or rename one",
        id="unit twice",
    ),
    pytest.param(
        {"organisational_units:\n": "organisational_units:\n  - {name: Root, purpose: All}\n"},
        "{name: Root",
        "'Root' always exists and is not declared",
        "Root",
        "any other name",
        "remove the unit",
        id="root declared",
    ),
    pytest.param(
        {"organisational_units:\n": "organisational_units:\n  - {name: ROOT, purpose: All}\n"},
        "{name: ROOT",
        "'Root' always exists and is not declared",
        "ROOT",
        "any other name",
        "remove the unit",
        id="root declared in capital letters",
    ),
    pytest.param(
        {"organisational_units:\n": "organisational_units:\n  - {name: security, purpose: Again}\n"},
        "{name: Security, purpose: Logs",
        "the units 'security' and 'Security' differ in capital letters alone",
        "Security",
        "each unit once",
        "remove or rename one",
        id="unit twice, in other letters",
    ),
    pytest.param(
        {"    unit: CDE Staging\n": "    unit: cde staging\n"},
        "unit: cde staging",
        "the account 'cde-staging' is in the unit 'cde staging', which is not declared",
        "cde staging",
        _UNITS,
        "did you mean 'CDE Staging'?",
        id="unit in other letters",
    ),
]
