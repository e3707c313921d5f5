"""The small assessment with every status that a synth or evidence may give, each by something that explains it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from landing_zone.assessment.checks import SEARCHED
from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import (
    AssertionEntry,
    Assessment,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    FindingEntry,
    FrameworkEntry,
    MappingEntry,
    RequirementEntry,
    RequirementStatus,
)
from landing_zone.assessment.run_model import LackEntry, SearchEntry
from landing_zone.catalogue.features import FEATURES
from landing_zone.evidence.statuses import with_statuses
from tests.reports.whole import PLACE, answers_of, whole

FRAMEWORK = "pci-dss-4.0.1"
WATCHED = "It is found if a user has no second factor"
MIRRORED = "Logs are copied to a second Region"
SHAPED = ("detector-on", "logs-mirrored", "trail-made")
DENIED = "landing-zone.yaml says that entity.multi_tenant is false."


def every_status(assessment: Assessment) -> Assessment:
    """Return the assessment with watched, partly waived and searched controls, and requirements that rest on them."""
    first, *others = assessment.frameworks
    requirements = (*first.requirements, *_requirements())
    counted: Counter[RequirementStatus] = Counter(
        r.status for r in requirements if r.tested and r.status is not RequirementStatus.SUPERSEDED
    )
    counts = {status.value: counted[status] for status in RequirementStatus}
    framework: FrameworkEntry = first.model_copy(update={"requirements": requirements, "counts": counts})
    controls = (*(_changed(c) for c in assessment.controls), *_controls())
    checks = (*(c.model_copy(update={"passed": ()}) if c.waived else c for c in assessment.checks), *_checks())
    lacks = lacks_of(assessment, controls, (framework, *others))
    waivers = (*assessment.waivers, assessment.waivers[0].model_copy(update={"id": "W-0003", "covers": 1}))
    return assessment.model_copy(
        update={
            "controls": controls,
            "checks": checks,
            "frameworks": (framework, *others),
            "waivers": waivers,
            "lacks": lacks,
        }
    )


def lacks_of(
    assessment: Assessment, controls: Iterable[ControlEntry], frameworks: Iterable[FrameworkEntry]
) -> tuple[LackEntry, ...]:
    """Return what the zone of these states lacks: a mirror, its own trail, and a detector of its own in one place."""
    where = {"mirror": (), "own-trail": (), "own-detector": (0,)}
    assert assessment.environments
    controls, frameworks = tuple(controls), tuple(frameworks)
    return tuple(
        LackEntry(
            feature=name,
            what=FEATURES[name],
            environments=environments,
            controls=tuple(c.id for c in controls if name in c.lacks),
            requirements={
                f.id: ids
                for f in frameworks
                if (ids := tuple(r.id for r in f.requirements if r.tested and name in r.lacks))
            },
        )
        for name, environments in where.items()
    )


def in_operation(assessment: Assessment, hostile: str) -> Assessment:
    """Return every status with a whole run of AWS: what was watched holds, and what was held fails, each in a stage."""
    full = whole(every_status(assessment), hostile)
    assert full.evidence
    states = {
        "logins-watched": (Stage.HOLDS, Stage.HOLDS),
        "no-open-ports": (Stage.HOLDS, Stage.FAILS),
        "copies-locked": (Stage.FAILS, Stage.HOLDS),
    }
    entries = (
        answers_of(entry.control, *states[entry.control], "") if entry.control in states else entry
        for entry in full.evidence.controls
    )
    run = full.evidence.model_copy(update={"controls": tuple(entries), "whole": True, "same_configuration": True})
    return with_statuses(full.model_copy(update={"evidence": run}))


def _changed(control: ControlEntry) -> ControlEntry:
    """Take the passes of a waived control, and map the one that found nothing to judge."""
    if control.status is ControlStatus.NOT_APPLICABLE:
        return control.model_copy(update={"requirements": _mapped("8.3")})
    return control.model_copy(update={"passed": 0}) if control.status is ControlStatus.WAIVED else control


def _mapped(requirement: str, missing: str = "") -> tuple[MappingEntry, ...]:
    return (
        MappingEntry(
            framework=FRAMEWORK, requirement=requirement, coverage="partial", missing=missing, basis="judgement"
        ),
    )


def _controls() -> tuple[ControlEntry, ...]:
    watched = ControlEntry(
        id="logins-watched",
        title=WATCHED,
        objective="Each user has a second factor",
        watched=WATCHED,
        statement="Users sign in with a second factor.",
        remediation="Give each user one.",
        status=ControlStatus.WATCHED,
        designed=ControlStatus.WATCHED,
        assertions=(AssertionEntry(rule="assertion::logins-watched.rule", description="A rule looks for it."),),
        requirements=_mapped("8.4.1", "Programs."),
        passed=1,
    )
    partly = ControlEntry(
        id="copies-locked",
        title="Copies are locked",
        objective="Copies are locked",
        statement="Each copy is locked.",
        remediation="Lock it.",
        status=ControlStatus.HELD_WITH_WAIVERS,
        designed=ControlStatus.HELD_WITH_WAIVERS,
        rules=("checkov::CKV_AWS_21",),
        requirements=_mapped("8.3"),
        passed=1,
        waived=1,
    )
    searched = ControlEntry(
        id="no-open-ports",
        title="No network opens a port",
        objective="No network opens a port",
        statement="No list of a network opens a port.",
        remediation="Close it.",
        status=ControlStatus.HELD,
        designed=ControlStatus.HELD,
        assertions=(AssertionEntry(rule="assertion::no-open-ports.none", description="No entry opens a port."),),
        requirements=_mapped("8.3.1"),
        passed=1,
    )
    return watched, partly, searched, *_shaped()


def _shaped() -> tuple[ControlEntry, ...]:
    """Return what is left out in one environment, what is not in this shape, and what existed before."""
    left = ControlStatus.NOT_IN_THIS_SHAPE
    found: list[ControlEntry] = []
    for id_, title, lacks, status in (
        ("detector-on", "A detector looks at each account", ("own-detector",), ControlStatus.HELD),
        ("logs-mirrored", MIRRORED, ("mirror",), left),
        ("trail-made", "A trail records every account", ("own-trail",), left),
    ):
        held = status is ControlStatus.HELD
        entry = ControlEntry(
            id=id_,
            title=title,
            objective=title,
            statement=f"{title}, always.",
            remediation="Make it.",
            status=status,
            designed=status,
            assertions=(AssertionEntry(rule=f"assertion::{id_}.made", description=f"{title}.", needs=lacks),),
            requirements=_mapped(f"11.{len(found) + 1}"),
            passed=int(held),
            lacks=lacks,
            left_out=(0,) if held else (),
        )
        found.append(entry)
    return tuple(found)


def _checks() -> tuple[CheckEntry, ...]:
    return (
        CheckEntry(
            rule="assertion::logins-watched.rule",
            engine="assertion",
            title="A rule looks for it.",
            controls=("logins-watched",),
            watches=True,
            passed=(),
            elsewhere=(f"environment {PLACE}",),
            met=(2,),
        ),
        CheckEntry(
            rule="checkov::CKV_AWS_21",
            engine="checkov",
            controls=("copies-locked",),
            passed=(2,),
            waived=(FindingEntry(resource=0, stack="Logs", environment=PLACE, message="No lock.", waiver="W-0003"),),
        ),
        CheckEntry(
            rule="assertion::no-open-ports.none",
            engine="assertion",
            title="No entry opens a port.",
            controls=("no-open-ports",),
            passed=(),
            elsewhere=(SEARCHED,),
            searched=SearchEntry(types=("AWS::EC2::NetworkAclEntry",), stacks=(0, 1)),
        ),
        *(
            CheckEntry(
                rule=control.assertions[0].rule,
                engine="assertion",
                title=control.assertions[0].description,
                controls=(control.id,),
                passed=(2,) if control.left_out else (),
                lacks=control.lacks,
                left_out=control.left_out,
            )
            for control in _shaped()
        ),
    )


def _requirements() -> tuple[RequirementEntry, ...]:
    status = RequirementStatus
    return (
        _one("8", None, status.PARTLY_MET, level="principal", controls=("copies-locked", "no-open-ports")),
        _one(
            "8.3",
            "8",
            status.PARTLY_MET,
            controls=("copies-locked", "waf-rules"),
            missing=("W-0003 covers 1 finding of 'Copies are locked'.", "Restores."),
            owner="Head of copies",
            evidence="The list of copies.",
            waivers=("W-0003",),
        ),
        _one("8.3.1", "8.3", status.CHECKED, controls=("no-open-ports",)),
        _one(
            "8.3.10",
            "8.3",
            status.SUPERSEDED,
            why="8.4.1 has replaced it since 2025-03-31.",
            superseded_by="8.4.1",
            superseded_since=date(2025, 3, 31),
        ),
        _one(
            "8.5", "8", status.SUPERSEDED, level="section", why="Of those below it, 1 is superseded, and not counted."
        ),
        _one("8.5.1", "8.5", status.SUPERSEDED, superseded_by="8.4.1", superseded_since=date(2025, 3, 31)),
        _one("8.4.1", "8", status.RUN_TIME_ONLY, controls=("logins-watched",), missing=("Programs.",)),
        _one("11", None, status.PARTLY_MET, level="principal", controls=SHAPED),
        _one("11.1", "11", status.PARTLY_MET, controls=SHAPED[:1], missing=("One place.",), lacks=("own-detector",)),
        _one(
            "11.2",
            "11",
            status.NOT_MET,
            controls=SHAPED[1:2],
            missing=(f"'{MIRRORED}' is not in this shape: {FEATURES['mirror']}",),
            lacks=("mirror",),
        ),
        _one("11.3", "11", status.RUN_TIME_ONLY, controls=SHAPED[2:], lacks=("own-trail",)),
        _one("A1", None, status.NOT_APPLICABLE, level="principal", why="Of 1 below it: 1 not-applicable."),
        _one("A1.1", "A1", status.NOT_APPLICABLE, why=DENIED, applies_if=("multi_tenant",), missing=("Tenants.",)),
    )


def _one(id_: str, parent: str | None, status: RequirementStatus, **more: object) -> RequirementEntry:
    values: dict[str, object] = {
        "id": id_,
        "parent": parent,
        "level": "requirement",
        "title": f"What {id_} asks",
        "answerable": "shared",
        "status": status,
        "designed": status,
        "why": f"Because of {id_}.",
    }
    return RequirementEntry.model_validate(values | more)
