"""What is wrong in a contract of delivery that its model cannot see."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.features import FEATURES
from landing_zone.catalogue.known_words import KnownWords, Unknown
from landing_zone.errors import UserError
from landing_zone.yaml.issue import did_you_mean
from landing_zone.yaml.yaml_file import YamlFile


def delivery_errors(file: YamlFile, delivery: Delivery, words: KnownWords) -> Iterator[UserError]:
    """Yield types and actions that do not exist, and features that no zone has, with the lines of the file."""
    found: list[tuple[tuple[str | int, ...], Unknown | None]] = [
        (("each", "type", index), words.resource_type(name)) for index, name in enumerate(delivery.each.type)
    ]
    for index, one in enumerate(delivery.requests):
        found += [(("requests", index, "action"), words.iam_action(action)) for action in one.action]
    for index, name in enumerate(delivery.adopted):
        if name not in FEATURES:
            fix = did_you_mean(name, FEATURES, "use one of these")
            found.append((("adopted", index), Unknown(f"a zone has no feature '{name}'", ", ".join(FEATURES), fix)))
    for location, unknown in found:
        if unknown is not None:
            yield file.error(location, unknown.what, allowed=unknown.allowed, fix=unknown.fix)
