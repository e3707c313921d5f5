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
_NO_NAMES = {
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:timestamp": "a date",
}
_UNREADABLE = {
    "tag:yaml.org,2002:int": ("this is not a number", "a whole number of at most 4,300 digits"),
    "tag:yaml.org,2002:timestamp": ("there is no such date", "a day of the calendar: 2027-01-31"),
}


class Loader(_Base):  # type: ignore[misc]
    """Composes and constructs a document, and refuses YAML features that no file of the project has.

    These are: values nested too deep, keys that are not text, tags, anchors that no alias uses; and anchors, aliases
    and merges, where the guide does not allow them, since a mistake in an aliased value has no single line.

    Args:
        text: the file's text.
        file: its name in errors.
        guide: names of this kind of file in errors.
    """

    def __init__(self, text: str, file: str, guide: Guide) -> None:
        getattr(yaml, "CSafeLoader", yaml.SafeLoader).__init__(self, text)
        self.anchors: dict[str, Any] = {}
        self._file, self._guide, self._depth = file, guide, 0
        self._unused: dict[str, Any] = {}
        self._open: list[str | None] = []

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose one value, its key or an entry of a list.

        Raises:
            UserError: it is refused.
        """
        event = self.peek_event()
        is_key = index is None and isinstance(parent, yaml.MappingNode)
        if not is_key and type(event) is yaml.ScalarEvent and event.tag is event.anchor is None:
            return self.compose_scalar_node(None)  # most values: nothing of this can be refused, and nothing is in it
        self._refuse_tag(event)
        self._note_anchor(event, is_key)
        is_collection = isinstance(event, yaml.CollectionStartEvent)
        if is_key and is_collection:
            fix = "write a name; put a text that begins with { or [ in quotes"
            raise self._error(event, "a key cannot be a list or a mapping", "a name as key", fix)
        if is_collection and self._depth == MAXIMUM_DEPTH:
            what = f"values are nested more than {MAXIMUM_DEPTH} levels deep"
            raise self._error(event, what, "the keys that the guide names, few levels deep", self._guide.start)
        if isinstance(event, yaml.AliasEvent) and event.anchor in self._open:
            what, fix = "an alias is in its own value", "write the value out"
            raise self._error(event, what, "plain values", fix, f"*{event.anchor}")
        self._open.append(event.anchor)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        self._open.pop()
        if is_key and node.tag in _NO_NAMES:
            what, fix = f"a key cannot be {_NO_NAMES[node.tag]}", f'put it in quotes: "{node.value[:60]}"'
            raise self._error(node, what, "a name as key", fix, node.value[:60])
        return node

    def compose_document(self) -> Any:
        """Compose the document.

        Raises:
            UserError: a value has a name that nothing uses: most likely a text that begins with ``&``, now cut.
        """
        node = super().compose_document()
        for name, event in self._unused.items():
            fix = f"remove &{name}; put a text that begins with & in quotes"
            raise self._error(event, "no alias uses the name of this value", f"*{name} below it", fix, f"&{name}")
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

    def _refuse_tag(self, event: Any) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            value = tag.replace("tag:yaml.org,2002:", "!!")[:60]
            fix = "remove the tag that begins with '!'; put a text that begins with ! in quotes"
            raise self._error(event, "tags are not used here", "plain values", fix, value)

    def _note_anchor(self, event: Any, is_key: bool) -> None:
        found = ""
        if isinstance(event, yaml.AliasEvent):
            found = f"*{event.anchor}"
            self._unused.pop(str(event.anchor), None)
        elif event.anchor is not None:
            found = f"&{event.anchor}"
            self._unused[event.anchor] = event
        elif is_key and isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            found = "<<"
        if found and not self._guide.aliases:
            fix = (
                "write the value out, so that every mistake has its line; put a text that begins with & or * in quotes"
            )
            raise self._error(event, "aliases are not used here", "plain values", fix, found)

    def _error(self, at: Any, what: str, allowed: str, fix: str, value: str = "") -> UserError:
        return UserError(what, self._file, at.start_mark.line + 1, value, allowed, fix)
