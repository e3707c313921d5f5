"""The frameworks have every id of their edition, as a tree, and nothing of the standard's own text."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from landing_zone.catalogue.document import Document
from landing_zone.catalogue.framework import Answerable, Framework, Level, Requirement
from landing_zone.catalogue.load import load_catalogue
from tests.catalogue.frozen_ids import check_frozen

PCI, GDPR = "pci-dss-4.0.1", "gdpr"


def framework(root: Path, name: str) -> Framework:
    """One of the shipped frameworks."""
    return load_catalogue(root / "policies").frameworks[name]


def levels(found: Framework) -> dict[Level, int]:
    """The number of requirements at each level."""
    return dict(Counter(r.level for r in found.requirements))


def test_pci_is_complete(root: Path) -> None:
    """PCI DSS v4.0.1 has 12 principal requirements and 3 appendices, 71 sections and 280 requirements."""
    assert levels(framework(root, PCI)) == {Level.PRINCIPAL: 15, Level.SECTION: 71, Level.REQUIREMENT: 280}


def test_gdpr_is_complete(root: Path) -> None:
    """GDPR has 92 paragraphs and points in the 44 articles with duties of a controller or processor."""
    assert levels(framework(root, GDPR)) == {Level.PRINCIPAL: 44, Level.REQUIREMENT: 92}


@pytest.mark.parametrize("name", [PCI, GDPR])
def test_ids_are_frozen(name: str, root: Path) -> None:
    """No requirement id disappears or changes unnoticed."""
    check_frozen(f"{name}.txt", [r.id for r in framework(root, name).requirements])


def test_pci_ids_name_their_parents(root: Path) -> None:
    """A PCI DSS id is its parent's and one number more, and is one level below it or deeper."""
    for r in framework(root, PCI).requirements:
        assert re.fullmatch(r"(\d{1,2}|A[123])(\.\d{1,2}){0,4}", r.id), r.id
        assert r.parent == (r.id.rpartition(".")[0] or None)
        assert (r.level is Level.SECTION) == (r.id.count(".") == 1)


def test_gdpr_ids_name_their_articles(root: Path) -> None:
    """A GDPR id is article, paragraph and point, and its parent is its paragraph, or else its article."""
    ids = {r.id for r in framework(root, GDPR).requirements}
    for r in framework(root, GDPR).requirements:
        if r.level is Level.PRINCIPAL:
            assert re.fullmatch(r"Article \d+", r.id)
            continue
        found = re.fullmatch(r"(\d+)(\(\d+\))?(\([a-j]\))?", r.id)
        assert found, r.id
        paragraph = f"{found[1]}{found[2]}" if found[3] else ""
        assert r.parent == (paragraph if paragraph in ids else f"Article {found[1]}")


def test_classes(root: Path) -> None:
    """The requirements are classed by who can meet them; the counts change only by decision."""
    for name, expected in (
        (PCI, {Answerable.INFRASTRUCTURE: 76, Answerable.SHARED: 94, Answerable.ORGANISATIONAL: 110}),
        (GDPR, {Answerable.INFRASTRUCTURE: 13, Answerable.SHARED: 41, Answerable.ORGANISATIONAL: 38}),
    ):
        leaves = [r for r in framework(root, name).requirements if r.level is Level.REQUIREMENT]
        assert dict(Counter(r.answerable for r in leaves)) == expected


@pytest.mark.parametrize("name", [PCI, GDPR])
def test_headings_are_classed_by_their_requirements(name: str, root: Path) -> None:
    """A heading has the class of all requirements below it, and is shared when these differ."""
    rows = framework(root, name).requirements
    for heading in (r for r in rows if r.level is not Level.REQUIREMENT):
        below = {r.answerable for r in rows if r.level is Level.REQUIREMENT and _under(r.id, heading.id, rows)}
        assert heading.answerable == (below.pop() if len(below) == 1 else Answerable.SHARED), heading.id


def _under(one: str, heading: str, rows: tuple[Requirement, ...]) -> bool:
    parents = {r.id: r.parent for r in rows}
    at: str | None = one
    while at is not None:
        at = parents[at]
        if at == heading:
            return True
    return False


def test_log_retention_of_pci(root: Path) -> None:
    """PCI DSS 10.5.1 requires a year of audit logs, three months of them available; GDPR states no such number."""
    pci, gdpr = framework(root, PCI), framework(root, GDPR)
    assert (pci.minimum_log_retention_days, pci.minimum_log_hot_days) == (365, 90)
    assert pci.minimum_log_retention_requirement == "10.5.1"
    assert gdpr.minimum_log_retention_days is None


@pytest.mark.parametrize("name", [PCI, GDPR])
def test_titles_are_paraphrases(name: str, root: Path) -> None:
    """Titles are paraphrases: short, without the words of obligation, and none twice under one parent."""
    rows = framework(root, name).requirements
    for r in rows:
        assert len(r.title) <= 100, r.id
        assert not re.search(r"\b(shall|must)\b", r.title), r.id
    twice = [k for k, n in Counter((r.parent, r.title) for r in rows).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("name", [PCI, GDPR])
def test_guidance_is_complete_and_not_copied(name: str, root: Path) -> None:
    """Duty of the organisation, owner and evidence are given together, and not copied."""
    rows = framework(root, name).requirements
    for r in rows:
        assert bool(r.organisation) == bool(r.owner) == bool(r.evidence), r.id
    for texts in ([r.organisation for r in rows], [r.evidence for r in rows], [r.inherited for r in rows]):
        assert [t for t, n in Counter(t for t in texts if t).items() if n > 1] == [], "each text is for one requirement"


@pytest.mark.parametrize("name", [PCI, GDPR])
def test_contributions_are_for_shared_requirements(name: str, root: Path) -> None:
    """Contributions of the zone are only on shared requirements, as sentences, none copied."""
    rows = [r for r in framework(root, name).requirements if r.contributes]
    assert rows
    for r in rows:
        assert r.answerable is Answerable.SHARED, r.id
        assert r.organisation, r.id
        assert r.contributes[0].isupper(), r.id
        assert r.contributes.endswith("."), r.id
    assert [t for t, n in Counter(r.contributes for r in rows).items() if n > 1] == []


@pytest.mark.parametrize("name", [PCI, GDPR])
def test_every_requirement_can_be_looked_up(name: str, root: Path) -> None:
    """docs/controls.md has one row for each id, with what meets it: never nothing."""
    table = (root / "docs" / "controls.md").read_text(encoding="utf-8").partition("\n## Requirements\n")[2]
    rows = [[cell.strip() for cell in line.split(" | ")] for line in table.splitlines() if line.startswith("| ")]
    answers = {row[0].removeprefix("| "): row[3].removesuffix(" |") for row in rows}
    for requirement in framework(root, name).requirements:
        assert answers[requirement.id] not in ("", "nothing yet"), requirement.id


def test_each_document_is_evidence_for_a_requirement(root: Path) -> None:
    """Every generated document is evidence for a requirement, and none is named twice by one requirement."""
    rows = [r for name in (PCI, GDPR) for r in framework(root, name).requirements]
    assert {d for r in rows for d in r.documents} == set(Document)
    for r in rows:
        assert len(r.documents) == len(set(r.documents)), r.id
        assert not r.documents or r.evidence or r.answerable is Answerable.INFRASTRUCTURE, r.id


def test_every_shared_requirement_has_a_contribution(root: Path) -> None:
    """Each shared requirement has a control, states the zone's contribution, or is met by AWS."""
    catalogue = load_catalogue(root / "policies")
    mapped = {(m.framework, m.requirement) for c in catalogue.controls.values() for m in c.requirements}
    for name in (PCI, GDPR):
        rows = framework(root, name).requirements
        parents = {r.parent for r in rows}
        for r in rows:
            if r.answerable is Answerable.SHARED and r.id not in parents:
                assert (name, r.id) in mapped or r.contributes or r.inherited, f"{name} {r.id}"


def test_organisational_requirements_have_guidance(root: Path) -> None:
    """Each requirement that only people can meet states their duty, its owner, and the evidence."""
    for name in (PCI, GDPR):
        for r in framework(root, name).requirements:
            if r.level is Level.REQUIREMENT and r.answerable is Answerable.ORGANISATIONAL:
                assert r.organisation, f"{name} {r.id}"


def test_inherited_names_the_attestation(root: Path) -> None:
    """A requirement that AWS meets names the document in AWS Artifact, and the customer's part."""
    inherited = [r for r in framework(root, PCI).requirements if r.inherited]
    assert {r.id.split(".")[0] for r in inherited} == {"9"}
    for r in inherited:
        assert "AWS Artifact" in r.inherited, r.id
