"""The differences between the waivers of two assessments, and what they make of statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from landing_zone.assessment.approvals import Accounts
from landing_zone.assessment.model import Assessment, CheckEntry, FindingEntry
from landing_zone.assessment.recompute import rejudged
from landing_zone.diff.model import WaiverChange


@dataclass(frozen=True)
class WithoutNewWaivers:
    """An assessment as it would be if what is newly waived passed.

    Args:
        assessment: judged again.
        controls: ids of those whose findings are newly waived.
    """

    assessment: Assessment
    controls: frozenset[str]


def waiver_changes(old: Assessment, new: Assessment) -> tuple[WaiverChange, ...]:
    """Return the waivers that are new or gone, cover more, or whose approval changed, sorted by id."""
    then, now = {w.id: w for w in old.waivers}, {w.id: w for w in new.waivers}
    accounts = Accounts(new.resources, new.stacks, new.environments)
    counts: Counter[str] = Counter()
    where: dict[str, set[str]] = {}
    for _, finding in _newly_waived(old, new):
        counts[finding.waiver] += 1
        where.setdefault(finding.waiver, set()).add(accounts.name(finding))
    changes = []
    for id_ in sorted({**then, **now}):
        before, after = then.get(id_), now.get(id_)
        change = WaiverChange(
            id=id_,
            change="new" if before is None else "gone" if after is None else "changed",
            newly_covers=counts[id_],
            accounts=tuple(sorted(where.get(id_, set()) - {""})),
            unapproved_in=after.unapproved_in if after else (),
            before=before.approval.value if before else "",
            after=after.approval.value if after else "",
        )
        renewal = before and after and before.unapproved_in != after.unapproved_in
        if change.change != "changed" or change.newly_covers or change.before != change.after or renewal:
            changes.append(change)
    return tuple(changes)


def without_new_waivers(old: Assessment, new: Assessment) -> WithoutNewWaivers | None:
    """Return the newer assessment as it would be if what waivers cover now, and did not before, passed.

    Returns:
        ``None`` where nothing is newly waived; or where evidence of deployed accounts decides over statuses too.
    """
    found = {(check.rule, finding) for check, finding in _newly_waived(old, new)}
    if not found or new.evidence is not None:
        return None
    checks = []
    for check in new.checks:
        waived = [finding for finding in check.waived if (check.rule, finding) in found]
        if waived:
            left = tuple(finding for finding in check.waived if (check.rule, finding) not in found)
            others = {f.resource for f in (*left, *check.failed, *check.undetermined, *check.overruled)}
            passed = {f.resource for f in waived if f.resource is not None and f.resource not in others}
            check = check.model_copy(
                update={
                    "waived": left,
                    "passed": tuple(sorted({*check.passed, *passed})),
                    "elsewhere": (*check.elsewhere, *(f.stack or f.environment for f in waived if f.resource is None)),
                }
            )
        checks.append(check)
    rules = {rule for rule, _ in found}
    controls = frozenset(control for check in new.checks if check.rule in rules for control in check.controls)
    return WithoutNewWaivers(rejudged(new.model_copy(update={"checks": tuple(checks)})), controls)


def _newly_waived(old: Assessment, new: Assessment) -> Iterator[tuple[CheckEntry, FindingEntry]]:
    before = {key for check in old.checks for finding in check.waived for key in _keys(old, check, finding)}
    for check in new.checks:
        for finding in check.waived:
            if not before.intersection(_keys(new, check, finding)):
                yield check, finding


def _keys(assessment: Assessment, check: CheckEntry, finding: FindingEntry) -> Iterator[tuple[str, str, str]]:
    """Yield each rule with the subject of a finding: rules that say the same may be one check in one of two runs."""
    name = f"{finding.stack} {finding.environment}"
    if finding.resource is not None:
        resource = assessment.resources[finding.resource]
        name = resource.construct_path or f"{resource.stack}/{resource.logical_id}"
    yield from ((rule, name, finding.detail) for rule in check.rules)
