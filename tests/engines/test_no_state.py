"""No engine keeps anything of one template for the next: alone, before or after others, its findings are the same."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import Engine, EngineResult, parse_result
from landing_zone.engines.session import CHECKS_FOLDER
from landing_zone.engines.worker_pool import Job, WorkerPool
from landing_zone.findings.finding import Status
from tests.conftest import ROOT
from tests.engines.test_stock import case_templates

CHECKS = ROOT / "policies" / CHECKS_FOLDER
PATCHED = (Checkov(CHECKS), CfnLint(), Nag())
STOCK = (Checkov(CHECKS, stock=True), CfnLint(stock=True))
PRIVILEGE_RULES = {f"checkov::CKV_AWS_{number}" for number in range(107, 112)}


def _role(*policies: tuple[str, str, str]) -> str:
    """A template with a role; each of its policies has a name, an action and a resource."""
    written = [
        {
            "PolicyName": name,
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": [action], "Resource": resource}],
            },
        }
        for name, action, resource in policies
    ]
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}, "Policies": written}}
    return json.dumps({"Resources": {"Role": role}})


HARMLESS = ("work", "s3:GetObject", "arn:aws:s3:::example-reports/*")
ALMIGHTY = ("work", "*", "*")


def _in_orders(engine: Engine, texts: Sequence[str], *orders: Sequence[int]) -> list[list[EngineResult]]:
    """Judge templates in one worker, in one order after the other; return the results of each, as the templates are."""
    pool = WorkerPool(engine)
    try:
        results = [pool.judge([Job(n, texts[n], "eu-west-1", f"t{n}") for n in order]) for order in orders]
    finally:
        pool.close()
    return [[found[place] for place in range(len(texts))] for found in results]


def _alone(engine: Engine, texts: Sequence[str]) -> list[EngineResult]:
    """Judge each template in a process that has judged no other."""
    arguments = list(engine.command())
    worker = arguments.index("landing_zone.engines.worker")
    command = [*arguments[:worker], "tests.engines.judged_alone", *arguments[worker + 1 :]]
    command.remove("-P")  # the folder of the tests is the current one
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=ROOT)
    return [parse_result(message) for message in json.loads(done.stdout)]


def _failed(result: EngineResult) -> set[str]:
    return {finding.rule for finding in result.findings if finding.status is Status.FAIL}


@pytest.mark.parametrize("stock", [False, True])
def test_a_policy_is_not_judged_by_an_earlier_one_of_its_name(stock: bool) -> None:
    """The second template once passed all five rules, since the first has a harmless policy of the same names.

    In the third it is the role itself that has a harmless policy of the same name.
    """
    texts = [_role(HARMLESS), _role(ALMIGHTY), _role(HARMLESS, ALMIGHTY)]
    ((first, *others),) = _in_orders(Checkov(CHECKS, stock), texts, [0, 1, 2])
    assert not _failed(first) & PRIVILEGE_RULES
    assert all(_failed(other) >= PRIVILEGE_RULES for other in others)


@pytest.mark.parametrize("value", ["${Token[AWS.AccountId.1]}", ["#{Token[TOKEN.3]}"], -1.8881545897087827e289])
def test_a_token_of_the_cdk_is_not_read_as_a_value_of_another_app(nag: Callable[..., EngineResult], value: Any) -> None:
    """The CDK numbers its tokens in a process, so that a text may be that of any template judged before."""
    result = nag({"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": value}}})
    assert "token" in result.not_judged
    assert not result.findings


@pytest.mark.parametrize(
    "select", [[{"Ref": "Other"}, {"Fn::GetAZs": ""}], [99, {"Fn::Split": [",", {"Ref": "Other"}]}]]
)
def test_a_message_has_no_number_of_a_token(nag: Callable[..., EngineResult], select: Any) -> None:
    """The CDK counts its tokens in a process, so the number depends on what was judged before."""
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"FifoQueue": {"Fn::Select": select}}}
    first, second = (nag({"Q": queue, "Other": {"Type": "AWS::SQS::Queue"}}) for _ in range(2))
    assert "Token" in first.not_judged
    assert first == second


def _hold(engine: Engine, texts: Sequence[str]) -> None:
    """Findings of templates judged in turn, in several orders, are the same, and those of each alone."""
    orders = [list(range(len(texts))) for _ in range(3)]
    orders[0].reverse()
    for seed, order in enumerate(orders[1:]):
        random.Random(seed).shuffle(order)  # noqa: S311 - an order, not a secret
    results = _in_orders(engine, texts, *orders)
    expected = results[0] if isinstance(engine, Nag) else _alone(engine, texts)  # Node cannot fork
    assert sum(len(result.findings) for result in expected) > len(texts)
    for order, found in zip(orders, results, strict=True):
        differ = [text for text, one, other in zip(texts, expected, found, strict=True) if one != other]
        assert differ == [], order


def _name(engine: Engine) -> str:
    return f"{engine.name}-stock" if engine in STOCK else engine.name


@pytest.mark.parametrize("engine", PATCHED, ids=_name)
def test_findings_do_not_depend_on_what_was_judged_before(engine: Engine) -> None:
    """Some of the project's own cases, and the pair that once differed."""
    texts = sorted({json.dumps(template) for template in case_templates()})
    chosen = random.Random(12).sample(texts, 60)  # noqa: S311 - a choice, not a secret
    _hold(engine, [_role(HARMLESS), _role(ALMIGHTY), *chosen])


@pytest.mark.slow  # 1,500 templates, three times and alone, by each engine
@pytest.mark.parametrize("engine", [*PATCHED, *STOCK], ids=_name)
def test_findings_of_no_case_depend_on_what_was_judged_before(engine: Engine) -> None:
    """All of the project's own cases; 300 of them for an engine without patches, which takes several times as long."""
    texts = sorted({json.dumps(template) for template in case_templates()})
    assert len(texts) >= 300
    _hold(engine, texts if engine in PATCHED else random.Random(3).sample(texts, 300))  # noqa: S311 - a choice
