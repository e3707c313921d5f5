"""The assessment, indexed for the documents, and the ids that they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    FrameworkEntry,
    RequirementEntry,
    RequirementStatus,
)
from landing_zone.errors import UserError
from landing_zone.reports.instant import instant, utc_text
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.text import slug
from landing_zone.reports.view import View

_NOT_ASSESSED = (RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED)
_STARTS_LIKE_A_NAME = re.compile(r"[A-Za-z_]")


@dataclass(frozen=True)
class OscalSource:
    """What every document is built from.

    Args:
        assessment: the whole of it.
    """

    assessment: Assessment

    @cached_property
    def view(self) -> View:
        """The indexed assessment."""
        return View(self.assessment)

    @property
    def moment(self) -> str:
        """The day of the assessment, as OSCAL writes a time."""
        return utc_text(instant(self.assessment))

    @property
    def system_id(self) -> str:
        """A UUID of the zone: the same for every assessment of one organisation."""
        return uid("system", self.assessment.organisation)

    @property
    def system_name(self) -> str:
        """The zone's name."""
        return markup_line(f"{self.assessment.organisation} AWS landing zone".strip())

    def metadata(self, title: str) -> dict[str, Any]:
        """Return the head of a document; its version is the day of the assessment."""
        from trestle.oscal import OSCAL_VERSION

        return {
            "title": markup_line(title),
            "last-modified": self.moment,
            "version": self.assessment.as_of.isoformat(),
            "oscal-version": OSCAL_VERSION,
        }

    @cached_property
    def controls(self) -> dict[tuple[str, str], str]:
        """Framework and requirement to the id of its control in the catalogue.

        Raises:
            UserError: two requirements would have one id.
        """
        found: dict[tuple[str, str], str] = {}
        taken: dict[str, str] = {}
        for framework in self.assessment.frameworks:
            for requirement in framework.requirements:
                id_ = _token(f"{framework.id}-{slug(requirement.id)}")
                if id_ in taken:
                    raise UserError(f"two requirements would have the OSCAL id {id_}", value=requirement.id)
                taken[id_] = requirement.id
                found[framework.id, requirement.id] = id_
        return found

    @cached_property
    def _groups(self) -> set[tuple[str, str]]:
        mapped = {(m.framework, m.requirement) for control in self.assessment.controls for m in control.requirements}
        found: set[tuple[str, str]] = set()
        for framework in self.assessment.frameworks:
            waiting = [r for r in framework.requirements if r.parent is None]
            while waiting:
                entry = waiting.pop()
                below = self.view.below(framework.id, entry.id)
                if below and entry.level != "requirement" and (framework.id, entry.id) not in mapped:
                    found.add((framework.id, entry.id))
                    waiting += below
        return found

    def is_group(self, framework: str, requirement: RequirementEntry) -> bool:
        """Whether a row of a framework is a heading, a group in OSCAL's words, and no control.

        A heading that a control of ours answers by itself is a control, since OSCAL lets nothing answer a group.
        """
        return (framework, requirement.id) in self._groups

    def requirements(self) -> list[tuple[FrameworkEntry, RequirementEntry, str]]:
        """Return every row that is a control in OSCAL's words, with its id there."""
        return [
            (framework, requirement, self.controls[framework.id, requirement.id])
            for framework in self.assessment.frameworks
            for requirement in framework.requirements
            if not self.is_group(framework.id, requirement)
        ]

    def stage_props(self, entry: RequirementEntry) -> list[dict[str, Any]]:
        """Return a requirement's status, which is the worst of the stages that were asked, and each stage's."""
        asked = self.assessment.evidence is not None
        return [
            *prop("status", entry.status),
            *prop("designed", entry.designed),
            *prop("deployed", entry.deployed if asked else Stage.NOT_ASKED),
            *prop("operating", entry.operating if asked else Stage.NOT_ASKED),
            *(p for feature in entry.lacks for p in prop("not-in-this-shape", feature)),
        ]

    def answering(self, requirement: RequirementEntry) -> list[ControlEntry]:
        """Return the controls of this project that answer a requirement."""
        return [self.view.controls[id_] for id_ in requirement.controls if id_ in self.view.controls]

    def assessed(self) -> list[tuple[RequirementEntry, str]]:
        """Return the requirements that an assessment looks at: those that apply, and that none has replaced."""
        return [(entry, id_) for _, entry, id_ in self.requirements() if entry.status not in _NOT_ASSESSED]

    def reviewed_controls(self) -> dict[str, Any]:
        """Return what an assessment looks at, and what it leaves out, each with the reason.

        A finding of OSCAL is satisfied or not, and says neither of what does not apply: so that is excluded.
        """
        left_out = [(entry, id_) for _, entry, id_ in self.requirements() if entry.status in _NOT_ASSESSED]
        selection = filled(
            include_controls=[{"control-id": id_} for _, id_ in self.assessed()],
            exclude_controls=[{"control-id": id_} for _, id_ in left_out],
            remarks=markup("\n\n".join(f"{id_}: {entry.status}. {entry.why}" for entry, id_ in left_out)),
        )
        return {"control-selections": [selection if self.assessed() else {"include-all": {}, **selection}]}

    def resource_uid(self, position: int) -> str:
        """Return the UUID of a resource as an item of the inventory."""
        entry = self.assessment.resources[position]
        return uid("resource", entry.environment, entry.stack, entry.logical_id)

    def engine_uid(self, check: CheckEntry) -> str | None:
        """Return the UUID of the tool that made a check; the packs of cdk-nag have theirs in common."""
        known = {engine.name for engine in self.assessment.engines}
        name = check.engine if check.engine in known else "cdk-nag"
        return uid("engine", name) if name in known else None


def component_uid(name: str) -> str:
    """Return the UUID of a building block; "" for the zone itself."""
    return uid("component", name)


def statement_id(control: str) -> str:
    """Return the id of the one statement of a control in the catalogue."""
    return f"{control}_smt"


def _token(text: str) -> str:
    return text if _STARTS_LIKE_A_NAME.match(text) else f"_{text}"
