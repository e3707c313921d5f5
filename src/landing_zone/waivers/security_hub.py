"""The waivers that switch off controls of Security Hub."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from landing_zone.errors import UserError
from landing_zone.waivers.as_of import as_of as day_of_the_run
from landing_zone.waivers.load import load_waivers
from landing_zone.waivers.waivers import Waivers

SECURITY_HUB_WAIVERS = "security_hub_waivers.yaml"
"""The file's name in the policies' folder."""

ENGINE = "security-hub::"
EVERYWHERE = "organisation"
"""The resource that such a waiver names: one policy is valid in every account."""

_RULE = re.compile(rf"{ENGINE}[A-Z][A-Za-z0-9]+\.[1-9][0-9]*")


def disabled_controls(path: Path, as_of: date | None = None) -> tuple[str, ...]:
    """Return the ids of the controls that valid waivers switch off, sorted: ``EC2.10``.

    Args and errors are those of :func:`security_hub_waivers`.
    """
    return switched_off(security_hub_waivers(path, as_of))


def switched_off(waivers: Waivers | None) -> tuple[str, ...]:
    """Return the ids of the controls that waivers, once read, switch off, sorted; none where there is no such file."""
    if waivers is None:
        return ()
    return tuple(sorted(rule.removeprefix(ENGINE) for waiver in waivers.entries for rule in waiver.exact_rules))


def security_hub_waivers(path: Path, as_of: date | None = None) -> Waivers:
    """Read the waivers that switch controls of Security Hub off.

    Args:
        path: waivers in the form of ``policies/waivers.yaml``, with rules ``security-hub::EC2.10``.
        as_of: the day of the run; :func:`landing_zone.waivers.as_of.as_of` when not given.

    Raises:
        UserError: the file is wrong, or a waiver has expired, names another resource, or no approver.
    """
    day = as_of or day_of_the_run()
    waivers = load_waivers(path, known_rules=lambda rule: _RULE.fullmatch(rule) is not None, as_of=day)
    for waiver in waivers.entries:
        line = waivers.lines[waiver.id]
        if waiver.resources != (EVERYWHERE,):
            raise UserError(
                f"{waiver.id}: a control of Security Hub is switched off in the whole organisation or nowhere",
                file=waivers.file,
                line=line,
                value=", ".join(waiver.resources),
                allowed=f"resources: [{EVERYWHERE}]",
                fix=f"write 'resources: [{EVERYWHERE}]'",
            )
        if not waiver.approver:
            raise UserError(
                f"{waiver.id}: what switches a control off names its approver and ticket itself",
                file=waivers.file,
                line=line,
                fix="add 'approver' and 'ticket'",
            )
        if waiver.expires < day:
            raise UserError(
                f"{waiver.id} expired on {waiver.expires}",
                file=waivers.file,
                line=line,
                value=str(waiver.expires),
                allowed=f"{day} or later",
                fix="fix what the control finds and remove the waiver, or have it approved anew",
            )
    return waivers
