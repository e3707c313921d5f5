"""The organisation's policies: few, attached, within AWS's quotas, and refused when they would have no effect."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.organisation_guardrails import (
    ATTACHED_BY_AWS,
    MAXIMUM_ATTACHED,
    MAXIMUM_CHARACTERS,
    Guardrail,
    OrganisationGuardrails,
    minified,
)

SCP = "SERVICE_CONTROL_POLICY"


def guardrail(name: str, *, policy: str = "", kind: str = SCP, sid: str = "", padding: int = 0) -> Guardrail:
    """A guardrail that denies one action."""
    statement = {"Sid": sid or name.capitalize(), "Effect": "Deny", "Action": ["s3:" + "x" * padding], "Resource": "*"}
    content: dict[str, Any] = {"Version": "2012-10-17", "Statement": [statement]}
    return Guardrail(name, f"Denies {name}", kind, policy or name, content)


def build(
    stack: cdk.Stack, *guardrails: Guardrail, targets: tuple[str, ...] = ("r-exam",), **more: Any
) -> dict[str, dict[str, Any]]:
    """The policies of a stack with some guardrails, by name."""
    OrganisationGuardrails(
        stack, "Guardrails", name_prefix="examplepay", guardrails=guardrails, target_ids=targets, **more
    )
    found = Template.from_stack(stack).find_resources("AWS::Organizations::Policy")
    return {policy["Properties"]["Name"]: dict(policy) for policy in found.values()}


def test_guardrails_of_one_policy_share_it(stack: cdk.Stack) -> None:
    """Their statements are in one document, in the order of their ids, in whatever order they are given."""
    found = build(stack, guardrail("b", policy="all"), guardrail("c"), guardrail("a", policy="all"))
    assert list(found) == ["examplepay-all", "examplepay-c"]
    shared = found["examplepay-all"]["Properties"]
    assert [s["Sid"] for s in shared["Content"]["Statement"]] == ["A", "B"]
    assert shared["Content"]["Version"] == "2012-10-17"
    assert shared["Description"] == "Denies a; Denies b"
    assert (shared["Type"], shared["TargetIds"]) == (SCP, ["r-exam"])


def test_policies_are_made_one_after_the_other(stack: cdk.Stack) -> None:
    """AWS Organizations refuses concurrent changes, so each policy waits for the one before it."""
    found = build(stack, guardrail("a"), guardrail("b"), guardrail("c"))
    waits = [policy.get("DependsOn", []) for policy in found.values()]
    assert [len(wait) for wait in waits] == [0, 1, 1]
    assert len({name for wait in waits for name in wait}) == 2


@pytest.mark.parametrize("kind", sorted(MAXIMUM_CHARACTERS))
def test_a_policy_that_is_too_long_is_refused(stack: cdk.Stack, kind: str) -> None:
    """At the quota it is accepted; one character more is refused, with both numbers."""
    allowed = MAXIMUM_CHARACTERS[kind]
    room = allowed - len(minified(guardrail("a", kind=kind).content))
    build(stack, guardrail("a", kind=kind, padding=room))
    with pytest.raises(ValueError, match=rf"'a' has {allowed + 1} characters, at most {allowed} are allowed"):
        build(cdk.Stack(), guardrail("a", kind=kind, padding=room + 1))


def test_shared_policies_are_measured_together(stack: cdk.Stack) -> None:
    """Two guardrails that each fit may not fit together."""
    with pytest.raises(ValueError, match="at most 5120 are allowed: move a guardrail to another policy"):
        build(stack, *(guardrail(name, policy="all", padding=3000) for name in ("a", "b")))


@pytest.mark.parametrize("kind", sorted(ATTACHED_BY_AWS))
def test_more_policies_than_a_target_takes_are_refused(stack: cdk.Stack, kind: str) -> None:
    """Four are accepted, beside AWS's own; a fifth is refused, with the numbers."""
    names = "abcde"
    assert len(build(stack, *(guardrail(name, kind=kind) for name in names[:4]))) == MAXIMUM_ATTACHED - 1
    with pytest.raises(ValueError, match=rf"5 policies of the type {kind} on r-exam, at most 4 of 5"):
        build(cdk.Stack(), *(guardrail(name, kind=kind) for name in names))


def test_a_policy_has_targets_of_its_own(stack: cdk.Stack) -> None:
    """The quota is counted for each target; a policy that has no guardrail is refused."""
    unit = "ou-exam-12345678"
    made = build(stack, *(guardrail(name) for name in "abcdefgh"), target_ids_of={name: [unit] for name in "efgh"})
    assert [one["Properties"]["TargetIds"] for _, one in sorted(made.items())] == [["r-exam"]] * 4 + [[unit]] * 4
    with pytest.raises(ValueError, match=rf"5 policies of the type SERVICE_CONTROL_POLICY on {unit}, at most 4 of 5"):
        build(cdk.Stack(), *(guardrail(name) for name in "abcde"), target_ids_of={name: [unit] for name in "abcde"})
    with pytest.raises(ValueError, match="no guardrail is in the policy 'b'; there are a"):
        build(cdk.Stack(), guardrail("a"), target_ids_of={"b": [unit]})


@pytest.mark.parametrize("target", ["", "Root", "r-EXAM", "ou-exam", "11111111111", "*"])
def test_a_target_that_is_not_an_id_is_refused(stack: cdk.Stack, target: str) -> None:
    """A name instead of an id would fail only at deployment."""
    with pytest.raises(ValueError, match="must be the id of a root"):
        build(stack, guardrail("a"), targets=(target,))


def test_units_and_accounts_are_targets_too(stack: cdk.Stack) -> None:
    """Several targets are sorted, each named once."""
    targets = ("ou-exam-12345678", "555555555555", "ou-exam-12345678")
    assert build(stack, guardrail("a"), targets=targets)["examplepay-a"]["Properties"]["TargetIds"] == sorted(
        set(targets)
    )


@pytest.mark.parametrize(
    ("guardrails", "said"),
    [
        ([], "at least one guardrail must be given, got none"),
        ([guardrail("a"), guardrail("a", policy="b")], "two guardrails have the id 'a'"),
        ([guardrail("a", kind="TAG")], "has the type 'TAG'; known are"),
        ([guardrail("a", policy="p"), guardrail("b", policy="p", kind="RESOURCE_CONTROL_POLICY")], "a, b cannot share"),
        (
            [guardrail(name, policy="p", kind="AISERVICES_OPT_OUT_POLICY") for name in "ab"],
            "only service or resource control policies can",
        ),
        (
            [guardrail("a", policy="p", sid="X"), guardrail("b", policy="p", sid="X")],
            "'p' has two statements with the id X",
        ),
    ],
)
def test_guardrails_without_effect_or_with_a_mistake_are_refused(
    stack: cdk.Stack, guardrails: list[Guardrail], said: str
) -> None:
    """A mistake is reported at synthesis."""
    with pytest.raises(ValueError, match=said):
        build(stack, *guardrails)


def test_guardrails_without_a_target_are_refused(stack: cdk.Stack) -> None:
    """Without a target a policy exists and limits no account."""
    with pytest.raises(ValueError, match="give at least one target, got none"):
        build(stack, guardrail("a"), targets=())
