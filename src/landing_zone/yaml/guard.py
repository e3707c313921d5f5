"""Checks of a file before it is parsed as YAML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landing_zone.errors import UserError

MAXIMUM_BYTES = 10_000_000
"""Ten thousand accounts take three million bytes."""


@dataclass(frozen=True)
class Guide:
    """The names of a kind of file in errors.

    Args:
        what: "the configuration's file".
        start: the fix when the file is missing, or has no usable content.
        name: the file's usual name, for someone who names the folder; "" when there is none.
        aliases: whether ``*name`` may replace a value written elsewhere. It is false where every mistake must have a
            line; ``&name`` and ``<<:`` are then refused too.
    """

    what: str = "a YAML file of the project"
    start: str = "write it, or name another"
    name: str = ""
    aliases: bool = True


def guarded_text(path: Path, guide: Guide) -> str:
    """Return a file's text.

    Raises:
        UserError: the file is missing, too large, not UTF-8 text, or has NUL characters; with the line, where there is
            one.
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
                fix=f"name {path / guide.name}" if guide.name and not path.suffix else "put a file in its place",
            )
        if not path.exists():
            raise UserError("the file does not exist", file=file, allowed=guide.what, fix=guide.start)
        if not path.is_file():
            raise UserError("this is not an ordinary file", file=file, allowed="a file", fix=f"name {guide.what}")
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise UserError(
                f"the file has {size:,} bytes",
                file=file,
                allowed=f"at most {MAXIMUM_BYTES:,} bytes",
                fix=f"name {guide.what}: this is most likely another file",
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
        return content.decode("utf-8-sig")  # a mark of the byte order is not part of the text
    except UnicodeDecodeError as error:
        raise UserError(
            "the file is not UTF-8 text",
            file=file,
            line=content[: error.start].count(b"\n") + 1,
            allowed="UTF-8 text",
            fix="save it as UTF-8 text",
        ) from None
