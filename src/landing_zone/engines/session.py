"""All engines together: from templates to findings, both at a synth and for ``lz check``."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.engines.cache import ResultCache
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import Engine, EngineResult, RawFinding, digest
from landing_zone.engines.engine_queue import EngineQueue
from landing_zone.engines.entry import EngineEntry, EngineResults
from landing_zone.engines.requests import CanonicalForms, EngineRequest, requests_for
from landing_zone.engines.stock import stock_engines
from landing_zone.engines.template_watch import TemplateWatch
from landing_zone.engines.worker_pool import WorkerPool
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding, in_order

CHECKS_FOLDER = Path("checks", "checkov")
"""The folder of our own checkov checks, in the policies' folder."""

MOST_CFN_LINT_WORKERS = 4
"""Each takes some 250 MB and half a second to load; more of them save no time."""

RARELY = (200_000, 50, 100)
"""Thresholds of Python's garbage collector within :class:`Engines`: finite, so that a long process does not grow."""

_LAST_RUN = "last-run"

_SOURCES = ("*.py", "*.yaml", "*.json", "stacks/**/*.py", "constructs/**/*.py", "constructs/**/*.yaml")
"""The sources of a synth's templates, in the project's root."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """The findings of all engines.

    Args:
        findings: sorted, passes included; waivers are not applied yet.
        engines: which engines judged, sorted by name.
        not_judged: ``<engine>: <template>: <reason>``, sorted, for what an engine could not judge. For an assembly of
            ours that is a broken gate; for templates from elsewhere it is shown to the user.
    """

    findings: tuple[Finding, ...]
    engines: tuple[EngineEntry, ...]
    not_judged: tuple[str, ...]


def default_pool(engine: Engine) -> WorkerPool:
    """Return the workers of an engine: one; for cfn-lint, the slowest engine, one for each core."""
    cores = os.cpu_count() or 1
    return WorkerPool(engine, min(cores, MOST_CFN_LINT_WORKERS) if engine.name == CfnLint.name else 1)


def default_engines(policies: Path, *, stock: bool = False) -> tuple[Engine, ...]:
    """Return the project's engines: cdk-nag, checkov, cfn-lint.

    Args:
        policies: the policies' folder, which has the folder ``checks``.
        stock: without the patches that make checkov and cfn-lint faster; cdk-nag has none.

    Raises:
        UserError: our own checks are missing: without them a template would pass that they refuse.
    """
    checks = policies / CHECKS_FOLDER
    if not any(checks.glob("*.py")):
        raise UserError("the policies hold no checks", file=str(checks), fix="copy policies/checks too")
    return (Nag(), Checkov(checks, stock), CfnLint(stock))


class Engines:
    """The engines, their workers and the cached results.

    A context manager: leaving it stops all workers. Inside it Python collects garbage far less often: a synth makes
    millions of objects that live to its end, and visiting them again and again takes a tenth of its time.

    Args:
        root: the project's root, which has the cache.
        policies: the policies' folder, with our own checks; ``root/policies`` by default.
        stock: run the project's engines without patches for speed, as ``LZ_STOCK_ENGINES=1`` does.
        engines: which engines; the project's by default.
        cache: cached results; the project's by default.
        pool: makes the workers of an engine; for tests.

    Raises:
        UserError: our own checks are missing, or ``LZ_STOCK_ENGINES`` has a value that is not known.
    """

    def __init__(
        self,
        root: Path,
        *,
        policies: Path | None = None,
        stock: bool = False,
        engines: Sequence[Engine] | None = None,
        cache: ResultCache | None = None,
        pool: Callable[[Engine], WorkerPool] = default_pool,
    ) -> None:
        self._root = root
        if engines is None:
            engines = default_engines(policies or root / "policies", stock=stock or stock_engines())
        self._engines = tuple(engines)
        self._cache = ResultCache.for_project(root) if cache is None else cache
        self._queues = tuple(EngineQueue(engine, self._cache, pool(engine)) for engine in self._engines)
        self._watch: TemplateWatch | None = None
        self._forms = CanonicalForms()
        self._begun: tuple[Assembly, Mapping[str, Sequence[EngineRequest]]] | None = None
        self._thresholds = gc.get_threshold()

    def __enter__(self) -> Engines:
        self._thresholds = gc.get_threshold()
        gc.set_threshold(*RARELY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.set_threshold(*self._thresholds)
        self.close()

    def start(self) -> None:
        """Start the workers without waiting, so that engines load while templates are still being made.

        Nothing is started when nothing changed since a run whose results were cached: the workers would most likely
        load for nothing. That is a guess from the sources' sizes and times. No verdict depends on it: :meth:`judge`
        starts what it needs.

        Raises:
            BrokenEngineError: an engine is not installed, or cannot be started.
        """
        if self._cache.noted(_LAST_RUN) != self._state():
            for queue in self._queues:
                queue.start()

    def watch(self, expected: Mapping[Path, tuple[str, str]]) -> TemplateWatch:
        """Judge templates as soon as they are written, so that :meth:`judge` has less to wait for.

        That changes no verdict: :meth:`judge` makes requests for the templates that it is given, and a result is valid
        for the exact text of its request alone.

        Args:
            expected: the file of each template that a synth will write, and account and Region of its stack.

        Returns:
            A context manager for the synth; :meth:`judge` ends the watch as well.
        """
        self._watch = TemplateWatch(expected, self._submit)
        return self._watch

    def begin(self, assembly: Assembly) -> Mapping[str, Sequence[EngineRequest]]:
        """Submit every template to every engine without waiting, so that other work can be done meanwhile.

        Args:
            assembly: the templates; :meth:`judge` is then called with the same.

        Returns:
            Engine name to requests.

        Raises:
            BrokenEngineError: an engine is not installed, or cannot be started.
        """
        if self._watch is not None:
            self._watch.stop()
        if self._begun is None or self._begun[0] is not assembly:
            templates, forms = assembly.templates, self._forms
            requests = {queue.engine.name: requests_for(queue.engine, templates, forms) for queue in self._queues}
            self._begun = assembly, requests
            for queue in self._queues:
                for request in requests[queue.engine.name]:
                    queue.submit(request)
        return self._begun[1]

    def judge(self, assembly: Assembly) -> GateResult:
        """Let every engine judge every template.

        Args:
            assembly: the templates.

        Raises:
            BrokenEngineError: an engine broke: nothing of the run may be used.
            UserError: a file of the assembly cannot be read.
        """
        requests = self.begin(assembly)
        results = self._collect(requests)
        self._begun = None
        self._forms = CanonicalForms()
        self._cache.note(_LAST_RUN, self._state())

        findings: set[Finding] = set()
        count = len(assembly.templates)
        entries: list[EngineEntry] = []
        files = {template.name: assembly.file(template) for template in assembly.templates}
        not_judged: list[str] = []
        for engine in self._engines:
            theirs: set[Finding] = set()
            refused: list[str] = []
            for request in requests[engine.name]:
                result = results[engine.name][request.key]
                for template, form in request.templates:
                    file = files[template.name]
                    theirs.update(_finding(form.restore(raw), template, file) for raw in result.findings)
                    if result.not_judged:
                        refused.append(f"{template.name}: {form.restore_text(result.not_judged)}")
            findings |= theirs
            not_judged += [f"{engine.name}: {reason}" for reason in refused]
            entries.append(
                EngineEntry(
                    name=engine.name,
                    version=engine.version,
                    templates=count,
                    findings=len(theirs),
                    not_judged=tuple(sorted(refused)),
                    results=_results(results[engine.name].values()),
                )
            )
        entries.sort(key=lambda entry: entry.name)
        return GateResult(tuple(in_order(findings)), tuple(entries), tuple(sorted(not_judged)))

    def close(self) -> None:
        """Stop all workers. Can be called twice."""
        for queue in self._queues:
            queue.dismiss()
        for queue in self._queues:
            queue.close()

    def _state(self) -> str:
        """Return a digest of the engines, and of the templates' sources by size and time alone."""
        files = sorted({file for pattern in _SOURCES for file in self._root.glob(pattern)})
        seen = (f"{file} {(stat := file.stat()).st_size} {stat.st_mtime_ns}" for file in files)
        return digest(*(engine.fingerprint for engine in self._engines), *seen)

    def _submit(self, template: Template) -> None:
        for queue in self._queues:
            for request in requests_for(queue.engine, (template,), self._forms):
                queue.submit(request)

    def _collect(self, requests: Mapping[str, Sequence[EngineRequest]]) -> dict[str, dict[str, EngineResult]]:
        """Wait until all engines have judged, or one broke; return engine name to request key to result."""
        try:
            pending = [queue.submit(request) for queue in self._queues for request in requests[queue.engine.name]]
            for result in as_completed(pending):
                result.result()
            return {queue.engine.name: queue.collect(requests[queue.engine.name]) for queue in self._queues}
        except BaseException:
            self.close()
            raise


def _results(results: Collection[EngineResult]) -> EngineResults:
    cached = sum(result.from_cache for result in results)
    patched = sum(result.patched for result in results)
    return EngineResults(fresh=len(results) - cached, from_cache=cached, patched=patched)


def _finding(raw: RawFinding, template: Template, file: str) -> Finding:
    resource = template.resources.get(raw.logical_id)
    return Finding(
        raw.rule,
        template.name,
        raw.logical_id,
        raw.detail,
        raw.status,
        construct_path=resource.construct_path if resource else "",
        resource_type=resource.type if resource else "",
        environment=template.environment,
        message=raw.message,
        source=f"{file}:{resource.line}" if resource and resource.line else "",
    )
