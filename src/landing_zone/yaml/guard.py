"""What is refused before a YAML reader sees a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from landing_zone.errors import UserError

MAXIMUM_BYTES = 10_000_000
"""Ten thousand accounts take three million bytes."""
MAXIMUM_DEPTH = 16
"""The deepest value of a valid file stands six levels down."""


@dataclass(frozen=True)
class Guide:
    """How a kind of file is called in errors.

    Args:
        what: "the configuration's file".
        start: what to do when there is none, or it is past repair.
        name: the file's usual name, for someone who names the folder; "" when there is none.
        aliases: whether ``*name`` may stand for a value written elsewhere.
    """

    what: str = "a YAML file of the project"
    start: str = "create it, or name another"
    name: str = ""
    aliases: bool = True


def guarded_text(path: Path, guide: Guide) -> str:
    """Return a file's text, and refuse what a YAML reader would choke on.

    That is: no file, one too large or too deep, NUL characters, keys that are lists; and aliases, where the guide does
    not take them, since a mistake in an aliased value has no single line.

    Raises:
        UserError: with the line, where there is one.
    """
    file = str(path)
    if "\0" in file:
        raise UserError("the path has a NUL character", file=file.replace("\0", "\\0"), fix="give the path of a file")
    try:
        if path.is_dir():
            raise UserError(
                "this is a directory",
                file=file,
                allowed="a file",
                fix=f"name {path / guide.name}" if guide.name else "name the file in it",
            )
        if not path.exists():
            raise UserError("the file does not exist", file=file, allowed=guide.what, fix=guide.start)
        if not path.is_file():
            raise UserError("this is no ordinary file", file=file, allowed="a file", fix=f"name {guide.what}")
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise UserError(
                f"the file has {size:,} bytes",
                file=file,
                allowed=f"at most {MAXIMUM_BYTES:,} bytes",
                fix=f"name {guide.what}",
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
    _refuse_absurd_structure(text, file, guide)
    return text


def _refuse_absurd_structure(text: str, file: str, guide: Guide) -> None:
    depth = 0
    # For each open collection: None in a list, or else whether the next node of the mapping is a key.
    open_collections: list[bool | None] = []
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) and not guide.aliases:
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
                        allowed="the keys that the guide names, few levels deep",
                        fix=guide.start,
                    )
                open_collections.append(True if isinstance(event, yaml.MappingStartEvent) else None)
    except yaml.YAMLError:
        return  # read_yaml reports it, with the line
