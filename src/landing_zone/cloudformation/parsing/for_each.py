"""``Fn::ForEach`` among resources, expanded where the template itself contains the collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def expand_for_each(key: str, loop: Any) -> Iterator[tuple[str, Any]]:
    """Yield the logical ids and bodies that one ``Fn::ForEach::<name>`` expands to.

    A collection that is not a list of literals is not known before deployment: then the one body is yielded as
    written, its identifier left in place, so that what depends on it is unknown and what does not is judged.
    Source: CloudFormation user guide, "Fn::ForEach" of the AWS::LanguageExtensions transform.

    Args:
        key: ``Fn::ForEach::Name``.
        loop: ``[identifier, collection, {output key: output value}]``.
    """
    if not (isinstance(loop, list) and len(loop) == 3 and isinstance(loop[0], str) and isinstance(loop[2], dict)):
        yield key, loop
        return
    identifier, collection, outputs = loop
    literal = isinstance(collection, list) and all(isinstance(item, str | int) for item in collection)
    for item in collection if literal else [None]:
        for name, body in outputs.items():
            written = (name, body) if item is None else (_text(name, identifier, item), _in(body, identifier, item))
            if written[0].startswith("Fn::ForEach::"):
                yield from expand_for_each(*written)
            else:
                yield written


def _in(value: Any, identifier: str, item: str | int) -> Any:
    if isinstance(value, dict):
        if value == {"Ref": identifier}:
            return item
        return {_text(k, identifier, item): _in(v, identifier, item) for k, v in value.items()}
    if isinstance(value, list):
        return [_in(v, identifier, item) for v in value]
    return _text(value, identifier, item) if isinstance(value, str) else value


def _text(text: str, identifier: str, item: str | int) -> str:
    alphanumeric = "".join(c for c in str(item) if c.isalnum())
    return text.replace(f"${{{identifier}}}", str(item)).replace(f"&{{{identifier}}}", alphanumeric)
