"""Asks every prerequisite of a zone, account by account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from landing_zone.evidence.calls import Calls, ServiceLimits
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.sessions import AccountSession, Sessions
from landing_zone.preparation.ask import Asker, Connect, Outcome, Status
from landing_zone.preparation.places import Item

AT_ONCE = 16
"""Accounts that are asked at the same time."""
_PER_SERVICE = 8


@dataclass(frozen=True)
class Entered:
    """Enters accounts: the caller's own with its credentials, each other by the role.

    Args:
        sessions: in which roles are assumed.
        actions: that may be called; a call of any other is not sent.
    """

    sessions: Sessions
    actions: tuple[str, ...]
    limits: ServiceLimits

    def connect(self, account: str, own: AccountSession) -> Connect:
        """Return what makes clients of an account.

        Raises:
            ClientError, BotoCoreError: the role cannot be assumed.
        """
        session = own if _account_of(own.identity) == account else self.sessions.enter(account)
        calls = Calls(self.limits)
        calls.begin("the preparation", self.actions)
        return session.clients(calls)


def ask_all(
    items: Sequence[Item],
    sessions: Sessions,
    actions: tuple[str, ...],
    *,
    deployed: bool = False,
    report: Callable[[str], None] = lambda _account: None,
) -> list[Outcome]:
    """Return the outcome of each item, in their order.

    Args:
        items: what is asked.
        sessions: of the accounts.
        actions: the IAM actions that may be called.
        deployed: whether what stacks make, and people after them, must be there too.
        report: called with the name of each account that was asked.

    Raises:
        UserError: there are no credentials, or AWS refuses them.
    """
    own = sessions.own()
    entered = Entered(sessions, actions, ServiceLimits(_PER_SERVICE))
    by_account: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        by_account.setdefault(item.environment.account.id, []).append(number)
    found: dict[int, Outcome] = {}

    def ask(account: str, numbers: list[int]) -> None:
        try:
            asker = Asker(entered.connect(account, own))
        except Exception as problem:
            error = classify_error(problem)
            if error is None:
                raise
            why = f"the account cannot be entered: {error.code}: {error.message}"
            found.update({number: Outcome(items[number], Status.NOT_ASKED, why) for number in numbers})
        else:
            found.update({number: asker.ask(items[number]) for number in numbers})
        report(items[numbers[0]].environment.account.name)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(ask, account, numbers) for account, numbers in by_account.items()]:
            done.result()
    outcomes = [found[number] for number in range(len(items))]
    return outcomes if deployed else [_not_yet(outcome) for outcome in outcomes]


def _not_yet(outcome: Outcome) -> Outcome:
    one = outcome.item.prerequisite
    if outcome.status is Status.MET or one.before is not None:
        return outcome
    why = f"made by {outcome.item.stack}" if one.made_by else f"to be done after {one.after}"
    return replace(outcome, status=Status.LATER, why=why, repair=None)


def _account_of(arn: str) -> str:
    return arn.split(":")[4]
