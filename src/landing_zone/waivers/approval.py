"""An approval: the organisation's decision to accept the risk of a waiver, which the project only proposes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.errors import UserError
from landing_zone.waivers.model import TICKET
from landing_zone.yaml.day import Day
from landing_zone.yaml.issue import did_you_mean
from landing_zone.yaml.yaml_file import YamlFile

_STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ApprovalStatus(StrEnum):
    """Whether the organisation approved a waiver."""

    APPROVED = "approved"
    PARTLY = "partly"
    """Approved, and it covers findings in accounts or Regions that the approval does not name."""
    CHANGED = "changed"
    """Approved, and since then its rules, resources or environments were changed."""
    EXPIRED = "expired"
    """The approval's last day is past; the waiver itself may still hold."""
    PROPOSED = "proposed"
    """The organisation has not approved it."""


class Approval(BaseModel):
    """The organisation's approval of one waiver."""

    model_config = _STRICT

    waiver: str = Field(pattern=r"^W-\d{4}$", description="The id of the waiver: W-0001.")
    approver: str = Field(min_length=2, description="Who agreed to the risk; another than the waiver's owner.")
    ticket: str = Field(pattern=TICKET, description="Where the decision is recorded: SEC-123.")
    approved: Day = Field(description="The day of the decision.")
    expires: Day | None = Field(
        default=None, description="The last day on which the approval holds; by default that of the waiver."
    )
    text: str = Field(
        default="",
        pattern=r"^(sha256:[0-9a-f]{12})?$",
        description="What the waiver covered, as 'lz waivers --approve' prints it: not approved once its rules, "
        "resources or environments are others. Without it, the approval is for whatever they become.",
    )
    accounts: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        default=(),
        description="Names of the accounts without card data that it was approved for; these or 'cde_accounts', and "
        "'regions', are needed where the waiver follows the configuration. What it covers in another account is new.",
    )
    cde_accounts: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        default=(),
        description="Names of the accounts with 'scope: cde' that it was approved for. Not approved in another "
        "one, nor in one of 'accounts' that has card data since.",
    )
    regions: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        default=(), description="The Regions that it was approved for; not approved in another one."
    )


class ApprovalFile(BaseModel):
    """The content of ``policies/approvals.yaml``."""

    model_config = _STRICT

    approvals: tuple[Approval, ...] = Field(description="The approvals; an empty list when there are none.")


@dataclass(frozen=True)
class Approvals:
    """Every approval of a file.

    Args:
        entries: in the file's order, one for a waiver.
        file: where they were read; ``None`` where there is no such file.
    """

    entries: tuple[Approval, ...] = ()
    file: YamlFile | None = None

    @cached_property
    def by_waiver(self) -> Mapping[str, Approval]:
        """Id of a waiver to its approval."""
        return {approval.waiver: approval for approval in self.entries}

    def unknown(self, accounts: Collection[str], regions: Collection[str]) -> Iterator[UserError]:
        """Yield a mistake for each account and Region of an approval that the landing zone does not have."""
        no_account = "no account of landing-zone.yaml has the name"
        known = {
            "accounts": (accounts, no_account),
            "cde_accounts": (accounts, no_account),
            "regions": (regions, "landing-zone.yaml does not allow the Region"),
        }
        for index, approval in enumerate(self.entries):
            for key, (names, what) in known.items():
                for position, name in enumerate(getattr(approval, key)):
                    if name not in names and self.file is not None:
                        yield self.file.error(
                            ("approvals", index, key, position),
                            f"{approval.waiver}: {what} '{name}'",
                            allowed=", ".join(sorted(names)),
                            fix=did_you_mean(name, sorted(names), "correct the name, or remove it"),
                        )
