"""Backups succeed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_WEEK = timedelta(days=7)
_RUNNING = frozenset({"CREATED", "PENDING", "RUNNING"})


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each resource that was backed up in the last week, by its last finished job."""
    jobs: dict[str, list[dict[str, Any]]] = {}
    for job in place.pages("backup", "list_backup_jobs", "BackupJobs", ByCreatedAfter=place.now - _WEEK):
        if job["State"] not in _RUNNING and not job.get("ParentJobId"):
            jobs.setdefault(job["ResourceArn"], []).append(job)
    for arn, found in sorted(jobs.items()):
        last = max(found, key=lambda job: job["CreationDate"])
        problems = []
        if last["State"] != "COMPLETED":
            problems.append(f"was not backed up: {last['State']}: {last.get('StatusMessage', 'no reason given')}")
        yield place.judged(
            arn,
            f"AWS::{last.get('ResourceType', 'Backup')}",
            f"Resource {arn}",
            "was backed up by its last job",
            problems,
            {
                key: last.get(key)
                for key in ("BackupJobId", "State", "CreationDate", "CompletionDate", "BackupVaultName")
            },
        )


QUERY = Query(
    id="backup_jobs",
    title="Backups succeed",
    controls=("backup-plan",),
    level=Level.ENVIRONMENT,
    actions=("backup:ListBackupJobs",),
    ask=ask,
)
