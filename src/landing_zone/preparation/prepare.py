"""Makes the calls that meet prerequisites, where no stack can."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from landing_zone.evidence.calls import ServiceLimits
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.sessions import Sessions
from landing_zone.preparation.ask import Mend, Outcome, Status
from landing_zone.preparation.doctor import Entered

ROUNDS = 6
"""Organisational units are five deep, and an account is moved into a unit only when the unit is there."""


def plan_of(outcomes: Sequence[Outcome]) -> list[Mend]:
    """Return the calls that would be made now, in order, each once."""
    mends = [o.mend for o in outcomes if o.status is Status.NOT_MET and o.mend and o.mend.run]
    return list(dict.fromkeys(mends))


def run(
    ask: Callable[[], list[Outcome]],
    sessions: Sessions,
    actions: tuple[str, ...],
    say: Callable[[Mend, str], None],
) -> list[Outcome]:
    """Make the calls, ask again, and make those that became possible, until there are none; none is made twice.

    Args:
        ask: asks every prerequisite.
        sessions: in which the calls are made.
        actions: the IAM actions that may be called.
        say: called after each call, with the error, "" for none.

    Returns:
        The outcome after the last call.

    Raises:
        UserError: there are no credentials, or AWS refuses them.
    """
    made: set[Mend] = set()
    outcomes = ask()
    for _ in range(ROUNDS):
        plan = [mend for mend in plan_of(outcomes) if mend not in made]
        if not plan:
            break
        own = sessions.own()
        entered = Entered(sessions, actions, ServiceLimits(1))
        for mend in plan:
            made.add(mend)
            say(mend, _call(mend, entered.connect(mend.account, own)(mend.service, mend.region)))
        outcomes = ask()
    return outcomes


def _call(mend: Mend, client: object) -> str:
    from botocore import xform_name

    try:
        getattr(client, xform_name(mend.call))(**json.loads(mend.arguments))
    except Exception as problem:
        error = classify_error(problem)
        if error is None:
            raise
        return "" if error.code in mend.done else f"{error.code}: {error.message}"
    return ""
