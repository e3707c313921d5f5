"""Where an assertion decides over a rule: every such pair in the good examples is declared, or listed with a reason.

The engines judge the good example of every control, completed so that each of them reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.decide import decide
from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.cache import ResultCache
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.session import CHECKS_FOLDER, Engines
from landing_zone.findings.finding import Finding, Status
from landing_zone.yaml.yaml_file import read_yaml
from tests.catalogue.complete_properties import completed
from tests.catalogue.examples_zone import as_template
from tests.conftest import ROOT

POLICIES = ROOT / "policies"
CONTROLS = load_catalogue(POLICIES).controls
LISTED: list[dict[str, Any]] = read_yaml(Path(__file__).parent / "not_decided.yaml").data

Pair = tuple[str, str, str]
"""Control, assertion, rule."""

DECLARED: frozenset[Pair] = frozenset(
    (control.id, decision.assertion, rule)
    for control in CONTROLS.values()
    for decision in control.decides
    for rule in decision.rules
)

CONTESTED = frozenset(
    rule
    for control in CONTROLS.values()
    for rule in control.rules
    if rule not in {rule for decision in control.decides for rule in decision.rules}
)
"""Rules that a control names and does not decide over: another control's decision does not weaken it."""

ALWAYS: frozenset[Pair] = frozenset(
    (control.id, decision.assertion, rule)
    for control in CONTROLS.values()
    for decision in control.decides
    for rule in decision.rules
    if not decision.undetermined_only and rule not in CONTESTED
)
"""Those of them that decide where the rule fails for certain, too."""


def good_templates() -> Iterator[tuple[str, dict[str, Any]]]:
    """The good example of each control as one template, with what its types require."""
    for file in sorted((ROOT / "tests" / "catalogue" / "examples").glob("*.yaml")):
        template = as_template(read_yaml(file).data["good"])
        resources = {i: r for i, r in template["Resources"].items() if not r["Type"].startswith("LandingZone::")}
        for resource in resources.values():
            resource["Properties"] = completed(resource["Type"], resource["Properties"])
        if resources:
            yield file.stem, template | {"Resources": resources}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Finding]:
    """What engines and assertions find in the good examples, each judged alone."""
    folder = tmp_path_factory.mktemp("good")
    for name, template in good_templates():
        (folder / f"{name}.template.json").write_text(json.dumps(template))
    assembly = load_assembly(folder)
    engines = (Nag(), Checkov(POLICIES / CHECKS_FOLDER))
    cache = ResultCache(tmp_path_factory.mktemp("cache"))
    with Engines(ROOT, policies=POLICIES, engines=engines, cache=cache) as session:
        session.start()
        result = session.judge(assembly)
    assert result.not_judged == (), "complete these examples"
    found = list(result.findings)
    for alone in assembly.templates:
        found += evaluate(Assembly(assembly.path, (alone,), None), CONTROLS.values()).findings
    return found


@pytest.fixture(scope="module")
def pairs(findings: Sequence[Finding]) -> dict[Pair, set[str]]:
    """Each pair of an assertion that passes and a rule that does not on one resource, and where."""
    statuses: dict[tuple[str, str], dict[str, set[Status]]] = {}
    for finding in findings:
        if finding.logical_id:
            here = statuses.setdefault((finding.stack, finding.logical_id), {})
            here.setdefault(finding.rule, set()).add(finding.status)
    found: dict[Pair, set[str]] = {}
    for (stack, logical_id), by_rule in statuses.items():
        for control in CONTROLS.values():
            broken = [r for r in control.rules if by_rule.get(r, set()) & {Status.FAIL, Status.UNDETERMINED}]
            for assertion in control.assertions if broken else ():
                if by_rule.get(control.assertion_rule(assertion)) == {Status.PASS}:
                    for rule in broken:
                        found.setdefault((control.id, assertion.id, rule), set()).add(f"{stack}/{logical_id}")
    return found


@cache
def listed(pair: Pair) -> int | None:
    """The place in the list of the entry that gives a reason for a pair."""
    control, assertion, rule = pair
    name = rule.partition("::")[2].rpartition("-")[2]
    for place, entry in enumerate(LISTED):
        if entry["control"] == control and assertion in entry["assertions"] and name in entry["rules"]:
            return place
    return None


def test_each_pair_is_declared_or_listed(pairs: dict[Pair, set[str]]) -> None:
    """No correct resource is failed by a crude rule unnoticed: the assertion decides, or a reason says why it does not.

    A pair also needs neither where another assertion of the control decides over the rule on the same resource.
    """
    open_pairs = {
        pair: sorted(places)
        for pair, places in pairs.items()
        if pair not in DECLARED and not _decided(pair, places, pairs)
    }
    missing = {pair: places for pair, places in open_pairs.items() if listed(pair) is None}
    assert missing == {}, "declare it under 'decides' of the control, or give a reason in not_decided.yaml"


def _decided(pair: Pair, places: set[str], pairs: dict[Pair, set[str]]) -> bool:
    control, _, rule = pair
    elsewhere = [pairs.get(other, set()) for other in DECLARED if (other[0], other[2]) == (control, rule)]
    return places <= set().union(*elsewhere)


def test_no_reason_is_left_over(pairs: dict[Pair, set[str]]) -> None:
    """Each entry of the list, and each rule and assertion in it, is of a pair that is found, and is not declared."""
    found = [pair for pair in pairs if listed(pair) is not None]
    seen = [(listed(p), p[1], p[2].partition("::")[2].rpartition("-")[2]) for p in found]
    for place, entry in enumerate(LISTED):
        here = [(assertion, rule) for number, assertion, rule in seen if number == place]
        assert {assertion for assertion, _ in here} == set(entry["assertions"]), entry
        assert {rule for _, rule in here} == set(entry["rules"]), entry
    assert [pair for pair in found if pair in ALWAYS] == []


def test_each_decision_is_shown_by_an_example(pairs: dict[Pair, set[str]]) -> None:
    """Each rule that an assertion decides over fails on a good example on which the assertion passes."""
    assert sorted(DECLARED - pairs.keys()) == []


def test_what_is_decided_holds(findings: Sequence[Finding], pairs: dict[Pair, set[str]]) -> None:
    """On these resources the rule no longer fails, and the finding names the assertion; elsewhere nothing changes."""
    decided = decide(findings, CONTROLS.values())
    said_by = {c.rule_of(d.assertion): d.rules for c in CONTROLS.values() for d in c.decides if d.said_by_rules}
    failed = {(f.rule, f.stack, f.logical_id) for f in decided if f.status is Status.FAIL}
    stay = [
        finding
        for finding in findings
        if finding.status is not Status.FAIL
        or all((rule, finding.stack, finding.logical_id) not in failed for rule in said_by.get(finding.rule, ()))
    ]
    assert len(stay) < len(findings)
    for before, after in zip(stay, decided, strict=True):
        if after.status is Status.OVERRULED:
            control, _, assertion = after.decided_by.removeprefix("assertion::").partition(".")
            assert f"{after.stack}/{after.logical_id}" in pairs[control, assertion, after.rule]
        else:
            assert before == after
    overruled = {(f.rule, f"{f.stack}/{f.logical_id}") for f in decided if f.status is Status.OVERRULED}
    assert overruled >= {(pair[2], place) for pair in ALWAYS for place in pairs[pair]}
    undisputed = [pair for pair in DECLARED if pair[2] not in CONTESTED]
    assert all(overruled & {(pair[2], place) for place in pairs[pair]} for pair in undisputed)
    assert len(undisputed) > len(DECLARED) / 2
