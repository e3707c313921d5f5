"""Reads waivers from their file; with a mistake in the file, nothing is waived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from landing_zone.catalogue.known_words import Unknown
from landing_zone.errors import CombinedUserError
from landing_zone.waivers.as_of import as_of as day_of_the_run
from landing_zone.waivers.model import WaiverFile
from landing_zone.waivers.validation import find_issues
from landing_zone.waivers.waivers import Waivers
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

_GUIDE = Guide("the waivers", "write 'waivers: []' when there are none; docs/waivers.md shows an entry", "waivers.yaml")


def load_waivers(
    path: Path,
    *,
    known_rules: Callable[[str], bool],
    as_of: date | None = None,
    nearest: Callable[[str], Unknown | None] | None = None,
) -> Waivers:
    """Read and check a file of waivers.

    Args:
        path: ``policies/waivers.yaml``.
        known_rules: whether a qualified rule, without detail, exists: ``known_rules("checkov::CKV_AWS_18")``.
        as_of: the day of the run; :func:`landing_zone.waivers.as_of.as_of` when not given.
        nearest: says of a rule that does not exist which list was asked, and the nearest one that does.

    Raises:
        UserError: the file is missing, empty or not YAML.
        CombinedUserError: every mistake in it, each with file, line, value, what is allowed and the fix.
    """
    file = read_yaml(path, _GUIDE)
    waivers = file.parse(WaiverFile).waivers
    found = list(find_issues(file, waivers, known_rules, as_of or day_of_the_run(), nearest))
    if found:
        raise CombinedUserError(found)
    lines = {waiver.id: file.line(("waivers", index, "id")) for index, waiver in enumerate(waivers)}
    return Waivers(tuple(sorted(waivers, key=lambda w: w.id)), _shown(path), lines)


def _shown(path: Path) -> str:
    """Return the path relative to the working directory, so that reports do not depend on the clone's location."""
    absolute, here = path.absolute(), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()
