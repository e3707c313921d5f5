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
from landing_zone.console.verdict_text import Amount, print_verdict
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


def test_the_terminal_joins_several(assessment: Assessment) -> None:
    """To one line with their number, which says where they are; a verbose text has each."""
    many = assessment.model_copy(update={"assumed": (TEXT, f"Other{TEXT}", f"Third{TEXT}")})
    short, verbose = io.StringIO(), io.StringIO()
    print_verdict(many, Console(file=short, width=200))
    print_verdict(many, Console(file=verbose, width=200), Amount.VERBOSE)
    (line,) = (one for one in short.getvalue().splitlines() if one.startswith("assumed"))
    assert line.startswith("assumed 3 values of Systems Manager")
    assert "LZ_OUTPUT=verbose" in line
    assert [one for one in verbose.getvalue().splitlines() if one.startswith("assumed")] == [
        f"assumed {text}" for text in many.assumed
    ]


def test_the_terminal_names_a_few_stacks_of_another_synthesizer(assessment: Assessment) -> None:
    """The zone's bootstraps are one in each environment."""
    stacks = tuple(
        assessment.stacks[0].model_copy(update={"name": f"Other-{number}", "synthesizer": "Own"}) for number in range(9)
    )
    printed = io.StringIO()
    print_verdict(assessment.model_copy(update={"stacks": stacks}), Console(file=printed, width=200))
    assert "deployed by Own Other-0, Other-1, Other-2, Other-3, Other-4, and 4 more\n" in printed.getvalue()


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
