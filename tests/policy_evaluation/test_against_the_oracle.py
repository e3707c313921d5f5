"""The evaluator and npm's ``@cloud-copilot/iam-simulate`` agree on random requests, but for what AWS's pages decide.

Each exception is a rule with AWS's page in ``test_rules.py`` and ``test_conditions.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policy_evaluation.decision import Outcome
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import PolicyKind
from policy_evaluation.request import CallerKind
from tests.policy_evaluation.oracle import ask
from tests.policy_evaluation.random_requests import Case, case


def _statements(one: Case, kind: PolicyKind | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    for policy in one.policies:
        if kind in {None, policy.kind}:
            found = policy.document["Statement"]
            for statement in found if isinstance(found, list) else [found]:
                yield policy.document["Version"], statement


def _conditions(one: Case) -> Iterator[tuple[str, str, str, Any]]:
    """Yield version, operator, key and values."""
    for version, statement in _statements(one):
        for operator, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                yield version, operator, key, values


def reasons(one: Case) -> set[str]:
    """Return why the oracle may be wrong about a case."""
    found = set()
    kinds = {policy.kind for policy in one.policies}
    if one.request.caller.kind is CallerKind.ROLE and PolicyKind.SESSION in kinds:
        found.add("a session's policy does not limit what is granted to everybody or to the session")
    if any("NotPrincipal" in s and s["Effect"] == "Deny" for _, s in _statements(one, PolicyKind.RESOURCE)):
        found.add("NotPrincipal exempts a role or user whose account is named as well")
    if any("${aws:" in str(s.get("NotResource")) for _, s in _statements(one)):
        found.add("a resource with a variable without a value is none, after NotResource too")
    for version, operator, _, values in _conditions(one):
        if operator.startswith("ForAnyValue") and operator.endswith("IfExists"):
            found.add("IfExists is true for a missing key, after ForAnyValue too")
        if "${aws:" in str(values) and "Not" in operator:
            found.add("a negated operator is true for a variable without a value")
        if "${*}" in str(values) and "Like" not in operator:
            found.add("${*} is an asterisk where there are no wildcards, too")
        if operator.startswith("NotIpAddress") and ":" in str(one.request.context.get("aws:SourceIp")):
            found.add("an address of version 6 is none of a network of version 4")
        if "${" in str(values) and version != "2012-10-17":
            found.add("there are no variables before version 2012-10-17")
    if any(version != "2012-10-17" and "${" in str(s) for version, s in _statements(one)):
        found.add("there are no variables before version 2012-10-17")
    return found


def compare(count: int, root: Path, environment: dict[str, str]) -> Counter[str]:
    """Compare that many cases; return how often they agree, and how often not, by the reason."""
    cases = [case(seed) for seed in range(count)]
    ours = [decide(one.request, one.policies).outcome for one in cases]
    theirs = ask(cases, root, environment)
    assert {outcome: ours.count(outcome) > count / 10 for outcome in Outcome} == dict.fromkeys(Outcome, True)
    found: Counter[str] = Counter()
    for seed, (one, our, their) in enumerate(zip(cases, ours, theirs, strict=True)):
        why = sorted(reasons(one))
        assert our is their or why, f"case({seed}): ours {our}, the oracle's {their}: {one}"
        found["agree" if our is their else why[0]] += 1
    return found


def test_a_few_hundred_requests(root: Path, environment: dict[str, str]) -> None:
    """Of a thousand, at least 985 agree; each other has a reason."""
    found = compare(1000, root, environment)
    assert found["agree"] >= 985, found


@pytest.mark.slow
def test_thousands_of_requests(root: Path, environment: dict[str, str]) -> None:
    """Of 20,000, at least 98.5 in a hundred agree; each reason occurs."""
    found = compare(20_000, root, environment)
    assert found["agree"] >= 19_700, found
    assert len(found) == 9, found
