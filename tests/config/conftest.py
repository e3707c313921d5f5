"""The shipped example, changed by a few words at a time, and what the configuration answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.config import LandingZone, load_landing_zone
from landing_zone.config.framework_floor import FrameworkFloor, FrameworkFolder, frameworks_folder
from landing_zone.errors import CombinedUserError, UserError

EXAMPLE = Path(__file__).parents[2] / "landing-zone.yaml"

FRAMEWORKS = "[pci-dss-4.0.1, gdpr]"

Changes = dict[str, str]


@pytest.fixture(scope="session")
def zone() -> LandingZone:
    """The landing zone of the shipped example."""
    return load_landing_zone(EXAMPLE)


@pytest.fixture(scope="session")
def zone_data() -> dict[str, Any]:
    """The plain data of the shipped example."""
    data: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return data


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Changes], Path]:
    """Write the example with some words replaced, each of which must be in it exactly once."""

    def change(changes: Changes) -> Path:
        # The mistakes are about the frameworks that come with the project, whichever the organisation adds.
        text = re.sub(r"(?m)^frameworks: .*", f"frameworks: {FRAMEWORKS}", EXAMPLE.read_text(encoding="utf-8"))
        for old, new in changes.items():
            assert text.count(old) == 1, f"'{old}' is {text.count(old)} times in the example"
            text = text.replace(old, new)
        path = tmp_path / "landing-zone.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return change


@pytest.fixture(scope="session")
def shipped() -> dict[str, FrameworkFloor]:
    """The frameworks of this repository, read once for all tests of mistakes."""
    return dict(FrameworkFolder(frameworks_folder(EXAMPLE)).items())


@pytest.fixture
def mistakes(
    changed: Callable[[Changes], Path], shipped: dict[str, FrameworkFloor]
) -> Callable[[Changes], list[UserError]]:
    """Return every mistake that the example has once it is changed; none when it is accepted."""

    def read(changes: Changes) -> list[UserError]:
        try:
            load_landing_zone(changed(changes), frameworks=shipped)
        except CombinedUserError as error:
            return error.errors
        return []

    return read


@pytest.fixture
def refused(
    changed: Callable[[Changes], Path], mistakes: Callable[[Changes], list[UserError]]
) -> Callable[..., UserError]:
    """Check that a change is answered by one mistake, complete in all its parts, in its data and in its rendering."""

    def check(changes: Changes, *, at: str, what: str, value: str, allowed: str, fix: str) -> UserError:
        """Refuse the changes.

        Args:
            changes: old words to new ones.
            at: words of the line that must be named, as they are after the change, once in the file.
            what: part of the sentence that says what is wrong.
            value: the offending value, whole.
            allowed: part of what is allowed.
            fix: part of the fix.
        """
        found = mistakes(changes)
        path = changed(changes)
        lines = [number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if at in line]
        assert len(lines) == 1, f"'{at}' is in the lines {lines}"
        assert [error.what for error in found if what not in error.what] == []
        assert len(found) == 1
        error = found[0]
        assert (error.file, error.line, error.value) == (str(path), lines[0], value)
        assert allowed in error.allowed
        assert fix in error.fix
        rendered = error.render()
        for part in (f"{path}:{lines[0]}: ", what, value, allowed, fix):
            assert part in rendered
        return error

    return check
