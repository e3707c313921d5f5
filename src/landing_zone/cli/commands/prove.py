"""``lz prove``: carry out the proofs that the checks can fail, and record what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.cli.commands.options import PoliciesOption
from landing_zone.console.console import errors_console, output_console
from landing_zone.errors import ExitCode, UserError
from landing_zone.proofs.model import ControlProofs


def prove(
    controls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CONTROL]",
            help="Controls, also where nothing changed; without any, those whose proofs do not count now.",
            show_default=False,
        ),
    ] = None,
    assembly: Annotated[
        Path, typer.Option("--assembly", help="The zone to break: what `cdk synth` wrote; it is not changed.")
    ] = Path("cdk.out"),
    everything: Annotated[bool, typer.Option("--all", help="Carry out every proof again.")] = False,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Try every weakening that the resource schemas give, in place of proofs.")
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, help="With --mutants: so many, compared with the record.", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="With --sample: of the draw.")] = 0,
    policies: PoliciesOption = None,
) -> None:
    """Break the synthesized zone as each proof says, see which checks fail, and record that.

    The gate counts a rule as proven only by that record, policies/proofs-record.json, and only while the control, its
    proofs and the engines are those of the record. So run it after a change of one of them; only what changed is
    carried out again, and a run that was stopped goes on where it was. Exit code 1 when a proof does not hold.

        lz prove
        lz prove kms-rotation

    With --mutants, the gate is asked about thousands of weakenings of the zone, drawn from the schemas of its resource
    types: which a control finds, and which survive, is recorded in policies/mutants.json and policies/constrained.json.
    """
    from landing_zone.assessment.verify import asked
    from landing_zone.cloudformation.assembly.load import load_assembly
    from landing_zone.files.policies_folder import policy_sources
    from landing_zone.gate.judge import load_policies
    from landing_zone.gate.prove import carried_out, entry_of
    from landing_zone.proofs.current_digests import CurrentDigests
    from landing_zone.proofs.load import load_proofs
    from landing_zone.proofs.record import RECORD, read_record, why_stale, write_record

    sources = policy_sources(policies)
    if sources.of_the_wheel:
        raise UserError(
            "these policies are the wheel's: their record came with it",
            file=str(sources.catalogue),
            fix="name a copy of the policies with --policies",
        )
    folder = sources.catalogue
    if mutants:
        from landing_zone.cli.commands.prove_mutants import prove_mutants

        asked(assembly / ASSESSMENT)
        raise typer.Exit(prove_mutants(assembly, folder, sample, seed))
    loaded = load_policies(sources)
    proofs = load_proofs(folder, loaded.catalogue)
    record = {control: entry for control, entry in read_record(folder).items() if control in proofs}
    now = CurrentDigests(folder)
    if controls:
        wanted = _named(controls, proofs)
    else:
        wanted = {name: p for name, p in proofs.items() if everything or why_stale(p, record.get(name), now)}
    asked(assembly / ASSESSMENT)
    zone = load_assembly(assembly)
    if zone.zone is None:
        raise UserError(
            "this is not a cloud assembly of a landing zone, on which proofs are carried out",
            file=str(assembly),
            fix="name the folder that 'cdk synth' wrote: cdk.out",
        )
    console = output_console()
    faults = done = 0
    with errors_console().status(f"carrying out the proofs of {len(wanted)} controls") as status:
        for some in carried_out(zone, wanted, loaded, folder, folder.parent):
            for name, outcomes in some.items():
                if entry := entry_of(proofs[name], outcomes, loaded, now):
                    record[name] = entry
                else:
                    record.pop(name, None)
                for number, outcome in enumerate(outcomes, 1):
                    for fault in outcome.faults:
                        faults += 1
                        console.print("[red]no proof[/] ", end="")
                        console.print(f"{name}, proof {number}: {fault}", markup=False, soft_wrap=True)
            done += len(some)
            write_record(folder, record)
            status.update(f"carried out the proofs of {done} of {len(wanted)} controls")
    write_record(folder, record)
    rules = {rule for entry in record.values() for proof in entry.proofs for rule in proof.seen}
    console.print(
        f"carried out for {done} of {len(proofs)} controls; recorded: {len(record)} controls, {len(rules)} rules seen "
        f"to fail, in {folder / RECORD}",
        markup=False,
        soft_wrap=True,
    )
    if faults:
        raise typer.Exit(ExitCode.NOT_HELD)


def _named(names: list[str], proofs: Mapping[str, ControlProofs]) -> dict[str, ControlProofs]:
    for name in names:
        if name not in proofs:
            raise UserError(
                "there are no proofs of this control",
                value=name,
                allowed=", ".join(get_close_matches(name, proofs, n=3)) or "a control with a file in policies/proofs",
                fix=f"correct the id, or write policies/proofs/{name}.yaml: docs/proofs.md",
            )
    return {name: proofs[name] for name in sorted(set(names))}
