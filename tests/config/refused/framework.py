"""Frameworks that do not exist are refused."""

from __future__ import annotations

import pytest

_LIST = "[pci-dss-4.0.1, gdpr]"

REFUSED = [
    pytest.param(
        {_LIST: "[pci-dss-4.0.2, gdpr]"},
        "[pci-dss-4.0.2, gdpr]",
        "'pci-dss-4.0.2' is not a framework that policies/frameworks has a file for",
        "pci-dss-4.0.2",
        "pci-dss-4.0.1",
        "did you mean 'pci-dss-4.0.1'?",
        id="another edition",
    ),
    pytest.param(
        {_LIST: "[pci-dss-4.0.1, gdpr, hitrust]"},
        "hitrust",
        "'hitrust' is not a framework",
        "hitrust",
        "pci-dss-4.0.1",
        "add its file",
        id="unknown",
    ),
    pytest.param(
        {_LIST: "[pci-dss-4.0.1, gdpr, gdpr]"},
        "gdpr, gdpr]",
        "the framework 'gdpr' is listed twice",
        "gdpr",
        "each framework once",
        "remove one",
        id="twice",
    ),
    pytest.param(
        {_LIST: "[]"},
        "frameworks: []",
        "frameworks: it is empty",
        "",
        "at least 1 entries: The frameworks in scope",
        "add what is missing",
        id="none",
    ),
    pytest.param(
        {_LIST: "[pci-dss-4.0.1, 4.0]"},
        "4.0]",
        "frameworks[1]: a number is not allowed here",
        "4.0",
        "text",
        "put the value in quotes",
        id="a number",
    ),
]
