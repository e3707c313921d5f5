"""Writes the entries of ``policies/approvals.yaml`` that are missing, for a person to complete and paste."""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from landing_zone.assessment.approvals import Accounts, coverage
from landing_zone.assessment.model import Assessment


def approval_entries(assessment: Assessment) -> str:
    """Return, as YAML, an entry for each waiver that covers findings and is not approved for all of them.

    Each names the accounts and Regions in which the waiver covers findings now. Approver and ticket are empty: they are
    the decision. "" where every waiver is approved.
    """
    accounts = Accounts(assessment.resources, assessment.stacks, assessment.environments)
    covered = coverage(assessment.checks, accounts)
    entries = []
    for waiver in assessment.waivers:
        if not waiver.covers or (waiver.is_approved and not waiver.new_in):
            continue
        places = covered.get(waiver.id, set())
        names = {account for account, _ in places}
        lines = [f"  - waiver: {waiver.id}", "    approver:", "    ticket:", f"    approved: {assessment.as_of}"]
        lines += [f"    text: {waiver.text}"] if waiver.text else []
        for key, values in (
            ("accounts", names - accounts.with_card_data),
            ("cde_accounts", names & accounts.with_card_data),
            ("regions", {region for _, region in places}),
        ):
            lines += [f"    {key}: {_list(values)}"] if values else []
        entries.append("\n".join(lines) + "\n")
    return "".join(entries)


def _list(values: Iterable[str]) -> str:
    text: str = yaml.safe_dump(sorted(values), default_flow_style=True, width=float("inf"))
    return text.strip()
