"""Values as far as templates give them, and three-valued logic over them.

A value that a template does not give is an object here, not a guess: it flows through every condition, and a condition
whose truth depends on it is neither true nor false. ``None`` means "undetermined" wherever a truth is returned; this is
Kleene's strong three-valued logic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

Truth = bool | None
Target = tuple[str, str]
"""A resource: template name and logical id."""


_DYNAMIC = "{{resolve:"
_NUMBER = re.compile(r"\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?\s*", re.ASCII)
_NAME = re.compile(r"[\w.-]")
"""The characters of resource names."""


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value that the templates do not give.

    Args:
        reasons: what it depends on, in words: "the parameter Env".
        known_truth: its truth, where that is known though the value is not.
        may_be_absent: whether there may be no value at all (``AWS::NoValue``).
        targets: the resources it was computed from.
    """

    reasons: frozenset[str]
    known_truth: Truth = None
    may_be_absent: bool = False
    targets: frozenset[Target] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Text(Unknown):
    """A text of which only some parts are known.

    Args:
        parts: known parts as ``str``, unknown ones as ``None``; two known parts are never adjacent.
    """

    parts: tuple[str | None, ...] = ()

    @property
    def prefix(self) -> str:
        """The known begin of the text."""
        return self.parts[0] or "" if self.parts else ""

    @property
    def suffix(self) -> str:
        """The known end of the text."""
        return self.parts[-1] or "" if self.parts else ""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The value of ``Ref`` or ``Fn::GetAtt`` of a resource: known only at deployment, but its source is known.

    Args:
        target: the resource.
        attribute: "" for ``Ref``.
        written: the intrinsic as written in the template, for expressions that read it.
        opaque: whether it may be any value, such as a custom resource returns: also "*", "false" or nothing.
    """

    target: Target
    attribute: str
    written: dict[str, Any]
    opaque: bool = False
    of_aws: ClassVar[str] = "the value of "
    of_anything: ClassVar[str] = "what is returned for "

    def get(self, key: str) -> Any:
        """Let JMESPath read the intrinsic as written: ``Key.Ref``, ``Key."Fn::GetAtt"[0]``."""
        return self.written.get(key)

    @property
    def reason(self) -> str:
        """Its description in a message."""
        attribute = f".{self.attribute}" if self.attribute else ""
        begin = self.of_anything if self.opaque else self.of_aws
        return f"{begin}{self.target[1]}{attribute}, which is known only at deployment"

    @property
    def prefix(self) -> str:
        """The known begin of its value: every resource provider names the attribute of an ARN ``Arn``."""
        return "arn:" if self.attribute == "Arn" and not self.opaque else ""


@dataclass(frozen=True, slots=True, eq=False)
class Maybe:
    """An element of which it is not known whether the list contains it.

    Args:
        value: the element, if the list contains it.
        reasons: what that depends on.
    """

    value: Any
    reasons: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Count(Unknown):
    """A whole number of which only the minimum is known: the length of a list with :class:`Maybe` elements."""

    least: int = 0


class NoValue:
    """The value of ``AWS::NoValue``: the property or the element is absent."""


NO_VALUE = NoValue()


def text_of(parts: Iterable[Any]) -> Any:
    """Join parts of a text: a ``str`` when all are known, else a :class:`Text`.

    A text that consists of one reference is that reference: ``Fn::Sub: ${Vpc.DefaultSecurityGroup}`` means the same as
    ``Fn::GetAtt``, and a condition that looks for the one must find the other.
    """
    parts = [part for part in parts if part != ""]
    if len(parts) == 1 and isinstance(parts[0], Reference):
        return parts[0]
    found: list[str | None] = []
    reasons: set[str] = set()
    targets: set[Target] = set()
    for index, part in enumerate(parts):
        if isinstance(part, Text):
            found.extend(part.parts)
        elif isinstance(part, Unknown | Reference):
            found.extend((part.prefix, None) if isinstance(part, Reference) and part.prefix else (None,))
        else:
            found.append(scalar_text(part))
        reasons |= reasons_in(part)
        if _names_its_resource(part, parts[index - 1] if index else "", parts[index + 1] if parts[index + 1 :] else ""):
            targets |= targets_in(part)
    joined = _joined(found)
    if any(piece and _DYNAMIC in piece for piece in joined):
        joined = _joined(_without_dynamic(joined))
        reasons.add("a dynamic reference")
    if None not in joined:
        return "".join(p for p in joined if p is not None)
    filled = any(joined) or any(isinstance(part, Reference) and not part.opaque for part in parts)
    text = Text(frozenset(reasons), None, False, frozenset(targets), tuple(joined))
    return replace(text, known_truth=True) if filled and not _may_equal_false(text) else text


def _names_its_resource(part: Any, before: Any, after: Any) -> bool:
    """Whether the name or ARN that a part yields is still that of its resource: ``${Bucket}-copy`` names another."""
    opens = part.parts[0] is None if isinstance(part, Text) else True
    closes = part.parts[-1] is None if isinstance(part, Text) else True
    return not (opens and _continues(before, -1)) and not (closes and _continues(after, 0))


def _continues(neighbour: Any, edge: int) -> bool:
    """Whether a name continues in the adjacent part; an unknown part may be empty, or continue it."""
    if isinstance(neighbour, Text):
        neighbour = neighbour.parts[edge]
    elif isinstance(neighbour, Unknown | Reference):
        return True
    text = scalar_text(neighbour) if neighbour is not None else "?"
    return neighbour is None or (bool(text) and bool(_NAME.fullmatch(text[edge])))


def _may_equal_false(text: Text) -> bool:
    """Whether the text may be "false", which CloudFormation takes for no."""
    known = [part.lower() for part in text.parts if part]
    return "false".startswith(text.prefix.lower()) and "false".endswith(text.suffix.lower()) and len("".join(known)) < 6


def _joined(pieces: Iterable[str | None]) -> list[str | None]:
    """Join adjacent known pieces, and adjacent unknown ones."""
    joined: list[str | None] = []
    for piece in pieces:
        if piece is None:
            if not joined or joined[-1] is not None:
                joined.append(None)
        elif piece and joined and joined[-1] is not None:
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return joined


def _without_dynamic(pieces: Iterable[str | None]) -> list[str | None]:
    """Make a dynamic reference unknown that is composed of several pieces, such as a secret's name."""
    found: list[str | None] = []
    held: list[str | None] | None = None
    for piece in pieces:
        rest = piece or ""
        if piece is None:
            (found if held is None else held).append(None)
        while rest:
            if held is None:
                known, mark, rest = rest.partition(_DYNAMIC)
                found.append(known)
                held = [mark] if mark else None
            else:
                known, mark, rest = rest.partition("}}")
                if mark:
                    found.append(None)
                    held = None
                else:
                    held.append(known)
    return found + (held or [])  # a reference that is still open may be closed by a later part


def scalar_text(value: Any) -> str:
    """Write a scalar as CloudFormation puts it into a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def reasons_in(value: Any) -> frozenset[str]:
    """Return what a value depends on, at any depth; empty for a known one."""
    found: set[str] = set()
    for part in unknown_parts(value):
        if isinstance(part, Reference):
            found.add(part.reason)
        else:
            found |= part.reasons
    return frozenset(found)


def targets_in(value: Any) -> frozenset[Target]:
    """Return the resources that a value points to, at any depth."""
    if isinstance(value, Reference):  # the most frequent case
        return frozenset((value.target,))
    found: set[Target] = set()
    for part in unknown_parts(value):
        if isinstance(part, Reference):
            found.add(part.target)
        elif isinstance(part, Unknown):
            found |= part.targets
    return frozenset(found)


def unknown_parts(value: Any) -> Iterator[Any]:
    """Yield what is not known of a value, at any depth: references, unknown values, and items that may be absent."""
    if isinstance(value, Unknown | Reference):
        yield value
    elif isinstance(value, Maybe):
        yield value
        yield from unknown_parts(value.value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from unknown_parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from unknown_parts(item)


def truth(value: Any) -> Truth:
    """Return a value's truth by JMESPath's rules (empty is false), and of the text "false" by CloudFormation's."""
    if value is None or value is False or value is NO_VALUE:
        return False
    if isinstance(value, str):
        return bool(value) and value.lower() != "false"
    if isinstance(value, Unknown):
        return value.known_truth
    if isinstance(value, Reference):
        return None if value.opaque else True
    if isinstance(value, list):
        return True if any(not isinstance(v, Maybe) for v in value) else (None if value else False)
    if isinstance(value, dict):
        certain = any(not (isinstance(v, Unknown) and v.may_be_absent) for v in value.values())
        return True if certain else (None if value else False)
    return True


def equal(left: Any, right: Any) -> Truth:
    """Compare two values: true, false, or ``None`` when that depends on something unknown.

    ``true`` and ``"true"``, ``3`` and ``"3"`` are equal, since CloudFormation converts each into the other.
    """
    if isinstance(left, Unknown | Reference) or isinstance(right, Unknown | Reference):
        return _equal_unknown(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_mappings(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(left, right)
    return _equal_scalars(left, right)


def _equal_unknown(left: Any, right: Any) -> Truth:
    if isinstance(left, Reference) and isinstance(right, Reference):
        if left.attribute == right.attribute:
            return left.target == right.target if left.attribute in ("", "Arn") or left.target == right.target else None
        return None
    if isinstance(right, Unknown | Reference) and not isinstance(left, Unknown | Reference):
        left, right = right, left
    if isinstance(right, Unknown | Reference):
        return True if left is right and not isinstance(left, Count) else None
    if isinstance(left, Reference):
        if isinstance(right, dict):
            return left.written == right
        if right is None:
            return False
        if right in ("", "*"):
            # an id, a name or an attribute of a resource is never empty, and never a bare wildcard
            return None if left.opaque else False
        return None if isinstance(right, list) or str(right).startswith(left.prefix) else False
    return _equal_partly(left, right)


def _equal_partly(left: Unknown, right: Any) -> Truth:
    if right is None:
        return None if left.may_be_absent else False
    if isinstance(left, Count):
        return None if isinstance(right, int | float) and right >= left.least else False
    if isinstance(left, Text):
        if not isinstance(right, str | int | float):
            return False
        text = scalar_text(right)
        known = [p for p in left.parts if p is not None]
        fits = text.startswith(left.prefix) and text.endswith(left.suffix) and len(text) >= sum(map(len, known))
        return None if fits and all(p in text for p in known) else False
    other = truth(right)
    return False if left.known_truth is not None and other is not None and other != left.known_truth else None


def _equal_mappings(left: dict[str, Any], right: dict[str, Any]) -> Truth:
    result: Truth = True
    for key in left.keys() | right.keys():
        result = both(result, equal(left.get(key), right.get(key)))
        if result is False:
            return False
    return result


def _equal_lists(left: list[Any], right: list[Any]) -> Truth:
    if any(isinstance(v, Maybe) for v in (*left, *right)):
        return None
    if len(left) != len(right):
        return False
    result: Truth = True
    for one, other in zip(left, right, strict=True):
        result = both(result, equal(one, other))
        if result is False:
            return False
    return result


def _equal_scalars(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        if isinstance(left, str | bool) and isinstance(right, str | bool):
            return scalar_text(left).lower() == scalar_text(right).lower()
        return False
    if isinstance(left, str) != isinstance(right, str):
        one, other = number(left), number(right)
        return one is not None and one == other
    return bool(left == right)


def number(value: Any) -> int | float | None:
    """Return a number, or a text that is one, as a number; else ``None``."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):  # Python also accepts "inf", "nan" and "1_000" as numbers
        return float(value) if "." in value or "e" in value.lower() else int(value)
    return None


def both(left: Truth, right: Truth) -> Truth:
    """And of three values."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Truth, right: Truth) -> Truth:
    """Or of three values."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def opposite(value: Truth) -> Truth:
    """Not of three values."""
    return None if value is None else not value
