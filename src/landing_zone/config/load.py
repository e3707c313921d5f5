"""Read ``landing-zone.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from landing_zone.config.framework_floor import FrameworkFloor, FrameworkFolder, frameworks_folder
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.validate import validate
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.yaml_file import read_yaml

MAXIMUM_BYTES = 10_000_000
"""Ten thousand accounts take three million bytes."""
MAXIMUM_DEPTH = 16
"""The deepest value of a valid file stands five levels down."""

_GUIDE = "see docs/configuration.md, or start from the landing-zone.yaml that comes with the project"


def load_landing_zone(path: Path, *, frameworks: Mapping[str, FrameworkFloor] | None = None) -> LandingZone:
    """Read and check the configuration of a landing zone.

    Args:
        path: the file, usually ``landing-zone.yaml``.
        frameworks: the frameworks that exist, by id, with the retention that each asks for; by default, those in
            ``policies/frameworks`` beside the file, or else in this repository.

    Raises:
        UserError: the file cannot be read, or is no YAML.
        CombinedUserError: every mistake in it, sorted by line, each with file, line, value, what is allowed, and the
            fix.
    """
    _refuse_absurd(path)
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise UserError(
            "the file holds no mapping",
            file=str(path),
            line=document.line(()),
            value=str(document.data)[:60],
            allowed=f"the keys {', '.join(LandingZone.model_fields)}",
            fix=_GUIDE,
        )
    known = FrameworkFolder(frameworks_folder(path)) if frameworks is None else frameworks
    zone, mistakes = validate(document.data, known)
    if zone is None:
        errors = [UserError(m.what, str(path), document.line(m.location), m.value, m.allowed, m.fix) for m in mistakes]
        raise CombinedUserError(sorted(errors, key=lambda error: (error.line, error.what)))
    return zone


def _refuse_absurd(path: Path) -> None:
    """Refuse what a YAML reader would choke on: no file, one too large or too deep, keys that are lists, aliases.

    Aliases let a file of one kilobyte stand for gigabytes, and a mistake in an aliased value has no single line.
    """
    file = str(path)
    if "\0" in file:
        raise UserError("the path has a NUL character", file=file.replace("\0", "\\0"), fix="give the path of a file")
    try:
        if path.is_dir():
            raise UserError(
                "this is a directory", file=file, allowed="a file", fix=f"name {path / 'landing-zone.yaml'}"
            )
        if not path.exists():
            raise UserError("the file does not exist", file=file, allowed="a landing zone's configuration", fix=_GUIDE)
        if not path.is_file():
            raise UserError(
                "this is no ordinary file", file=file, allowed="a file", fix="name the configuration's file"
            )
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise UserError(
                f"the file has {size:,} bytes",
                file=file,
                allowed=f"at most {MAXIMUM_BYTES:,} bytes",
                fix="name the configuration's file",
            )
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"the file cannot be read: {error.strerror}",
            file=file,
            allowed="a file that you may read",
            fix="check its path and its permissions",
        ) from None
    if b"\0" in content:
        raise UserError(
            "the file has a NUL character",
            file=file,
            line=content[: content.index(b"\0")].count(b"\n") + 1,
            allowed="UTF-8 text",
            fix="save it as UTF-8 text",
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(
            "the file is not UTF-8 text",
            file=file,
            line=content[: error.start].count(b"\n") + 1,
            allowed="UTF-8 text",
            fix="save it as UTF-8 text",
        ) from None
    _refuse_absurd_structure(text, file)


def _refuse_absurd_structure(text: str, file: str) -> None:
    depth = 0
    # For each open collection: None in a list, or else whether the next node of the mapping is a key.
    open_collections: list[bool | None] = []
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                raise UserError(
                    "aliases are not used here",
                    file=file,
                    line=line,
                    value=f"*{event.anchor}",
                    allowed="plain values",
                    fix="write the value out: every mistake can then be shown where it stands",
                )
            if isinstance(event, yaml.CollectionEndEvent):
                open_collections.pop()
                depth -= 1
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            is_collection = isinstance(event, yaml.CollectionStartEvent)
            if open_collections and open_collections[-1] is not None:
                if open_collections[-1] and is_collection:
                    raise UserError(
                        "a key cannot be a list or a mapping",
                        file=file,
                        line=line,
                        allowed="a name as key",
                        fix="correct the key",
                    )
                open_collections[-1] = not open_collections[-1]
            if is_collection:
                depth += 1
                if depth > MAXIMUM_DEPTH:
                    raise UserError(
                        f"values are nested more than {MAXIMUM_DEPTH} levels deep",
                        file=file,
                        line=line,
                        allowed="the keys of docs/configuration.md, five levels deep at most",
                        fix=_GUIDE,
                    )
                open_collections.append(True if isinstance(event, yaml.MappingStartEvent) else None)
    except yaml.YAMLError:
        return  # read_yaml reports it, with the line
