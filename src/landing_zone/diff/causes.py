"""Which change of the configuration is behind what happens in an environment, and the recipe for it."""

from __future__ import annotations

from dataclasses import dataclass

from landing_zone.diff.model import Fate, ResourceChange
from landing_zone.diff.places import Places
from landing_zone.diff.zones import Zone

RECIPES = "docs/day-2.md"
"""The guide with a section for each kind of change."""


@dataclass(frozen=True, order=True)
class Cause:
    """What was changed, in words, and the section of the guide that says how it is done."""

    order: int
    what: str
    section: str

    @property
    def recipe(self) -> str:
        """The address of the section."""
        return f"{RECIPES}#{self.section}"


OTHER = Cause(9, "Something else changed", "when-lz-diff-names-something-else")


class Causes:
    """Finds the cause of what happens to a stack or a resource.

    Args:
        old: the older configuration.
        new: the newer one.
        there: both assemblies by place.
    """

    def __init__(self, old: Zone, new: Zone, there: Places) -> None:
        self._old, self._new, self._there = old, new, there
        self._regions = {environment.partition("/")[2] for environment in there.all}

    def of_stack(self, environment: str) -> Cause:
        """Return why a stack of an environment is gone, or collides."""
        account, _, region = environment.partition("/")
        then, now = self._old.accounts.get(account), self._new.accounts.get(account)
        if cause := self._everywhere():
            return cause
        if region and region not in self._regions:
            return Cause(2, f"The Region `{region}` is no longer used", "add-change-or-remove-the-mirror-region")
        if self._there.all and environment and not any(e.partition("/")[0] == account for e in self._there.all):
            name = then.name if then else account
            return Cause(3, f"The account `{name}` ({account}) is no longer in the configuration", "remove-an-account")
        if then and now and then.stacks != now.stacks:
            return Cause(1, f"The account {account} was `{then.stacks}`, and is `{now.stacks}`", "rename-an-account")
        if then and now and self._old.range(environment) and not self._new.range(environment):
            return self._addresses(environment)
        return OTHER

    def of_resource(self, change: ResourceChange) -> Cause:
        """Return why a resource of a stack that stays is replaced or goes."""
        if cause := self._everywhere():
            return cause
        environment = change.environment
        account = environment.partition("/")[0]
        then, now = self._old.accounts.get(account), self._new.accounts.get(account)
        if then and now and change.type.startswith("AWS::KMS::") and then.data_classes - now.data_classes:
            return self._classes(account)
        moved = self._old.range(environment) != self._new.range(environment)
        if moved and change.type.startswith(_NETWORKS) and change.fate in (Fate.REPLACED, Fate.DELETED):
            return self._addresses(environment)
        return self.of_stack(environment) if change.fate is Fate.ADDED else OTHER

    def _everywhere(self) -> Cause | None:
        if self._old.home and self._new.home and self._old.home != self._new.home:
            what = f"The home Region was `{self._old.home}`, and is `{self._new.home}`"
            return Cause(0, what, "the-home-region-stays")
        if self._old.slug and self._new.slug and self._old.slug != self._new.slug:
            what = f"The slug was `{self._old.slug}`, and is `{self._new.slug}`: it is in every name"
            return Cause(0, what, "the-slug-stays")
        return None

    def _addresses(self, environment: str) -> Cause:
        before, after = self._old.range(environment) or "none", self._new.range(environment) or "none"
        what = f"The address range of `{self._new.name(environment)}` was {before}, and is {after}"
        return Cause(4, what, "change-addresses")

    def _classes(self, account: str) -> Cause:
        gone = self._old.accounts[account].data_classes - self._new.accounts[account].data_classes
        names = ", ".join(f"`{name}`" for name in sorted(gone))
        what = f"`{self._new.accounts[account].name}` no longer holds the data class {names}"
        return Cause(5, what, "rename-or-remove-a-data-class")


_NETWORKS = ("AWS::EC2::", "AWS::Route53Resolver::", "AWS::SSM::")
"""What a network of the zone is made of."""
