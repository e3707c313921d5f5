"""The text of a template's file: which files are read, and in which encoding."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path, PurePath

from landing_zone.errors import UserError

MAX_BYTES = 8 * 1024 * 1024
"""CloudFormation accepts 1 MB; a file of eight times that is not a template, and would only exhaust memory."""

FIX = "give a CloudFormation template: JSON or YAML with a mapping 'Resources'"

_SIGNS = re.compile(r"AWSTemplateFormatVersion|\bAWS::[A-Za-z0-9]+::|^[ \t]*[\"']?Resources[\"']?\s*:", re.MULTILINE)

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks to encodings; that of little-endian UTF-32 begins with that of UTF-16, so it comes first."""

_SPECIAL = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_NOT_ASCII = bytes((0, *range(0x80, 0x100)))


class NotATemplateError(UserError):
    """The file is valid, or is not text, but has no sign of being CloudFormation."""


def special_file(path: Path) -> str:
    """Return what a path is instead of a file, such as ``a pipe``, which may never end; "" for others."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""  # reading it says why
    return next((name for is_one, name in _SPECIAL if is_one(mode)), "")


def may_be_a_template(text: str) -> bool:
    """Return whether a text has a sign of CloudFormation, however broken it is."""
    return bool(_SIGNS.search(text))


def ascii_only(raw: bytes) -> bytes:
    """Return the ASCII characters of bytes in any of UTF-8, UTF-16 and UTF-32, with or without a byte order mark."""
    return raw.translate(None, _NOT_ASCII)


def text_of(path: PurePath) -> str:
    """Return a path with ``/``, bytes that are not UTF-8 written as escapes: no report can hold them."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def read_text(path: Path, file: str) -> tuple[bytes, str]:
    """Read a file: its bytes, and its text.

    UTF-8 needs no byte order mark, UTF-16 and UTF-32 do.

    Args:
        path: the file.
        file: its name in errors.

    Raises:
        NotATemplateError: it is not text, and has no sign of being CloudFormation.
        UserError: it cannot be read, is too large or empty, or is a template in another encoding.
    """
    if text_of(path) != path.as_posix():
        raise UserError("the name is not UTF-8 text", file=text_of(path), fix="rename it")
    raw = _bytes(path, file)
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"the file is not {encoding.removesuffix('-sig').upper()} text"
        raise _not_text(raw)(what, file=file, line=line, fix=_fix(raw)) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _not_text(raw)("the file holds binary data", file=file, line=line, fix=_fix(raw))
    if not text.strip():
        raise UserError("the file is empty", file=file, fix=FIX)
    return raw, text


def _not_text(raw: bytes) -> type[UserError]:
    return UserError if may_be_a_template(ascii_only(raw).decode("ascii")) else NotATemplateError


def _fix(raw: bytes) -> str:
    return "save it as UTF-8, or as UTF-16 with a byte order mark" if _not_text(raw) is UserError else FIX


def _bytes(path: Path, file: str) -> bytes:
    if kind := special_file(path):
        raise UserError(f"this is {kind}, not a file", file=file, fix="write the template to a file, and name that")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UserError(
                f"the file holds {size} bytes", file=file, allowed=f"at most {MAX_BYTES}", fix="split the template"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("the file does not exist", file=file, fix="correct the path") from None
    except OSError as error:
        raise UserError(f"the file cannot be read: {error.strerror or error}", file=file, fix="correct it") from None
