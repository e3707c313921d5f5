"""Address plans that cannot be routed are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from landing_zone.errors import UserError

_LAST = "    - {account: shared-staging, region: eu-central-1, cidr: 10.51.0.0/16}\n"


@pytest.mark.parametrize(
    ("changes", "at", "what", "value", "allowed", "fix"),
    [
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.50.128.0/17"},
            "10.50.128.0/17",
            "the VPC overlaps 10.50.0.0/16, of 'shared-staging' in eu-west-1",
            "10.50.128.0/17",
            "a range that overlaps no other",
            "choose a free range",
            id="inside another",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.0.0.0/16 "},
            "10.0.0.0/16 ",
            "the VPC overlaps 10.0.0.0/16, of 'network'",
            "10.0.0.0/16",
            "a range that overlaps no other",
            "choose a free range",
            id="the same as another",
        ),
        pytest.param(
            {"region: eu-west-1, cidr: 10.0.0.0/16": "region: eu-west-1, cidr: 10.51.64.0/18"},
            "10.51.0.0/16",
            "the VPC overlaps 10.51.64.0/18, of 'network'",
            "10.51.0.0/16",
            "a range that overlaps no other",
            "choose a free range",
            id="round another, and later in the file",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 192.168.0.0/16"},
            "192.168.0.0/16",
            "the VPC lies outside the supernet 10.0.0.0/8",
            "192.168.0.0/16",
            "a range within 10.0.0.0/8",
            "choose another range, or widen",
            id="outside the supernet",
        ),
        pytest.param(
            {_LAST: _LAST.replace("shared-staging", "shared-stagin")},
            "shared-stagin,",
            "'shared-stagin' is no account",
            "shared-stagin",
            "cde-production, cde-staging",
            "did you mean 'shared-staging'?",
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
            "'eu-central-9' is no AWS Region",
            "eu-central-9",
            "eu-central-1",
            "did you mean 'eu-central-",
            id="no Region",
        ),
        pytest.param(
            {_LAST: _LAST.replace("eu-central-1", "eu-west-1")},
            "eu-west-1, cidr: 10.51.0.0/16",
            "'shared-staging' in eu-west-1 already has the VPC 10.50.0.0/16",
            "10.51.0.0/16",
            "one VPC for each account and Region",
            "remove one",
            id="two VPCs in one environment",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.51.0.1/16"},
            "10.51.0.1/16",
            "the address range has host bits set",
            "10.51.0.1/16",
            "an IPv4 range whose host bits are zero",
            "write 10.51.0.0/16",
            id="host bits",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.51.0.0/33"},
            "10.51.0.0/33",
            "this is no IPv4 address range",
            "10.51.0.0/33",
            "an IPv4 range",
            "write it as CIDR",
            id="no range",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.51.0.0"},
            "cidr: 10.51.0.0}",
            "this is no address range",
            "10.51.0.0",
            "an IPv4 range",
            "write it as CIDR",
            id="no prefix",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.52.0.0/15"},
            "10.52.0.0/15",
            "a VPC of /15 cannot be built",
            "10.52.0.0/15",
            "/16 (AWS's largest) to /22",
            "choose another prefix length",
            id="too large",
        ),
        pytest.param(
            {"cidr: 10.51.0.0/16": "cidr: 10.51.0.0/23"},
            "10.51.0.0/23",
            "a VPC of /23 cannot be built",
            "10.51.0.0/23",
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
    ],
)
def test_address_plans_that_do_not_fit_are_refused(
    refused: Callable[..., UserError],
    changes: dict[str, str],
    at: str,
    what: str,
    value: str,
    allowed: str,
    fix: str,
) -> None:
    """The answer names file, line, value, what is allowed, and the fix."""
    refused(changes, at=at, what=what, value=value, allowed=allowed, fix=fix)


@pytest.mark.parametrize("size", [16, 22])
def test_the_smallest_and_the_largest_vpc_are_accepted(
    mistakes: Callable[[dict[str, str]], list[UserError]], size: int
) -> None:
    """The limits themselves are allowed."""
    assert mistakes({"cidr: 10.51.0.0/16": f"cidr: 10.52.0.0/{size}"}) == []


def test_every_overlap_is_told(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """Three ranges inside a fourth are three mistakes, each at its own line."""
    found = mistakes(
        {
            "cidr: 10.49.0.0/16": "cidr: 10.0.0.0/22",
            "cidr: 10.50.0.0/16": "cidr: 10.0.4.0/22",
            "cidr: 10.51.0.0/16": "cidr: 10.0.8.0/22",
        }
    )
    assert [error.value for error in found] == ["10.0.0.0/22", "10.0.4.0/22", "10.0.8.0/22"]
    assert {error.what for error in found} == {"the VPC overlaps 10.0.0.0/16, of 'network' in eu-west-1"}
