"""Phrases and identifiers that several documents share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from landing_zone.assessment.model import FrameworkEntry, RequirementEntry, RequirementStatus

NONE = "none"
PCI_DSS = "pci-dss-4.0.1"
GDPR = "gdpr"


def plural(number: int, word: str) -> str:
    """Write a number with its word: ``1 key``, ``2 keys``, ``2 policies``, ``2 classes``."""
    if number == 1:
        return f"1 {word}"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{number:,} {word[:-1]}ies"
    return f"{number:,} {word}{'es' if word.endswith('s') else 's'}"


def joined(items: Iterable[str], otherwise: str = NONE) -> str:
    """Write a list with commas, or another word for an empty one."""
    return ", ".join(items) or otherwise


def lines(items: Iterable[str], otherwise: str = NONE) -> str:
    """Write a list with one item a line, or another word for an empty one."""
    return "\n".join(items) or otherwise


def sentence(items: Sequence[str]) -> str:
    """Write a list as in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def asked(framework: FrameworkEntry) -> list[RequirementEntry]:
    """Return the requirements that are tested, in the framework's order; headings and superseded ones are not."""
    return [r for r in framework.requirements if r.tested and r.status is not RequirementStatus.SUPERSEDED]


def pci(*requirements: str) -> tuple[tuple[str, str], ...]:
    """Return requirements of PCI DSS as ``Document.answers`` names them."""
    return tuple((PCI_DSS, requirement) for requirement in requirements)


def gdpr(*articles: str) -> tuple[tuple[str, str], ...]:
    """Return provisions of the GDPR as ``Document.answers`` names them."""
    return tuple((GDPR, article) for article in articles)
