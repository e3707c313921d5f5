"""The project's verdict, independent of the conclusions of the engines and of the CDK."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.model import CheckEntry, Verdict


def verdict_of(checks: Iterable[CheckEntry]) -> Verdict:
    """Count, and judge: held when nothing failed or was undetermined, and an engine or an assertion gave a result.

    What rules say that do not stop is counted apart. The gate's own passes ("no bypass in this template") judge no
    resource: they are counted and do not make it held.
    """
    passed = failed = waived = undetermined = advice = judged = 0
    for check in checks:
        passed += len(check.passed) + check.passed_elsewhere
        waived += len(check.waived)
        if check.advice:
            advice += len(check.failed) + len(check.undetermined)
        else:
            failed += len(check.failed)
            undetermined += len(check.undetermined)
        judged += 0 if check.engine == "gate" else len(check.passed) + check.passed_elsewhere + len(check.waived)
    held = not failed and not undetermined and (judged + advice) > 0
    return Verdict(held=held, passed=passed, failed=failed, waived=waived, undetermined=undetermined, advice=advice)
