"""Which rules stop, and why the others do not."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from landing_zone.assessment.checks import by_rule
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.config.gate import Gate
from landing_zone.console.verdict_text import print_verdict
from landing_zone.engines.cdk_nag.engine import PACKS, Nag
from landing_zone.engines.session import Engines
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.files.policies_folder import PolicySources, policy_sources
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.judge import judge_assembly, load_policies
from landing_zone.gate.known_rules import KnownRules
from landing_zone.gate.stop_list import check_gate, load_gate
from landing_zone.gate.stopping import NOT_NAMED, Stopping

POLICIES = Path(__file__).parents[2] / "policies"
LAMBDA_DLQ = tuple(f"{pack}::{pack}-LambdaDLQ" for pack in ("HIPAA.Security", "NIST.800.53.R5", "Serverless"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The catalogue that is shipped."""
    return load_catalogue(POLICIES)


@pytest.fixture(scope="module")
def known(catalogue: Catalogue) -> KnownRules:
    """The rules that exist."""
    return KnownRules(POLICIES, lambda: catalogue)


def _control(id_: str, rules: list[str], *frameworks: str) -> Control:
    asks = [{"framework": f, "requirement": "1", "coverage": "full", "basis": "judgement"} for f in frameworks]
    texts = {"title": "A control", "statement": "What holds in the whole zone.", "remediation": "Change the code."}
    return Control.model_validate({"id": id_, **texts, "rules": rules, "requirements": asks})


CONTROLS = (
    _control("in-scope", ["checkov::CKV_AWS_7"], "card", "law"),
    _control("elsewhere", ["checkov::CKV_AWS_33", "checkov::CKV_AWS_7"], "law", "other"),
    _control("resilience", ["checkov::CKV_AWS_115"]),
    _control("one-pack", ["HIPAA.Security::HIPAA.Security-LambdaTracing"], "card"),
)
ELSEWHERE = "only controls of frameworks out of scope name it: law, other"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("checkov::CKV_AWS_7", ""),
        ("checkov::CKV_AWS_33", ELSEWHERE),
        ("checkov::CKV_AWS_115", ""),
        ("checkov::CKV_AWS_18", NOT_NAMED),
        ("checkov::CKV_NOT_LISTED", ""),
        ("cfn-lint::E3012", ""),
        ("cfn-lint::E3", ""),
        ("cfn-lint::W3005", NOT_NAMED),
        ("cfn-lint::W3", NOT_NAMED),
        ("gate::waiver-unused", ""),
        ("gate::not-judged", ""),
        ("unknown-engine::error", ""),
    ],
)
def test_what_names_a_rule_decides(known: KnownRules, rule: str, why: str) -> None:
    """A control in scope or of resilience does; cfn-lint's errors, the gate, and what is not known always stop."""
    stopping = Stopping(Catalogue({}, {c.id: c for c in CONTROLS}), ["card"], known)
    assert stopping.advice(rule) == why


def test_the_configuration_names_rules_and_engines(known: KnownRules) -> None:
    """A rule by its id, all of a pack, and with them the rules of other packs that ask the same."""
    stopping = Stopping(
        Catalogue({}, {}), [], known, {"cfn-lint::W3005", "Serverless::*", "AwsSolutions::AwsSolutions-S1"}
    )
    stops = {
        *("cfn-lint::W3005", "cfn-lint::W3", "Serverless::Serverless-LambdaTracing", *LAMBDA_DLQ),
        *("AwsSolutions::AwsSolutions-S1", "HIPAA.Security::HIPAA.Security-S3BucketLoggingEnabled"),
    }
    advice = {"cfn-lint::W3002", "cfn-lint::W2", "AwsSolutions::AwsSolutions-S5", "checkov::CKV_AWS_18"}
    assert {rule for rule in stops | advice if not stopping.advice(rule)} == stops


def test_an_engine_that_broke_on_a_template_stops(catalogue: Catalogue, known: KnownRules) -> None:
    """It judged nothing there. Undetermined on one resource, or an assertion that is, stays advice."""
    where = ("Stack", "", "", Status.UNDETERMINED)
    findings = [
        Finding("checkov::CKV2_AWS_33", *where),
        Finding("checkov::CKV_AWS_18", "Stack", "Bucket", "", Status.UNDETERMINED),
        Finding("assertion::iam-support-role.judged-in-each-account", *where),
    ]
    why = Stopping(catalogue, ["gdpr"], known).after(findings)
    others = "only controls of frameworks out of scope name it: pci-dss-4.0.1"
    assert [why(finding.rule) for finding in findings] == ["", NOT_NAMED, others]


def test_the_shipped_catalogue(catalogue: Catalogue, known: KnownRules) -> None:
    """With all frameworks no rule is advice that a control names; what exposes data stops, what is taste does not."""
    gate = load_gate(POLICIES / "gate.yaml", known)
    stopping = Stopping(catalogue, catalogue.frameworks, known, gate.rules)
    assert [rule for rule in sorted(catalogue.rules()) if stopping.advice(rule)] == []
    stops = {"checkov::CKV_AWS_87", "PCI.DSS.321::PCI.DSS.321-DMSReplicationNotPublic", "cfn-lint::W2501"}
    stops |= {"checkov::CKV_AWS_193", "AwsSolutions::AwsSolutions-MS1"}  # no record of who asked
    assert {stopping.advice(rule) for rule in stops} == {""}
    advice = (*LAMBDA_DLQ, "Serverless::Serverless-LambdaTracing", "Serverless::Serverless-SQSRedrivePolicy")
    advice += ("HIPAA.Security::HIPAA.Security-RDSEnhancedMonitoringEnabled", "cfn-lint::W3005")
    assert {stopping.advice(rule) for rule in advice} == {NOT_NAMED}


def test_a_framework_out_of_scope_does_not_stop(catalogue: Catalogue, known: KnownRules) -> None:
    """The Config rule that this assertion asks for goes only to the packs of frameworks in scope."""
    rule = "assertion::iam-support-role.judged-in-each-account"
    with_both, alone = (Stopping(catalogue, scope, known) for scope in (["gdpr", "pci-dss-4.0.1"], ["gdpr"]))
    assert with_both.advice(rule) == ""
    assert alone.advice(rule) == "only controls of frameworks out of scope name it: pci-dss-4.0.1"


def test_rules_of_packs_that_ask_the_same_are_known(known: KnownRules) -> None:
    """By the function of cdk-nag, also where a pack numbers its rules."""
    assert known.same[LAMBDA_DLQ[0]] == LAMBDA_DLQ
    assert known.same["AwsSolutions::AwsSolutions-L1"] == (
        "AwsSolutions::AwsSolutions-L1",
        "Serverless::Serverless-LambdaLatestVersion",
    )
    assert {rule.partition("::")[0] for rule in known.facts} == set(PACKS)


@pytest.mark.parametrize(
    ("text", "line", "what", "fix"),
    [
        ("stop:\n- {rules: [checkov::CKV_AWS_871], reason: Public.}\n", 2, "CKV_AWS_871", "mean 'checkov::CKV_AWS_87'"),
        (
            "stop:\n- rules:\n  - Serverles::*\n  reason: All.\n",
            3,
            "there is no engine 'Serverles'",
            "did you mean 'Serverless'?",
        ),
        ("stop:\n- {rules: ['X::Y[Z]'], reason: All.}\n", 2, "not the id of a rule", "without what is in brackets"),
        ("stops: []\n", 1, "stops", "stop"),
        ("stop:\n- {rules: [], reason: All.}\n", 2, "stop[0].rules: it is empty", "add"),
        ("stop:\n- {rules: ['Serverless::*']}\n", 2, "reason", "add"),
    ],
)
def test_a_mistake_in_the_file_is_refused(
    tmp_path: Path, known: KnownRules, text: str, line: int, what: str, fix: str
) -> None:
    """With its line, and the rule that was probably meant."""
    file = tmp_path / "gate.yaml"
    file.write_text(text)
    with pytest.raises(CombinedUserError) as caught:
        load_gate(file, known)
    (error,) = caught.value.errors
    assert (error.file, error.line) == (str(file), line)
    assert what in error.render()
    assert fix in error.fix


def test_a_configuration_with_an_unknown_rule_is_refused_when_it_is_judged(known: KnownRules) -> None:
    """A caller that loads a configuration without the list of rules learns of it then."""
    gate = Gate.model_validate({"stop": [{"rules": ["checkov::CKV_AWS_871"], "reason": "Public."}]})
    with pytest.raises(UserError, match="there is no rule 'checkov::CKV_AWS_871'"):
        check_gate(gate, known)


def test_a_folder_beside_an_app_adds_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They add to those of the catalogue; a misspelt name of the file is refused."""
    monkeypatch.delenv("LZ_POLICIES", raising=False)
    own = tmp_path / "policies"
    own.mkdir()
    (own / "gate.yaml").write_text("stop:\n- {rules: [checkov::CKV_AWS_65], reason: The team works with these.}\n")
    loaded = load_policies(policy_sources(beside=tmp_path))
    assert {"checkov::CKV_AWS_65", "checkov::CKV_AWS_123"} <= loaded.stop
    (own / "gate.yaml").rename(own / "gates.yaml")
    with pytest.raises(UserError, match="nothing reads this") as caught:
        policy_sources(beside=tmp_path)
    assert "did you mean 'gate.yaml'" in caught.value.fix
    (own / "gates.yaml").rename(own / "other.txt")
    (own / "gate.yaml").mkdir()
    with pytest.raises(UserError, match="this cannot be read"):
        policy_sources(beside=tmp_path)


def test_advice_is_shown_counted_and_does_not_stop(
    root: Path, make_template: Callable[..., Template], make_assembly: Callable[..., Assembly]
) -> None:
    """Three packs ask for a dead-letter queue: one finding of advice, found under each of the three ids."""
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Runtime": "python3.14", "Role": "arn:aws:iam::111111111111:role/r", "Code": {"ZipFile": "1"}},
    }
    assembly = make_assembly(make_template({"Function": function}))
    policies = load_policies(PolicySources(root / "policies"))
    with Engines(root, engines=[Nag()]) as engines:
        judged = judge_assembly(assembly, policies, engines)
    assessment = judged.assessment
    checks = by_rule(assessment.checks)
    assert {checks[rule].rule for rule in LAMBDA_DLQ} == {LAMBDA_DLQ[0]}
    check = checks[LAMBDA_DLQ[2]]
    assert (check.also, check.advice, len(check.failed)) == (LAMBDA_DLQ[1:], NOT_NAMED, 1)
    advice = [finding for finding in judged.findings if finding.advice]
    assert set(LAMBDA_DLQ) <= {finding.rule for finding in advice}
    assert assessment.verdict.advice == sum(len(c.failed) + len(c.undetermined) for c in assessment.checks if c.advice)
    stopping = [f for f in judged.findings if f.status is Status.FAIL and not f.advice]
    assert not any(finding.rule in LAMBDA_DLQ for finding in stopping)
    printed = io.StringIO()
    print_verdict(assessment, Console(file=printed, width=200))
    headings = [line for line in printed.getvalue().splitlines() if line.strip().startswith("FAILS")]
    assert headings
    assert not any("LambdaDLQ" in line for line in headings)
    assert json.loads(assessment.model_dump_json())["verdict"]["advice"] == assessment.verdict.advice > 0
