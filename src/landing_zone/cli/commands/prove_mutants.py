"""``lz prove --mutants``: try every weakening that the schemas give, and record which of them the gate finds."""

from __future__ import annotations

import random
from pathlib import Path

from rich.status import Status

from landing_zone.console.console import output_console, working
from landing_zone.errors import ExitCode


def prove_mutants(assembly: Path, folder: Path, sample: int | None, seed: int) -> ExitCode:
    """Judge the mutants of a zone, record what came out, and print it.

    Args:
        assembly: the folder that ``cdk synth`` wrote.
        folder: the policies' folder, in which the record is written.
        sample: judge so many, drawn by the seed, and compare them with the record; ``None`` for all.
        seed: of the draw.

    Raises:
        UserError: the assembly is not of a landing zone; an entry of the equivalents is wrong; the record is stale.
        BrokenEngineError: an engine broke.
    """
    from landing_zone.catalogue.constrained import write_constrained
    from landing_zone.cloudformation.assembly.load import load_assembly
    from landing_zone.cloudformation.types.resource_type import resource_type
    from landing_zone.files.policies_folder import PolicySources
    from landing_zone.gate.judge import load_policies
    from landing_zone.gate.mutants_run import MutantInputs, judge_mutants, rules_of
    from landing_zone.proofs.mutants.equivalents import EQUIVALENTS, declared_equivalent, load_equivalents
    from landing_zone.proofs.mutants.generate import mutants as mutants_of
    from landing_zone.proofs.mutants.outcome import MutantVerdict
    from landing_zone.proofs.mutants.record import (
        classified,
        constrained_paths,
        differences,
        read_mutants,
        record_of,
        refuse_stale,
        write_mutants,
    )

    zone = load_assembly(assembly)
    inputs = MutantInputs(assembly, folder, folder.parent)
    console = output_console()
    with working("reading the zone and its schemas") as status:
        mutants = mutants_of(zone, rules_of(zone, load_policies(PolicySources(folder)), inputs))
        equivalent = declared_equivalent(load_equivalents(folder), mutants, folder / EQUIVALENTS)
        record = None if sample is None else refuse_stale(read_mutants(folder), mutants, folder)
        chosen = mutants if sample is None else random.Random(seed).sample(mutants, min(sample, len(mutants)))  # noqa: S311
        verdicts: dict[str, MutantVerdict] = {}
        for some in judge_mutants(chosen, zone, inputs):
            verdicts.update(some)
            if isinstance(status, Status):
                status.update(f"judged {len(verdicts)} of {len(chosen)} mutants")
    judged = [(one, verdicts[one.id]) for one in chosen]
    neutral = {(one.type, path) for one in mutants for path in resource_type(one.type).neutral}
    if record is not None:
        wrong = differences(record, judged)
        for line in wrong:
            console.print(line, markup=False, soft_wrap=True)
        console.print(f"judged {len(judged)} of {len(mutants)} mutants; {len(wrong)} are not as recorded", markup=False)
        return ExitCode.NOT_HELD if wrong else ExitCode.HELD
    constrained = constrained_paths(judged)
    made = record_of(classified(judged, equivalent, neutral), constrained)
    write_constrained(folder, made.made_from, constrained)
    write_mutants(folder, made)
    for outcome, ids in made.outcomes.items():
        console.print(f"{len(ids.split()):6} {outcome}", markup=False)
    console.print(
        f"{made.mutants} mutants; {len(constrained)} constrained paths; of {made.counted} that count, {made.killed} "
        f"({made.score:.1%}) are killed by a control; recorded in {folder}",
        markup=False,
        soft_wrap=True,
    )
    return ExitCode.HELD
