"""A zone of fifty stacks is judged in well under a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.model import Assembly


def _stack(number: int) -> dict[str, Any]:
    resources: dict[str, Any] = {}
    for n in range(10):
        resources[f"Key{n}"] = {
            "Type": "AWS::KMS::Key",
            "Properties": {"EnableKeyRotation": True, "Tags": [{"Key": "a"}]},
        }
        resources[f"Vpc{n}"] = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": f"10.{number}.{n}.0/24"}}
        resources[f"Log{n}"] = {
            "Type": "AWS::EC2::FlowLog",
            "Properties": {"ResourceId": {"Ref": f"Vpc{n}"}, "TrafficType": "ALL"},
        }
    return {"Resources": resources}


def test_ninety_assertions_on_fifteen_hundred_resources_take_under_a_second(assembly: Callable[..., Assembly]) -> None:
    """Ties and uniqueness included, which compare resources with each other."""
    built = assembly({f"S{n}": ("1/eu-west-1", _stack(n)) for n in range(50)})
    each = {"type": ["AWS::KMS::Key"]}
    assertions: list[dict[str, Any]] = [
        {"id": f"must-{n}", "description": "x" * 10, "each": each, "must": f"EnableKeyRotation == `true` && !X{n}"}
        for n in range(60)
    ]
    assertions += [
        {
            "id": f"none-{n}",
            "description": "x" * 10,
            "none": {"type": ["AWS::EC2::FlowLog"], "where": f"TrafficType == 'X{n}'"},
        }
        for n in range(28)
    ]
    assertions.append(
        {
            "id": "related",
            "description": "x" * 10,
            "each": {"type": ["AWS::EC2::VPC"]},
            "related": {"type": ["AWS::EC2::FlowLog"], "by": "ResourceId", "where": "TrafficType == 'ALL'"},
        }
    )
    assertions.append(
        {"id": "unique", "description": "x" * 10, "unique": {"type": ["AWS::EC2::VPC"]}, "by": "CidrBlock"}
    )
    control = Control.model_validate(
        {"id": "c", "title": "title", "statement": "x" * 20, "remediation": "x" * 10, "assertions": assertions}
    )
    begun = time.process_time()
    evaluation = evaluate(built, [control])
    taken = time.process_time() - begun

    assert len(evaluation.findings) == 90 * 500
    assert {f.status.value for f in evaluation.findings} == {"pass"}
    assert taken < 3, f"took {taken:.2f} s"


def test_the_same_assembly_gives_the_same_findings(assembly: Callable[..., Assembly]) -> None:
    """The findings are sorted and deterministic."""
    built = assembly({f"S{n}": ("1/eu-west-1", _stack(n)) for n in (2, 1, 3)})
    control = Control.model_validate(
        {
            "id": "c",
            "title": "title",
            "statement": "x" * 20,
            "remediation": "x" * 10,
            "assertions": [{"id": "a", "description": "x" * 10, "each": {"type": ["AWS::KMS::Key"]}, "must": "X"}],
        }
    )
    first = evaluate(built, [control])

    assert first == evaluate(built, [control])
    assert list(first.findings) == sorted(first.findings)
