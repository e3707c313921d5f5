"""Every document that a requirement names is made, and every requirement that a document names is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.catalogue.document import Document as DocumentId
from landing_zone.catalogue.framework import Framework
from landing_zone.catalogue.load import load_catalogue
from landing_zone.errors import ExitCode, UserError
from landing_zone.inventory.model import Inventory
from landing_zone.reports.documents.document import Diagram, Document
from landing_zone.reports.documents.registry import GENERATORS, documents
from tests.reports.documents.conftest import tables, text


@pytest.fixture(scope="module")
def frameworks(root: Path) -> tuple[Framework, ...]:
    """The frameworks of the catalogue."""
    found = load_catalogue(root / "policies").frameworks
    return tuple(found.values() if isinstance(found, dict) else found)


def test_the_documents_of_the_catalogue_are_those_that_are_made(made: dict[str, Document]) -> None:
    """A document that a requirement may name has a generator, and a generator makes the document of its name."""
    assert set(GENERATORS) == {document.value for document in DocumentId}
    assert list(made) == list(GENERATORS)


def test_a_document_answers_what_the_frameworks_say(
    made: dict[str, Document], frameworks: tuple[Framework, ...]
) -> None:
    """Each requirement exists; each that names a document is among those that the document answers."""
    known = {(framework.id, r.id) for framework in frameworks for r in framework.requirements}
    for document in made.values():
        assert document.answers
        assert len(set(document.answers)) == len(document.answers)
        assert set(document.answers) <= known, document.id
    for framework in frameworks:
        for requirement in framework.requirements:
            for named in requirement.documents:
                assert (framework.id, requirement.id) in made[named].answers, (named, requirement.id)


def test_every_table_is_whole_and_every_document_says_what_is_left(made: dict[str, Document]) -> None:
    """As many cells as columns, no empty cell in the first column, and a word where there are no rows."""
    for document in made.values():
        assert "Made of" in document.summary, document.id
        assert document.left_to_people, document.id
        for table in tables(document):
            assert table.rows or table.empty, f"{document.id}: {table.caption}"
            for row in table.rows:
                assert len(row) == len(table.head), f"{document.id}: {table.caption}"
                assert text(row[0]), f"{document.id}: {table.caption}"


def test_diagrams_have_ids_of_their_own_and_say_the_same_in_words(made: dict[str, Document]) -> None:
    """Two diagrams never share a file; none is a picture alone."""
    for document in made.values():
        diagrams = [p for s in document.sections for p in s.parts if isinstance(p, Diagram)]
        assert len({d.id for d in diagrams}) == len(diagrams)
        assert all(len(d.description) > len(d.title) for d in diagrams)


def test_the_same_assessment_gives_the_same_documents(real: Assessment, made: dict[str, Document]) -> None:
    """A document is a function of the assessment alone."""
    assert documents(Assessment.model_validate_json(real.model_dump_json())) == tuple(made.values())


def test_templates_from_elsewhere_have_no_documents(small: Callable[..., Assessment]) -> None:
    """Without a configuration their owner is not known; nothing is invented."""
    assert documents(small().model_copy(update={"zone": None})) == ()
    assert documents(small().model_copy(update={"inventory": None})) == ()


def test_an_empty_zone_says_what_is_missing(small: Callable[..., Assessment]) -> None:
    """No list of the inventory, no third party and no flow: each document is made, and no table is just empty."""
    found = documents(small(Inventory(), without=("third_parties", "data_flows")))
    assert len(found) == len(GENERATORS)
    for document in found:
        for table in tables(document):
            assert table.rows or len(table.empty) > 10, f"{document.id}: {table.caption}"


def test_a_configuration_of_another_version_is_refused(small: Callable[..., Assessment]) -> None:
    """The field at fault is named, and the fix; exit code 2, no traceback."""
    with pytest.raises(UserError, match="cannot be read: accounts: 'none' is not allowed here") as refused:
        documents(small(zone={"accounts": "none"}))
    assert refused.value.value == "none"
    assert refused.value.exit_code == ExitCode.BROKEN
