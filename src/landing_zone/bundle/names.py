"""Checks the names of files in a bundle: plain, and different on every file system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath


def strange(name: str) -> str:
    """Return why a name cannot be in a bundle; "" when it can.

    ``SHA256SUMS`` has one line for each name, and an auditor unpacks on any system.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or name in ("", "."):
        return "leads out of the bundle, or is not in its shortest form"
    if "\\" in name or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        return "has a control character, a backslash, or bytes that are not UTF-8"
    return ""


def clash(names: Iterable[str]) -> str:
    """Return a name that another one would overwrite where files are unpacked; "" when there is none.

    Some file systems treat names as the same that differ only in case, or in the Unicode form of a letter.
    """
    seen: dict[str, str] = {}
    for name in sorted(names):
        for folder in (name, *(str(parent) for parent in PurePosixPath(name).parents)):
            alike = unicodedata.normalize("NFC", unicodedata.normalize("NFD", folder).casefold())
            kind = f"file {folder}" if folder == name else f"folder {folder}"
            if seen.setdefault(alike, kind) != kind:
                return name
    return ""
