"""Cross checks of what the accounts have already."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.config.existing import LINKED_SERVICES, Adopted
from landing_zone.yaml.issue import Issue, Location, did_you_mean, one_of


def check_existing(draft: Draft) -> Iterator[Issue]:
    """Refuse what is not there to have: an account, a recorder, the key's Region, an organisation to govern."""
    if draft.existing is None:
        return
    existing = draft.existing.model
    archive = existing.log_archive if draft.existing.knows("log_archive") else None
    home = draft.regions.model.home if draft.regions is not None and draft.regions.knows("home") else None
    if archive is not None and archive.key is not None and home is not None and archive.key.split(":")[3] != home:
        yield Issue(
            ("existing", "log_archive", "key"),
            "the key is in another Region than the bucket, and the trail could not write with it",
            archive.key,
            allowed=f"a key in {home}, the home Region",
            fix="give the key that encrypts the bucket",
        )
    if draft.existing.knows("control_tower") and existing.control_tower and not draft.has_organisation:
        yield Issue(
            ("existing", "control_tower"),
            "AWS Control Tower governs an organisation, and the configuration has none",
            "true",
            allowed="true with organisation.id and organisation.root",
            fix="remove the line, or name the organisation",
        )
    adopted: dict[Location, Adopted | None] = {
        (name,): getattr(existing, name)
        for name in ("recorder", "delivery_channel", "detector", "macie")
        if draft.existing.knows(name)
    }
    if draft.existing.knows("service_linked_roles"):
        adopted |= {("service_linked_roles", role): one for role, one in existing.service_linked_roles.items()}
        for role in existing.service_linked_roles:
            if role not in LINKED_SERVICES:
                yield Issue(
                    ("existing", "service_linked_roles", role),
                    f"the zone makes no service-linked role of '{role[:60]}'",
                    role[:200],
                    allowed=one_of(LINKED_SERVICES),
                    fix=did_you_mean(role, LINKED_SERVICES, "remove the line: it is left as it is"),
                )
    unknown = False
    for at, one in adopted.items():
        for index, name in enumerate(one.accounts if one else ()):
            if draft.account_names and name not in draft.account_names:
                unknown = True
                yield Issue(
                    ("existing", *at, "accounts", index),
                    f"'{name}' is not an account",
                    name,
                    allowed=one_of(draft.account_names),
                    fix=did_you_mean(name, draft.account_names, "name an account, or leave out the list for all"),
                )
    channel, recorder = adopted.get(("delivery_channel",)), adopted.get(("recorder",))
    if unknown or channel is None or not draft.existing.knows("recorder"):
        return
    without = sorted(n for n in draft.account_names if channel.has(n) and not (recorder and recorder.has(n)))
    if without:
        yield Issue(
            ("existing", "delivery_channel"),
            f"AWS Config has no delivery channel without a recorder, and these accounts have none: {one_of(without)}",
            "" if recorder is None else ", ".join(recorder.accounts)[:200],
            allowed="accounts that 'recorder' has too",
            fix="add them to 'recorder', or take them out of 'delivery_channel'",
        )
