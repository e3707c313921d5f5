"""The project's own verdict: no engine's conclusion, and not CDK's, has a say in it."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.model import CheckEntry, Verdict


def verdict_of(checks: Iterable[CheckEntry]) -> Verdict:
    """Count, and judge: held when nothing failed, nothing was undetermined, and something was judged at all.

    The gate's own passes ("no way round in this template") judge no resource, so they are counted, and hold nothing.
    """
    passed = failed = waived = undetermined = judged = 0
    for check in checks:
        passed += len(check.passed) + check.passed_elsewhere
        failed += len(check.failed)
        waived += len(check.waived)
        undetermined += len(check.undetermined)
        judged += 0 if check.engine == "gate" else len(check.passed) + check.passed_elsewhere + len(check.waived)
    held = not failed and not undetermined and judged > 0
    return Verdict(held=held, passed=passed, failed=failed, waived=waived, undetermined=undetermined)
