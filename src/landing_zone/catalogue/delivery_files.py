"""Where contracts of delivery lie, and what is wrong in one that its model cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.features import FEATURES
from landing_zone.catalogue.known_words import KnownWords, Unknown
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import shipped_policies
from landing_zone.yaml.issue import did_you_mean
from landing_zone.yaml.yaml_file import YamlFile

DELIVERIES = "deliveries"
"""The folder below the policies."""


def delivery_folder(policies: Path) -> Path:
    """Return the folder of the contracts; this project's own for policies without one, since they are of AWS."""
    own = policies / DELIVERIES
    return own if own.is_dir() else shipped_policies() / DELIVERIES


def delivery_ids(policies: Path, own: Path | None = None) -> frozenset[str]:
    """Return the ids of the contracts by their files' names.

    Args:
        policies: the folder.
        own: a folder that adds to it.
    """
    folders = (delivery_folder(policies), *((own / DELIVERIES,) if own else ()))
    return frozenset(file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.yaml"))


def delivery_errors(file: YamlFile, delivery: Delivery, words: KnownWords) -> Iterator[UserError]:
    """Yield types and actions that do not exist, and features that no zone has, with the lines of the file."""
    found: list[tuple[tuple[str | int, ...], Unknown | None]] = [
        (("each", "type", index), words.resource_type(name)) for index, name in enumerate(delivery.each.type)
    ]
    found += [
        (("requests", index, "action"), words.iam_action(one.action)) for index, one in enumerate(delivery.requests)
    ]
    for index, name in enumerate(delivery.adopted):
        if name not in FEATURES:
            fix = did_you_mean(name, FEATURES, "use one of these")
            found.append((("adopted", index), Unknown(f"a zone has no feature '{name}'", ", ".join(FEATURES), fix)))
    for location, unknown in found:
        if unknown is not None:
            yield file.error(location, unknown.what, allowed=unknown.allowed, fix=unknown.fix)
