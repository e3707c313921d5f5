"""An environment: one account in one Region, the target of stacks."""

from __future__ import annotations

from dataclasses import dataclass

from landing_zone.config.account import Account


@dataclass(frozen=True, slots=True)
class Environment:
    """One account in one Region.

    Args:
        account: the account.
        region: home or mirror.
        is_home: whether the Region is the landing zone's home.
    """

    account: Account
    region: str
    is_home: bool

    @property
    def account_id(self) -> str:
        """The account's 12 digits."""
        return self.account.id

    @property
    def name(self) -> str:
        """The display name: ``cde-production/eu-west-1``."""
        return f"{self.account.name}/{self.region}"

    @property
    def key(self) -> str:
        """As findings and templates name it: ``555555555555/eu-west-1``."""
        return f"{self.account.id}/{self.region}"
