"""Where contracts of delivery lie."""

from __future__ import annotations

from pathlib import Path

from landing_zone.files.policies_folder import own_or_shipped

DELIVERIES = "deliveries"
"""The folder below the policies."""


def delivery_folder(policies: Path) -> Path:
    """Return the folder of the contracts; this project's own for policies without one, since they are of AWS."""
    return own_or_shipped(policies, DELIVERIES)


def delivery_ids(policies: Path, own: Path | None = None) -> frozenset[str]:
    """Return the ids of the contracts by their files' names.

    Args:
        policies: the folder.
        own: a folder that adds to it.
    """
    folders = (delivery_folder(policies), *((own / DELIVERIES,) if own else ()))
    return frozenset(file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.yaml"))
