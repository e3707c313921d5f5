"""The zones that `make bench-scale` measures are valid, and its policies are those of the example."""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

import pytest
import yaml

from landing_zone.config import load_landing_zone
from scripts.bench_scale import configuration, policies_for, write


@pytest.mark.parametrize("accounts", [10, 17, 300])
def test_a_zone_of_any_size_is_valid(root: Path, tmp_path: Path, accounts: int) -> None:
    """Ids, addresses and e-mails are its own; workload accounts are the example's in turn, each with two networks."""
    example = yaml.safe_load((root / "landing-zone.yaml").read_text(encoding="utf-8"))
    file = write(configuration(example, accounts, IPv4Network("10.0.0.0/8")), tmp_path / "zone.yaml")
    zone = load_landing_zone(file)
    assert len(zone.accounts) == accounts
    assert len(zone.addresses.vpcs) == 2 * (accounts - 3)
    roles = [(one.scope, one.stage, one.internet_facing) for one in zone.accounts if one.role == "workload"]
    assert all(roles[place] == roles[place % 6] for place in range(len(roles)))


def test_waivers_get_the_numbers_of_the_zone(root: Path, gated: Path, tmp_path: Path) -> None:
    """Of the example these are the numbers that its waivers state."""
    copy = policies_for(gated, tmp_path / "policies")
    assert yaml.safe_load((copy / "waivers.yaml").read_text()) == yaml.safe_load(
        (root / "policies" / "waivers.yaml").read_text()
    )
