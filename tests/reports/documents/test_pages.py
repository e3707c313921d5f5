"""The documents in the site: each is reached, its links work, and the files beside it are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.catalogue.load import load_catalogue
from landing_zone.inventory.model import Inventory, NetworkFact
from landing_zone.reports.documents.document import Document
from landing_zone.reports.documents.draw import diagrams_of, svg_name
from landing_zone.reports.documents.pages import document_path, documents_by_requirement, write_documents
from landing_zone.reports.paths import requirement_path
from landing_zone.reports.site import write_site
from tests.reports.documents.conftest import HERE, HOSTILE, tables, text
from tests.reports.page import Page


@pytest.fixture(scope="module")
def site(real: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example zone."""
    folder = tmp_path_factory.mktemp("report") / "site"
    write_site(real, folder)
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Page]:
    """The pages of the documents by id."""
    return {file.stem: Page(file) for file in sorted((site / "documents").glob("*.html"))}


def test_each_document_has_a_page_that_says_everything(made: dict[str, Document], read: dict[str, Page]) -> None:
    """Every cell of every table, what is left to people, and the number of rows are on the page."""
    assert set(read) == set(made)
    for id_, document in made.items():
        said = read[id_].text
        assert document.summary in said
        assert all(left in said for left in document.left_to_people)
        for table in tables(document):
            assert table.rows or table.empty in said, f"{id_}: {table.empty}"
            for row in table.rows:
                for cell in row:
                    assert " ".join(text(cell).split()) in said, f"{id_}: {text(cell)}"


def test_every_link_of_a_document_leads_somewhere(site: Path, read: dict[str, Page]) -> None:
    """Requirements, resources on the pages of their stacks, tables and drawings are all there."""
    pages: dict[Path, Page] = {page.file: page for page in read.values()}
    followed = 0
    for page in read.values():
        for link in page.links:
            address, anchor = urldefrag(link)
            target = (page.file.parent / unquote(address)).resolve() if address else page.file
            assert target.is_file(), f"{page.file.name}: {link}"
            if anchor:
                found = pages.setdefault(target, Page(target))
                assert unquote(anchor) in found.ids, f"{page.file.name}: {link}"
            followed += 1
        for loaded in page.loaded:
            assert "//" not in loaded
            assert (page.file.parent / loaded).resolve().is_file(), f"{page.file.name}: {loaded}"
        assert len(set(page.ids)) == len(page.ids), page.file
        assert len(set(page.labels)) == len(page.labels), page.file
        assert page.headings[0] == 1
    assert followed > 500


def test_each_drawing_is_shown(made: dict[str, Document], read: dict[str, Page]) -> None:
    """No drawing is left out of its page."""
    for id_, document in made.items():
        drawings = {svg_name(document, diagram) for diagram in diagrams_of(document)}
        assert {loaded for loaded in read[id_].loaded if loaded.endswith(".svg")} == drawings


def test_documents_and_requirements_name_each_other(real: Assessment, root: Path) -> None:
    """What a document says it answers, and what the frameworks say feeds a requirement, are one list kept twice."""
    catalogue = load_catalogue(root / "policies")
    fed = {(f.id, r.id, str(d)) for f in catalogue.frameworks.values() for r in f.requirements for d in r.documents}
    answered = {(*of, d.id) for of, made in documents_by_requirement(real).items() for d in made}
    assert sorted(fed - answered) == [], "add the requirement to 'answers' of the document"
    assert sorted(answered - fed) == [], "add the document to 'documents' of the requirement in policies/frameworks"


def test_a_requirement_leads_to_the_documents_that_answer_it(site: Path, real: Assessment) -> None:
    """From "show me 1.2.3" to the diagram in one click."""
    answered = documents_by_requirement(real)
    followed = 0
    for framework in real.frameworks:
        for requirement in framework.requirements:
            wanted = answered.get((framework.id, requirement.id), [])
            if wanted:
                page = Page(site / requirement_path(framework.id, requirement.id))
                links = {(page.file.parent / urldefrag(link).url).resolve() for link in page.links}
                assert {(site / document_path(d.id)).resolve() for d in wanted} <= links, requirement.id
                followed += len(wanted)
    assert followed == sum(len(d) for d in answered.values()) > 50


def test_a_hostile_name_stays_a_text(small: Callable[..., Assessment], tmp_path: Path) -> None:
    """What a template calls its network adds no element to a page, and no file outside the report."""
    network = NetworkFact(
        resource=0,
        environment=HERE,
        cidr=HOSTILE,
        subnets=(),
        endpoints=(),
        internet=False,
        nat_gateways=0,
        connections=(HOSTILE,),
        flow_logs=("../../../x",),
    )
    write_site(small(Inventory(networks=(network,))), tmp_path / "site")
    page = Page(tmp_path / "site" / "documents" / "network-diagram.html")
    assert "<script>alert" not in page.file.read_text(encoding="utf-8")
    assert HOSTILE in page.text
    assert [file.name for file in tmp_path.iterdir()] == ["site"]


def test_templates_from_elsewhere_leave_no_folder(small: Callable[..., Assessment], tmp_path: Path) -> None:
    """No configuration, no documents, no D2 needed."""
    assert write_documents(small().model_copy(update={"zone": None}), tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
