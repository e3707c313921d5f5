"""What an assertion says of one resource or environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from landing_zone.findings.finding import Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an assertion says of one resource or environment.

    Args:
        status: pass, fail or undetermined.
        said: returns what was found and what must hold; "" for a pass. Of most verdicts in one world it is not asked.
        reasons: what it depends on where it is undetermined; of a failure, whether the resources are there at all.
        met: stack and logical id of the resources by which a presence in an environment holds, for a pass alone.
    """

    status: Status
    said: Callable[[], str] = str
    reasons: frozenset[str] = frozenset()
    met: tuple[tuple[str, str], ...] = ()


PASS = Verdict(Status.PASS)
