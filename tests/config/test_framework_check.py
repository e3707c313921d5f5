"""Frameworks that do not exist are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.config import FrameworkFloor, load_landing_zone
from landing_zone.errors import CombinedUserError, UserError

_LIST = "[pci-dss-4.0.1, gdpr]"


def test_the_frameworks_that_exist_can_be_given(changed: Callable[[dict[str, str]], Path]) -> None:
    """A caller that has read the catalogue passes its ids, and no folder is looked at."""
    path = changed({_LIST: "[house-rules]"})
    assert load_landing_zone(path, frameworks={"house-rules": FrameworkFloor()}).frameworks == ("house-rules",)
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(path, frameworks={"gdpr": FrameworkFloor()})
    assert caught.value.errors[0].allowed == "gdpr"


def test_frameworks_beside_the_file_win(changed: Callable[[dict[str, str]], Path]) -> None:
    """A configuration elsewhere brings its own policies; the numbers in them hold."""
    path = changed({_LIST: "[house-rules]"})
    folder = path.parent / "policies" / "frameworks"
    folder.mkdir(parents=True)
    (folder / "house-rules.yaml").write_text(
        "minimum_log_retention_days: 401\nminimum_log_retention_requirement: '7.1'\n", encoding="utf-8"
    )
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(path)
    assert "house-rules 7.1 asks for 401" in caught.value.errors[0].what


def test_a_framework_with_a_number_that_is_none_is_refused(changed: Callable[[dict[str, str]], Path]) -> None:
    """The framework's file is named, not the configuration."""
    path = changed({_LIST: "[house-rules]"})
    folder = path.parent / "policies" / "frameworks"
    folder.mkdir(parents=True)
    (folder / "house-rules.yaml").write_text("id: x\nminimum_log_hot_days: soon\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_landing_zone(path)
    error = caught.value
    assert (Path(error.file).name, error.line, error.value) == ("house-rules.yaml", 2, "soon")
    assert error.allowed == "a whole number from 1 on"
