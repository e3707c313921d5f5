"""Hosts miss no patches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_AT_ONCE = 50
"""InstanceIds of DescribeInstancePatchStates, AWS Systems Manager API Reference."""

_MONTH = timedelta(days=30)
"""PCI DSS 6.3.3: critical patches within a month; an older scan is not evidence of that."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each host that Systems Manager manages, by its last scan for patches."""
    hosts = [
        host["InstanceId"] for host in place.pages("ssm", "describe_instance_information", "InstanceInformationList")
    ]
    states: dict[str, Mapping[str, Any]] = {}
    for first in range(0, len(hosts), _AT_ONCE):
        ids = hosts[first : first + _AT_ONCE]
        for state in place.pages("ssm", "describe_instance_patch_states", "InstancePatchStates", InstanceIds=ids):
            states[state["InstanceId"]] = state
    for host in sorted(hosts):
        state = states.get(host)
        yield place.judged(
            place.arn(
                "ec2" if host.startswith("i-") else "ssm",
                f"{'instance' if host.startswith('i-') else 'managed-instance'}/{host}",
            ),
            "AWS::EC2::Instance" if host.startswith("i-") else "AWS::SSM::ManagedInstanceInventory",
            f"Host {host} in {place.name}",
            "misses no patches",
            _problems(place, state),
            {"state": state},
        )


def _problems(place: QueryTarget, state: Mapping[str, Any] | None) -> list[str]:
    if state is None:
        return ["was never scanned for patches"]
    problems = []
    counts = {
        "MissingCount": "misses",
        "FailedCount": "failed to install",
        "InstalledPendingRebootCount": "waits for a restart with",
    }
    for key, words in counts.items():
        if state.get(key):
            problems.append(f"{words} {state[key]} patches")
    if place.now - state["OperationEndTime"] > _MONTH:
        problems.append(f"was not scanned since {state['OperationEndTime'].date().isoformat()}")
    return problems


QUERY = Query(
    id="ssm_patch_state",
    title="Hosts miss no patches",
    controls=("ssm-patching",),
    level=Level.ENVIRONMENT,
    actions=(
        "ssm:DescribeInstanceInformation",
        "ssm:DescribeInstancePatchStates",
    ),
    ask=ask,
)
