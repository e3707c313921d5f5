"""The frameworks have every id of their edition, as a tree, and nothing of the standard's own text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from landing_zone.catalogue.document import Document
from landing_zone.catalogue.framework import Answerable, Fact, Framework, Level, Requirement
from landing_zone.catalogue.load import load_catalogue, load_frameworks
from landing_zone.config.entity import Entity
from tests.catalogue.frozen_ids import check_frozen

PCI, GDPR = "pci-dss-4.0.1", "gdpr"


def framework(root: Path, name: str) -> Framework:
    """One of the shipped frameworks."""
    return load_frameworks(root / "policies")[name]


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


def test_requirements_above_others_are_tested_themselves(root: Path) -> None:
    """A requirement with others below it says itself what people must do, where people are needed."""
    found = {}
    for name in (PCI, GDPR):
        rows = framework(root, name).requirements
        parents = {r.parent for r in rows}
        above = [r for r in rows if r.level is Level.REQUIREMENT and r.id in parents]
        for r in above:
            assert r.organisation or r.answerable is Answerable.INFRASTRUCTURE, r.id
        found[name] = len(above)
    assert found == {PCI: 29, GDPR: 4}


def test_the_facts_are_those_of_the_configuration(root: Path) -> None:
    """What a requirement may depend on is what the configuration can say of the organisation, and each fact is used."""
    assert get_args(Fact) == tuple(Entity.model_fields)
    used = {fact for name in (PCI, GDPR) for r in framework(root, name).requirements for fact in r.applies_if}
    assert used == set(Entity.model_fields) - {"merchant"}, "PCI DSS has no requirement for merchants alone"


APPLIES: dict[str, set[str]] = {
    "service_provider": {
        *("3.6.1.1", "3.7.9", "8.2.3", "8.3.10", "8.3.10.1", "10.7.1", "11.4.6", "11.4.7", "11.5.1.1"),
        *("12.4.1", "12.4.2", "12.4.2.1", "12.5.2.1", "12.5.3", "12.9.1", "12.9.2", "A2.1.2", "A2.1.3"),
        *("A1.1.1", "A1.1.2", "A1.1.3", "A1.1.4", "A1.2.1", "A1.2.2", "A1.2.3"),
    },
    "multi_tenant": {"11.4.7", "A1.1.1", "A1.1.2", "A1.1.3", "A1.1.4", "A1.2.1", "A1.2.2", "A1.2.3"},
    "issuer": {"3.3.3"},
    "payment_page": {"6.4.3", "11.6.1"},
    "terminals": {"9.5.1", "9.5.1.1", "9.5.1.2", "9.5.1.2.1", "9.5.1.3", "A2.1.1"},
    "wireless": {"2.3.1", "2.3.2", "4.2.1.2"},
    "processor": {
        *("28(2)", "28(4)"),
        *("30(2)", "30(2)(d)", "33(2)"),
    },
}
"""Source: the applicability notes of PCI DSS v4.0.1, and whom GDPR addresses. ``designated`` is all of appendix A3."""


@pytest.mark.parametrize("fact", get_args(Fact))
def test_what_depends_on_a_fact(fact: str, root: Path) -> None:
    """Exactly these requirements depend on a fact: one more would be hidden from those to whom it applies."""
    rows = [r for name in (PCI, GDPR) for r in framework(root, name).requirements]
    everything = {r.id for r in rows if r.id.startswith("A3.") and r.level is Level.REQUIREMENT}
    expected = everything if fact == "designated" else APPLIES.get(fact, set())
    assert {r.id for r in rows if fact in r.applies_if} == expected


def test_what_is_superseded(root: Path) -> None:
    """PCI DSS v4.0.1 replaces three requirements by those that took effect on 31 March 2025."""
    found = {r.id: r.superseded_by for r in framework(root, PCI).requirements if r.superseded_by}
    assert found == {"6.4.1": "6.4.2", "8.3.10": "8.3.10.1", "10.7.1": "10.7.2"}
    assert {r.superseded_since for r in framework(root, PCI).requirements} == {None, date(2025, 3, 31)}


def test_nothing_for_all_rests_on_controls_of_providers_alone(root: Path) -> None:
    """A requirement above one that binds service providers alone has controls of its own, where infrastructure answers.

    Else its status would come from what does not apply to everybody.
    """
    catalogue = load_catalogue(root / "policies")
    rows = {r.id: r for r in framework(root, PCI).requirements}
    above = {r.parent for r in rows.values() if r.applies_if == ("service_provider",) and r.parent}
    asked = [rows[i] for i in above if rows[i].level is Level.REQUIREMENT and not rows[i].applies_if]
    assert {r.id for r in asked} == {"3.6.1", "11.5.1", "12.5.2"}
    for r in asked:
        assert catalogue.controls_for(PCI, r.id), r.id


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
    """Each requirement has an owner and evidence, headings have none; the duty of the organisation is not copied."""
    rows = framework(root, name).requirements
    for r in rows:
        assert bool(r.owner) == bool(r.evidence) == (r.level is Level.REQUIREMENT), r.id
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
        for r in framework(root, name).requirements:
            if r.answerable is Answerable.SHARED and r.tested:
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
