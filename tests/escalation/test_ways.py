"""Each known way to more rights fails where it is open, and passes where one thing that it needs is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from landing_zone.catalogue.escalation import Changed, Escalation, Gain, load_escalations
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.escalation.evaluate import evaluate_escalations
from landing_zone.findings.finding import Finding, Status
from tests.conftest import ROOT
from tests.deliveries.conftest import ACCOUNT, ZONE, assembly_of

WAYS = load_escalations(ROOT / "policies")
PATHS = {path.id: path for path in WAYS.paths}
BOOTSTRAP = {
    "qualifier": "hnb659fds",
    "deploy_role": "cdk-${Qualifier}-deploy-role-${AWS::AccountId}-${AWS::Region}",
    "execution_role": "cdk-${Qualifier}-cfn-exec-role-${AWS::AccountId}-${AWS::Region}",
}
ARN = f"arn:aws:iam::{ACCOUNT}:role/"
Resources = dict[str, dict[str, Any]]


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def role(name: str, *statements: Mapping[str, Any], trusts: Any, **more: Any) -> dict[str, Any]:
    """Return a role with one policy."""
    trust = document({"Effect": "Allow", "Principal": trusts, "Action": "sts:AssumeRole"})
    policies = [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else []
    properties = {"RoleName": name, "AssumeRolePolicyDocument": trust, "Policies": policies, **more}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def strong(service: str = "states.amazonaws.com") -> dict[str, Any]:
    """Return a role that can change rights."""
    return role("strong", allow("iam:CreatePolicyVersion"), trusts={"Service": service})


def team(*statements: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the role of a team."""
    return role("team", *statements, trusts={"Service": "ec2.amazonaws.com"}, **more)


def asked(resources: Resources, zone: Mapping[str, Any] | None = None) -> list[Finding]:
    """Return all findings."""
    return evaluate_escalations(assembly_of(resources, zone), WAYS)


def of_team(
    resources: Resources, way: Gain, zone: Mapping[str, Any] | None = None, logical_id: str = "Team"
) -> Finding:
    """Return the one finding of a rule on the team's role."""
    (one,) = [one for one in asked(resources, zone) if (one.logical_id, one.rule) == (logical_id, way.rule)]
    return one


def open_by(path: Escalation, actions: Sequence[str]) -> Resources:
    """Return an assembly in which a way is open to the team by these actions, if they are enough."""
    needed = [allow(one) for one in actions]
    match path.way:
        case Gain.CHANGES_RIGHTS:
            return {"Team": team(*needed)}
        case Gain.PASSES_ROLE:
            return {"Team": team(allow("iam:PassRole", f"{ARN}strong"), *needed), "Strong": strong(path.passes)}
        case Gain.TAKES_OVER_CODE:
            properties: dict[str, Any] = {}
            at = properties
            *above, last = path.role.split(".")
            for key in above:
                at = at.setdefault(key, {})
            at[last] = f"{ARN}strong"
            return {"Team": team(*needed), "Strong": strong(), "Runs": {"Type": path.of, "Properties": properties}}
        case Gain.ASSUMES_ROLE:
            trusts = {"AWS": f"{ARN}team"}
            return {"Team": team(*needed), "Strong": role("strong", allow("iam:PutRolePolicy"), trusts=trusts)}


def zone_of(path: Escalation) -> Mapping[str, Any] | None:
    """Return the configuration that a way needs: only stacks of a zone have a role that deployed them."""
    return {**ZONE, "bootstrap": BOOTSTRAP} if path.changes is Changed.STACK else None


@pytest.mark.parametrize("path", PATHS)
def test_a_way_that_is_open_fails(path: str) -> None:
    """By the first of alternative actions and by the last; the finding says what the principal does."""
    way = PATHS[path]
    for choice in (0, -1):
        finding = of_team(open_by(way, [either[choice] for either in way.alternatives]), way.way, zone_of(way))
        assert finding.status is Status.FAIL, finding
        assert way.does in finding.message


@pytest.mark.parametrize("path", PATHS)
def test_a_way_passes_that_lacks_an_action(path: str) -> None:
    """Each needed action is left out in turn."""
    way = PATHS[path]
    for missing in range(len(way.alternatives)):
        actions = [either[0] for index, either in enumerate(way.alternatives) if index != missing]
        finding = of_team(open_by(way, actions), way.way, zone_of(way))
        assert way.does not in finding.message


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        (allow("iam:*"), Status.FAIL),
        (allow("*"), Status.FAIL),
        (allow("?am:Put?olePolicy"), Status.FAIL),
        (allow("IAM:putrolepolicy"), Status.FAIL),
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}, Status.FAIL),
        (allow("iam:PutRolePolicy", f"{ARN}other"), Status.FAIL),
        (allow("iam:PutRolePolicy", f"{ARN}t*"), Status.FAIL),
        (allow("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT}:policy/x"), Status.FAIL),
        (allow("iam:CreatePolicyVersion", {"Ref": "Given"}), Status.UNDETERMINED),
        (allow("iam:Get*"), Status.PASS),
        (allow("iam:PutRolePolicy", "arn:aws:iam::aws:policy/x"), Status.PASS),
        ({**allow("iam:PutRolePolicy"), "Effect": "Deny"}, Status.PASS),
    ],
)
def test_statements_are_read_as_iam_reads_them(statement: dict[str, Any], status: Status) -> None:
    """Wildcards, case, exceptions, and resources that templates leave open."""
    assert of_team({"Team": team(statement)}, Gain.CHANGES_RIGHTS).status is status


def test_what_a_policy_denies_is_not_open() -> None:
    """Of the role's own policies, and of its boundary."""
    denies = {"Effect": "Deny", "Action": "iam:Put*", "Resource": "*"}
    assert (
        of_team({"Team": team(allow("iam:*"), {**denies, "Action": "iam:*"})}, Gain.CHANGES_RIGHTS).status
        is Status.PASS
    )
    bound: Resources = {
        "Team": team(allow("iam:PutRolePolicy"), PermissionsBoundary={"Ref": "Bound"}),
        "Bound": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": document(allow("*"), denies)},
        },
    }
    assert [one.status for one in asked(bound) if one.logical_id == "Bound"] == []
    assert of_team(bound, Gain.CHANGES_RIGHTS).status is Status.PASS


@pytest.mark.parametrize(
    ("passing", "status"),
    [
        (allow("iam:PassRole", f"{ARN}strong"), Status.FAIL),
        (allow("iam:PassRole", f"{ARN}s*"), Status.FAIL),
        (allow("iam:PassRole", f"{ARN}another"), Status.PASS),
        (
            allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}),
            Status.FAIL,
        ),
        (allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), Status.PASS),
    ],
)
def test_a_role_is_passed_to_a_service(passing: dict[str, Any], status: Status) -> None:
    """Which role, and to which service, is decided by the statement and its condition."""
    resources = {
        "Team": team(passing, allow(["lambda:Create*", "lambda:Invoke*"])),
        "Strong": strong("lambda.amazonaws.com"),
    }
    assert of_team(resources, Gain.PASSES_ROLE).status is status


def test_a_role_that_can_do_no_more_may_be_passed() -> None:
    """As every pipeline does."""
    works = role("strong", allow("sqs:SendMessage"), trusts={"Service": "lambda.amazonaws.com"})
    resources = {"Team": team(allow("iam:PassRole"), allow("lambda:*")), "Strong": works}
    assert of_team(resources, Gain.PASSES_ROLE).status is Status.PASS


def test_any_number_of_steps_counts() -> None:
    """A role that can assume one that passes one that changes rights."""
    middle = role("middle", allow(["iam:PassRole", "states:CreateStateMachine"]), trusts={"AWS": f"{ARN}team"})
    resources = {"Team": team(allow("sts:AssumeRole", f"{ARN}middle")), "Middle": middle, "Strong": strong()}
    assert of_team(resources, Gain.ASSUMES_ROLE).status is Status.FAIL
    assert of_team(resources, Gain.PASSES_ROLE, logical_id="Middle").status is Status.FAIL
    del resources["Strong"]
    assert {one.status for one in asked(resources)} == {Status.PASS}


def test_a_trust_admits_only_whom_it_names() -> None:
    """The caller's own policy is not enough for a role that trusts somebody else."""
    other = role("strong", allow("iam:*"), trusts={"AWS": f"{ARN}other"})
    assert of_team({"Team": team(allow("sts:AssumeRole")), "Strong": other}, Gain.ASSUMES_ROLE).status is Status.PASS


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::IAM::ManagedPolicy", {"PolicyDocument": document(allow("iam:SetDefaultPolicyVersion"))}),
        ("AWS::IAM::RolePolicy", {"RoleName": "elsewhere", "PolicyDocument": document(allow("iam:PutUserPolicy"))}),
        ("AWS::IAM::Policy", {"Users": ["someone"], "PolicyDocument": document(allow("iam:CreateAccessKey"))}),
        ("AWS::IAM::UserPolicy", {"UserName": "someone", "PolicyDocument": document(allow("iam:AddUserToGroup"))}),
        (
            "AWS::IAM::GroupPolicy",
            {"GroupName": "some", "PolicyDocument": document(allow("sso:CreateAccountAssignment"))},
        ),
        ("AWS::IAM::User", {"Policies": [{"PolicyName": "own", "PolicyDocument": document(allow("iam:*"))}]}),
        ("AWS::IAM::Group", {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/IAMFullAccess"]}),
        (
            "AWS::IAM::User",
            {"ManagedPolicyArns": [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"}]},
        ),
        ("AWS::SSO::PermissionSet", {"InlinePolicy": document(allow("organizations:DetachPolicy"))}),
        ("AWS::SSO::PermissionSet", {"ManagedPolicies": ["arn:aws:iam::aws:policy/AdministratorAccess"]}),
    ],
)
def test_every_holder_of_a_policy_is_asked(type_: str, properties: dict[str, Any]) -> None:
    """Also a policy that no principal here holds, and the policies of AWS that change rights."""
    resources = {"Team": {"Type": type_, "Properties": properties}}
    assert of_team(resources, Gain.CHANGES_RIGHTS).status is Status.FAIL


def test_policies_add_up() -> None:
    """What two policies of a role allow together is one way."""
    resources: Resources = {
        "Team": team(allow("iam:PassRole")),
        "More": {
            "Type": "AWS::IAM::Policy",
            "Properties": {"Roles": [{"Ref": "Team"}], "PolicyDocument": document(allow("ecs:*"))},
        },
        "Strong": strong("ecs-tasks.amazonaws.com"),
    }
    assert of_team(resources, Gain.PASSES_ROLE).status is Status.FAIL
    assert [one for one in asked(resources) if one.logical_id == "More"] == []


def _deploying(name: str) -> dict[str, Any]:
    return role(name, allow("iam:*"), trusts={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})


def test_the_roles_that_deploy_are_not_asked_and_not_reached() -> None:
    """By their whole name, with account and Region: a name of the same form is anybody's."""
    zone = {**ZONE, "bootstrap": BOOTSTRAP}
    own, similar = f"cdk-hnb659fds-cfn-exec-role-{ACCOUNT}-eu-west-1", "cdk-hnb659fds-cfn-exec-role-x-y"
    assert asked({"Deploys": _deploying(own)}, zone) == []
    assert of_team({"Team": _deploying(similar)}, Gain.CHANGES_RIGHTS, zone).status is Status.FAIL
    reached = {"Deploys": _deploying(own), "Team": team(allow("sts:AssumeRole", f"{ARN}{own}"))}
    assert of_team(reached, Gain.ASSUMES_ROLE, zone).status is Status.FAIL


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::RolesAnywhere::Profile", {"RoleArns": [f"{ARN}works", f"{ARN}strong"]}),
        ("AWS::Cognito::IdentityPoolRoleAttachment", {"Roles": {"authenticated": f"{ARN}strong"}}),
        ("AWS::EKS::PodIdentityAssociation", {"RoleArn": f"{ARN}strong"}),
    ],
)
def test_who_has_no_identity_gets_no_such_role(type_: str, properties: dict[str, Any]) -> None:
    """Nor, in a zone, a role that is in no template: what that may do is not known."""
    door: Resources = {"Team": {"Type": type_, "Properties": properties}}
    works = role("works", allow("sqs:SendMessage"), trusts={"Service": "ec2.amazonaws.com"})
    reached: Resources = {**door, "Strong": strong(), "Works": works}
    assert of_team(reached, Gain.ASSUMES_ROLE).status is Status.FAIL
    assert of_team(door, Gain.ASSUMES_ROLE).status is Status.PASS
    finding = of_team(door, Gain.ASSUMES_ROLE, {**ZONE, "bootstrap": BOOTSTRAP})
    assert (finding.status, f"{ARN}strong, which is in no template" in finding.message) == (Status.FAIL, True)


def test_the_zone_has_no_way(gated: Path) -> None:
    """Every principal of the example but those that deploy is asked, and passes."""
    found = evaluate_escalations(load_assembly(gated), WAYS)
    assert len(found) > 4 * 60
    assert {one.status for one in found} == {Status.PASS}
