"""Diagrams are drawn by D2, all of them, and nothing in them refers to something outside the report."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.errors import ExitCode, UserError
from landing_zone.inventory.model import Inventory, NetworkFact
from landing_zone.reports.documents import d2, draw
from landing_zone.reports.documents.csv_file import csv_files, tables_of
from landing_zone.reports.documents.document import Diagram, Document, Section, Table
from landing_zone.reports.documents.registry import documents
from tests.reports.documents.conftest import HERE, HOSTILE

_REFERENCE = re.compile(r"""(?:href|src)\s*=\s*["']([^"']+)|url\(\s*["']?([^"')]+)""")


@pytest.fixture(scope="module")
def drawn(made: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the diagrams of the example zone."""
    folder = tmp_path_factory.mktemp("drawn")
    assert draw.draw_all(made.values(), folder) == sum(len(draw.diagrams_of(d)) for d in made.values()) > 0
    return folder


def document(source: str) -> Document:
    """A document with one diagram."""
    diagram = Diagram("x", "X", "in words, longer", source)
    return Document("doc", "Doc", "Made of.", (("gdpr", "30(1)"),), (Section("S", (diagram,)),), ("All.",))


def test_every_diagram_is_a_picture_that_stands_alone(made: dict[str, Document], drawn: Path) -> None:
    """Well-formed SVG, small, with no program and no reference to anything outside it."""
    for one in made.values():
        for diagram in draw.diagrams_of(one):
            svg = (drawn / draw.svg_name(one, diagram)).read_text(encoding="utf-8")
            root = ElementTree.fromstring(svg)  # noqa: S314 - our own
            assert root.tag.endswith("}svg")
            assert root.get("width")
            assert root.get("height")
            assert len(svg) < 100_000
            assert not {e.tag.rpartition("}")[2] for e in root.iter()} & {"script", "foreignObject", "image", "a"}
            references = ["".join(found) for found in _REFERENCE.findall(svg)]
            assert all(r.startswith(("#", "data:font/", "data:application/font-woff")) for r in references)
            assert "prefers-color-scheme:dark" in svg.replace(" ", "")


def test_the_same_document_gives_the_same_bytes(made: dict[str, Document], drawn: Path, tmp_path: Path) -> None:
    """Drawn again, alone, each diagram is byte for byte what it was."""
    for one in made.values():
        draw.draw_all([one], tmp_path)
    again = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert again == {file.name: file.read_bytes() for file in drawn.iterdir()}


def test_variables_of_the_reader_do_not_change_a_picture(
    drawn: Path, made: dict[str, Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D2 takes its options from the environment as well; the report does not."""
    monkeypatch.setenv("D2_THEME", "4")
    monkeypatch.setenv("D2_LAYOUT", "dagre")
    monkeypatch.setenv("D2_PAD", "300")
    monkeypatch.setenv("D2_SKETCH", "true")
    monkeypatch.setenv("D2_CENTER", "true")
    draw.draw_all([made["data-flows"]], tmp_path)
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (drawn / file.name).read_bytes()


def test_a_name_cannot_change_a_diagram(tmp_path: Path) -> None:
    """Quotes, variables, brackets and arrows in a label are shown as they are."""
    source = d2.head() + d2.box(d2.key(HOSTILE), HOSTILE) + d2.box("b", "B", "cde", d2.box("c", HOSTILE))
    source += d2.edge(d2.key(HOSTILE), "b.c", HOSTILE)
    draw.draw_all([document(source)], tmp_path)
    root = ElementTree.parse(tmp_path / "doc-x.svg").getroot()  # noqa: S314 - our own
    said = [("".join(e.itertext())).strip() for e in root.iter() if e.tag.endswith("}text")]
    assert said.count(HOSTILE) == 3
    assert not [e for e in root.iter() if e.tag.endswith("}script")]


def test_hostile_names_in_a_zone_are_drawn(small: Callable[..., Assessment], tmp_path: Path) -> None:
    """What a template calls its bucket or its peer is drawn, not run."""
    network = NetworkFact(
        resource=0,
        environment=HERE,
        cidr=HOSTILE,
        subnets=(),
        endpoints=(),
        internet=True,
        nat_gateways=1,
        connections=(HOSTILE,),
        flow_logs=(HOSTILE,),
    )
    assert draw.draw_all(documents(small(Inventory(networks=(network,)))), tmp_path) == 4


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import sys; sys.exit('no room')", "cannot draw"),
        ("print('hello')", "cannot draw"),
        ("print('<svg><script>1</script></svg>')", "outside the report"),
        ("print('<svg><a href=\"https://example.com\"/></svg>')", "outside the report"),
        ("print('<svg onload=\\'x()\\'></svg>')", "outside the report"),
        ("print('<svg><br></svg>')", "outside the report"),
        ("print('<svg><style>@font-face{src:url(https://example.com/f)}</style></svg>')", "outside the report"),
    ],
)
def test_a_d2_that_breaks_is_an_error(script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that fails, or draws what a page must not hold, stops the report with exit code 2; no gap is left."""
    program = tmp_path / "d2"
    program.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(draw, "find_d2", lambda: program)
    with pytest.raises(UserError, match=why) as refused:
        draw.draw_all([document("a -> b")], tmp_path / "out")
    assert refused.value.exit_code == ExitCode.BROKEN
    assert not (tmp_path / "out").exists()


def test_a_diagram_that_is_not_d2_is_an_error(tmp_path: Path) -> None:
    """The program's own words are in the error."""
    with pytest.raises(UserError, match="cannot draw") as refused:
        draw.draw_all([document("a: {")], tmp_path)
    assert refused.value.value


def test_a_missing_d2_is_an_error_with_the_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No D2 beside Python and none on PATH: the fix names the command that installs it."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="not installed") as refused:
        draw.draw_all([document("a -> b")], tmp_path)
    assert refused.value.exit_code == ExitCode.BROKEN
    assert "make setup" in refused.value.fix


def test_every_table_with_rows_is_a_csv(made: dict[str, Document]) -> None:
    """Numbered as on the page; a text that a spreadsheet would run is quoted."""
    for one in made.values():
        filled = [n for n, t in enumerate(tables_of(one), start=1) if t.rows]
        assert list(csv_files(one)) == [f"{one.id}-{n}.csv" for n in filled]
    risky = Table("T", ("A",), (("=1+1",), ("+44 20",)), "none")
    files = csv_files(Document("doc", "Doc", "", (), (Section("S", (risky,)),)))
    assert files == {"doc-1.csv": b"A\r\n'=1+1\r\n'+44 20\r\n"}
