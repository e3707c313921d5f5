"""A policy that AWS would not take is an error, also where it would not bind the request."""

from __future__ import annotations

from typing import Any

import pytest

from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy
from policy_evaluation.request import Request
from tests.policy_evaluation.asking import CONFIG, HERE, KINDS, OBJECT, ROLE, ask, policy, statement


def when(operator: str, values: Any, key: str = "aws:x") -> dict[str, Any]:
    """A statement with one condition."""
    return statement(Condition={operator: {key: values}})


@pytest.mark.parametrize(
    ("kind", "wrong", "message"),
    [
        ("identity", statement("allow"), "the effect 'allow' is neither Allow nor Deny"),
        ("identity", {"Action": "*", "Resource": "*"}, "the effect None is neither"),
        ("identity", statement(Actions="*"), "the element Actions is unknown"),
        ("identity", statement(NotAction="*", Action="*"), "both Action and NotAction"),
        ("identity", {"Effect": "Allow", "Resource": "*"}, "neither Action nor NotAction"),
        ("identity", {"Effect": "Allow", "Action": "*"}, "neither Resource nor NotResource"),
        ("identity", statement(Principal="*"), "names no principal"),
        ("identity", statement(Action="PutObject"), "the action 'PutObject' has no service before a colon"),
        ("identity", statement(Resource={"Fn::GetAtt": ["a", "Arn"]}), "Resource has .*, and not text"),
        ("identity", statement(Condition="x"), "Condition is 'x', and not a mapping"),
        ("identity", statement(Condition={"Bool": {}}), "not a mapping of condition keys"),
        ("identity", when("StringMatches", "a"), "the condition operator StringMatches is unknown"),
        ("identity", when("ForOneValue:StringLike", "a"), "ForOneValue:StringLike is unknown"),
        ("identity", when("NullIfExists", "true"), "NullIfExists is unknown"),
        ("identity", when("Null", "yes"), "takes true or false"),
        ("identity", when("NumericLessThan", "many"), "has 'many', which it does not take"),
        ("identity", when("DateLessThan", "tomorrow"), "has 'tomorrow', which it does not take"),
        ("identity", when("IpAddress", "10.0.0.0/40"), "which it does not take"),
        ("identity", when("BinaryEquals", "%"), "which it does not take"),
        ("identity", when("StringEquals", {"Ref": "a"}), "and not text"),
        ("resource", statement(), "neither Principal nor NotPrincipal"),
        ("resource", statement(Principal="me"), "is neither \\* nor a mapping"),
        ("resource", statement(Principal={"Aws": "*"}), "the kind of principal 'Aws' is unknown"),
        ("resource", statement(Principal={"AWS": f"arn:aws:iam::{HERE}:role/*"}), "has a wildcard"),
        ("resource", statement(Principal={"AWS": {"Fn::Sub": "x"}}), "is not text"),
        ("resource", statement("Deny", Principal={"CanonicalUser": "79a5"}), "denies by a canonical user"),
        (
            "rcp",
            statement("Deny", Principal={"AWS": HERE}, Action="s3:*"),
            "the principal of a resource control policy",
        ),
        ("rcp", statement(Principal="*", Action="s3:*"), "RCPFullAWSAccess alone allows"),
        ("rcp", statement("Deny", Principal="*"), "the action \\* is for AWS's own"),
        ("rcp", statement("Deny", Principal="*", NotAction="s3:*"), "has no NotAction"),
    ],
)
def test_a_statement_that_aws_refuses(kind: str, wrong: dict[str, Any], message: str) -> None:
    """The message begins with the policy and the statement."""
    with pytest.raises(ValueError, match=message) as caught:
        ask(
            CONFIG if kind == "identity" else ROLE,
            policy(kind, statement("Deny") if kind == "identity" else wrong, wrong),
        )
    assert str(caught.value).startswith(f"{kind}-0, statement ")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"Version": "2012-10-18", "Statement": []}, "p: the version '2012-10-18'"),
        ({"Statements": []}, "p: the element Statements is unknown"),
        ({"Statement": ["x"]}, "p, statement 1: it is 'x', and not a mapping"),
    ],
)
def test_a_document_that_aws_refuses(document: dict[str, Any], message: str) -> None:
    """Its version, its elements, its statements."""
    request = Request(caller=ROLE, action="s3:PutObject", resource=OBJECT, resource_account=HERE)
    with pytest.raises(ValueError, match=message):
        decide(request, [Policy(kind=KINDS["identity"], name="p", document=document)])


def test_what_the_request_does_not_say() -> None:
    """One session of the role is named; one value is compared with several."""
    session = f"arn:aws:sts::{HERE}:assumed-role/app/deployment"
    with pytest.raises(ValueError, match="which session calls is not known"):
        ask(ROLE, policy("resource", statement(Principal={"AWS": session})))
    assert not ask(ROLE, policy("resource", statement(Principal={"AWS": session.replace("app", "other")}))).allowed
    with pytest.raises(ValueError, match="aws:TagKeys has several values, and StringEquals compares one"):
        ask(ROLE, policy("identity", when("StringEquals", "a", "aws:TagKeys")), aws__TagKeys=("a", "b"))
