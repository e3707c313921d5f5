"""Reads a folder of templates that this project did not synthesize."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from landing_zone.cloudformation.model import Assembly, BrokenFile, Skipped, Template
from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.cloudformation.parsing.template_text import (
    NotATemplateError,
    ascii_only,
    special_file,
    text_of,
)
from landing_zone.errors import CombinedUserError, UserError

SUFFIXES = frozenset((".json", ".yaml", ".yml", ".template"))
_NOT_ENTERED = frozenset(("node_modules", "__pycache__", "site-packages"))
_EXCLUDE = "--exclude"

_MOST_BYTES = 1024 * 1024
"""A file with another ending is looked into up to here: CloudFormation takes no larger template."""
_SECTION = (
    b"AWSTemplateFormatVersion|Description|Metadata|Parameters|Rules|Mappings|Conditions|Transform|Globals|Resources"
    b"|Outputs|Hooks"
)
_FIRST_BYTES = 4096
_COMMENT = re.compile(rb"\s*#")
_BEGINS = re.compile(rb"(?:\s|[#%!&][^\n]*+|---)*+(?:\{|[\"']?(?:" + _SECTION + rb")[\"']?\s*:)")
_DECLARES = re.compile(rb"(?:^[ \t]*|[{,]\s*)[\"']?Resources[\"']?\s*:", re.MULTILINE)
_HAS_A_TYPE = re.compile(rb"\b(AWS|Custom|Alexa)::[A-Za-z0-9]|\bFn::Transform\b|\w::\w+::\w")


def read_template_folder(folder: Path, exclude: Sequence[str] = ()) -> Assembly:
    """Read every CloudFormation template below a folder; each template is named by its path relative to it.

    Files of any ending are looked into. Those with a template's ending that are not CloudFormation, hidden folders,
    folders of installed packages and symbolic links to folders are left out, and listed in :attr:`Assembly.skipped`;
    what may be a template and cannot be read, in :attr:`Assembly.broken`.

    Args:
        folder: the folder.
        exclude: patterns as a shell has them. A file is left out when one matches its path, or that of a folder that
            holds it, or the name of either; how many each leaves out is listed.

    Raises:
        UserError: there is no template that can be read.
    """
    found = _search(folder, exclude)
    templates: list[Template] = []
    for file in sorted(found.files):
        name = text_of(file.relative_to(folder))
        try:
            templates.append(read_template(file, name=name))
        except NotATemplateError as error:
            found.skipped.append(Skipped(name, error.what))
        except UserError as error:
            found.broken.append((name, error))
    if not templates and found.broken:
        errors = [error for _, error in found.broken]
        raise errors[0] if len(errors) == 1 else CombinedUserError(errors)
    if not templates:
        number = len(found.skipped)
        seen = f"; {number} other things were skipped, first {min(found.skipped).file}" if number else ""
        raise UserError(
            f"the folder holds no CloudFormation template{seen}",
            file=str(folder),
            allowed="JSON or YAML files with a mapping 'Resources', or a whole cdk.out",
            fix="name another folder, or synthesize first (`cdk synth`)",
        )
    return Assembly(
        folder,
        tuple(sorted(templates, key=lambda t: t.name)),
        None,
        tuple(sorted(found.skipped)),
        loose=True,
        broken=tuple(sorted(BrokenFile(name, error.line, error.what, error.fix) for name, error in found.broken)),
    )


@dataclass
class _Found:
    """What a folder holds: files that are or may be templates, what is left out, and what cannot be read."""

    files: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    broken: list[tuple[str, UserError]] = field(default_factory=list)


def _search(folder: Path, exclude: Sequence[str]) -> _Found:
    found = _Found()
    excluded: Counter[str] = Counter()

    def left_out(path: PurePosixPath) -> bool:
        pattern = next((one for one in exclude if _matches(path, one)), None)
        excluded.update([pattern] if pattern else [])
        return pattern is not None

    def unreadable(error: OSError) -> None:
        where = Path(error.filename)
        name = PurePosixPath(where.relative_to(folder))
        if not left_out(name):
            reason = f"the folder cannot be read: {error.strerror}"
            mistake = UserError(reason, file=str(where), fix=f"allow reading it, or leave it out by {_EXCLUDE}")
            found.broken.append((text_of(name), mistake))

    for root, folders, files in os.walk(folder, onerror=unreadable, followlinks=False):
        here = Path(root)
        for name in sorted(folders):
            if why := _why_not_entered(here / name):
                folders.remove(name)
                found.skipped.append(Skipped(text_of((here / name).relative_to(folder)), why))
        for file in (here / name for name in files):
            path = PurePosixPath(file.relative_to(folder))
            if left_out(path):
                continue
            if file.suffix.lower() not in SUFFIXES and (kind := special_file(file)):
                found.skipped.append(Skipped(text_of(path), f"{kind}: not read"))
            elif file.suffix.lower() in SUFFIXES or _holds_a_template(file):
                found.files.append(file)
    for pattern in dict.fromkeys(exclude):
        number = excluded[pattern]
        why = f"{number} file{'s' if number > 1 else ''} left out" if number else "it leaves out no file"
        found.skipped.append(Skipped(f"{_EXCLUDE} {pattern}", why))
    return found


def _matches(path: PurePosixPath, pattern: str) -> bool:
    """Whether a pattern means a file: its path or name, or those of a folder that holds it."""
    wanted = pattern.removeprefix("./").strip("/")
    anywhere = wanted.removeprefix("**/")
    places = [path, *path.parents][:-1]
    return any(
        fnmatchcase(text, one) for place in places for text in (str(place), place.name) for one in (wanted, anywhere)
    )


def _holds_a_template(file: Path) -> bool:
    """Whether a file begins as a template does, and declares resources; one that cannot be read may."""
    try:
        with file.open("rb") as opened:
            text = ascii_only(opened.read(_FIRST_BYTES))
            if not _BEGINS.match(text) and not _COMMENT.match(text):
                return False
            opened.seek(0)
            text = ascii_only(opened.read(_MOST_BYTES))
    except OSError:
        return True
    return bool(_BEGINS.match(text) and _DECLARES.search(text) and _HAS_A_TYPE.search(text))


def _why_not_entered(folder: Path) -> str:
    if os.path.islink(folder):  # noqa: PTH114 - the other raises in a folder that may not be entered
        return "a symbolic link to a folder: not followed"
    if folder.name.startswith("."):
        return "a hidden folder: not entered"
    if folder.name in _NOT_ENTERED:
        return "a folder of installed packages: not entered"
    return ""
