"""Backup vaults are locked."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_MADE_BY_AWS = frozenset({"Default", "aws/efs/automatic-backup-vault"})


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each vault; one that AWS created is judged only if it has recovery points."""
    for vault in place.pages("backup", "list_backup_vaults", "BackupVaultList"):
        name = vault["BackupVaultName"]
        if name in _MADE_BY_AWS and not vault.get("NumberOfRecoveryPoints"):
            continue
        locked, begins = vault.get("Locked"), vault.get("LockDate")
        problems = []
        if not locked:
            problems.append("is not locked")
        elif begins is None:
            problems.append("is locked in governance mode, which can be lifted")
        yield place.judged(
            vault["BackupVaultArn"],
            "AWS::Backup::BackupVault",
            f"Vault {name} in {place.name}",
            "is locked in compliance mode",
            problems,
            vault,
        )


QUERY = Query(
    id="backup_vault_lock",
    title="Backup vaults are locked",
    controls=("backup-vault-lock",),
    level=Level.ENVIRONMENT,
    actions=("backup:ListBackupVaults",),
    ask=ask,
)
