"""All engines together: the one way from templates to findings, at a synth and for ``lz check`` alike."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from types import TracebackType

from landing_zone.assembly.model import Assembly, Template
from landing_zone.assessment.model import EngineEntry
from landing_zone.errors import UserError
from landing_zone.finding import Finding
from landing_zone.gates.cache import AnswerCache
from landing_zone.gates.canonical import Canonical, canonical
from landing_zone.gates.cfn_lint import CfnLint
from landing_zone.gates.checkov import Checkov
from landing_zone.gates.engine import Answer, Engine, RawFinding, digest
from landing_zone.gates.nag import Nag
from landing_zone.gates.ways_round import Backed, ways_round
from landing_zone.gates.worker_pool import Job, WorkerPool

CHECKS_FOLDER = Path("checks", "checkov")
"""Where our own checkov checks lie, in the policies' folder."""

MOST_CFN_LINT_WORKERS = 4
"""Each takes some 250 MB and three seconds to load, so that more of them no longer pay."""

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


@dataclass
class _Question:
    """One canonical template, put to one engine, for all templates that have that text."""

    key: str
    text: str
    region: str
    asked_by: list[tuple[Template, Canonical]] = field(default_factory=list)


def _nothing_backed(rule: str, construct_path: str) -> bool:  # noqa: ARG001 - the signature is Backed's
    return False


def default_pool(engine: Engine) -> WorkerPool:
    """Return the workers of an engine: one, and more of cfn-lint, the slowest, where there are cores to spare."""
    spare = (os.cpu_count() or 1) - 2
    return WorkerPool(engine, max(1, min(spare, MOST_CFN_LINT_WORKERS)) if engine.name == CfnLint.name else 1)


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
        self._pools = {engine.name: pool(engine) for engine in self._engines}
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
            for pool in self._pools.values():
                pool.start()

    def judge(self, assembly: Assembly, backed: Backed = _nothing_backed) -> GateResult:
        """Let every engine judge every template.

        Args:
            assembly: the templates.
            backed: whether a waiver stands behind a rule on a construct; see :mod:`landing_zone.gates.ways_round`.

        Raises:
            BrokenEngineError: an engine broke: nothing of the run may be used.
            UserError: a file of the assembly cannot be read.
        """
        forms: dict[tuple[str, str], Canonical] = {}
        questions = {engine.name: _questions(engine, assembly, forms) for engine in self._engines}
        answers: dict[str, dict[str, Answer]] = {}
        missing: dict[str, list[_Question]] = {}
        for engine in self._engines:
            kept = {question.key: self._cache.get(question.key) for question in questions[engine.name]}
            answers[engine.name] = {key: answer for key, answer in kept.items() if answer is not None}
            missing[engine.name] = [question for question in questions[engine.name] if kept[question.key] is None]
        for name, fresh in self._ask(missing).items():
            answers[name] |= fresh
        self._cache.note(_LAST_RUN, self._state())

        around = ways_round(assembly, backed)
        findings: set[Finding] = set(around)
        count = len(assembly.templates)
        version = metadata.version("landing-zone")
        entries = [EngineEntry(name="gate", version=version, templates=count, findings=len(around))]
        files = {template.name: _file(template, assembly) for template in assembly.templates}
        not_judged: list[str] = []
        for engine in self._engines:
            theirs: set[Finding] = set()
            refused: list[str] = []
            for question in questions[engine.name]:
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
        for pool in self._pools.values():
            pool.close()

    def _state(self) -> str:
        """Digest the engines and the sources of the templates, the latter by size and time alone."""
        files = sorted({file for pattern in _SOURCES for file in self._root.glob(pattern)})
        seen = (f"{file} {(stat := file.stat()).st_size} {stat.st_mtime_ns}" for file in files)
        return digest(*(engine.fingerprint for engine in self._engines), *seen)

    def _ask(self, missing: dict[str, list[_Question]]) -> dict[str, dict[str, Answer]]:
        """Ask all engines at once."""
        answers: dict[str, dict[str, Answer]] = {}
        failures: list[Exception] = []

        def ask(name: str, questions: list[_Question]) -> None:
            try:
                jobs = [Job(i, q.text, q.region, q.asked_by[0][0].name) for i, q in enumerate(questions)]
                given = self._pools[name].judge(jobs)
                answers[name] = {question.key: given[i] for i, question in enumerate(questions)}
                for key, answer in answers[name].items():
                    self._cache.put(key, answer)
            except Exception as error:  # noqa: BLE001 - raised below, in the caller's thread
                failures.append(error)

        threads = [threading.Thread(target=ask, args=item, daemon=True) for item in missing.items() if item[1]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            self.close()
            raise failures[0]
        return answers


def _questions(engine: Engine, assembly: Assembly, forms: dict[tuple[str, str], Canonical]) -> list[_Question]:
    questions: dict[str, _Question] = {}
    for template in assembly.templates:
        region = template.region if engine.regional else ""
        replaced = "" if engine.regional else template.region
        if (template.name, replaced) not in forms:
            forms[template.name, replaced] = canonical(template.body, template.account, replaced)
        form = forms[template.name, replaced]
        key = AnswerCache.key(engine.fingerprint, region, form.text)
        questions.setdefault(key, _Question(key, form.text, region)).asked_by.append((template, form))
    return list(questions.values())


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
