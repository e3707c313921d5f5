"""AWS Security Finding Format, schema 2018-10-08: what `BatchImportFindings` of Security Hub accepts.

A finding is one check on one resource, passes too, and keeps its id: so the pass of a later import closes what an
earlier one opened. Limits: AWS Security Hub user guide, ASFF syntax; partner guide, BatchImportFindings.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from landing_zone.assessment.approvals import said_of
from landing_zone.assessment.model import Assessment
from landing_zone.reports.encode import Files, cut, json_file
from landing_zone.reports.instant import instant, utc_text
from landing_zone.reports.results import Outcome, Result, Results
from landing_zone.reports.stage_words import stage_properties
from landing_zone.reports.view import View

SCHEMA_VERSION = "2018-10-08"
BATCH = 100
"""Findings in one call, at most."""
BATCH_BYTES = 6_000_000
"""Bytes in one call, at most: 6 MB."""
TITLE, DESCRIPTION, RECOMMENDATION, ID, FIELD = 256, 1024, 512, 512, 1024
"""Characters of each."""
REQUIREMENTS = 32
"""Related requirements of one finding."""
TYPE = "Software and Configuration Checks/Industry and Regulatory Standards"

_STATUS = {
    Outcome.PASSED: "PASSED",
    Outcome.FAILED: "FAILED",
    Outcome.WAIVED: "FAILED",
    Outcome.OVERRULED: "NOT_AVAILABLE",
    Outcome.UNDETERMINED: "WARNING",
    Outcome.ADVICE: "WARNING",
}
_WORKFLOW = {Outcome.WAIVED: "SUPPRESSED", Outcome.OVERRULED: "SUPPRESSED", Outcome.PASSED: "RESOLVED"}
_SEVERITY = {Outcome.FAILED: "HIGH", Outcome.UNDETERMINED: "HIGH", Outcome.ADVICE: "LOW"}
"""The catalogue gives checks no severity: each that stops and fails, or is undetermined, stops a deployment."""


def render(assessment: Assessment) -> Files:
    """Return one file for each batch, named by account and Region, and an index of them.

    Security Hub accepts a finding only from its own account. What belongs to no account is listed in the index.

    The findings are of the templates alone. An assessment names the answers of running accounts that fail, and only
    counts those that pass: nothing could close a finding once its answer passes. The index names the verdict, each
    stage, and the controls that fail in operation.
    """
    view = View(assessment)
    batches: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    without_account: list[dict[str, str]] = []
    for result in Results(view).places():
        if result.account and result.region:
            batches[result.account, result.region].append(_finding(view, result))
        else:
            without_account.append({"rule": result.check.rule, "outcome": result.outcome.value, "place": result.place})
    files: Files = {}
    index: list[dict[str, Any]] = []
    for (account, region), findings in sorted(batches.items()):
        for number, batch in enumerate(_batches(findings), 1):
            name = f"{account}-{region}-{number:03}.json"
            files[name] = json_file(batch)
            index.append({"file": name, "account": account, "region": region, "findings": len(batch)})
    files["index.json"] = json_file(
        {**stage_properties(assessment), "batches": index, "left-out-without-account": without_account}
    )
    return files


def _batches(findings: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    batches: list[list[dict[str, Any]]] = [[]]
    size = 0
    for finding in findings:
        length = len(json.dumps(finding))
        if len(batches[-1]) == BATCH or size + length > BATCH_BYTES:
            batches.append([])
            size = 0
        batches[-1].append(finding)
        size += length
    return batches


def _finding(view: View, result: Result) -> dict[str, Any]:
    assessment = view.assessment
    controls = [view.controls[id_] for id_ in result.check.controls if id_ in view.controls]
    stamp = utc_text(instant(assessment))
    title = ": ".join(dict.fromkeys((result.check.rule, result.title or result.check.rule)))
    severity = {"Label": _SEVERITY.get(result.outcome, "INFORMATIONAL")}
    finding: dict[str, Any] = {
        "SchemaVersion": SCHEMA_VERSION,
        "Id": f"landing-zone/{result.uid}",
        "ProductArn": f"arn:{_partition(result.region)}:securityhub:{result.region}:{result.account}"
        f":product/{result.account}/default",
        "ProductName": "landing-zone",
        "GeneratorId": cut(result.check.rule, ID),
        "AwsAccountId": result.account,
        "Region": result.region,
        "Types": [TYPE],
        "CreatedAt": stamp,
        "UpdatedAt": stamp,
        "Severity": severity,
        "FindingProviderFields": {"Severity": severity, "Types": [TYPE]},
        "Title": cut(title, TITLE),
        "Description": cut(_description(result), DESCRIPTION),
        "ProductFields": _fields(result),
        "Resources": [_resource(result)],
        "Compliance": {"Status": _STATUS[result.outcome]},
        "Workflow": {"Status": _workflow(result.outcome)},
        "RecordState": "ACTIVE",
    }
    if controls and controls[0].remediation:
        finding["Remediation"] = {"Recommendation": {"Text": cut(controls[0].remediation, RECOMMENDATION)}}
    answers = list(dict.fromkeys(f"{m.framework}/{m.requirement}" for c in controls for m in c.requirements))
    if answers:
        finding["Compliance"]["RelatedRequirements"] = answers[:REQUIREMENTS]
    return finding


def _description(result: Result) -> str:
    waived = "".join(
        f"\nWaived by {w.id} until {w.expires}, {said_of(w)}. {w.compensating_control}" for w in result.waivers
    )
    if result.outcome is Outcome.PASSED:
        return f"{result.place} passes."
    if result.outcome is Outcome.UNDETERMINED:
        return f"The check is undetermined, which is never a pass, at {result.place}: {result.message}"
    if result.outcome is Outcome.ADVICE:
        return f"Advice, which does not stop a deployment ({result.check.advice}), at {result.place}: {result.message}"
    overruled = f"\n{result.overruled_by}" if result.decisions else ""
    return f"At {result.place}: {result.message}{waived}{overruled}"


def _fields(result: Result) -> dict[str, str]:
    values = {
        "landing-zone/outcome": result.outcome.value,
        "landing-zone/engine": result.check.engine,
        "landing-zone/controls": ", ".join(result.check.controls),
        "landing-zone/code": result.source,
        "landing-zone/waivers": ", ".join(waiver.id for waiver in result.waivers),
    }
    return {key: cut(value, FIELD) for key, value in values.items() if value}


def _resource(result: Result) -> dict[str, Any]:
    """Describe a resource by its place in the code: before a deployment, it has no ARN.

    The type is therefore ``Other``: Security Hub would take any of its own types for a deployed resource.
    """
    partition = _partition(result.region)
    if result.resource is None:
        account = f"AWS::::Account:{result.account}"
        return {"Type": "AwsAccount", "Id": account, "Partition": partition, "Region": result.region}
    details = {
        "type": result.resource.type,
        "logicalId": result.resource.logical_id,
        "stack": result.resource.stack,
    }
    return {
        "Type": "Other",
        "Id": cut(result.place, ID),
        "Partition": partition,
        "Region": result.region,
        "Details": {"Other": {key: cut(value, FIELD) for key, value in details.items()}},
    }


def _workflow(outcome: Outcome) -> str:
    """Return the workflow that a new finding begins with; Security Hub ignores it in an update."""
    return _WORKFLOW.get(outcome, "NEW")


def _partition(region: str) -> str:
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
