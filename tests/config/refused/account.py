"""Accounts that share an identity, or do not fit their role, are refused."""

from __future__ import annotations

import pytest

_NETWORK = """    unit: Infrastructure
    role: network
    scope: connected
    stage: production
"""
_ARCHIVE = """    role: log-archive
    scope: connected
"""

REFUSED = [
    pytest.param(
        {'"101010101010"': '"999999999999" # again'},
        "# again",
        "the account 'shared-staging' has the id of the account 'shared-production'",
        "999999999999",
        "one that no other account has",
        "correct the id",
        id="id twice",
    ),
    pytest.param(
        {"  - name: log-archive": "  - name: internet", _ARCHIVE: _ARCHIVE.replace("connected", "cde")},
        "- name: internet",
        "'internet' is an end of data flows already",
        "internet",
        "a name that no other end has",
        "give it another name",
        id="named as the internet",
    ),
    pytest.param(
        {"aws+shared-staging@example.com": "AWS+Shared-Production@example.com"},
        "AWS+Shared-Production",
        "has the e-mail address of the account 'shared-production'",
        "AWS+Shared-Production@example.com",
        "one that no other account has",
        "correct the e-mail address",
        id="e-mail twice, in other letters",
    ),
    pytest.param(
        {_NETWORK: _NETWORK.replace("connected", "out-of-scope # x")},
        "out-of-scope # x",
        "the account 'network' can affect the security of every other account",
        "out-of-scope",
        "connected, cde",
        "write 'scope: connected'",
        id="central account out of scope",
    ),
    pytest.param(
        {_NETWORK: _NETWORK.replace("production", "staging # x")},
        "staging # x",
        "the account 'network' serves production accounts too",
        "staging",
        "production",
        "write 'stage: production'",
        id="central account in staging",
    ),
    pytest.param(
        {_NETWORK: _NETWORK + "    internet_facing: true # x\n"},
        "internet_facing: true # x",
        "the account 'network' has internet_facing, and its role is 'network'",
        "true",
        "accounts with 'role: workload' alone",
        "remove the line",
        id="central account faces the internet",
    ),
    pytest.param(
        {_NETWORK: _NETWORK + "    data_classes: [internal] # x\n"},
        "data_classes: [internal] # x",
        "has data_classes, and its role is 'network'",
        "internal",
        "accounts with 'role: workload' alone",
        "remove the line",
        id="central account holds data",
    ),
    pytest.param(
        {"    data_classes: [personal-data]\n": ""},
        "- name: customer-production",
        "the account 'customer-production' is for workloads, and does not declare what data it holds",
        "",
        "at least one name of data_classes",
        "add 'data_classes: [...]'",
        id="workload without data class",
    ),
]
