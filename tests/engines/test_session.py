"""All engines together: every engine judges every template, equal templates once; cached results are equal."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.cache import ResultCache
from landing_zone.engines.engine import Engine
from landing_zone.engines.entry import EngineResults
from landing_zone.engines.session import Engines, GateResult
from landing_zone.engines.worker_pool import WorkerPool
from landing_zone.errors import UserError

MakeTemplate = Callable[..., Template]
MakeAssembly = Callable[..., Assembly]
BUCKET = {"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "Stack/Bucket/Resource"}}
WORKER = """
import json, sys
print(json.dumps({"ready": "fake"}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    with open(LOG, "a") as log:
        log.write(json.dumps([job["template"], job["region"]]) + chr(10))
    template = json.loads(job["template"])
    found = [["fake::A", name, "", "fail", job["template"][:200]] for name in template["Resources"]]
    refused = "too odd" if "Odd" in template["Resources"] else ""
    print(json.dumps({"id": job["id"], "findings": found, "not_judged": refused, "patched": PATCHED}), flush=True)
"""


@dataclass(frozen=True)
class Recorder:
    """An engine that records its jobs."""

    log: Path
    code: str = WORKER
    name: str = "fake"
    regional: bool = False
    expands: bool = False
    version: str = "1"
    fingerprint: str = "one"
    patched: bool = False

    def command(self) -> Sequence[str]:
        """Return the worker's command line."""
        return [
            sys.executable,
            "-c",
            self.code.replace("LOG", repr(str(self.log))).replace("PATCHED", str(self.patched)),
        ]

    def jobs(self) -> int:
        """Count the jobs so far."""
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


def gate(folder: Path, *engines: Engine) -> Engines:
    """Build the gates with a cache in a folder."""
    return Engines(folder, engines=engines, cache=ResultCache(folder / "cache"))


def test_equal_templates_are_judged_once(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """One template in three environments is examined once, and each environment gets its own findings."""
    engine = Recorder(tmp_path / "log")
    accounts = ["111111111111", "222222222222", "333333333333"]
    templates = [
        make_template({"Bucket": {**BUCKET, "Properties": {"BucketName": f"x-{account}"}}}, f"S{account}", account)
        for account in accounts
    ]
    with gate(tmp_path, engine) as engines:
        result = engines.judge(make_assembly(*templates))
    findings = [finding for finding in result.findings if finding.engine == "fake"]
    assert engine.jobs() == 1
    assert [finding.environment for finding in findings] == [f"{account}/eu-west-1" for account in accounts]
    assert [f"x-{account}" in finding.message for finding, account in zip(findings, accounts, strict=True)] == [
        True
    ] * 3


def test_templates_that_differ_in_their_account_alone_are_judged_once(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """One text in two accounts, one of which it names, is one job; the findings of both name that account."""
    engine = Recorder(tmp_path / "log")
    named = {"Bucket": {**BUCKET, "Properties": {"BucketName": "x-111111111111"}}}
    templates = [make_template(named, f"S{account}", account) for account in ("111111111111", "222222222222")]
    with gate(tmp_path, engine) as engines:
        result = engines.judge(make_assembly(*templates))
    assert engine.jobs() == 1
    messages = [finding.message for finding in result.findings if finding.engine == "fake"]
    assert ["x-111111111111" in message for message in messages] == [True, True]


def test_regional_engine_judges_for_each_region(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """An engine that depends on Regions gets one job for each of them."""
    engine = Recorder(tmp_path / "log", regional=True)
    templates = [make_template({"B": BUCKET}, region, region=region) for region in ("eu-west-1", "eu-central-1")]
    with gate(tmp_path, engine) as engines:
        engines.judge(make_assembly(*templates))
    assert sorted(json.loads(line)[1] for line in engine.log.read_text().splitlines()) == ["eu-central-1", "eu-west-1"]


def test_finding_names_its_resource(tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly) -> None:
    """A finding carries stack, type, construct path, environment and place."""
    with gate(tmp_path, Recorder(tmp_path / "log")) as engines:
        found = engines.judge(make_assembly(make_template({"Bucket": BUCKET})))
    finding = next(finding for finding in found.findings if finding.engine == "fake")
    assert (finding.stack, finding.logical_id, finding.resource_type) == ("Stack", "Bucket", "AWS::S3::Bucket")
    assert finding.construct_path == "Stack/Bucket/Resource"
    assert (finding.environment, finding.source) == ("111111111111/eu-west-1", "Stack.template.json:2")


def test_cached_results_equal_new_ones(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """A second run starts no worker and has the same result; a run with damaged entries has the same result, too.

    Each says how many of its results were computed and how many are from the cache.
    """
    log = tmp_path / "log"
    assembly = make_assembly(make_template({"Bucket": BUCKET}), make_template({"Odd": BUCKET}, "Other"))
    with gate(tmp_path, Recorder(log)) as engines:
        new = engines.judge(assembly)
    assert results_of(new) == EngineResults(fresh=2, from_cache=0, patched=0)
    with Engines(
        tmp_path, engines=[Recorder(log, code="raise SystemExit(9)")], cache=ResultCache(tmp_path / "cache")
    ) as e:
        cached = e.judge(assembly)
    assert results_of(cached) == EngineResults(fresh=0, from_cache=2, patched=0)
    assert (cached.findings, cached.not_judged) == (new.findings, new.not_judged)
    for entry in (tmp_path / "cache").rglob("*.json"):
        entry.write_text(entry.read_text().replace("fail", "pass"))
    with gate(tmp_path, Recorder(log)) as engines:
        assert engines.judge(assembly) == new  # computed again, all of it
    assert Recorder(log).jobs() == 4


def test_patched_and_cached_results_are_counted(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """The counts are of the results that were used: a cached one says how the engine ran that computed it."""
    first, second = (make_template({name: BUCKET}, name) for name in ("One", "Two"))
    with gate(tmp_path, Recorder(tmp_path / "log", patched=True)) as engines:
        patched = engines.judge(make_assembly(first, make_template({"One": BUCKET}, "Equal")))
    assert results_of(patched) == EngineResults(fresh=1, from_cache=0, patched=1)
    with gate(tmp_path, Recorder(tmp_path / "log", patched=False)) as engines:
        mixed = engines.judge(make_assembly(first, second))
    assert results_of(mixed) == EngineResults(fresh=1, from_cache=1, patched=1)


def results_of(result: GateResult) -> EngineResults | None:
    """How the results of the one engine were made."""
    return result.engines[0].results


def test_another_fingerprint_judges_again(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """Cached results of another version, or of other rules, are not used."""
    assembly = make_assembly(make_template({"Bucket": BUCKET}))
    for fingerprint in ("one", "two"):
        with gate(tmp_path, Recorder(tmp_path / "log", fingerprint=fingerprint)) as engines:
            engines.judge(assembly)
    assert Recorder(tmp_path / "log").jobs() == 2


def test_workers_start_early_only_when_needed(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly
) -> None:
    """Workers start at once in a first run and after a change of the sources, and not when nothing changed."""
    stack = tmp_path / "stacks" / "one.py"
    stack.parent.mkdir()
    stack.write_text("1")
    assembly = make_assembly(make_template({"Bucket": BUCKET}))

    def started() -> int:
        pools: list[WorkerPool] = []

        def pool(engine: Engine) -> WorkerPool:
            pools.append(WorkerPool(engine))
            return pools[-1]

        cache = ResultCache(tmp_path / "cache")
        with Engines(tmp_path, engines=[Recorder(tmp_path / "log")], cache=cache, pool=pool) as engines:
            engines.start()
            count = len(pools[0].workers)
            engines.judge(assembly)
        return count

    first, unchanged = started(), started()
    stack.write_text("12")
    assert (first, unchanged, started()) == (1, 0, 1)


def test_templates_are_judged_as_they_are_written(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly, a_place: tuple[str, str]
) -> None:
    """A template submitted while the CDK writes is not judged again, unless it was changed since."""
    engine, folder = Recorder(tmp_path / "log"), tmp_path / "out"
    folder.mkdir()
    with gate(tmp_path, engine) as engines:
        with engines.watch({folder / f"{name}.template.json": a_place for name in ("Same", "Other")}):
            for name in ("Same", "Other"):
                shutil.copy(make_template({name: BUCKET}, name, *a_place).path, folder)
            wait_until(lambda: engine.jobs() == 2)
            again = make_template({"Changed": BUCKET}, "Other", *a_place)
            result = engines.judge(make_assembly(make_template({"Same": BUCKET}, "Same", *a_place), again))
        assert engine.jobs() == 3
    found = {(finding.stack, finding.logical_id) for finding in result.findings if finding.engine == "fake"}
    assert found == {("Same", "Same"), ("Other", "Changed")}


def test_engine_that_breaks_while_the_cdk_writes_breaks_the_run(
    tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly, a_place: tuple[str, str]
) -> None:
    """An engine that died before :meth:`judge` waited for it is not a pass."""
    template = make_template({"B": BUCKET}, "Stack", *a_place)
    broken = Recorder(tmp_path / "log", code="raise SystemExit('gone')")
    with gate(tmp_path, broken) as engines, engines.watch({template.path: a_place}):
        time.sleep(0.5)
        with pytest.raises(BrokenEngineError) as caught:
            engines.judge(make_assembly(template))
    assert "gone" in caught.value.stderr


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that another thread or process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_is_not_judged_is_named(tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly) -> None:
    """The run's result names engine, template and reason; the engine's entry names template and reason."""
    with gate(tmp_path, Recorder(tmp_path / "log")) as engines:
        result = engines.judge(make_assembly(make_template({"Odd": BUCKET}), make_template({"B": BUCKET}, "Fine")))
    assert result.not_judged == ("fake: Stack: too odd",)
    entry = next(entry for entry in result.engines if entry.name == "fake")
    assert (entry.templates, entry.not_judged, entry.findings) == (2, ("Stack: too odd",), 2)


def test_broken_engine_breaks_the_run(tmp_path: Path, make_template: MakeTemplate, make_assembly: MakeAssembly) -> None:
    """One broken engine among good ones stops everything, and its failure is not cached as a result."""
    broken = Recorder(tmp_path / "other", code="raise SystemExit('gone')", name="broken", fingerprint="b")
    assembly = make_assembly(make_template({"Bucket": BUCKET}))
    for _ in range(2):
        with gate(tmp_path, Recorder(tmp_path / "log"), broken) as engines, pytest.raises(BrokenEngineError) as caught:
            engines.judge(assembly)
        assert caught.value.engine == "broken"
        assert "gone" in caught.value.stderr


def test_policies_without_checks_are_refused(tmp_path: Path) -> None:
    """Another folder of policies has its own checks, or the run breaks: it never continues without them."""
    (tmp_path / "mine").mkdir()
    with pytest.raises(UserError, match="hold no checks"):
        Engines(tmp_path, policies=tmp_path / "mine")
