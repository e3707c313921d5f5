"""Stacks are deployed by what ``bootstrap`` of the configuration names, and guardrails exempt that role alone."""

from __future__ import annotations

import json
from pathlib import Path

import aws_cdk as cdk
import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.integrity import refuse_what_is_not_judged
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.iam.bootstrap_access import FURTHER_EXEMPT, exempt_beyond
from landing_zone.config import Bootstrap, LandingZone
from landing_zone.errors import UserError
from landing_zone.findings.finding import Status
from stacks.app_context import app_context
from stacks.guardrails import load_guardrails, placeholders
from stacks.organisation import Organisation

PERMISSION_SET = "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_AWSAdministratorAccess_*"
OWN = [
    Bootstrap(qualifier="payments1", administrators=(PERMISSION_SET, "Bootstrapper")),
    Bootstrap(execution_role="teams/deployer-${AWS::Region}", bucket="examplepay-cdk-${AWS::AccountId}"),
]
ROLES = ["arn:*:iam::*:role/cdk-payments1-cfn-exec-role-*", "arn:*:iam::*:role/teams/deployer-*"]


def test_administrators_change_the_bootstrap_alone(zone: LandingZone) -> None:
    """No other denial exempts them, and a policy that does exempts too many; their own role is protected."""
    own = zone.model_copy(update={"bootstrap": OWN[0]})
    written, found = own.snapshot(), {}
    for guardrail in load_guardrails(own):
        for statement in guardrail.content.get("Statement", ()):
            if "role/Bootstrapper" in json.dumps(statement.get("Condition", {})):
                found[statement["Sid"]] = statement
            if statement["Sid"] == "ProtectRoles":
                assert "arn:*:iam::*:role/Bootstrapper" in statement["Resource"]
        assert exempt_beyond(guardrail.content, written) == []
    names = ("KeepBootstrapToDeployment", "ProtectBootstrap", "ProtectBoundary", "ProtectDeployment")
    assert set(found) == set(names) == set(FURTHER_EXEMPT)
    for sid in ("ProtectRoles", None):
        elsewhere = {"Statement": [{**found["ProtectBootstrap"], "Sid": sid}]}
        roles = [f"arn:*:iam::*:role/{name}" for name in ("Bootstrapper", PERMISSION_SET)]
        assert exempt_beyond(elsewhere, written) == roles
        assert set(exempt_beyond(elsewhere, zone.snapshot())) > set(roles)


@pytest.mark.parametrize("operator", ["ArnNotLikeIfExists", "StringNotEqualsIgnoreCase", "ForAllValues:StringNotLike"])
def test_an_exemption_is_found_however_it_is_written(zone: LandingZone, operator: str) -> None:
    """In any operator that negates, and whatever the case of the key."""
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {operator: {"AWS:principalARN": "x"}}}
    assert exempt_beyond({"Statement": statement}, zone.snapshot()) == ["x"]


def test_without_it_the_role_is_the_cdks(zone: LandingZone) -> None:
    """The guardrails of the example name the role that ``cdk bootstrap`` makes."""
    assert placeholders(zone)["trusted_roles"][0] == "arn:*:iam::*:role/cdk-hnb659fds-cfn-exec-role-*"


@pytest.mark.parametrize(("bootstrap", "role"), list(zip(OWN, ROLES, strict=True)), ids=["qualifier", "names"])
def test_stacks_and_guardrails_follow_the_configuration(
    zone: LandingZone, root: Path, tmp_path: Path, bootstrap: Bootstrap, role: str
) -> None:
    """The assembly is judged with this configuration and refused with another; the guardrails' control holds."""
    own = zone.model_copy(update={"bootstrap": bootstrap})
    app = cdk.App(
        context=app_context(), outdir=str(tmp_path), analytics_reporting=False, builtin_cloud_formation_validation=False
    )
    place = next(e for e in own.environments() if e.account.role == "management" and e.is_home)
    Organisation(app, environment=place, zone=own)
    app.synth()
    (tmp_path / "landing-zone.json").write_text(json.dumps(own.snapshot()), encoding="utf-8")
    assembly = load_assembly(tmp_path)
    refuse_what_is_not_judged(assembly, {place.key}, bootstrap.names())
    with pytest.raises(UserError, match="is not the one that the configuration names"):
        refuse_what_is_not_judged(assembly, {place.key}, zone.bootstrap.names())

    text = assembly.templates[0].text
    assert role in text
    assert "cdk-hnb659fds-cfn-exec-role" not in text
    control = load_catalogue(root / "policies").controls["scp-protect-security"]
    found = {f.rule.rpartition(".")[2]: f.status for f in evaluate(assembly, [control]).findings}
    assert set(found) >= {"alerts-and-roles", "few-exempt"}
    assert set(found.values()) == {Status.PASS}
