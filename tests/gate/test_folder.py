"""A folder of loose templates: its findings are those of its files one by one, in any order, cached or not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.cache import ResultCache
from landing_zone.engines.session import Engines
from landing_zone.files.policies_folder import PolicySources
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.judge import Policies, judge_assembly, load_policies
from landing_zone.yaml.yaml_file import read_yaml
from tests.catalogue.examples_zone import assembly, broken
from tests.conftest import ROOT
from tests.engines.test_stock import case_templates

RELATED = {
    "vpc.json": {
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Zone": {"Type": "AWS::Route53::HostedZone", "Properties": {"Name": "example.com"}},
        },
        "Outputs": {"Id": {"Value": {"Ref": "Vpc"}, "Export": {"Name": "vpc"}}},
    },
    "log.json": {
        "Resources": {
            "Log": {
                "Type": "AWS::EC2::FlowLog",
                "Properties": {
                    "ResourceId": {"Fn::ImportValue": "vpc"},
                    "ResourceType": "VPC",
                    "TrafficType": "ALL",
                    "MaxAggregationInterval": 60,
                },
            },
        }
    },
    "unknown.json": {
        "Parameters": {"Vpc": {"Type": "String"}},
        "Resources": {
            "Log": {
                "Type": "AWS::EC2::FlowLog",
                "Properties": {"ResourceId": {"Ref": "Vpc"}, "ResourceType": "VPC", "TrafficType": "ALL"},
            }
        },
    },
}
"""A flow log of the VPC of another file, and one of a VPC that is not known: neither is beside the VPC."""


@pytest.fixture(scope="module")
def policies() -> Policies:
    """The project's own."""
    return load_policies(PolicySources(ROOT / "policies"))


def _write(folder: Path, number: int) -> None:
    texts = sorted({json.dumps(template) for template in case_templates()})
    for place, text in enumerate(random.Random(5).sample(texts, number)):  # noqa: S311 - a choice, not a secret
        (folder / f"case{place}.json").write_text(text)
    for name, template in RELATED.items():
        (folder / name).write_text(json.dumps(template))


def _orders(judged: Assembly) -> Iterator[Assembly]:
    for seed in (1, 2):
        templates = list(judged.templates)
        random.Random(seed).shuffle(templates)  # noqa: S311 - an order, not a secret
        yield replace(judged, templates=tuple(templates))


def _one_by_one(folder: Assembly, policies: Policies, engines: Engines) -> set[Finding]:
    files = [load_assembly(template.path) for template in folder.templates]
    return {finding for file in files for finding in judge_assembly(file, policies, engines).findings}


def test_findings_of_a_folder_are_those_of_its_files(tmp_path: Path, policies: Policies) -> None:
    """Templates of the project's own cases, and some that would be related in one stack; from the cache at the end."""
    folder = tmp_path / "templates"
    folder.mkdir()
    _write(folder, 30)
    whole = load_assembly(folder)
    with Engines(ROOT, policies=ROOT / "policies", cache=ResultCache(tmp_path / "cache")) as engines:
        results = [set(judge_assembly(order, policies, engines).findings) for order in (*_orders(whole), whole)]
        one_by_one = _one_by_one(whole, policies, engines)
    assert all(result == one_by_one for result in results)
    flow_logs = {(f.stack, f.status) for f in one_by_one if f.rule.startswith("assertion::vpc-flow-logs.")}
    assert ("vpc.json", Status.FAIL) in flow_logs


@pytest.mark.slow  # 300 templates, by every engine, twice
def test_findings_of_a_large_folder_are_those_of_its_files(tmp_path: Path, policies: Policies) -> None:
    """As above, of 300; the files one by one with nothing cached, the folder without a cache, and with one, twice."""
    folder = tmp_path / "templates"
    folder.mkdir()
    _write(folder, 300)
    whole = load_assembly(folder)
    first, second = _orders(whole)
    own = ROOT / "policies"
    with Engines(ROOT, policies=own, cache=ResultCache(None)) as engines:
        one_by_one = _one_by_one(whole, policies, engines)
        assert set(judge_assembly(first, policies, engines).findings) == one_by_one
    with Engines(ROOT, policies=own, cache=ResultCache(tmp_path / "cache")) as engines:
        for order in (second, whole):
            assert set(judge_assembly(order, policies, engines).findings) == one_by_one


def test_stacks_of_an_assembly_are_judged_together_in_any_order(policies: Policies) -> None:
    """The zone of each of the catalogue's examples, and of what breaks it."""
    judged = 0
    for file in sorted((ROOT / "tests" / "catalogue" / "examples").glob("*.yaml")):
        example = read_yaml(file).data
        control = [policies.catalogue.controls[file.stem]]
        patch: Any = next((patch for patches in example["bad"].values() for patch in patches), {})
        for resources in (example["good"], broken(example["good"], patch)):
            zone = assembly(resources)
            expected = {_told(finding) for finding in evaluate(zone, control).findings}
            judged += len(expected)
            for order in _orders(zone):
                assert {_told(finding) for finding in evaluate(order, control).findings} == expected, file.name
    assert judged > 1000


def _told(finding: Finding) -> tuple[str, ...]:
    """What a finding says; which of several equal resources a message names as an example is not compared."""
    return finding.rule, finding.stack, finding.logical_id, finding.environment, finding.status
