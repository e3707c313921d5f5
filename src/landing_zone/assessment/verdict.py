"""The project's own verdict: no engine's conclusion, and not CDK's, has a say in it."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.model import CheckEntry, Verdict


def verdict_of(checks: Iterable[CheckEntry]) -> Verdict:
    """Count, and judge: held when nothing failed, nothing could not be told, and something was judged at all."""
    passed = failed = waived = errors = 0
    for check in checks:
        passed += len(check.passed) + check.passed_elsewhere
        failed += len(check.failed)
        waived += len(check.waived)
        errors += len(check.errors)
    held = not failed and not errors and passed + waived > 0
    return Verdict(held=held, passed=passed, failed=failed, waived=waived, errors=errors)
