"""Address plans that cannot be routed are refused."""

from __future__ import annotations

import pytest

_LAST = "    - {account: cde-production, region: eu-central-1, cidr: 10.17.0.0/16}\n"

REFUSED = [
    pytest.param(
        {
            "interface_endpoints: [ecr.api, ecr.dkr, kms, logs, secretsmanager, ssm, ssmmessages, sts]": (
                "interface_endpoints: [kms, s3]"
            )
        },
        "[kms, s3]",
        "this is not a service with an interface endpoint",
        "s3",
        "the end of the endpoint's name, as in com.amazonaws.REGION.ecr.api",
        "write the service alone, in lower case",
        id="interface endpoint of a service that has a gateway",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.16.128.0/17"},
        "10.16.128.0/17",
        "the VPC overlaps 10.16.0.0/16, of 'cde-production' in eu-west-1",
        "10.16.128.0/17",
        "a range that overlaps no other",
        "choose a free range",
        id="inside another",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.34.0.0/16 "},
        "      cidr: 10.34.0.0/16",
        "the VPC overlaps 10.34.0.0/16, of 'cde-production'",
        "10.34.0.0/16",
        "a range that overlaps no other",
        "choose a free range",
        id="the same as another",
    ),
    pytest.param(
        {"region: eu-west-1, cidr: 10.16.0.0/16": "region: eu-west-1, cidr: 10.17.64.0/18"},
        "10.17.0.0/16",
        "the VPC overlaps 10.17.64.0/18, of 'cde-production'",
        "10.17.0.0/16",
        "a range that overlaps no other",
        "choose a free range",
        id="round another, and later in the file",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 192.168.0.0/16"},
        "192.168.0.0/16",
        "the VPC is outside the supernet 10.0.0.0/8",
        "192.168.0.0/16",
        "a range within 10.0.0.0/8",
        "choose another range, or widen",
        id="outside the supernet",
    ),
    pytest.param(
        {_LAST: _LAST.replace("cde-production", "cde-productio")},
        "cde-productio,",
        "'cde-productio' is not an account",
        "cde-productio",
        "cde-production, cde-staging",
        "did you mean 'cde-production'?",
        id="unknown account",
    ),
    pytest.param(
        {_LAST: _LAST.replace("eu-central-1", "us-east-1")},
        "region: us-east-1",
        "the VPC is in us-east-1, where nothing is built",
        "us-east-1",
        "eu-central-1, eu-west-1",
        "move it to home or mirror",
        id="Region that is not governed",
    ),
    pytest.param(
        {_LAST: _LAST.replace("eu-central-1", "eu-central-9")},
        "region: eu-central-9",
        "'eu-central-9' is not an AWS Region",
        "eu-central-9",
        "eu-central-1",
        "did you mean 'eu-central-",
        id="no Region",
    ),
    pytest.param(
        {_LAST: _LAST.replace("eu-central-1", "eu-west-1")},
        "eu-west-1, cidr: 10.17.0.0/16",
        "'cde-production' in eu-west-1 already has the VPC 10.16.0.0/16",
        "10.17.0.0/16",
        "one VPC for each account and Region",
        "remove one",
        id="two VPCs in one environment",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.17.0.1/16"},
        "10.17.0.1/16",
        "the address range has host bits set",
        "10.17.0.1/16",
        "an IPv4 range whose host bits are zero",
        "write 10.17.0.0/16",
        id="host bits",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.17.0.0/33"},
        "10.17.0.0/33",
        "this is not an IPv4 address range",
        "10.17.0.0/33",
        "an IPv4 range",
        "write it as CIDR",
        id="no range",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.17.0.0"},
        "cidr: 10.17.0.0}",
        "this is not an address range",
        "10.17.0.0",
        "an IPv4 range",
        "write it as CIDR",
        id="no prefix",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.52.0.0/15"},
        "10.52.0.0/15",
        "a VPC of /15 cannot be built",
        "10.52.0.0/15",
        "/16 (AWS's largest) to /22",
        "choose another prefix length",
        id="too large",
    ),
    pytest.param(
        {"cidr: 10.17.0.0/16": "cidr: 10.17.0.0/23"},
        "10.17.0.0/23",
        "a VPC of /23 cannot be built",
        "10.17.0.0/23",
        "to /22 (nine subnets",
        "choose another prefix length",
        id="too small",
    ),
    pytest.param(
        {"supernet: 10.0.0.0/8": "supernet: 0.0.0.0/0"},
        "0.0.0.0/0",
        "the supernet is not private",
        "0.0.0.0/0",
        "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16",
        "choose a range of RFC 1918",
        id="public supernet",
    ),
]
