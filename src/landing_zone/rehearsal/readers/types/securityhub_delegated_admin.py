"""The delegated administrator of Security Hub: ``ListOrganizationAdminAccounts``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    account_id = request.text("AdminAccountId")
    admins = listed(request.client("securityhub"), "list_organization_admin_accounts", "AdminAccounts")
    found = next((a for a in admins if a["AccountId"] == account_id and a.get("Status") == "ENABLED"), None)
    if found is None:
        return None
    return Reading({"AdminAccountId": found["AccountId"]}, {"Status": found["Status"]})


READER = Reader("AWS::SecurityHub::DelegatedAdmin", read)
