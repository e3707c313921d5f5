"""All engines together: the one way from templates to findings, at a synth and for ``lz check`` alike."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.config import Environment
from landing_zone.engines.cache import AnswerCache
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import Engine, EngineResult, RawFinding, digest
from landing_zone.engines.engine_queue import EngineQueue
from landing_zone.engines.entry import EngineEntry
from landing_zone.engines.requests import CanonicalForms, EngineRequest, requests_to
from landing_zone.engines.template_watch import TemplateWatch
from landing_zone.engines.worker_pool import WorkerPool
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding

CHECKS_FOLDER = Path("checks", "checkov")
"""Where our own checkov checks lie, in the policies' folder."""

MOST_CFN_LINT_WORKERS = 4
"""Each takes some 250 MB and half a second to load, so that more of them no longer pay."""

RARELY = (200_000, 50, 100)
"""Thresholds of Python's collector within :class:`Engines`: bounded still, so that a long process does not grow."""

_LAST_RUN = "last-run"

_SOURCES = ("*.py", "*.yaml", "*.json", "stacks/**/*.py", "constructs/**/*.py", "constructs/**/*.yaml")
"""What a synth's templates are made from, in the project's root."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the engines said.

    Args:
        findings: sorted, passes included; waivers are not applied yet.
        engines: which engines judged, sorted by name.
        not_judged: ``<engine>: <template>: <reason>``, sorted, for what an engine could not judge. For an assembly of
            ours that is a broken gate; for templates from elsewhere it is told to the user.
    """

    findings: tuple[Finding, ...]
    engines: tuple[EngineEntry, ...]
    not_judged: tuple[str, ...]


def default_pool(engine: Engine) -> WorkerPool:
    """Return the workers of an engine: one, and of cfn-lint, the slowest, one for each core."""
    cores = os.cpu_count() or 1
    return WorkerPool(engine, min(cores, MOST_CFN_LINT_WORKERS) if engine.name == CfnLint.name else 1)


def default_engines(policies: Path) -> tuple[Engine, ...]:
    """Return the project's engines: cdk-nag, checkov, cfn-lint.

    Args:
        policies: their folder, where ``checks`` lies.

    Raises:
        UserError: our own checks are not there: without them a template would pass that they refuse.
    """
    checks = policies / CHECKS_FOLDER
    if not any(checks.glob("*.py")):
        raise UserError("the policies hold no checks", file=str(checks), fix="copy policies/checks too")
    return (Nag(), Checkov(checks), CfnLint())


class Engines:
    """The engines, their workers and the answers that were kept.

    A context manager: leaving it stops all workers. Inside it Python looks for garbage far less often: a synth makes
    millions of objects that stay to its end, and looking at them again and again takes a tenth of its time.

    Args:
        root: the project's root: the cache lies there.
        policies: the policies' folder, with our own checks; ``root/policies`` by default.
        engines: which engines; the project's by default.
        cache: kept answers; the project's by default.
        pool: makes the workers of an engine; for tests.
    """

    def __init__(
        self,
        root: Path,
        *,
        policies: Path | None = None,
        engines: Sequence[Engine] | None = None,
        cache: AnswerCache | None = None,
        pool: Callable[[Engine], WorkerPool] = default_pool,
    ) -> None:
        self._root = root
        self._engines = tuple(default_engines(policies or root / "policies") if engines is None else engines)
        self._cache = AnswerCache.for_project(root) if cache is None else cache
        self._desks = tuple(EngineQueue(engine, self._cache, pool(engine)) for engine in self._engines)
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

        When nothing changed since a run whose answers were kept, nothing is started: the workers would most likely load
        for nothing. That is a guess from the sources' sizes and times, on which no verdict depends: :meth:`judge`
        starts what it needs.

        Raises:
            BrokenEngineError: an engine is not installed, or cannot be started.
        """
        if self._cache.noted(_LAST_RUN) != self._state():
            for desk in self._desks:
                desk.start()

    def watch(self, expected: Mapping[Path, Environment]) -> TemplateWatch:
        """Judge templates from when they are written on, so that :meth:`judge` has less to wait for.

        That changes no verdict: :meth:`judge` asks about the templates that it is given, and an answer is about the
        very text for which it was asked.

        Args:
            expected: the file of each template that a synth is to write, and where its stack is to stand.

        Returns:
            A context manager for the synth; :meth:`judge` ends the watch as well.
        """
        self._watch = TemplateWatch(expected, self._put)
        return self._watch

    def begin(self, assembly: Assembly) -> Mapping[str, Sequence[EngineRequest]]:
        """Put every template to every engine without waiting, so that other work can be done meanwhile.

        Args:
            assembly: the templates; :meth:`judge` is then called with the same.

        Returns:
            Engine to questions.

        Raises:
            BrokenEngineError: an engine is not installed, or cannot be started.
        """
        if self._watch is not None:
            self._watch.stop()
        if self._begun is None or self._begun[0] is not assembly:
            templates, forms = assembly.templates, self._forms
            asked = {desk.engine.name: requests_to(desk.engine, templates, forms) for desk in self._desks}
            self._begun = assembly, asked
            for desk in self._desks:
                for question in asked[desk.engine.name]:
                    desk.put(question)
        return self._begun[1]

    def judge(self, assembly: Assembly) -> GateResult:
        """Let every engine judge every template.

        Args:
            assembly: the templates.

        Raises:
            BrokenEngineError: an engine broke: nothing of the run may be used.
            UserError: a file of the assembly cannot be read.
        """
        asked = self.begin(assembly)
        answers = self._answers(asked)
        self._begun = None
        self._forms = CanonicalForms()
        self._cache.note(_LAST_RUN, self._state())

        findings: set[Finding] = set()
        count = len(assembly.templates)
        entries: list[EngineEntry] = []
        files = {template.name: _file(template, assembly) for template in assembly.templates}
        not_judged: list[str] = []
        for engine in self._engines:
            theirs: set[Finding] = set()
            refused: list[str] = []
            for question in asked[engine.name]:
                answer = answers[engine.name][question.key]
                for template, form in question.asked_by:
                    file = files[template.name]
                    theirs.update(_finding(form.restore(raw), template, file) for raw in answer.findings)
                    if answer.not_judged:
                        refused.append(f"{template.name}: {form.restore_text(answer.not_judged)}")
            findings |= theirs
            not_judged += [f"{engine.name}: {reason}" for reason in refused]
            entries.append(
                EngineEntry(
                    name=engine.name,
                    version=engine.version,
                    templates=count,
                    findings=len(theirs),
                    not_judged=tuple(sorted(refused)),
                )
            )
        entries.sort(key=lambda entry: entry.name)
        return GateResult(tuple(sorted(findings)), tuple(entries), tuple(sorted(not_judged)))

    def close(self) -> None:
        """Stop all workers. Can be called twice."""
        for desk in self._desks:
            desk.dismiss()
        for desk in self._desks:
            desk.close()

    def _state(self) -> str:
        """Digest the engines and the sources of the templates, the latter by size and time alone."""
        files = sorted({file for pattern in _SOURCES for file in self._root.glob(pattern)})
        seen = (f"{file} {(stat := file.stat()).st_size} {stat.st_mtime_ns}" for file in files)
        return digest(*(engine.fingerprint for engine in self._engines), *seen)

    def _put(self, template: Template) -> None:
        for desk in self._desks:
            for question in requests_to(desk.engine, (template,), self._forms):
                desk.put(question)

    def _answers(self, asked: Mapping[str, Sequence[EngineRequest]]) -> dict[str, dict[str, EngineResult]]:
        """Ask all engines at once, and wait until all have answered, or one broke."""
        try:
            waiting = [desk.put(question) for desk in self._desks for question in asked[desk.engine.name]]
            for answer in as_completed(waiting):
                answer.result()
            return {desk.engine.name: desk.fetch(asked[desk.engine.name]) for desk in self._desks}
        except BaseException:
            self.close()
            raise


def _file(template: Template, assembly: Assembly) -> str:
    file = template.path
    inside = file.is_relative_to(assembly.path) and file != assembly.path
    return str(file.relative_to(assembly.path)) if inside else file.name


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
