"""Restores are rehearsed each month, and succeed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_MONTH = timedelta(days=31)
_TYPE = "AWS::Backup::RestoreTestingPlan"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each plan of restore tests by its last run and that run's results."""
    plans = place.pages("backup", "list_restore_testing_plans", "RestoreTestingPlans")
    yield from place.each(plans, _TYPE, lambda p: p["RestoreTestingPlanArn"], lambda p: _plan(place, p))


def _plan(place: QueryTarget, plan: Mapping[str, Any]) -> Answer:
    last, problems = plan.get("LastExecutionTime"), []
    jobs: list[Mapping[str, Any]] = []
    if last is None:
        problems.append("never ran")
    elif place.now - last > _MONTH:
        problems.append(f"has not run since {last.date().isoformat()}")
    else:
        arn, since = plan["RestoreTestingPlanArn"], place.now - _MONTH
        jobs = list(
            place.pages("backup", "list_restore_jobs", "RestoreJobs", ByRestoreTestingPlanArn=arn, ByCreatedAfter=since)
        )
        failed = [
            job for job in jobs if job["Status"] in {"ABORTED", "FAILED"} or job.get("ValidationStatus") == "FAILED"
        ]
        if failed:
            problems.append(f"failed for {len(failed)}, the first {failed[0].get('RecoveryPointArn')}")
        elif not any(job["Status"] == "COMPLETED" for job in jobs):
            problems.append("restored nothing")
    facts = {
        "plan": plan,
        "jobs": [{key: job.get(key) for key in ("RestoreJobId", "Status", "ValidationStatus")} for job in jobs],
    }
    name = f"Restore test {plan['RestoreTestingPlanName']} in {place.name}"
    return place.judged(plan["RestoreTestingPlanArn"], _TYPE, name, "ran and restored", problems, facts)


QUERY = Query(
    id="restore_tests",
    title="Restores are rehearsed each month, and succeed",
    controls=("restore-testing",),
    level=Level.ENVIRONMENT,
    actions=(
        "backup:ListRestoreTestingPlans",
        "backup:ListRestoreJobs",
    ),
    ask=ask,
)
