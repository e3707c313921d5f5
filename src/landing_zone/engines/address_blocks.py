"""Placeholders for the private addresses of a template, so that equal templates with other addresses have one text.

Each block that is in no other block of the template moves, with all that is in it, to another place of the same
private range. So prefix lengths and places within a block stay, blocks that were apart stay apart, and a range that
holds all of 10.0.0.0/8 does so afterwards: what cfn-lint compares of VPCs and subnets (E3059, E3060) is the same. No
rule of an engine asks which address is greater. Every address keeps its counts of digits, since rules limit the length
of texts; so a plan whose blocks differ in these has more than one text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any

from landing_zone.engines.engine import canonical_json

_OCTETS = (24, 16, 8, 0)
_DIGITS = tuple(len(str(octet)) for octet in range(256))

_END = r"(?:/\d{1,2}|(?!/\d))(?!\.?\d)"
# RFC 1918, and RFC 6598, which VPCs may have too. Each pattern begins with literal text, so that it is found fast.
_RANGES = {
    IPv4Network(private): (literal, re.compile(rf"{literal}(?<![\d.]{literal}){rest}{_END}"))
    for private, literal, rest in (
        ("10.0.0.0/8", "10.", r"\d{1,3}\.\d{1,3}\.\d{1,3}"),
        ("172.16.0.0/12", "172.", r"(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}"),
        ("192.168.0.0/16", "192.168.", r"\d{1,3}\.\d{1,3}"),
        ("100.64.0.0/10", "100.", r"(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d{1,3}\.\d{1,3}"),
    )
}
_LIKE_PRIVATE = re.compile(r"(?<![\d.])(?:10|100|172|192)\.")
_TEXT_ALONE = frozenset(("AWSTemplateFormatVersion", "Description", "Metadata"))
_VALUES = frozenset(("Resources", "Outputs"))


class Moves:
    """Moves addresses from blocks to other blocks of the same size.

    Args:
        pairs: a block, and where it goes; no two blocks overlap, nor two places.
    """

    def __init__(self, pairs: Iterable[tuple[IPv4Network, IPv4Network]] = ()) -> None:
        self._pairs = sorted(pairs)
        self._starts = [int(block.network_address) for block, _ in self._pairs]
        self._patterns = [
            found for private, found in _RANGES.items() if any(block.subnet_of(private) for block, _ in self._pairs)
        ]

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def back(self) -> Moves:
        """Return the moves that undo these."""
        return Moves((to, block) for block, to in self._pairs)

    def apply(self, text: str) -> str:
        """Move the addresses in a text; ranges that are wider than a block, and all other addresses, stay."""
        for literal, pattern in self._patterns:
            if literal in text:  # few texts name an address
                text = pattern.sub(lambda found: self._moved(found[0]), text)
        return text

    def _moved(self, written: str) -> str:
        address = _read(written)
        at = bisect_right(self._starts, int(address)) - 1 if address else -1
        if address is None or at < 0 or not address.network.subnet_of(self._pairs[at][0]):
            return written
        block, to = self._pairs[at]
        _, slash, length = written.partition("/")
        return f"{to[int(address) - int(block.network_address)]}{slash}{length}"


def address_placeholders(text: str, body: Mapping[str, Any]) -> Moves:
    """Find the placeholders of the private addresses of a template.

    Args:
        text: its JSON, without spaces between values.
        body: the same.

    Returns:
        Moves from the template's blocks; none where the template may put an address together from parts, and none
        within a private range that has too few places of the same counts of digits.
    """
    pairs: list[tuple[IPv4Network, IPv4Network]] = []
    for private, (literal, pattern) in _RANGES.items():
        written = dict.fromkeys(pattern.findall(text)) if literal in text else ()
        if addresses := [address for one in written if (address := _read(one))]:
            pairs += _placed(private, addresses)
    return Moves(() if pairs and _composes(body) else pairs)


def _composes(body: Mapping[str, Any]) -> bool:
    """Return whether a function may make an address of a part: cfn-lint resolves functions, and judges the result.

    A part may be anywhere but in a plain value: in a function's arguments, a parameter, a mapping. ``Fn::If`` takes
    values as they are.
    """
    for section, value in body.items():
        if section in _VALUES:
            if any(_LIKE_PRIVATE.search(canonical_json(argument)) for argument in _arguments(value)):
                return True
        elif section not in _TEXT_ALONE and _LIKE_PRIVATE.search(canonical_json(value)):
            return True
    return False


def _arguments(value: Any) -> Iterator[Any]:
    """Yield the arguments of the functions in a value, those of ``Fn::If`` excepted."""
    if isinstance(value, list):
        for item in value:
            yield from _arguments(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if str(key).startswith("Fn::") and key != "Fn::If":
                yield item
            else:
                yield from _arguments(item)


def _read(written: str) -> IPv4Interface | None:
    """An address with the network that it names, itself alone where it has no prefix length; ``None`` if invalid."""
    try:
        return IPv4Interface(written)
    except ValueError:
        return None


def _placed(private: IPv4Network, addresses: Sequence[IPv4Interface]) -> list[tuple[IPv4Network, IPv4Network]]:
    """A place for each outermost block, the larger first, then in the order given; none when one finds no place."""
    stay = [address.ip for address in addresses if private.subnet_of(address.network)]
    move = [address for address in addresses if not private.subnet_of(address.network)]
    outermost: dict[IPv4Network, IPv4Network] = {}
    last = None
    for network in sorted({address.network for address in move}):
        last = outermost[network] = last if last and network.subnet_of(last) else network
    inside: dict[IPv4Network, list[IPv4Address]] = {}
    for address in move:
        inside.setdefault(outermost[address.network], []).append(address.ip)
    places = _Places(private, stay)
    pairs = []
    for block in sorted(inside, key=lambda block: block.prefixlen):
        if (place := places.take(block, inside[block])) is None:
            return []
        pairs.append((block, place))
    return pairs


@lru_cache(maxsize=4096)
def _octets(fixed: int, mask: int, private: int, digits: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The values of an octet: of its fixed bits, within the private range, with so many digits after each addition."""
    return tuple(
        value
        for value in range(256)
        if value & fixed == value and value & mask == private and all(_DIGITS[value | more] == d for more, d in digits)
    )


class _Places:
    """The places of a private range, the lowest free one first."""

    def __init__(self, private: IPv4Network, stay: Sequence[IPv4Address]) -> None:
        self._private = private
        self._stay = stay  # an address that stays is in no place, so that it is not taken for a moved one
        self._occupied: dict[int, set[int]] = {}
        self._taken: dict[int, set[int]] = {}
        self._free: dict[tuple[int, tuple[tuple[int, ...], ...]], Iterator[int]] = {}

    def take(self, block: IPv4Network, inside: Sequence[IPv4Address]) -> IPv4Network | None:
        """Take a place where each address inside keeps its counts of digits; ``None`` when there is none left."""
        choices = tuple(self._choices(block, inside, shift) for shift in _OCTETS)
        key = (block.prefixlen, choices)
        start = next(self._free.setdefault(key, self._starts(block.prefixlen, choices)), None)
        if start is None:
            return None
        self._taken.setdefault(block.prefixlen, set()).add(start >> (32 - block.prefixlen))
        return IPv4Network((start, block.prefixlen))

    def _choices(self, block: IPv4Network, inside: Sequence[IPv4Address], shift: int) -> tuple[int, ...]:
        """The values that one octet of a place's first address may have."""

        def octet(address: IPv4Address) -> int:
            return int(address) >> shift & 255

        fixed, now = octet(block.netmask), octet(block.network_address)
        added = {octet(address) & ~fixed for address in inside}
        digits = frozenset((more, _DIGITS[now | more]) for more in added)
        return _octets(fixed, octet(self._private.netmask), octet(self._private.network_address), digits)

    def _starts(
        self, length: int, choices: tuple[tuple[int, ...], ...], octets: int = 0, begin: int = 0
    ) -> Iterator[int]:
        for value in choices[octets]:
            start = begin | value << _OCTETS[octets]
            known = 8 * (octets + 1)
            if any(taken <= known and start >> (32 - taken) in places for taken, places in self._taken.items()):
                continue
            if octets < 3:
                yield from self._starts(length, choices, octets + 1, start)
            elif start >> (32 - length) not in self._occupied_at(length):
                yield start

    def _occupied_at(self, length: int) -> set[int]:
        if length not in self._occupied:
            self._occupied[length] = {int(address) >> (32 - length) for address in self._stay}
        return self._occupied[length]
