"""Regions and zones that do not fit are refused."""

from __future__ import annotations

import pytest

_THIRD_ZONES = "us-east-1: [us-east-1a, us-east-1b, us-east-1c]"
_HOME_ZONES = "[eu-west-1a, eu-west-1b, eu-west-1c]"

REFUSED = [
    pytest.param(
        {"  home: eu-west-1\n": "  home: eu-west-9\n"},
        "home: eu-west-9",
        "'eu-west-9' is not an AWS Region",
        "eu-west-9",
        "eu-west-1, eu-west-2, eu-west-3",
        "did you mean 'eu-west-",
        id="unknown home",
    ),
    pytest.param(
        {"us-east-1]": "Virginia]"},
        "Virginia]",
        "'Virginia' is not an AWS Region",
        "Virginia",
        "af-south-1, ap-east-1",
        "write the Region's code",
        id="a Region's name in place of its code",
    ),
    pytest.param(
        {"allowed: [eu-west-1, eu-central-1, us-east-1]": "allowed: [eu-central-1, us-east-1]"},
        "home: eu-west-1",
        "the home Region is not among the allowed",
        "eu-west-1",
        "eu-central-1, us-east-1",
        "add eu-west-1 to regions.allowed",
        id="home not allowed",
    ),
    pytest.param(
        {"allowed: [eu-west-1, eu-central-1, us-east-1]": "allowed: [eu-west-1, us-east-1]"},
        "mirror: eu-central-1",
        "the mirror Region is not among the allowed",
        "eu-central-1",
        "eu-west-1, us-east-1",
        "add eu-central-1 to regions.allowed",
        id="mirror not allowed",
    ),
    pytest.param(
        {"eu-central-1, us-east-1]": "eu-central-1, eu-central-1]"},
        "allowed: [",
        "eu-central-1 is listed twice",
        "eu-central-1",
        "each Region once",
        "remove one",
        id="allowed twice",
    ),
    pytest.param(
        {"eu-central-1, us-east-1]": "eu-central-1, cn-north-1]"},
        "cn-north-1",
        "cn-north-1 is in the partition aws-cn, home is in aws",
        "cn-north-1",
        "Regions of the partition aws",
        "cannot span partitions",
        id="two partitions",
    ),
    pytest.param(
        {_HOME_ZONES: "[eu-west-1a, eu-west-1b]"},
        "eu-west-1: [",
        "has 2 of the 3 zones",
        "eu-west-1a, eu-west-1b",
        "at least 3 zones",
        "list more zones of eu-west-1",
        id="two zones",
    ),
    pytest.param(
        {_HOME_ZONES: "[]"},
        "eu-west-1: [",
        "has 0 of the 3 zones",
        "",
        "at least 3 zones",
        "list more zones",
        id="no zones",
    ),
    pytest.param(
        {_HOME_ZONES: "[eu-west-1a, eu-west-1b, eu-west-1b]"},
        "eu-west-1: [",
        "the zone eu-west-1b is listed twice",
        "eu-west-1b",
        "each zone once",
        "list another zone",
        id="zone twice",
    ),
    pytest.param(
        {_HOME_ZONES: "[eu-west-1a, eu-west-1b, eu-central-1c]"},
        "eu-west-1: [",
        "'eu-central-1c' is not a zone of eu-west-1",
        "eu-central-1c",
        "eu-west-1 and one letter",
        "list zones of eu-west-1 alone",
        id="zone of another Region",
    ),
    pytest.param(
        {"    eu-central-1: [": "    # [", "  zones:\n    eu": "  zones: # of each Region\n    eu"},
        "zones: # of each Region",
        "the zones of eu-central-1 are missing",
        "",
        "at least 3 zones for each of eu-central-1, eu-west-1",
        "add 'eu-central-1: [eu-central-1a, eu-central-1b, eu-central-1c]'",
        id="zones missing",
    ),
    pytest.param(
        {f"    eu-west-1: {_HOME_ZONES}\n": f"    eu-west-1: {_HOME_ZONES}\n    {_THIRD_ZONES}\n"},
        "us-east-1: [",
        "zones are given for us-east-1, which is neither home nor mirror",
        "us-east-1",
        "eu-central-1, eu-west-1",
        "remove the line",
        id="zones too many",
    ),
]
