"""The minimum days of log retention that a framework requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from landing_zone.errors import UserError
from landing_zone.files.policies_folder import policies_folder
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import YamlFile, read_yaml

_GUIDE = Guide("a framework", "copy another framework and change it: docs/for-engineers.md")


@dataclass(frozen=True, slots=True)
class FrameworkFloor:
    """The minimums of one framework.

    Args:
        log_days: days that audit logs must be kept; 0 when the framework names no number.
        hot_days: days that they must be available at once; 0 when it names no number.
        requirement: the id of the requirement that requires it; "" when none does.
    """

    log_days: int = 0
    hot_days: int = 0
    requirement: str = ""


class FrameworkLimits(Protocol):
    """The attributes of a framework that :func:`floors` reads; the catalogue's model has them."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def minimum_log_retention_days(self) -> int | None: ...  # noqa: D102
    @property
    def minimum_log_hot_days(self) -> int | None: ...  # noqa: D102
    @property
    def minimum_log_retention_requirement(self) -> str | None: ...  # noqa: D102


def frameworks_folder(configuration: Path) -> Path:
    """Return ``policies/frameworks`` beside the configuration, or else that of the project's own policies."""
    beside = configuration.parent / "policies" / "frameworks"
    return beside if beside.is_dir() else policies_folder() / "frameworks"


def floors(frameworks: Iterable[FrameworkLimits]) -> dict[str, FrameworkFloor]:
    """Return the minimums of frameworks that were read already, by id."""
    return {
        framework.id: FrameworkFloor(
            log_days=framework.minimum_log_retention_days or 0,
            hot_days=framework.minimum_log_hot_days or 0,
            requirement=framework.minimum_log_retention_requirement or "",
        )
        for framework in frameworks
    }


class FrameworkFolder(Mapping[str, FrameworkFloor]):
    """The frameworks of a folder by id; each file is read on access, so frameworks out of scope cost nothing.

    Args:
        folder: has one ``<id>.yaml`` for each framework; a folder that does not exist has none.
    """

    def __init__(self, folder: Path) -> None:
        self._files = {file.name.removesuffix(".yaml"): file for file in sorted(folder.glob("*.yaml"))}

    def __getitem__(self, framework: str) -> FrameworkFloor:
        """Return the minimums of a framework.

        Raises:
            KeyError: there is no such framework.
            UserError: its file cannot be read, or a number of days in it is not a number.
        """
        document = read_yaml(self._files[framework], _GUIDE)
        return FrameworkFloor(
            log_days=_days(document, "minimum_log_retention_days"),
            hot_days=_days(document, "minimum_log_hot_days"),
            requirement=str(document.value(("minimum_log_retention_requirement",)) or ""),
        )

    def __iter__(self) -> Any:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _days(document: YamlFile, key: str) -> int:
    value = document.value((key,))
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UserError(
            f"{key} is not a number of days",
            file=str(document.path),
            line=document.line((key,)),
            value=str(value)[:200],
            allowed="a whole number from 1 on",
            fix="correct the framework's file",
        )
    return value
