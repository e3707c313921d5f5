"""Engines without patches for speed: how they are asked for, and that they find what the patched engines find.

The slow tests judge in both ways the whole zone, and the templates of which the project's own cases are made.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import EngineResult
from landing_zone.engines.session import CHECKS_FOLDER, default_engines, default_pool
from landing_zone.engines.stock import stock_engines
from landing_zone.engines.worker_pool import Job
from landing_zone.errors import UserError
from landing_zone.yaml.yaml_file import read_yaml
from tests.catalogue.examples_zone import as_template, broken
from tests.cloudformation.iam_cases import TLS_CASES
from tests.conftest import ROOT, Run

CHECKS = ROOT / "policies" / CHECKS_FOLDER
PATCHED = (CfnLint.name, Checkov.name)


def engine(name: str, *, stock: bool) -> CfnLint | Checkov:
    """The engine of that name."""
    return CfnLint(stock) if name == CfnLint.name else Checkov(CHECKS, stock)


def judge(name: str, texts: list[str], *, stock: bool) -> list[EngineResult]:
    """Let an engine judge templates, in its workers."""
    pool = default_pool(engine(name, stock=stock))
    try:
        results = pool.judge([Job(number, text, "eu-west-1", f"t{number}") for number, text in enumerate(texts)])
    finally:
        pool.close()
    return [results[number] for number in range(len(texts))]


@pytest.mark.parametrize(
    ("value", "stock"), [({}, False), ({"LZ_STOCK_ENGINES": "0"}, False), ({"LZ_STOCK_ENGINES": "1"}, True)]
)
def test_the_variable_says_how_engines_run(value: dict[str, str], stock: bool) -> None:
    """1 runs them without patches; what is neither 0 nor 1 is not taken for either."""
    assert stock_engines(value) is stock
    with pytest.raises(UserError, match="neither 0 nor 1"):
        stock_engines({"LZ_STOCK_ENGINES": "ture"})


def test_results_are_never_shared_with_patched_engines() -> None:
    """Under another fingerprint a result has another name in the cache; cdk-nag, which has no patches, has one."""
    policies = ROOT / "policies"
    pairs = zip(default_engines(policies), default_engines(policies, stock=True), strict=True)
    different = {patched.name for patched, stock in pairs if patched.fingerprint != stock.fingerprint}
    assert different == set(PATCHED)
    assert Nag().fingerprint


@pytest.mark.parametrize("name", PATCHED)
@pytest.mark.parametrize("stock", [True, False])
def test_a_worker_says_whether_it_is_patched(name: str, stock: bool) -> None:
    """With each of its results, so that the assessment can."""
    assert [result.patched for result in judge(name, ['{"Resources": {}}'], stock=stock)] == [not stock]


def case_templates() -> Iterator[dict[str, Any]]:
    """The templates of the catalogue's examples, right and wrong ones, and of the cases of our own checks."""
    for file in sorted((ROOT / "tests" / "catalogue" / "examples").glob("*.yaml")):
        example: dict[str, Any] = read_yaml(file).data
        patches = [patch for patches in example["bad"].values() for patch in patches]
        yield from map(as_template, (example["good"], *(broken(example["good"], patch) for patch in patches)))
        yield as_template(example.get("not_applicable", {}))
    for file in sorted((ROOT / "tests" / "engines" / "fixtures" / "checks").glob("*.yaml")):
        for templates in yaml.safe_load(file.read_text(encoding="utf-8")).values():
            yield from ({"Resources": resources} for resources in templates)
    for document, _ in TLS_CASES.values():
        properties = {"Bucket": {"Ref": "Data"}, "PolicyDocument": document}
        yield {
            "Resources": {
                "Data": {"Type": "AWS::S3::Bucket"},
                "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": properties},
            }
        }


@pytest.mark.slow  # cfn-lint without patches takes long
@pytest.mark.parametrize("name", PATCHED)
def test_findings_of_all_cases_are_those_of_the_engine_without_patches(name: str) -> None:
    """Every finding of every template of the project's own cases: rule, place, status and message."""
    texts = sorted({json.dumps(template) for template in case_templates()})
    assert len(texts) > 500
    patched, stock = judge(name, texts, stock=False), judge(name, texts, stock=True)
    differ = [text for text, one, other in zip(texts, patched, stock, strict=True) if one != other]
    assert differ == []
    assert {result.patched for result in patched} == {True}
    assert {result.patched for result in stock} == {False}
    rules = {finding.rule for result in stock for finding in result.findings if finding.status == "fail"}
    assert len(rules) > 40


@pytest.mark.slow  # a synth with nothing cached, and cfn-lint without patches
def test_a_synth_without_patches_gives_the_same_assessment(
    run: Callable[..., Run], gated: Path, tmp_path: Path
) -> None:
    """Every check, resource, line and status of the whole zone; only how the results were made differs."""
    done = run(sys.executable, "app.py", CDK_OUTDIR=str(tmp_path / "cdk.out"), LZ_STOCK_ENGINES="1")
    assert done.code == 0, done.err[-4000:]
    patched, stock = (read_assessment(folder / "assessment.json") for folder in (gated, tmp_path / "cdk.out"))
    assert _same(stock) == _same(patched)
    internals = {(entry.name, entry.results.internals) for entry in stock.engines if entry.results}
    assert internals == {
        (name, "not patched for speed") for name in ("assertion", "cdk-nag", "cfn-lint", "checkov", "gate")
    }
    assert {e.name for e in patched.engines if e.results and e.results.internals == "patched"} == set(PATCHED)


def _same(assessment: Assessment) -> Assessment:
    """What is the same in both ways: all but how results were made, and the lines that jsii notes beside a template."""
    engines = tuple(engine.model_copy(update={"results": None}) for engine in assessment.engines)
    files = {name: digest for name, digest in assessment.seal.files.items() if not name.endswith(".metadata.json")}
    seal = assessment.seal.model_copy(update={"files": files})
    return assessment.model_copy(update={"engines": engines, "seal": seal})
