"""Values that were taken for granted are listed wherever a person reads the verdict."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from landing_zone.assessment.assess import assess
from landing_zone.assessment.model import Assessment
from landing_zone.catalogue.load import Catalogue
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly
from landing_zone.console.verdict_text import print_verdict
from landing_zone.reports.registry import FORMATS
from landing_zone.reports.site import write_site
from landing_zone.waivers.waivers import Waivers
from tests.made_templates import MakeTemplate, make_assembly, make_template

__all__ = ["make_assembly", "make_template"]

TEXT = "Reader: the parameter /net of Systems Manager has the value that P in Writer writes"


@pytest.fixture
def assumed(assessment: Assessment) -> Assessment:
    """An assessment that takes one value for granted."""
    return assessment.model_copy(update={"assumed": (TEXT,)})


def test_the_terminal_says_so(assumed: Assessment) -> None:
    """A line for each."""
    printed = io.StringIO()
    print_verdict(assumed, Console(file=printed, width=200))
    assert f"assumed {TEXT}" in printed.getvalue()


def test_the_reports_say_so(assumed: Assessment, tmp_path: Path) -> None:
    """The summary, the page of what is not covered, and the workbook."""
    assert "Taken for granted: 1" in FORMATS["markdown"].render(assumed)["summary.md"].decode()
    write_site(assumed, tmp_path / "site")
    page = (tmp_path / "site" / "gaps.html").read_text(encoding="utf-8")
    assert "Taken for granted" in page
    assert TEXT in page
    ((_, workbook),) = FORMATS["xlsx"].render(assumed).items()
    rows = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(values_only=True)
    assert ("Taken for granted", TEXT) in [row[:2] for row in rows]


def test_it_is_what_the_resolver_read(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], assessment: Assessment
) -> None:
    """A value of the environment that the assembly itself writes."""
    written = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/net", "Type": "String", "Value": "10.0.0.0/8"}}
    vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "{{resolve:ssm:/net}}"}}
    built = make_assembly(make_template({"P": written}, "Writer"), make_template({"Vpc": vpc}, "Reader"))
    given: dict[str, Any] = {
        "engines": (),
        "catalogue": Catalogue({}, {}),
        "waivers": Waivers(),
        "problems": (),
        "as_of": assessment.as_of,
        "zone": None,
        "frameworks_in_scope": (),
    }
    assert assess(built, (), **given, resolver=Resolver(built)).assumed == (TEXT,)
