"""The gates run in the CDK's own validation, once, and a fault in them never ends in exit code 0."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

APP = """
import sys
from dataclasses import replace
from landing_zone.engines.node import use_node
use_node()
import aws_cdk as cdk
from aws_cdk import aws_sns as sns
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.gate.plugin import attach_gates

mode, out = sys.argv[1:]
asked = []

class Verdict:
    def __init__(self, *findings):
        self.findings = findings

def judge(folder):
    asked.append((folder / "Stack.template.json").is_file())
    if mode == "broken":
        raise BrokenEngineError("checkov", "its worker was killed")
    if mode == "bug":
        raise ZeroDivisionError("a bug")
    path = "Stack/Topic/Resource"
    topic = ("Stack", "TopicBFC7AF6E")
    fail = Finding("AwsSolutions::AwsSolutions-X", *topic, "Resource::*", Status.FAIL, path, message="wide")
    lost = Finding("assertion::detector.present", "", "", "", Status.UNDETERMINED, message="no detector")
    waived = Finding("checkov::CKV_AWS_26", *topic, "", Status.WAIVED, path)
    advice = replace(fail, rule="Serverless::Serverless-X", advice="no control names it")
    return Verdict(waived, advice, *([fail, lost] if mode == "fail" else []))

app = cdk.App(outdir=out, context={"@aws-cdk/core:validateAgainstDefaultRules": False})
gates = attach_gates(app, judge)
if mode == "acknowledged":
    cdk.Validations.of(app).acknowledge(cdk.Acknowledgment(id="AwsSolutions::AwsSolutions-X", reason="all of it"))
    stage = cdk.Stage(app, "Prod")
    cdk.Validations.of(stage).acknowledge(cdk.Acknowledgment(id="checkov::CKV_AWS_26", reason="stage"))
stack = cdk.Stack(app, "Stack")
sns.Topic(stack, "Topic")
if mode == "unasked":
    pass
else:
    try:
        app.synth()
    except RuntimeError:
        print("synth raised")
try:
    print("verdict of", len(gates.outcome().findings))
except UserError as error:
    print(error.render())
except ZeroDivisionError:
    print("the bug came through")
print("asked", asked)
"""


def run(tmp_path: Path, mode: str) -> tuple[str, dict[str, Any]]:
    """Synthesize an app with gates; return what it printed and the CDK's report."""
    script = tmp_path / "app.py"
    script.write_text(APP)
    out = tmp_path / "cdk.out"
    done = subprocess.run([sys.executable, script, mode, out], capture_output=True, text=True, check=True)
    report = out / "validation-report.json"
    return done.stdout, json.loads(report.read_text()) if report.exists() else {}


def violations(report: dict[str, Any]) -> dict[str, list[str]]:
    """Return rule ids by plugin."""
    found = {
        plugin["pluginName"]: [violation["ruleName"] for violation in plugin.get("violations", [])]
        for plugin in report["pluginReports"]
    }
    return {name: rules for name, rules in found.items() if rules}


def test_verdict_that_holds(tmp_path: Path) -> None:
    """With nothing open the CDK is content; the judgement is made once, when the templates are written."""
    printed, report = run(tmp_path, "hold")
    assert printed.splitlines() == ["verdict of 2", "asked [True]"]
    assert violations(report) == {}


def test_open_findings_reach_the_report(tmp_path: Path) -> None:
    """What stops is in the CDK's report under its own engine; what is waived or advice is not."""
    printed, report = run(tmp_path, "fail")
    assert printed.splitlines() == ["synth raised", "verdict of 4", "asked [True]"]
    assert violations(report) == {"AwsSolutions": ["AwsSolutions-X[Resource::*]"], "assertion": ["detector.present"]}
    assert "Stack/Topic/Resource" in json.dumps(report)
    said = [v["description"] for plugin in report["pluginReports"] for v in plugin.get("violations", [])]
    assert sorted(said) == ["undetermined: no detector", "wide"]


@pytest.mark.parametrize(
    ("mode", "message"),
    [("broken", "the engine checkov broke: its worker was killed"), ("bug", "the bug came through")],
)
def test_fault_in_the_gates_is_not_a_verdict(tmp_path: Path, mode: str, message: str) -> None:
    """An exception is kept and raised by ``outcome``, and the CDK fails as well."""
    printed, report = run(tmp_path, mode)
    assert printed.startswith("synth raised")
    assert message in printed
    assert "verdict of" not in printed
    assert printed.endswith("asked [True]\n")
    assert list(violations(report).values()) == [["not-judged"]]


def test_gates_that_were_not_asked(tmp_path: Path) -> None:
    """Without a synth there is no verdict."""
    printed, _ = run(tmp_path, "unasked")
    assert "without asking the gates" in printed


def test_acknowledgements_above_the_stacks_are_written_down(tmp_path: Path) -> None:
    """Acknowledgements on the app and on stages are in the assembly, for later readers."""
    run(tmp_path, "acknowledged")
    assert json.loads((tmp_path / "cdk.out" / "acknowledgements.json").read_text()) == {
        "": {"AwsSolutions::AwsSolutions-X": "all of it"},
        "Prod": {"checkov::CKV_AWS_26": "stage"},
    }
