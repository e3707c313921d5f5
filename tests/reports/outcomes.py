"""One check on one resource, in each state, and how each format shows that state."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import openpyxl

from landing_zone.assessment.model import Assessment, CheckEntry, DecisionEntry, FindingEntry
from landing_zone.reports.encode import Files

RULE = "checkov::CKV_AWS_7"
PLACE = "Logs/Key/Resource"
MESSAGE = "The key does not rotate."
WAIVER = "W-0001"
WHY = "no control names it"
DECISION = DecisionEntry(
    assertion="assertion::key-rotation.on",
    rules=(RULE,),
    reason="KMS rotates no key for HMAC.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
)
OUTCOMES = ("passed", "failed", "undetermined", "waived", "advice", "overruled")


def with_outcome(assessment: Assessment, outcome: str) -> Assessment:
    """Return the assessment with one more state of one check on the second resource, a key, and no other result."""
    finding = FindingEntry(
        resource=1,
        stack="Logs",
        message=MESSAGE,
        waiver=WAIVER if outcome == "waived" else "",
        decided_by=DECISION.assertion if outcome == "overruled" else "",
    )
    fields = {} if outcome == "passed" else {"failed" if outcome == "advice" else outcome: (finding,)}
    check = CheckEntry(
        rule=RULE, engine="checkov", controls=("key-rotation",), passed=() if fields else (1,)
    ).model_copy(update={**fields, "advice": WHY if outcome == "advice" else ""})
    others = tuple(entry for entry in assessment.checks if entry.rule != RULE)
    controls = tuple(
        c.model_copy(update={"decides": (DECISION,)}) if c.id == "key-rotation" else c for c in assessment.controls
    )
    return assessment.model_copy(update={"checks": (*others, check), "controls": controls})


def _csv(files: Files) -> str:
    rows = csv.DictReader(io.StringIO(files["findings.csv"].decode(), newline=""))
    return next((row["Outcome"] for row in rows if (row["Rule"], row["Place"]) == (RULE, PLACE)), "not a finding")


def _xlsx(files: Files) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(files["landing-zone.xlsx"]))["Findings"]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    return next((str(row[0]) for row in rows if (row[1], row[3]) == (RULE, PLACE)), "not a finding")


def _sarif(files: Files) -> str:
    results = json.loads(files["landing-zone.sarif"])["runs"][0]["results"]
    for result in results:
        if result["ruleId"] == RULE:
            if result["kind"] == "informational":
                assert DECISION.reason in result["message"]["text"]
                return str(result["level"])
            assert result["kind"] == "fail"
            advice = result["message"]["text"].startswith(f"Advice ({WHY}): ")
            assert result["level"] == ("note" if advice else "error")
            if advice:
                return "advice"
            if result.get("suppressions"):
                return "suppressed"
            return "undetermined" if result["message"]["text"].startswith("Undetermined") else "failed"
    return "not a finding"


def _junit(files: Files) -> str:
    root = ET.fromstring(files["landing-zone.xml"])  # noqa: S314 - our own file
    (case,) = [c for c in root.iter("testcase") if str(c.get("name")).endswith(f"{RULE} in 555555555555/eu-west-1")]
    return next((child.tag for child in case), "passed")


def _markdown(files: Files) -> str:
    text = files["summary.md"].decode()
    for block in text.split("<details")[1:]:
        if "CKV\\_AWS\\_7 " in block.split("</details>")[0]:
            return block.split("<summary>")[1].split(":")[0]
    return "not a finding"


def _asff(files: Files) -> str:
    findings = [f for name, data in files.items() if name != "index.json" for f in json.loads(data)]
    (one,) = [f for f in findings if f["GeneratorId"] == RULE]
    return f"{one['Compliance']['Status']} {one['Workflow']['Status']} {one['Severity']['Label']}"


def _ocsf(files: Files) -> str:
    events = [json.loads(line) for line in files["compliance-findings.jsonl"].decode().splitlines()]
    (one,) = [e for e in events if e["finding_info"]["analytic"]["uid"] == RULE]
    return f"{one['compliance']['status']} {one['status']} {one['severity']}"


def _oscal(files: Files) -> str:
    observations = json.loads(files["assessment-results.json"])["assessment-results"]["results"][0]["observations"]
    (one,) = [o for o in observations if o["title"] == RULE]
    return str(one["subjects"][0]["props"][0]["value"])


READERS: dict[str, Callable[[Files], str]] = {
    "asff": _asff,
    "csv": _csv,
    "junit": _junit,
    "markdown": _markdown,
    "ocsf": _ocsf,
    "oscal": _oscal,
    "sarif": _sarif,
    "xlsx": _xlsx,
}
"""What each format says of that check on that resource."""

SAID = {
    "asff": (
        "PASSED RESOLVED INFORMATIONAL",
        "FAILED NEW HIGH",
        "WARNING NEW HIGH",
        "FAILED SUPPRESSED INFORMATIONAL",
        "WARNING NEW LOW",
        "NOT_AVAILABLE SUPPRESSED INFORMATIONAL",
    ),
    "csv": ("not a finding", "failed", "undetermined", "waived", "advice", "overruled"),
    "junit": ("passed", "failure", "error", "skipped", "skipped", "skipped"),
    "markdown": (
        "not a finding",
        "Fails",
        "Undetermined (never a pass)",
        "not a finding",
        "Advice, which does not stop",
        "Overruled by a more precise assertion",
    ),
    "ocsf": (
        "Pass New Informational",
        "Fail New High",
        "Warning New High",
        "Fail Suppressed Informational",
        "Warning New Low",
        "Overruled Suppressed Informational",
    ),
    "oscal": ("passed", "failed", "undetermined", "waived", "advice", "overruled"),
    "sarif": ("not a finding", "failed", "undetermined", "suppressed", "advice", "none"),
    "xlsx": ("not a finding", "failed", "undetermined", "waived", "advice", "overruled"),
}
"""In the order of ``OUTCOMES``. The summary counts waived findings, and does not list them."""
