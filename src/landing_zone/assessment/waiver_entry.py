"""Part of an assessment: a waiver, what it covers, and whether the organisation approved it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.waivers.approval import ApprovalStatus

_STRICT = ConfigDict(frozen=True, extra="forbid")


class WaiverEntry(BaseModel):
    """One waiver, and how many findings it covers."""

    model_config = _STRICT

    id: str
    rules: tuple[str, ...]
    resources: tuple[str, ...]
    written: tuple[str, ...] = Field(
        default=(), description="The resources as the waiver names them; those above follow by the configuration."
    )
    reason: str
    owner: str
    approver: str = Field(default="", description="Of the organisation; empty while the waiver is only proposed.")
    ticket: str = ""
    approved: date | None = None
    approved_until: date | None = Field(
        default=None, description="The last day of the approval, where it ends before the waiver."
    )
    text: str = Field(default="", description="Digest of its rules, resources and environments, as written.")
    approved_text: str = Field(default="", description="That digest when it was approved; empty for any.")
    approved_in: tuple[str, ...] = Field(
        default=(), description="Names of the accounts without card data that the approval is for."
    )
    approved_in_cde: tuple[str, ...] = Field(
        default=(), description="Names of the accounts with card data that the approval is for."
    )
    approved_regions: tuple[str, ...] = Field(default=(), description="The Regions that the approval is for.")
    approval: ApprovalStatus = ApprovalStatus.PROPOSED
    new_in: tuple[str, ...] = Field(
        default=(),
        description="Where it covers findings, and its approval is not for: an account, or account/Region where the "
        "Region alone is another.",
    )
    unapproved_in: tuple[str, ...] = Field(
        default=(),
        description="Those of 'new_in' with card data, or in another Region: it is not approved there until renewed.",
    )
    created: date
    expires: date
    days_left: int
    compensating_control: str
    covers: int = Field(description="Findings of this synth that it covers; 0 for a control of Security Hub.")

    @property
    def is_approved(self) -> bool:
        """Whether the organisation has approved it wherever it has to."""
        return self.approval in (ApprovalStatus.APPROVED, ApprovalStatus.PARTLY) and not self.unapproved_in
