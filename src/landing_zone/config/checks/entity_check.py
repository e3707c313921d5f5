"""Cross checks of what the organisation is to a standard."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.config.entity import FACTS
from landing_zone.yaml.issue import Issue

_PCI_DSS = "pci-dss"
_KINDS = ("merchant", "service_provider", "issuer")
"""PCI DSS applies to one that is at least one of these; an acquirer counts as a service provider."""


def check_entity(draft: Draft) -> Iterator[Issue]:
    """Refuse a fact without the one that it needs, and an organisation to which PCI DSS would not apply at all.

    ``payment_page: false`` beside a flow of card data from the internet is not a mistake: an API may receive it.
    The reason why a requirement does not apply names such flows (:mod:`landing_zone.assessment.applicability`).
    """
    part = draft.entity
    if part is None:
        return
    for name, fact in FACTS.items():
        needed = fact.needs
        if not needed or not part.knows(name, needed):
            continue
        if getattr(part.model, name) and not getattr(part.model, needed):
            yield Issue(
                (*part.location, name),
                f"entity.{name} is true, and entity.{needed} is not",
                "true",
                allowed=f"true together with '{needed}: true'",
                fix=f"write '{needed}: true', or '{name}: false'",
            )
    framework = next((name for name in draft.frameworks if name.startswith(_PCI_DSS)), "")
    if framework and part.knows(*_KINDS) and all(getattr(part.model, kind) is False for kind in _KINDS):
        yield Issue(
            part.location,
            f"{framework} is in scope, and the organisation is nothing that it applies to",
            ", ".join(f"{kind}: false" for kind in _KINDS),
            allowed=f"at least one of {', '.join(_KINDS)} true, or left out where it is not known",
            fix=f"write true for what the organisation is, or remove {framework} from frameworks",
        )
