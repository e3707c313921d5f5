"""The site's essentials on paper: overview, requirements, what is not covered, waivers.

The same assessment gives the same bytes with the same Chromium and the same fonts: the two times of day that Chromium
writes are set to the day of the assessment. Another version of either may break lines elsewhere.
"""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

from landing_zone.assessment.model import Assessment
from landing_zone.reports.chromium import print_page
from landing_zone.reports.encode import Files
from landing_zone.reports.pages import gaps
from landing_zone.reports.site import template_environment, template_values
from landing_zone.reports.view import View

FILE = "compliance-report.pdf"
_TIMES = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def render(assessment: Assessment) -> Files:
    """Return the PDF.

    Raises:
        UserError: there is no Chromium, or it fails.
    """
    return {FILE: _with_day(print_page(page(assessment)), assessment.as_of)}


def page(assessment: Assessment) -> str:
    """Return the one page that is printed: a pure function of the assessment."""
    view = View(assessment)
    style = resources.files("landing_zone.reports").joinpath("templates", "style.css").read_text(encoding="utf-8")
    template = template_environment().get_template("print.html.j2")
    return template.render(**template_values(view), root="", here="", style=style, gaps=gaps(view))


def _with_day(pdf: bytes, day: date) -> bytes:
    """Set the times in a PDF to a day; each keeps its length, since a PDF counts its bytes."""
    return _TIMES.sub(rb"\g<1>" + f"{day:%Y%m%d}000000".encode(), pdf)
