"""Every format that ``lz report`` writes beside the site: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.reports.encode import Files

SITE = "site"
"""The format that is a folder of pages, at the top of what is written."""


@dataclass(frozen=True)
class Format:
    """One format, and the module whose ``render`` turns an assessment into its files.

    The module is imported when the format is used, since some need heavy packages.
    """

    module: str
    summary: str
    default: bool
    """Quick and small enough that each synth writes it."""

    def render(self, assessment: Assessment) -> Files:
        """Return the files of this format: a pure function of the assessment."""
        return cast("Files", import_module(self.module).render(assessment))


FORMATS: dict[str, Format] = {
    "asff": Format("landing_zone.reports.asff", "findings to import into AWS Security Hub", default=False),
    "csv": Format("landing_zone.reports.csv", "tables for scripts and databases", default=True),
    "junit": Format("landing_zone.reports.junit", "results for the test tab of a pipeline", default=True),
    "markdown": Format("landing_zone.reports.markdown", "a summary for a pull request", default=True),
    "ocsf": Format("landing_zone.reports.ocsf", "compliance findings for a security data lake", default=False),
    "oscal": Format("landing_zone.reports.oscal", "NIST's documents for governance tools", default=False),
    "sarif": Format("landing_zone.reports.sarif", "findings at their line of code, for code scanning", default=True),
    "xlsx": Format("landing_zone.reports.xlsx", "the workbook that assessors fill in", default=True),
}
WITH_A_BROWSER: dict[str, Format] = {
    "pdf": Format("landing_zone.reports.pdf", "the essentials on paper; needs Chromium", default=False),
}
"""Formats that need a program that the project does not install; ``all`` leaves it out, so that it works everywhere."""
DEFAULT = (SITE, *(name for name, known in FORMATS.items() if known.default))
EVERY = (SITE, *FORMATS)


def chosen(names: str) -> tuple[str, ...]:
    """Read the names that a user gave, with commas between them; ``all`` is every one.

    Raises:
        UserError: one of them is not a format.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if wanted == ["all"]:
        return EVERY
    known = (*EVERY, *WITH_A_BROWSER)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise UserError(
            "this is not a report format" if unknown else "no report format is named",
            value=", ".join(unknown) or names,
            allowed=", ".join((*known, "all")),
            fix="name formats with commas between them, as in --format site,csv,sarif",
        )
    return tuple(name for name in known if name in wanted)
