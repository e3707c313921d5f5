"""Makes the calls that meet prerequisites, where no stack can."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from landing_zone.evidence.calls import ServiceLimits
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.sessions import Sessions
from landing_zone.preparation.ask import Outcome, Repair, Status
from landing_zone.preparation.doctor import Entered

ROUNDS = 6
"""Organisational units are five deep, and an account is moved into a unit only when the unit is there."""


def plan_of(outcomes: Sequence[Outcome]) -> list[Repair]:
    """Return the calls that would be made now, in order, each once."""
    repairs = [o.repair for o in outcomes if o.status is Status.NOT_MET and o.repair and o.repair.run]
    return list(dict.fromkeys(repairs))


def run(
    ask: Callable[[], list[Outcome]],
    sessions: Sessions,
    actions: tuple[str, ...],
    say: Callable[[Repair, str], None],
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
    made: set[Repair] = set()
    outcomes = ask()
    for _ in range(ROUNDS):
        plan = [repair for repair in plan_of(outcomes) if repair not in made]
        if not plan:
            break
        own = sessions.own()
        entered = Entered(sessions, actions, ServiceLimits(1))
        for repair in plan:
            made.add(repair)
            say(repair, _call(repair, entered.connect(repair.account, own)(repair.service, repair.region)))
        outcomes = ask()
    return outcomes


def _call(repair: Repair, client: object) -> str:
    from botocore import xform_name

    try:
        getattr(client, xform_name(repair.call))(**json.loads(repair.arguments))
    except Exception as problem:
        error = classify_error(problem)
        if error is None:
            raise
        return "" if error.code in repair.done else f"{error.code}: {error.message}"
    return ""
