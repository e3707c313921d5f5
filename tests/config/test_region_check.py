"""Regions and zones that do not fit are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.config import load_landing_zone
from landing_zone.errors import CombinedUserError, UserError
from tests.configurations import example, replaced, write


def test_a_mirror_equal_to_home_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """The mirror's line is named, and what was meant for the true mirror is shown to have no place any more."""
    found = mistakes({"  mirror: eu-central-1\n": "  mirror: eu-west-1\n"})
    first = found[0]
    assert "the mirror is the home Region itself" in first.what
    assert (first.value, first.allowed) == ("eu-west-1", "an allowed Region other than eu-west-1")
    assert first.fix == "choose a second Region"
    assert "zones are given for eu-central-1" in found[1].what
    assert {error.what for error in found[2:]} == {"the VPC is in eu-central-1, where nothing is built"}


@pytest.mark.parametrize("home", ["eu-central-2", "ap-southeast-7"])
def test_a_home_that_is_off_by_default_is_refused(home: str, tmp_path: Path) -> None:
    """Security Hub can have its home in no such Region; the mirror may be one."""
    zone = replaced(example(), {"eu-west-1": home})
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(write(zone, tmp_path))
    (error,) = caught.value.errors
    assert error.value == home
    assert "off by default" in error.what
    assert home not in error.allowed
    assert load_landing_zone(write(replaced(example(), {"eu-central-1": home}), tmp_path)).regions.mirror == home
