"""Judges all mutants of an assembly in two processes; results are kept as they come."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import landing_zone
import policy_evaluation
from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.constrained import CONSTRAINED
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.cache import DEFAULT_FOLDER
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import canonical_json, digest, digest_of_files
from landing_zone.engines.session import CHECKS_FOLDER, Engines, default_engines
from landing_zone.files.policies_folder import PolicySources
from landing_zone.gate.judge import Policies, load_policies
from landing_zone.gate.mutants import MutantJudge
from landing_zone.proofs.mutants.generate import Place, rules_by_place
from landing_zone.proofs.mutants.model import Mutant
from landing_zone.proofs.mutants.outcome import MutantOutcome, MutantVerdict
from landing_zone.proofs.mutants.record import MUTANTS
from landing_zone.proofs.record import RECORD
from landing_zone.waivers.security_hub import switched_off

PROCESSES = 2
"""What a CI machine has; each has its own engines."""
AT_ONCE = 24
"""Mutants between two steps: enough to keep the engines at work, few enough to lose little when it is stopped."""
_RESULTS = "mutants"
_MADE = (MUTANTS, CONSTRAINED, RECORD)


@dataclass(frozen=True, slots=True)
class MutantInputs:
    """Where everything is that mutants are judged by.

    Args:
        assembly: the folder that ``cdk synth`` wrote.
        policies: the policies' folder.
        root: the folder that has the cache of the engines' results.
        kept: the folder of what was judged; beside that cache by default.
    """

    assembly: Path
    policies: Path
    root: Path
    kept: Path | None = None

    @property
    def verdicts(self) -> Path:
        """The folder of what was judged."""
        return self.kept or self.root / DEFAULT_FOLDER / _RESULTS


def judged_by(assembly: Assembly, policies: Path) -> str:
    """Return the digest of all that an outcome depends on but the mutant: assembly, policies, code, engines."""
    files = (one for one in policies.rglob("*") if one.is_file() and one.name not in _MADE and one.suffix != ".pyc")
    code = (
        one
        for package in (landing_zone, policy_evaluation)
        for one in Path(str(package.__file__)).parent.rglob("*")
        if one.suffix in {".py", ".yaml", ".json", ".cjs"}
    )
    return digest(
        canonical_json(assembly.zone),
        *(part for one in assembly.templates for part in (one.name, one.digest)),
        digest_of_files(files),
        digest_of_files(code),
        *(engine.fingerprint for engine in default_engines(policies)),
    )


def rules_of(assembly: Assembly, policies: Policies, inputs: MutantInputs) -> Mapping[Place, frozenset[str]]:
    """Return the rules that judge each resource: mutants of resources that the same rules judge are joined.

    Raises:
        BrokenEngineError: an engine broke.
    """
    with Engines(inputs.root, engines=(Nag(), Checkov(inputs.policies / CHECKS_FOLDER))) as engines:
        found = engines.judge(assembly).findings
    controls = policies.catalogue.controls.values()
    asserted = evaluate(assembly, controls, switched_off(policies.security_hub)).findings
    return rules_by_place((*found, *asserted))


def judge_mutants(
    chosen: Sequence[Mutant], assembly: Assembly, inputs: MutantInputs, processes: int = PROCESSES
) -> Iterator[Mapping[str, MutantVerdict]]:
    """Judge mutants, and yield the verdicts of some at a time, by the mutants' ids; first those that are known.

    What was judged is kept beside the engines' results, under the digest of all that it depends on.

    Args:
        chosen: mutants of the assembly.
        assembly: as it is loaded from the folder of the inputs.
        inputs: for the processes.
        processes: how many judge; with 0, this one does.

    Raises:
        BrokenEngineError: an engine broke.
    """
    kept = _Kept(inputs.verdicts / f"{judged_by(assembly, inputs.policies)[:32]}.jsonl")
    known = kept.read()
    yield {one.id: known[one.id] for one in chosen if one.id in known}
    # Mutants of one template follow each other: their templates before the change are judged once.
    open_ = sorted((one for one in chosen if one.id not in known), key=lambda one: (one.stack, one.logical_id, one.id))
    batches = [open_[start : start + AT_ONCE] for start in range(0, len(open_), AT_ONCE)]
    for found in _here(batches, inputs) if not processes else _beside(batches, inputs, processes):
        kept.add(found)
        yield found


def _here(batches: Sequence[Sequence[Mutant]], inputs: MutantInputs) -> Iterator[Mapping[str, MutantVerdict]]:
    if batches:
        with closing(_judge_of(inputs)) as judge:
            for batch in batches:
                yield _verdicts(judge, batch)


def _beside(
    batches: Sequence[Sequence[Mutant]], inputs: MutantInputs, processes: int
) -> Iterator[Mapping[str, MutantVerdict]]:
    if not batches:
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of threads
    with ProcessPoolExecutor(min(processes, len(batches)), context, _Worker.start, (inputs,)) as pool:
        waiting: set[Future[Mapping[str, MutantVerdict]]] = {pool.submit(_Worker.judge, one) for one in batches}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        finally:
            pool.shutdown(cancel_futures=True)


def _judge_of(inputs: MutantInputs) -> MutantJudge:
    policies = load_policies(PolicySources(inputs.policies))
    return MutantJudge(load_assembly(inputs.assembly), policies, inputs.policies, inputs.root)


def _verdicts(judge: MutantJudge, batch: Sequence[Mutant]) -> Mapping[str, MutantVerdict]:
    return {one.id: verdict for one, verdict in zip(batch, judge.judged(batch), strict=True)}


class _Worker:
    """The judge of one process."""

    judged: Callable[[Sequence[Mutant]], Mapping[str, MutantVerdict]]

    @classmethod
    def start(cls, inputs: MutantInputs) -> None:
        judge = _judge_of(inputs)
        cls.judged = staticmethod(lambda batch: _verdicts(judge, batch))

    @classmethod
    def judge(cls, batch: Sequence[Mutant]) -> Mapping[str, MutantVerdict]:
        return cls.judged(batch)


class _Kept:
    """Verdicts in a file, a line each; a line that is torn is not read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> dict[str, MutantVerdict]:
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return {}
        found = {}
        for line in lines:
            try:
                id_, outcome, rules, controls = json.loads(line)
                found[id_] = MutantVerdict(MutantOutcome(outcome), tuple(rules), tuple(controls))
            except (ValueError, TypeError):
                continue
        return found

    def add(self, verdicts: Mapping[str, MutantVerdict]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            for id_, one in verdicts.items():
                file.write(json.dumps([id_, one.outcome, one.rules, one.controls]) + "\n")
