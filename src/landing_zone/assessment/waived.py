"""The waivers in an assessment: when each expires, and how many findings it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from landing_zone.assessment.model import WaiverEntry
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.waivers import Waivers


def waiver_entries(waivers: Waivers, findings: Iterable[Finding], as_of: date) -> tuple[WaiverEntry, ...]:
    """List every waiver, sorted by id, including those that cover nothing."""
    covers = Counter(finding.waiver for finding in findings if finding.status is Status.WAIVED)
    return tuple(
        WaiverEntry(
            id=waiver.id,
            rules=waiver.exact_rules,
            resources=waiver.resources,
            reason=waiver.reason,
            owner=waiver.owner,
            approver=waiver.approver,
            ticket=waiver.ticket,
            created=waiver.created,
            expires=waiver.expires,
            days_left=(waiver.expires - as_of).days,
            compensating_control=waiver.compensating_control,
            covers=covers[waiver.id],
        )
        for waiver in waivers.entries
    )
