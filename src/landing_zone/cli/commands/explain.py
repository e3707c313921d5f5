"""``lz explain``: the controls that answer a requirement, or a control's statement, with resources and checks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.assessment.model import Assessment, FrameworkEntry, RequirementEntry
from landing_zone.cli.commands.explanation import DELIVERIES, Explanation, deliveries_named
from landing_zone.cli.commands.options import EvidenceOption, assessment_of
from landing_zone.console.console import output_console
from landing_zone.errors import UserError

_WORDS = re.compile(r"^(requirement|req|article|art)\b\.?\s*")


def explain(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="FRAMEWORK|CONTROL|DELIVERY",
            help="A framework's id, pci-dss-4.0.1; a control's, kms-rotation; deliveries::config-history, what a "
            "service of AWS delivers, or deliveries for all of them.",
        ),
    ],
    requirement: Annotated[
        str,
        typer.Argument(help="The requirement's id: 10.3.4, 'Art. 32'. Without it, the framework's main headings."),
    ] = "",
    assembly: Annotated[Path, typer.Option("--assembly", help="The cloud assembly.")] = Path("cdk.out"),
    every: Annotated[bool, typer.Option("--all", help="Name every resource.")] = False,
    evidence: EvidenceOption = None,
) -> None:
    """Explain one requirement: its status and why, the controls that answer it, and the resources of each check.

    For example:

        lz explain pci-dss-4.0.1 10.3.4
        lz explain kms-rotation
        lz explain deliveries::config-history
    """
    assessment = assessment_of(assembly, evidence)
    explanation = Explanation(output_console(), assessment, every=every)
    control = next((c for c in assessment.controls if c.id == subject), None)
    if control is not None and not requirement:
        explanation.of_control(control)
        return
    if not requirement and (found := deliveries_named(assessment, subject)):
        explanation.of_deliveries(found, alone=subject != DELIVERIES)
        return
    framework = _framework(assessment, subject, requirement)
    if requirement:
        explanation.of_requirement(framework, _requirement(framework, requirement))
    else:
        explanation.of_framework(framework)


def _framework(assessment: Assessment, wanted: str, requirement: str) -> FrameworkEntry:
    by_id = {framework.id: framework for framework in assessment.frameworks}
    found = by_id.get(wanted) or by_id.get(wanted.casefold())
    if found is not None:
        return found
    near = [id_ for id_ in by_id if wanted and id_.startswith(wanted.casefold())]
    if requirement:
        raise UserError(
            "this framework is not in scope", value=wanted, allowed=", ".join(by_id), fix=_near(wanted, by_id, near)
        )
    controls = {control.id for control in assessment.controls}
    raise UserError(
        "this is neither a framework in scope, nor a control, nor a delivery",
        value=wanted,
        allowed=f"{', '.join(by_id)}, or one of {len(controls)} controls",
        fix=_near(
            wanted,
            (*by_id, *controls, *(one.rule for one in assessment.deliveries)),
            near,
            "see the controls with `lz controls`",
        ),
    )


def _requirement(framework: FrameworkEntry, wanted: str) -> RequirementEntry:
    """Return a requirement by its id as the framework writes it, or as people do: ``Art. 32``, ``a1.1.1``."""
    by_id = {requirement.id: requirement for requirement in framework.requirements}
    by_key: dict[str, RequirementEntry] = {}
    for entry in framework.requirements:  # an article comes before its only paragraph, which may have the same number
        by_key.setdefault(_key(entry.id), entry)
    found = by_id.get(wanted) or by_key.get(_key(wanted))
    if found is None:
        above = _key(wanted)
        while above and above not in by_key:  # 32(1)(x) is below 32(1), and 10.3.44 near 10.3.4
            above = re.sub(r"(\([^()]*\)|\.?[^.()]*)$", "", above)
        parts = [r.id for r in framework.requirements if above and r.parent == by_key[above].id]
        raise UserError(
            f"{framework.title} has no such requirement",
            value=wanted,
            allowed=f"one of its {len(by_id)} ids, from {next(iter(by_id))} to {list(by_id)[-1]}",
            fix=_near(wanted, parts or by_id, (), f"see its main ids with `lz explain {framework.id}`"),
        )
    return found


def _key(id_: str) -> str:
    return re.sub(r"\s+", "", _WORDS.sub("", id_.strip().casefold()))


def _near(wanted: str, ids: Iterable[str], first: Iterable[str], otherwise: str = "see `lz explain --help`") -> str:
    near = list(first) or get_close_matches(wanted, list(ids), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
