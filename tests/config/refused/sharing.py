"""Networks that would join what is apart are refused."""

from __future__ import annotations

import pytest

_CDE = "    - {account: cde-production, region: eu-central-1, cidr: 10.17.0.0/16}\n"
_STAGING = "[customer-staging, shared-staging]"
_SHARED_STAGING = "    scope: out-of-scope\n    stage: staging\n    owner: platform\n"

REFUSED = [
    pytest.param(
        {_STAGING: "[customer-staging, shared-staging, cde-staging]"},
        "shared_with: [customer-staging, shared-staging, cde-staging]",
        "'cde-staging' is in the VPC of 'cde-staging' in eu-west-1 already",
        "cde-staging",
        "one network for each account and Region",
        "remove it here, or there",
        id="a second network by sharing",
    ),
    pytest.param(
        {
            _STAGING: "[customer-staging, shared-staging, cde-staging]",
            "    - {account: cde-staging, region: eu-west-1, cidr: 10.18.0.0/16, zones: 2, nat_gateways: one}\n": "",
        },
        "shared_with: [customer-staging, shared-staging, cde-staging]",
        "'cde-staging' is in the cardholder data environment: in a network with others, all of them would be too",
        "cde-staging",
        "accounts of the scopes connected or out-of-scope",
        "give it a VPC of its own",
        id="a shared network that reaches the CDE",
    ),
    pytest.param(
        {_STAGING: "[customer-staging, shared-production]"},
        "shared_with: [customer-staging, shared-production]",
        "'shared-production' is in the network 'production' in eu-west-1 already",
        "shared-production",
        "one network for each account and Region",
        "remove it here, or there",
        id="two shared networks",
    ),
    pytest.param(
        {_SHARED_STAGING: _SHARED_STAGING.replace("stage: staging", "stage: production")},
        f"shared_with: {_STAGING}",
        "'shared-staging' is in production, and 'customer-staging' in staging: one network would join the two",
        "shared-staging",
        "accounts in staging",
        "make one network for each stage",
        id="a shared network that mixes stages",
    ),
    pytest.param(
        {_SHARED_STAGING: _SHARED_STAGING.replace("out-of-scope", "connected")},
        f"shared_with: {_STAGING}",
        "'shared-staging' is connected, and 'customer-staging' out-of-scope: in one network both are connected",
        "shared-staging",
        "accounts of the scope out-of-scope",
        "make one network for each scope",
        id="a shared network that mixes scopes",
    ),
    pytest.param(
        {"name: staging\n      account: network": "name: staging\n      account: security"},
        "account: security",
        "'security' does not have the role network, and so owns no network of others",
        "security",
        "network",
        "write 'account: network'",
        id="a shared network of another account",
    ),
    pytest.param(
        {_STAGING: "[customer-staging, log-archive]"},
        "shared_with: [customer-staging, log-archive]",
        "'log-archive' has no workloads: its role is log-archive",
        "log-archive",
        "accounts with the role workload",
        "remove it",
        id="sharing with an account without workloads",
    ),
    pytest.param(
        {_STAGING: "[customer-staging, shared-stagin]"},
        "shared_with: [customer-staging, shared-stagin]",
        "'shared-stagin' is not an account",
        "shared-stagin",
        "cde-production, cde-staging",
        "did you mean 'shared-staging'?",
        id="sharing with an unknown account",
    ),
    pytest.param(
        {"    - name: staging\n      account: network\n": "    - account: network\n"},
        "- account: network",
        "a shared network has no name",
        "",
        "'name: production'",
        "add 'name: ...'",
        id="a shared network without a name",
    ),
    pytest.param(
        {"    - name: staging\n": "    - name: production # twice\n"},
        "production # twice",
        "another shared network in eu-west-1 is named 'production'",
        "production",
        "a name that no other has in the Region",
        "give it another name",
        id="two shared networks of one name",
    ),
    pytest.param(
        {_CDE: _CDE.replace("{account", "{name: cards, account")},
        "name: cards",
        "a network that is not shared has no name of its own: it is its account's",
        "cards",
        "'name' together with 'shared_with'",
        "remove it, or say with whom",
        id="a name of a network that is not shared",
    ),
    pytest.param(
        {_CDE: _CDE.replace("10.17.0.0/16}", "10.17.0.0/16, zones: 1}")},
        "zones: 1",
        "",
        "1",
        "",
        "",
        id="one zone",
    ),
    pytest.param(
        {_CDE: _CDE.replace("10.17.0.0/16}", "10.17.0.0/16, nat_gateways: two}")},
        "nat_gateways: two",
        "",
        "two",
        "per-zone",
        "",
        id="an unknown choice of NAT gateways",
    ),
]
