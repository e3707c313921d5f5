"""Placeholders of private addresses keep what an engine can compare, and the real addresses come back."""

from __future__ import annotations

import json
import random
from ipaddress import IPv4Interface, IPv4Network
from itertools import permutations
from typing import Any

import pytest

from landing_zone.engines.address_blocks import address_placeholders

RANGES = [IPv4Network(private) for private in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
FIXED = ["0.0.0.0/0", "8.0.0.0/6", "10.0.0.0/8", "172.0.0.0/8", "100.64.0.0/10", "203.0.113.0/24", "172.32.0.0/16"]
"""Ranges that hold all of a private range, or nothing of one."""


def moved(texts: list[str]) -> list[str]:
    """The texts with placeholders, which are as long, and from which the real addresses come back."""
    text = json.dumps({"Outputs": texts}, separators=(",", ":"))
    moves = address_placeholders(text, {})
    found = moves.apply(text)
    assert len(found) == len(text)
    assert moves.back().apply(found) == text
    result: list[str] = json.loads(found)["Outputs"]
    return result


def plan(chance: random.Random) -> list[str]:
    """Blocks of one to three private ranges, ranges and addresses within them, and at times a fixed range."""
    found = chance.sample(FIXED, chance.choice([0, 0, 1, 3]))
    for private in chance.sample(RANGES, chance.randint(1, 3)):
        for _ in range(chance.randint(1, 4)):
            begin = int(private[chance.randrange(private.num_addresses)])
            block = IPv4Network((begin, chance.randint(private.prefixlen + 1, 28)), strict=False)
            found.append(str(block))
            for _ in range(chance.randrange(4)):
                address = block[chance.randrange(block.num_addresses)]
                within = IPv4Interface((int(address), chance.randint(block.prefixlen, 32)))
                found.append(str(chance.choice([within, within.network, address])))
    chance.shuffle(found)
    return found


def relation(one: str, other: str) -> tuple[bool, bool, bool]:
    """What an engine can compare of two ranges."""
    left, right = IPv4Interface(one), IPv4Interface(other)
    return left.network.subnet_of(right.network), left.network.overlaps(right.network), one == other


def form(text: str) -> tuple[object, ...]:
    """What an engine can see of one range: lengths, host bits, and which private ranges it touches."""
    range_ = IPv4Interface(text)
    touched = tuple(private.overlaps(range_.network) for private in RANGES)
    return [len(part) for part in text.split(".")], text.partition("/")[1:], str(range_.network) == text, touched


def test_what_can_be_compared_stays() -> None:
    """Of 300 random plans: which range contains which, and the form of each; equal plans have equal placeholders."""
    changed = 0
    for seed in range(300):
        texts = plan(random.Random(seed))  # noqa: S311 - a plan, not a secret
        found = moved(texts)
        changed += found != texts
        assert [form(one) for one in texts] == [form(one) for one in found], texts
        for (one, new), (other, another) in permutations(zip(texts, found, strict=True), 2):
            assert relation(one, other) == relation(new, another), texts
        assert moved(found) == found, texts
    assert changed > 280


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["10.32.0.0/16", "10.34.1.0/24", "10.32.16.9"], ["10.10.0.0/16", "10.11.0.0/24", "10.10.16.9"]),
        (["from 10.5.0.0/16 to 10.132.0.0/16."], ["from 10.0.0.0/16 to 10.100.0.0/16."]),
        (["172.31.96.0/20", "172.31.111.0/24", "172.31.99.1"], ["172.16.96.0/20", "172.16.111.0/24", "172.16.99.1"]),
        (["192.168.77.0/24", "192.168.76.9/32"], ["192.168.10.0/24", "192.168.11.0/32"]),
        (["100.99.0.0/20", "100.111.16.0/20"], ["100.64.0.0/20", "100.100.16.0/20"]),
        (["10.48.0.0/14", "10.50.0.0/16", "10.49.7.0/24"], ["10.12.0.0/14", "10.14.0.0/16", "10.13.7.0/24"]),
        (["10.32.0.0/16", "0.0.0.0/0", "203.0.113.7"], ["10.10.0.0/16", "0.0.0.0/0", "203.0.113.7"]),
        (["10.5.0.0/16", "10.0.0.0/8"], ["10.1.0.0/16", "10.0.0.0/8"]),
        (["10.5.0.0/16", "10.0.0.0"], ["10.0.0.0/16", "10.1.0.0"]),
    ],
)
def test_places(texts: list[str], expected: list[str]) -> None:
    """The first free place of the same counts of digits; the larger block first; none at an address that stays."""
    assert moved(texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("110.32.0.0/16", "10.32.0.0.1", "1.10.32.0.0", "10.32.0.300", "10.32.0.0/33", "10.32.0.0/160"),
        *("010.32.0.0", "172.32.0.0/16", "100.63.0.0/16", "fd00:10.32.0.0.9"),
    ],
)
def test_what_is_no_private_address_stays(text: str) -> None:
    """Also beside a block that moves."""
    assert moved([text, "10.32.0.0/16"]) == [text, "10.10.0.0/16"]


LITERAL = {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.32.0.0/16"}}}


def moves_of(body: dict[str, Any]) -> bool:
    """Whether anything moves in a template beside a literal block."""
    return bool(address_placeholders(json.dumps(body, separators=(",", ":")), body))


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::Sub": "10.32.${Third}.0/24"},
        {"Fn::Sub": "10.32.0.0/${Length}"},
        {"Fn::Sub": ["${A}/16", {"A": "10.50.1.0"}]},
        {"Fn::Join": ["", ["10.32.", {"Ref": "Third"}, ".0/24"]]},
        {"Fn::Join": ["/", ["10.32.1.0", {"Ref": "Length"}]]},
        {"Fn::Join": ["", ["10.50.1.0", "/", "16"]]},
        {"Fn::Select": ["0", {"Fn::Split": ["/", "10.32.1.0/24"]}]},
        {"Fn::If": ["C", {"Fn::Cidr": ["10.32.0.0/16", 4, 8]}, "10.33.0.0/16"]},
    ],
)
def test_addresses_in_a_function_keep_all_as_it_is(value: object) -> None:
    """The template may put together an address that has to fit the others, and cfn-lint judges the result."""
    assert not moves_of({"Resources": LITERAL | {"B": {"Properties": {"CidrBlock": value}}}})


@pytest.mark.parametrize(
    "section",
    [
        {"Parameters": {"A": {"Type": "String", "Default": "10.50.1.0"}}},
        {"Parameters": {"A": {"Type": "String", "Default": "10.50"}}},
        {"Mappings": {"A": {"B": {"C": "10.50.1.0-16"}}}},
        {"Conditions": {"C": {"Fn::Equals": [{"Ref": "A"}, "10.50.1.0"]}}},
    ],
)
def test_addresses_outside_the_resources_keep_all_as_it_is(section: dict[str, Any]) -> None:
    """A function of any form may use them: ``Fn::Sub`` of ``${A}/16``, ``Fn::FindInMap``."""
    assert not moves_of({**section, "Resources": LITERAL})


@pytest.mark.parametrize(
    "more",
    [
        {"Outputs": {"O": {"Value": "10.32.0.0/16"}}},
        {"Description": "Network 10.32.0.0/16"},
        {"Parameters": {"A": {"Type": "String", "Default": "110.50"}}},
        {"Resources": LITERAL | {"B": {"Properties": {"C": {"Fn::If": ["C", "10.33.0.0/16", {"Ref": "N"}]}}}}},
    ],
)
def test_plain_values_move(more: dict[str, Any]) -> None:
    """``Fn::If`` takes a value as it is."""
    assert moves_of({"Resources": LITERAL, **more})


def test_too_few_places_keep_the_range_as_it_is() -> None:
    """Ten blocks of one digit beside the whole range, which takes one place: another range still moves."""
    texts = [f"10.{number}.0.0/16" for number in range(10)]
    assert moved([*texts, "10.0.0.0/8", "172.30.0.0/16"]) == [*texts, "10.0.0.0/8", "172.16.0.0/16"]


def test_a_wider_range_in_a_message_is_not_taken_for_a_block() -> None:
    """Nor is an address that the template names apart from its blocks."""
    back = address_placeholders('{"A":"10.32.0.0/16","B":"10.0.0.0/8"}', {}).back()
    said = "'10.10.5.0/24' is not in ['10.10.0.0/15', '10.0.0.0/8', '10.99.0.0/16']. See 10.10.0.0."
    assert back.apply(said) == "'10.32.5.0/24' is not in ['10.10.0.0/15', '10.0.0.0/8', '10.99.0.0/16']. See 10.32.0.0."
