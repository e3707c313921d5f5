"""Reads one YAML document from its events; each is checked before it is used, so a text is parsed once."""

from __future__ import annotations

from typing import Any

import yaml

from landing_zone.errors import UserError
from landing_zone.yaml.guard import Guide

MAXIMUM_DEPTH = 16
"""The deepest value of a valid file is six levels down."""

# PyYAML's own composer, since the one in C recurses as deep as the file is; PyYAML without libyaml is slower, no more.
_Base: Any = (
    type("_Base", (yaml.composer.Composer, yaml.CSafeLoader), {}) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
)
_UNREADABLE = {
    "tag:yaml.org,2002:int": ("this is not a number", "a whole number of at most 4,300 digits"),
    "tag:yaml.org,2002:timestamp": ("there is no such date", "a day of the calendar: 2027-01-31"),
}


class Loader(_Base):  # type: ignore[misc]
    """Composes and constructs a document, and refuses YAML features that no file of the project has.

    These are: values nested too deep, keys that are lists; and anchors, aliases and merges, where the guide does not
    allow them, since a mistake in an aliased value has no single line.

    Args:
        text: the file's text.
        file: its name in errors.
        guide: names of this kind of file in errors.
    """

    def __init__(self, text: str, file: str, guide: Guide) -> None:
        getattr(yaml, "CSafeLoader", yaml.SafeLoader).__init__(self, text)
        self.anchors: dict[str, Any] = {}
        self._file, self._guide, self._depth = file, guide, 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose one value, its key or an entry of a list.

        Raises:
            UserError: it is refused.
        """
        event = self.peek_event()
        is_key = index is None and isinstance(parent, yaml.MappingNode)
        if not self._guide.aliases:
            self._refuse_aliases(event, is_key)
        is_collection = isinstance(event, yaml.CollectionStartEvent)
        if is_key and is_collection:
            raise self._error(event, "a key cannot be a list or a mapping", "a name as key", "correct the key")
        if is_collection and self._depth == MAXIMUM_DEPTH:
            what = f"values are nested more than {MAXIMUM_DEPTH} levels deep"
            raise self._error(event, what, "the keys that the guide names, few levels deep", self._guide.start)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Construct a node's value.

        Raises:
            UserError: it looks like a date or a number, and is not one.
        """
        try:
            return super().construct_object(node, deep)
        except ValueError:
            what, allowed = _UNREADABLE.get(node.tag, ("this value cannot be read", ""))
            fix = "correct it, or put it in quotes when it is a text"
            raise self._error(node, what, allowed, fix, node.value[:60]) from None

    def _refuse_aliases(self, event: Any, is_key: bool) -> None:
        found = ""
        if isinstance(event, yaml.AliasEvent):
            found = f"*{event.anchor}"
        elif event.anchor is not None:
            found = f"&{event.anchor}"
        elif is_key and isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            found = "<<"
        if found:
            fix = "write the value out: every mistake can then be shown with its line"
            raise self._error(event, "aliases are not used here", "plain values", fix, found)

    def _error(self, at: Any, what: str, allowed: str, fix: str, value: str = "") -> UserError:
        return UserError(what, self._file, at.start_mark.line + 1, value, allowed, fix)
