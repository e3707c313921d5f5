"""Parses CloudFormation's YAML: every short intrinsic form written out in full, and the lines of the first levels.

PyYAML's parser does the parsing; only the building of the data is ours, since no available loader has all of: no import
of seconds (``cfnlint.decode``), no recursion (a deep document must not overflow the C stack), unquoted dates kept as
text as CloudFormation keeps them, duplicate keys refused, and a limit on the expansion of aliases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same results
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_DEPTH = 100
"""CloudFormation accepts no template nested deeper, and deeper nesting would exhaust the stack of a recursive walk."""
MAX_NODES = 250_000
"""Nodes after aliases are expanded: a small file with nested aliases may expand to billions."""
_LINE_DEPTH = 3
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]{1,3})?")
_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"])
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_CORE = "tag:yaml.org,2002:"
_WITHOUT_PREFIX = frozenset(("Ref", "Condition"))


class TemplateSyntaxError(Exception):
    """A text that is not a JSON or YAML document of plain data.

    Args:
        what: one sentence.
        line: counted from 1; 0 when not known.
    """

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


@dataclass(slots=True)
class _Frame:
    """One mapping or list under construction."""

    value: dict[str, Any] | list[Any]
    tag: str
    anchor: str | None
    path: tuple[str, ...]
    line: int
    size: int = 1
    key: str | None = None
    merge: bool = False
    merged: set[str] = field(default_factory=set)


def parse_yaml(text: str) -> tuple[Any, dict[tuple[str, ...], int]]:
    """Parse one YAML document.

    Returns:
        The plain data, and the lines (from 1) of the keys of its first three levels: ``("Resources", "Vpc", "Type")``.

    Raises:
        TemplateSyntaxError: not YAML, several documents, a repeated key, nesting or aliases beyond the limits, or a tag
            that would build something other than data.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = min(error.problem_mark.line + 1, len(text.splitlines())) if error.problem_mark else 0
        raise TemplateSyntaxError(f"not YAML: {error.problem}", line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise TemplateSyntaxError(f"not YAML: {error}") from None
    return builder.document, builder.lines


class _Builder:
    def __init__(self) -> None:
        self.document: Any = None
        self.lines: dict[tuple[str, ...], int] = {}
        self._documents = 0
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.tag and event.implicit[0]
            value = self._scalar(event, line, plain=plain)
            self._anchor(event.anchor, value, 1)
            self._put(value, 1, line, plain=plain)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise TemplateSyntaxError(f"the alias *{event.anchor} does not name a complete anchor", line)
            value, size = self._anchors[event.anchor]
            self._put(value, size, line, plain=False)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close(line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise TemplateSyntaxError("more than one YAML document in the file", line)

    def _open(self, event: Any, line: int) -> None:
        if len(self._frames) >= MAX_DEPTH:
            raise TemplateSyntaxError(f"nested deeper than {MAX_DEPTH} levels", line)
        parent = self._frames[-1] if self._frames else None
        path: tuple[str, ...] = ()
        if parent is not None:
            if isinstance(parent.value, dict) and parent.key is None and not parent.merge:
                raise TemplateSyntaxError("a key is itself a mapping or a list", line)
            path = (*parent.path, parent.key or "[]") if len(parent.path) < _LINE_DEPTH else parent.path
        empty: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._frames.append(_Frame(empty, event.tag or "", event.anchor, path, line))

    def _close(self, line: int) -> None:
        frame = self._frames.pop()
        value = _tagged(frame.tag, frame.value, frame.line)
        self._anchor(frame.anchor, value, frame.size)
        self._put(value, frame.size, line, plain=False)

    def _anchor(self, name: str | None, value: Any, size: int) -> None:
        if name is not None:
            self._anchors[name] = (value, size)

    def _put(self, value: Any, size: int, line: int, *, plain: bool) -> None:
        if not self._frames:
            self.document = value
            return
        frame = self._frames[-1]
        frame.size += size
        if frame.size > MAX_NODES:
            raise TemplateSyntaxError(f"more than {MAX_NODES} values once YAML aliases are expanded", line)
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.merge:
            frame.merge = False
            self._merge(frame, value, line)
        elif frame.key is None:
            if plain and value == "<<":
                frame.merge = True
                return
            key = _key(value, line)
            if key in frame.value and key not in frame.merged:
                raise TemplateSyntaxError(f"the key '{key}' is given twice", line)
            frame.key = key
            if len(frame.path) < _LINE_DEPTH:
                self.lines[(*frame.path, key)] = line
        else:
            frame.value[frame.key] = value
            frame.merged.discard(frame.key)
            frame.key = None

    @staticmethod
    def _merge(frame: _Frame, value: Any, line: int) -> None:
        """Take over the keys of other mappings; the mapping's own keys count instead, before and after ``<<``."""
        into = cast("dict[str, Any]", frame.value)
        for mapping in value if isinstance(value, list) else [value]:
            if not isinstance(mapping, dict):
                raise TemplateSyntaxError("'<<' takes a mapping or a list of mappings", line)
            frame.merged |= mapping.keys() - into.keys()
            for key, item in mapping.items():
                into.setdefault(key, item)

    def _scalar(self, event: Any, line: int, *, plain: bool) -> Any:
        text: str = event.value
        if not plain:
            return _tagged(event.tag or "", text, line)
        frame = self._frames[-1] if self._frames else None
        is_key = frame is not None and isinstance(frame.value, dict) and frame.key is None and not frame.merge
        return text if is_key and text not in _NULL else _plain(text)  # the key On is not a boolean


def _plain(text: str) -> Any:
    """The value of an unquoted scalar. Dates, octals and sexagesimals stay text, as CloudFormation reads them."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _key(value: Any, line: int) -> str:
    if isinstance(value, str):
        return value
    raise TemplateSyntaxError("a key is empty, or is not text", line)


def _tagged(tag: str, value: Any, line: int) -> Any:
    if tag in ("", "!"):
        return value
    if tag.startswith(_CORE):
        kind = tag.removeprefix(_CORE)
        if kind in ("str", "map", "seq", "timestamp", "binary"):
            return value
        if kind in ("int", "float", "bool", "null") and isinstance(value, str):
            return _plain(value)
    if not tag.startswith("!"):
        raise TemplateSyntaxError(f"the tag '{tag}' is not one that a template may use", line)
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    bare = name in _WITHOUT_PREFIX or "::" in name
    return {name if bare else f"Fn::{name}": value}
