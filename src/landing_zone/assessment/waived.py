"""The waivers in an assessment: when each expires, and how many findings it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from landing_zone.assessment.approvals import without_coverage
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.waivers import Waivers

_NO_FACTS: Mapping[str, str] = {}


def waiver_entries(
    waivers: Waivers, findings: Iterable[Finding], as_of: date, facts: Mapping[str, str] = _NO_FACTS
) -> tuple[WaiverEntry, ...]:
    """List every waiver, sorted by id, including those that cover nothing, without the accounts that are newly covered.

    Args:
        waivers: as loaded.
        findings: after waivers; what several rules say alike counts once.
        as_of: the day of the run.
        facts: rule to the fact that it asks about, where several rules ask about one.
    """
    waived = {
        (f.waiver, facts.get(f.rule, f.rule), f.stack, f.logical_id, f.environment, f.detail)
        for f in findings
        if f.status is Status.WAIVED
    }
    covers = Counter(waiver for waiver, *_ in waived)
    return tuple(
        without_coverage(_entry(waiver, waivers, as_of), as_of).model_copy(update={"covers": covers[waiver.id]})
        for waiver in waivers.entries
    )


def _entry(waiver: Waiver, waivers: Waivers, as_of: date) -> WaiverEntry:
    approval = waivers.approval(waiver)
    return WaiverEntry(
        id=waiver.id,
        rules=tuple(dict.fromkeys(rule for rule, _ in waivers.pairs(waiver))),
        resources=tuple(dict.fromkeys(resource for _, resource in waivers.pairs(waiver))),
        written=waiver.resources,
        reason=waiver.reason,
        owner=waiver.owner,
        approver=approval.approver if approval else "",
        ticket=approval.ticket if approval else "",
        approved=approval.approved if approval else None,
        approved_until=approval.expires if approval else None,
        text=waiver.text,
        approved_text=approval.text if approval else "",
        approved_in=approval.accounts if approval else (),
        approved_in_cde=approval.cde_accounts if approval else (),
        approved_regions=approval.regions if approval else (),
        created=waiver.created,
        expires=waiver.expires,
        days_left=(waiver.expires - as_of).days,
        compensating_control=waiver.compensating_control,
        covers=0,
    )
