"""The boto3 that evidence needs (docs/adr/0002): an older one silently drops fields of newer responses."""

from __future__ import annotations

from landing_zone.errors import UserError

MINIMUM = (1, 44)
"""The series in requirements/dev.txt, with which the tests run. checkov's pin, 1.35.49, lacks the ``State`` of
an organisation's account, which has replaced ``Status`` since 2026-09-09."""


def refuse_an_older_boto3(found: str) -> None:
    """Refuse a boto3 that is older than :data:`MINIMUM`.

    Args:
        found: ``boto3.__version__``.

    Raises:
        UserError: it is older.
    """
    if tuple(int(part) for part in found.split(".")[:2]) < MINIMUM:
        needed = ".".join(map(str, MINIMUM))
        raise UserError(
            "this boto3 is too old for evidence: it drops fields of newer AWS responses",
            value=f"boto3 {found}",
            allowed=f"boto3 {needed} or newer",
            fix="run 'make setup', or install requirements/dev.txt with --no-deps; "
            "plain pip takes checkov's pin (docs/adr/0002)",
        )
