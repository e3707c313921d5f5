"""The project's verdict, independent of the conclusions of the engines and of the CDK."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.model import CheckEntry, Outcome, Verdict
from landing_zone.assessment.run_model import UnexaminedEntry


def verdict_of(checks: Iterable[CheckEntry], unexamined: Iterable[UnexaminedEntry] = ()) -> Verdict:
    """Count, and judge: held when nothing failed or was undetermined, and an engine or an assertion gave a result.

    Not held where something failed; undetermined otherwise. What rules say that do not stop is counted apart. An
    overruled finding is neither a failure nor a pass: the assertion that decides over it has its own pass. The gate's
    own passes ("no bypass in this template") judge no resource: they are counted and do not make it held.

    Args:
        checks: with their results.
        unexamined: the resources that no control examines.
    """
    passed = failed = waived = undetermined = advice = overruled = judged = 0
    for check in checks:
        passed += len(check.passed) + check.passed_elsewhere
        waived += len(check.waived)
        overruled += len(check.overruled)
        if check.advice:
            advice += len(check.failed) + len(check.undetermined)
        else:
            failed += len(check.failed)
            undetermined += len(check.undetermined)
        judged += 0 if check.engine == "gate" else len(check.passed) + check.passed_elsewhere + len(check.waived)
    outcome = Outcome.NOT_HELD if failed else Outcome.HELD
    if not failed and (undetermined or not judged + advice):
        outcome = Outcome.UNDETERMINED
    return Verdict(
        held=outcome is Outcome.HELD,
        outcome=outcome,
        passed=passed,
        failed=failed,
        waived=waived,
        undetermined=undetermined,
        advice=advice,
        overruled=overruled,
        unexamined=sum(entry.count for entry in unexamined),
    )
