"""An assertion is judged in each way in which the templates may be deployed, and the answer is that of trying them all.

Templates are made at random from conditions, parameters with allowed values, mappings and ``Fn::If``. The oracle is a
few lines that put one value in the place of each parameter and write the template out, without any of the functions.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation, evaluate
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.model import Assembly
from tests.made_templates import MakeTemplate, make_assembly, make_template

__all__ = ["make_assembly", "make_template"]

ALLOWED: dict[str, list[str]] = {"A": ["x", "y"], "B": ["x", "y", "z"]}
FREE: dict[str, list[str]] = {"F": ["p", "q", "r"], "G": ["p", "q", "r"]}
"""Parameters without allowed values: those that a condition names, and one that means all others."""
NOTHING = {"Ref": "AWS::NoValue"}
VPC, LOG = "AWS::EC2::VPC", "AWS::EC2::FlowLog"
ASSERTIONS: list[dict[str, Any]] = [
    {"each": {"type": [VPC]}, "must": "P == 'x' || Q == 'y'"},
    {"each": {"type": [VPC], "where": "Q != 'z'"}, "must": "contains(L || `[]`, 'x') && length(L) < `3`"},
    {"none": {"type": [VPC], "where": "P == Q"}},
    {"unique": {"type": [VPC]}, "by": "P"},
    {"each": {"type": [VPC]}, "related": {"type": [LOG], "by": "ResourceId", "where": "T == 'x'"}},
    {"each": {"type": [LOG]}, "related": {"type": [VPC], "through": "ResourceId", "where": "P", "max": 1}},
    {
        "each": {"type": [LOG]},
        "related": {
            "type": [VPC],
            "through": "ResourceId",
            "related": {"type": [LOG], "by": "ResourceId", "where": "T == 'x'"},
        },
    },
]
CONTROL = Control.model_validate(
    {
        "id": "c",
        "title": "A control of the tests",
        "statement": "What the test says must hold.",
        "remediation": "Fix the resource.",
        "assertions": [
            {"id": f"a{number}", "description": "What must hold.", **one} for number, one in enumerate(ASSERTIONS)
        ],
    }
)


class Random:
    """Makes templates at random.

    Args:
        seed: of this template.
        compared: whether conditions may compare two parameters, which the solver cannot see through, and values may be
            a parameter without allowed values.
    """

    def __init__(self, seed: int, *, compared: bool) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - templates, not secrets
        self._compared = compared

    def template(self) -> dict[str, Any]:
        """Return the sections of a template."""
        chance = self._chance
        conditions: dict[str, Any] = {}
        for name in ("C", "D", "E"):
            conditions[name] = self._condition(list(conditions), 2)
        resources = {
            f"V{number}": {"Type": VPC, "Properties": {"P": self._value(2), "Q": self._value(2), "L": self._list()}}
            for number in range(2)
        }
        for number in range(2):
            vpc = chance.choice([{"Ref": "V0"}, {"Ref": "V1"}, {"Fn::If": ["C", {"Ref": "V0"}, {"Ref": "V1"}]}])
            log = {"Type": LOG, "Properties": {"ResourceId": vpc, "T": self._value(1)}}
            resources[f"L{number}"] = log | chance.choice([{}, {"Condition": chance.choice("CDE")}])
        for vpc in ("V0", "V1"):
            if not any(vpc in str(resources[log]) for log in ("L0", "L1")):
                resources[vpc]["Condition"] = chance.choice("CDE")
        return {
            "Parameters": {
                **{name: {"Type": "String", "AllowedValues": values} for name, values in ALLOWED.items()},
                **{name: {"Type": "String", "Default": "p"} for name in FREE},
            },
            "Mappings": {"M": {"x": {"K": "x"}, "y": {"K": chance.choice("xyz")}, "z": {"K": "z"}}},
            "Conditions": conditions,
            "Resources": resources,
        }

    def _condition(self, others: list[str], depth: int) -> dict[str, Any]:
        chance = self._chance
        kind = chance.randrange(5) if depth else 0
        if kind == 1:
            return {"Fn::Not": [self._condition(others, depth - 1)]}
        if kind in (2, 3):
            two = [self._condition(others, depth - 1) for _ in range(2)]
            return {"Fn::And" if kind == 2 else "Fn::Or": two}
        if kind == 4 and others:
            return {"Condition": chance.choice(others)}
        name = chance.choice([*ALLOWED, *FREE])
        if self._compared and chance.random() < 0.3:
            return {"Fn::Equals": [{"Ref": name}, {"Ref": chance.choice([*ALLOWED, *FREE])}]}
        return {"Fn::Equals": [{"Ref": name}, chance.choice(ALLOWED.get(name, ["p", "q"]))]}

    def _value(self, depth: int) -> Any:
        chance = self._chance
        known = [*"xyz", {"Ref": "A"}, {"Ref": "B"}, {"Fn::FindInMap": ["M", {"Ref": chance.choice("AB")}, "K"]}]
        known += [{"Ref": "F"}] * self._compared
        if depth and chance.random() < 0.5:
            branches = [chance.choice([self._value(depth - 1), NOTHING]), self._value(depth - 1)]
            return {"Fn::If": [chance.choice("CDE"), *branches]}
        return chance.choice(known)

    def _list(self) -> list[Any]:
        either = {"Fn::If": [self._chance.choice("CDE"), self._value(0), NOTHING]}
        return [self._value(1), self._chance.choice([either, self._value(0)])]


def written_out(body: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    """Return the resources of a template with one value for each parameter: the oracle."""

    def true(condition: Any) -> bool:
        function, argument = next(iter(condition.items()))
        if function == "Condition":
            return true(body["Conditions"][argument])
        if function == "Fn::Equals":
            return bool(value(argument[0]) == value(argument[1]))
        parts = [true(part) for part in argument]
        return {"Fn::Not": not parts[0], "Fn::And": all(parts), "Fn::Or": any(parts)}[function]

    def value(written: Any) -> Any:
        if isinstance(written, list):
            return [item for item in map(value, written) if item != NOTHING]
        if not isinstance(written, dict):
            return written
        if written.keys() == {"Ref"}:
            return given.get(written["Ref"], written)
        if "Fn::If" in written:
            condition, left, right = written["Fn::If"]
            return value(left if true(body["Conditions"][condition]) else right)
        if "Fn::FindInMap" in written:
            mapping, first, second = written["Fn::FindInMap"]
            return body["Mappings"][mapping][value(first)][second]
        return {key: one for key, item in written.items() if (one := value(item)) != NOTHING}

    return {
        name: {"Type": resource["Type"], "Properties": value(resource["Properties"])}
        for name, resource in body["Resources"].items()
        if true(body["Conditions"][resource["Condition"]] if "Condition" in resource else {"Fn::Equals": [1, 1]})
    }


def statuses(found: Evaluation) -> dict[tuple[str, str], str]:
    """Return the status of each finding on a resource, by rule and logical id."""
    return {(one.rule, one.logical_id): str(one.status.value) for one in found.findings if one.logical_id}


def tried(
    body: dict[str, Any], make: MakeTemplate, assembly: Callable[..., Assembly]
) -> Iterator[dict[tuple[str, str], str]]:
    """Yield the statuses for each combination of values of all parameters."""
    domains = {**ALLOWED, **FREE}
    for values in itertools.product(*domains.values()):
        resources = written_out(body, dict(zip(domains, values, strict=True)))
        yield statuses(evaluate(assembly(make(resources)), [CONTROL]))


@pytest.mark.parametrize("seed", range(40))
def test_the_answer_is_that_of_trying_every_value(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], seed: int
) -> None:
    """Fails where one combination of values fails, and passes where none does; nothing stays undetermined."""
    body = Random(seed, compared=False).template()
    failing: set[tuple[str, str]] = set()
    for found in tried(body, make_template, make_assembly):
        assert set(found.values()) <= {"pass", "fail"}
        failing |= {key for key, status in found.items() if status == "fail"}

    in_worlds = statuses(evaluate(make_assembly(make_template(body.pop("Resources"), **body)), [CONTROL]))

    assert {key for key, status in in_worlds.items() if status == "fail"} == failing
    assert set(in_worlds.values()) <= {"pass", "fail"}


@pytest.mark.parametrize("seed", range(100, 120))
def test_what_the_solver_cannot_see_through_never_passes(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], seed: int
) -> None:
    """Conditions that compare two parameters, and open values: a combination too many may fail, none is left out."""
    body = Random(seed, compared=True).template()
    tries = list(tried(body, make_template, make_assembly))

    in_worlds = statuses(evaluate(make_assembly(make_template(body.pop("Resources"), **body)), [CONTROL]))

    for found in tries:
        failing = {key for key, status in found.items() if status == "fail"}
        assert {in_worlds[key] for key in failing} <= {"fail", "undetermined"}
