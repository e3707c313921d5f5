"""The project's verdict, independent of the conclusions of the engines and of the CDK."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.model import CheckEntry, Verdict


def verdict_of(checks: Iterable[CheckEntry]) -> Verdict:
    """Count, and judge: held when nothing failed or was undetermined, and an engine or an assertion gave a result.

    An overruled finding is neither a failure nor a pass: the assertion that decides over it has its own pass.
    The gate's own passes ("no bypass in this template") judge no resource: they are counted and do not make it held.
    """
    passed = failed = waived = undetermined = overruled = judged = 0
    for check in checks:
        passed += len(check.passed) + check.passed_elsewhere
        failed += len(check.failed)
        waived += len(check.waived)
        undetermined += len(check.undetermined)
        overruled += len(check.overruled)
        judged += 0 if check.engine == "gate" else len(check.passed) + check.passed_elsewhere + len(check.waived)
    held = not failed and not undetermined and judged > 0
    return Verdict(
        held=held, passed=passed, failed=failed, waived=waived, undetermined=undetermined, overruled=overruled
    )
