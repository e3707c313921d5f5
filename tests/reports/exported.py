"""What each export says of the verdict, and of each requirement and control, read back from its files."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl

from landing_zone.assessment.model import Assessment
from landing_zone.reports import pdf
from landing_zone.reports.encode import Files

Statuses = dict[str, tuple[str, ...]]
"""Id of a control, or framework and requirement, to its status and its stages: designed, deployed, operating."""

_STAGES = ("Status", "Designed", "Deployed", "Operating")
_PROPS = ("status", "designed", "deployed", "operating")


def sheets(files: Files) -> dict[str, list[dict[str, Any]]]:
    """Return each sheet of the workbook as rows by column; an empty cell as ""."""
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(files["landing-zone.xlsx"])):
        header, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(name): "" if cell is None else cell for name, cell in zip(header, row, strict=True)} for row in rows
        ]
    return found


def rows_of(files: Files, name: str) -> list[dict[str, str]]:
    """Return a CSV file as rows by column."""
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


def verdict(name: str, files: Files) -> str:
    """Return the verdict that a format prints, in lower case."""
    return _VERDICTS[name](files).lower()


def _results(files: Files) -> dict[str, Any]:
    return dict(json.loads(files["assessment-results.json"])["assessment-results"]["results"][0])


def props(thing: dict[str, Any]) -> dict[str, str]:
    """Return the properties of something in OSCAL."""
    return {p["name"]: p["value"] for p in thing["props"]}


def _junit(files: Files) -> ET.Element:
    return ET.fromstring(files["landing-zone.xml"])  # noqa: S314 - our own file


def _suite(suite: ET.Element) -> dict[str, str]:
    return {str(p.get("name")): str(p.get("value")) for p in suite.iterfind("properties/property")}


_VERDICTS: dict[str, Callable[[Files], str]] = {
    "xlsx": lambda files: next(str(row["Value"]) for row in sheets(files)["Summary"] if row["What"] == "Verdict"),
    "markdown": lambda files: files["summary.md"].decode().splitlines()[0].removeprefix("## Compliance: "),
    "junit": lambda files: _suite(_junit(files)[0])["verdict"],
    "oscal": lambda files: props(_results(files))["verdict"],
    "sarif": lambda files: str(json.loads(files["landing-zone.sarif"])["runs"][0]["properties"]["verdict"]),
    "asff": lambda files: str(json.loads(files["index.json"])["verdict"]),
}
PRINTS_A_VERDICT = tuple(_VERDICTS)


def requirements(name: str, files: Files, assessment: Assessment) -> Statuses:
    """Return what a format says of each requirement that it lists."""
    if name == "xlsx":
        book = sheets(files)
        return {f"{f.id} {row['Id']}": _row(row) for f in assessment.frameworks for row in book[f.id]}
    if name == "csv":
        return {f"{row['Framework']} {row['Id']}": _row(row) for row in rows_of(files, "requirements.csv")}
    label = _labels(files)
    plan = json.loads(files["system-security-plan.json"])["system-security-plan"]
    every = plan["control-implementation"]["implemented-requirements"]
    return {label[one["control-id"]]: _props(one) for one in every}


def findings(files: Files) -> dict[str, dict[str, Any]]:
    """Return the findings of the assessment results in OSCAL, by framework and requirement."""
    label = _labels(files)
    return {label[one["target"]["target-id"].removesuffix("_smt")]: one for one in _results(files)["findings"]}


def controls(name: str, files: Files) -> Statuses:
    """Return what a format says of each control."""
    if name == "junit":
        found = {str(suite.get("name")): _suite(suite) for suite in _junit(files)}
        asked = {id_: said for id_, said in found.items() if "status" in said}
        return {id_: tuple(said.get(one, "not-asked") for one in _PROPS) for id_, said in asked.items()}
    return {id_: _row(row) for id_, row in control_rows(name, files).items()}


def control_rows(name: str, files: Files) -> dict[str, dict[str, Any]]:
    """Return the rows of the controls in the workbook or in CSV, by id."""
    rows = sheets(files)["Controls"] if name == "xlsx" else rows_of(files, "controls.csv")
    return {str(row["Id"]): row for row in rows}


def printed(assessment: Assessment) -> dict[str, str]:
    """Return the status of each requirement in the table of the PDF's source, by id."""
    page = pdf.page(assessment)
    rows = re.findall(r'<tr class="(?:principal|section|requirement)">(.*?)</tr>', page, re.DOTALL)
    cells = [[_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]
    return {row[0]: row[2] for row in cells}


def counted(files: Files) -> Counter[tuple[str, int]]:
    """Return the counts by status of the summary in Markdown."""
    return Counter(
        (word, int(number.replace(",", "")))
        for word, number in re.findall(r"^\| ([a-zA-Z ]+) \| ([\d,]+) \|$", files["summary.md"].decode(), re.MULTILINE)
    )


def _text(element: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", element)).split())


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]).replace(" ", "-").lower() for name in _STAGES)


def _props(thing: dict[str, Any]) -> tuple[str, ...]:
    found = props(thing)
    return tuple(found[name] for name in _PROPS)


def _labels(files: Files) -> dict[str, str]:
    """Return the id of a control in OSCAL to framework and requirement, as a catalogue labels them."""
    found: dict[str, str] = {}

    def walk(node: dict[str, Any], framework: str) -> None:
        for below in (*node.get("groups", ()), *node.get("controls", ())):
            label = next((p["value"] for p in below.get("props", ()) if p["name"] == "label"), "")
            found[below["id"]] = f"{framework} {label}"
            walk(below, framework)

    for name, content in files.items():
        if name.startswith("catalog-"):
            framework = name.removeprefix("catalog-").removesuffix(".json")
            walk(json.loads(content)["catalog"], framework)
    return found
