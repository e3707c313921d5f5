"""Who is allowed by which policies. Each table has AWS's page that says so; all were read on 2026-12-01."""

from __future__ import annotations

from typing import Any

import pytest

from policy_evaluation.decision import Deciding, Outcome
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller
from tests.policy_evaluation.asking import (
    ANYBODY,
    CONFIG,
    FOREIGN_ROLE,
    HERE,
    KEY,
    LINKED_ROLE,
    OBJECT,
    PROVIDER,
    ROLE,
    ROOT,
    TARGET,
    THERE,
    USER,
    ask,
    policy,
    statement,
)

ALLOWED, DENIED, NOT_ALLOWED = Outcome.ALLOWED, Outcome.DENIED, Outcome.NOT_ALLOWED
MAY = policy("identity", statement())
NONE = policy("identity", statement(Action="iam:GetUser"))
LIMIT = policy("boundary", statement(Action="iam:*"))
SESSION = policy("session", statement(Action="iam:*"))


def to(principal: object, effect: str = "Allow", **elements: object) -> Policy:
    """A resource's policy that names somebody."""
    return policy("resource", statement(effect, Principal=principal, **elements))


HERE_ROOT = {"AWS": f"arn:aws:iam::{HERE}:root"}
THERE_ROOT = {"AWS": THERE}
HERE_ROLE = {"AWS": ROLE.name}
HERE_USER = {"AWS": USER.name}


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
@pytest.mark.parametrize(
    ("caller", "policies", "outcome"),
    [
        (ROLE, (), NOT_ALLOWED),
        (ROLE, (MAY,), ALLOWED),
        (ROLE, (NONE,), NOT_ALLOWED),
        (ROLE, (NONE, to("*")), ALLOWED),
        (ROLE, (NONE, to(HERE_ROOT)), NOT_ALLOWED),
        (ROLE, (to(HERE_ROLE),), ALLOWED),
        # A role's ARN in a resource policy is limited by its boundary and its session; everybody's grant is not.
        (ROLE, (LIMIT, to(HERE_ROLE)), NOT_ALLOWED),
        (ROLE, (SESSION, to(HERE_ROLE)), NOT_ALLOWED),
        (ROLE, (LIMIT, SESSION, to("*")), ALLOWED),
        (ROLE, (MAY, LIMIT), NOT_ALLOWED),
        (ROLE, (MAY, SESSION), NOT_ALLOWED),
        (ROLE, (MAY, policy("boundary", statement()), policy("session", statement())), ALLOWED),
        # A user's ARN is not limited by the boundary.
        (USER, (LIMIT, to(HERE_USER)), ALLOWED),
        (USER, (MAY, LIMIT), NOT_ALLOWED),
        # The root user may do everything that nothing denies.
        (ROOT, (), ALLOWED),
        (ROOT, (to("*", "Deny"),), DENIED),
        (ROOT, (policy("scp", statement("Deny")),), DENIED),
        (LINKED_ROLE, (MAY,), ALLOWED),
        (LINKED_ROLE, (), NOT_ALLOWED),
        (ANYBODY, (), NOT_ALLOWED),
        (ANYBODY, (to({"AWS": "*"}),), ALLOWED),
        (ANYBODY, (to(HERE_ROOT),), NOT_ALLOWED),
        (CONFIG, (), NOT_ALLOWED),
        (CONFIG, (to({"Service": "config.amazonaws.com"}),), ALLOWED),
        (CONFIG, (to({"Service": ["sns.amazonaws.com"]}),), NOT_ALLOWED),
        # Whether the endpoint's policy allows is asked beside all others.
        (ROLE, (MAY, policy("endpoint", statement(Principal="*", Action="s3:Get*"))), NOT_ALLOWED),
        (ROLE, (MAY, policy("endpoint", statement(Principal="*", Action="s3:Put*"))), ALLOWED),
    ],
)
def test_within_an_account(caller: Caller, policies: tuple[Policy, ...], outcome: Outcome) -> None:
    """Identity or resource policy allows, within boundary and session; an endpoint's policy allows as well."""
    assert ask(caller, *policies).outcome is outcome


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
@pytest.mark.parametrize(
    ("policies", "outcome"),
    [
        ((MAY,), NOT_ALLOWED),
        ((to(THERE_ROOT),), NOT_ALLOWED),
        ((to("*"),), NOT_ALLOWED),
        ((MAY, to(THERE_ROOT)), ALLOWED),
        ((MAY, to({"AWS": FOREIGN_ROLE.name})), ALLOWED),
        ((MAY, to("*")), ALLOWED),
        ((MAY, to(HERE_ROOT)), NOT_ALLOWED),
        ((MAY, LIMIT, to("*")), NOT_ALLOWED),
        ((MAY, SESSION, to(THERE_ROOT)), NOT_ALLOWED),
    ],
)
def test_across_accounts(policies: tuple[Policy, ...], outcome: Outcome) -> None:
    """Both sides must allow, and boundary and session limit in any case."""
    assert ask(FOREIGN_ROLE, *policies).outcome is outcome


# https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html: "No AWS principal, including the account root
# user or key creator, has any permissions to a KMS key unless they are explicitly allowed".
@pytest.mark.parametrize(
    ("caller", "policies", "outcome"),
    [
        (ROLE, (MAY,), NOT_ALLOWED),
        (ROLE, (to(HERE_ROOT),), NOT_ALLOWED),
        (ROLE, (MAY, to(HERE_ROOT)), ALLOWED),
        (ROLE, (MAY, to(HERE_ROOT, Action="kms:Describe*")), NOT_ALLOWED),
        (ROLE, (to(HERE_ROLE),), ALLOWED),
        (ROLE, (LIMIT, to(HERE_ROLE)), NOT_ALLOWED),
        (ROOT, (), NOT_ALLOWED),
        (ROOT, (to(HERE_ROOT),), ALLOWED),
        (FOREIGN_ROLE, (MAY, to(THERE_ROOT)), ALLOWED),
        (FOREIGN_ROLE, (MAY, to(HERE_ROOT)), NOT_ALLOWED),
        (CONFIG, (to(HERE_ROOT),), NOT_ALLOWED),
    ],
)
def test_keys(caller: Caller, policies: tuple[Policy, ...], outcome: Outcome) -> None:
    """The key's policy allows, or leaves it to the account, whose policies then allow."""
    assert ask(caller, *policies, action="kms:Decrypt", resource=KEY).outcome is outcome


def test_an_action_on_keys_in_general_has_no_key_policy() -> None:
    """``kms:ListKeys`` and aliases are left to the caller's policies."""
    assert ask(ROLE, MAY, action="kms:ListKeys", resource="*").allowed
    assert ask(ROLE, MAY, action="kms:CreateAlias", resource=f"arn:aws:kms:eu-west-1:{HERE}:alias/a").allowed


# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html and the page of the evaluation logic
@pytest.mark.parametrize(
    ("caller", "policies", "outcome"),
    [
        (ROLE, (MAY,), NOT_ALLOWED),
        (ROLE, (MAY, to(HERE_ROOT)), ALLOWED),
        (ROLE, (to(HERE_ROOT),), NOT_ALLOWED),
        (ROLE, (to(HERE_ROLE),), ALLOWED),
        (FOREIGN_ROLE, (MAY, to({"AWS": FOREIGN_ROLE.name})), ALLOWED),
        (FOREIGN_ROLE, (to({"AWS": FOREIGN_ROLE.name}),), NOT_ALLOWED),
        (CONFIG, (to({"Service": CONFIG.name}),), ALLOWED),
        (PROVIDER, (to({"Federated": PROVIDER.name}),), ALLOWED),
        (PROVIDER, (to({"Federated": "accounts.example.com"}),), NOT_ALLOWED),
    ],
)
def test_assuming_a_role(caller: Caller, policies: tuple[Policy, ...], outcome: Outcome) -> None:
    """The trust policy must allow."""
    action = "sts:AssumeRoleWithWebIdentity" if caller is PROVIDER else "sts:AssumeRole"
    assert ask(caller, *policies, action=action, resource=TARGET).outcome is outcome


SCP_DENY = policy("scp", statement("Deny", Action="s3:*"), statement())
RCP_DENY = policy("rcp", statement("Deny", Action="s3:*", Principal="*"))
CONFIG_MAY = to({"Service": CONFIG.name})


# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: "SCPs affect only users and
# roles ... including the member account's root user"; "SCPs don't affect any service-linked role".
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html: "RCPs impact the effective
# permissions of principals ... This includes root users. The exception is when principals are service-linked roles".
@pytest.mark.parametrize(
    ("caller", "grants", "by_scp", "by_rcp"),
    [
        (ROLE, MAY, DENIED, DENIED),
        (USER, MAY, DENIED, DENIED),
        (ROOT, MAY, DENIED, DENIED),
        (LINKED_ROLE, MAY, ALLOWED, ALLOWED),
        (CONFIG, CONFIG_MAY, ALLOWED, DENIED),
        (ANYBODY, to("*"), ALLOWED, DENIED),
    ],
)
def test_whom_the_organisation_binds(caller: Caller, grants: Policy, by_scp: Outcome, by_rcp: Outcome) -> None:
    """Service control policies bind what signs as an account, resource control policies everybody but linked roles."""
    assert (ask(caller, grants, SCP_DENY).outcome, ask(caller, grants, RCP_DENY).outcome) == (by_scp, by_rcp)


def test_each_level_must_allow() -> None:
    """A service control policy allows at the root, at each unit, and at the account."""
    all_of_it, reads = policy("scp", statement()), policy("scp", statement(Action="s3:Get*"), level=1)
    assert ask(ROLE, MAY, all_of_it, policy("scp", statement(Action="s3:Put*"), level=1)).allowed
    decision = ask(ROLE, MAY, all_of_it, reads, policy("scp", statement(), level=2))
    assert decision.outcome is NOT_ALLOWED
    assert decision.reason == "no service control policy at level 1 allows it (scp-1)"


def test_resource_control_is_for_some_services() -> None:
    """Not for SNS, nor for retiring a grant; ``RCPFullAWSAccess`` is there, whether it is given or not."""
    deny = policy("rcp", statement("Deny", Action=["sns:*", "kms:*"], Principal="*"))
    topic = f"arn:aws:sns:eu-west-1:{HERE}:alerts"
    assert ask(ROLE, MAY, deny, action="sns:Publish", resource=topic).allowed
    assert ask(ROLE, MAY, to("*"), deny, action="kms:RetireGrant", resource=KEY).allowed
    assert ask(ROLE, MAY, to("*"), deny, action="kms:Decrypt", resource=KEY).outcome is DENIED
    assert ask(ROLE, MAY, policy("rcp", statement(Principal="*"))).allowed


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
@pytest.mark.parametrize(
    ("exempt", "caller", "outcome"),
    [
        ({"AWS": [ROLE.name, HERE]}, ROLE, ALLOWED),
        ({"AWS": ROLE.name}, ROLE, DENIED),
        (HERE_ROOT, ROLE, DENIED),
        (HERE_ROOT, ROOT, ALLOWED),
        ({"AWS": [USER.name, HERE]}, ROLE, DENIED),
        ({"Service": CONFIG.name}, CONFIG, ALLOWED),
        ({"AWS": [ROLE.name, HERE]}, CONFIG, DENIED),
    ],
)
def test_not_principal(exempt: object, caller: Caller, outcome: Outcome) -> None:
    """A role or user is exempt where its account is named as well; a service where it is named."""
    deny = policy("resource", statement("Deny", NotPrincipal=exempt), statement(Principal="*"))
    assert ask(caller, MAY, deny).outcome is outcome


def test_not_principal_denies_all_with_a_boundary() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html."""
    deny = policy("resource", statement("Deny", NotPrincipal={"AWS": [ROLE.name, HERE]}))
    assert ask(ROLE, MAY, deny, policy("boundary", statement())).outcome is DENIED
    everybody_else = policy("resource", statement(NotPrincipal={"AWS": ROLE.name}))
    assert (ask(ROLE, everybody_else).outcome, ask(ANYBODY, everybody_else).outcome) == (NOT_ALLOWED, ALLOWED)


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
@pytest.mark.parametrize(
    ("elements", "outcome"),
    [
        ({"Resource": "arn:aws:s3:::logs/*"}, ALLOWED),
        ({"Resource": "arn:aws:s3:*:*:logs/*"}, ALLOWED),
        ({"Resource": "arn:aws:s3:::log?/AWSLogs/fil?"}, ALLOWED),
        ({"Resource": "arn:aws:s3:::Logs/*"}, NOT_ALLOWED),
        ({"Resource": "arn:aws:s3:::logs"}, NOT_ALLOWED),
        ({"Resource": "arn:aws:s*:logs/*"}, ALLOWED),  # at the end of a part it goes on beyond the colon
        ({"Resource": "arn:a*s:logs/*"}, NOT_ALLOWED),
        ({"Resource": "arn:aws:s3:::logs/${aws:PrincipalAccount}/*"}, NOT_ALLOWED),
        ({"NotResource": "arn:aws:s3:::logs/*"}, NOT_ALLOWED),
        ({"NotResource": "arn:aws:s3:::logs/${aws:username}"}, ALLOWED),  # it has no value, and matches nothing
        ({"Action": "S3:putobject"}, ALLOWED),
        ({"Action": "s3:Put?bject"}, ALLOWED),
        ({"Action": ["s3:Get*", "s3:PutObjectAcl"]}, NOT_ALLOWED),
        ({"NotAction": "iam:*"}, ALLOWED),
        ({"NotAction": ["s3:*"]}, NOT_ALLOWED),
    ],
)
def test_actions_and_resources(elements: dict[str, Any], outcome: Outcome) -> None:
    """Wildcards, the case of actions and the exceptions."""
    assert ask(ROLE, policy("identity", statement(**elements))).outcome is outcome


def test_variables() -> None:
    """They have the values of the request, a default, or none; before version 2012-10-17 they are text."""
    resource = "arn:aws:s3:::home/anna/file"
    of_user = statement(Resource="arn:aws:s3:::home/${aws:username}/*")
    assert ask(USER, policy("identity", of_user), resource=resource).allowed
    assert not ask(ROLE, policy("identity", of_user), resource=resource).allowed
    assert not ask(USER, policy("identity", of_user, version="2008-10-17"), resource=resource).allowed
    default = statement(Resource="arn:aws:s3:::home/${aws:username, 'anna'}/*")
    assert ask(ROLE, policy("identity", default), resource=resource).allowed
    star = policy("identity", statement(Resource="arn:aws:s3:::home/${*}/*"))
    assert ask(ROLE, star, resource="arn:aws:s3:::home/*/file").allowed
    assert not ask(ROLE, star, resource=resource).allowed


def test_a_value_with_an_asterisk_is_no_wildcard() -> None:
    """What replaces a variable is text: a tag ``*`` does not open all folders."""
    own = policy("identity", statement(Resource="arn:aws:s3:::home/${aws:PrincipalTag/Team}/*"))
    keys = {"aws__PrincipalTag/Team": "*"}
    assert not ask(ROLE, own, resource="arn:aws:s3:::home/red/file", **keys).allowed
    assert ask(ROLE, own, resource="arn:aws:s3:::home/*/file", **keys).allowed


def test_the_decision_names_the_statements() -> None:
    """Denials by their ``Sid`` or number; what allows; which condition lacked, or that it is about something else."""
    deny = to("*", "Deny", Sid="OnlyKms", Condition={"StringEquals": {"s3:x-amz-server-side-encryption": "AES256"}})
    denied = ask(CONFIG, CONFIG_MAY, deny, **{"s3__x-amz-server-side-encryption": "AES256"})
    assert denied.by == (Deciding(kind=PolicyKind.RESOURCE, policy="resource-0", statement="OnlyKms"),)
    assert denied.reason == "the resource policy resource-0 denies it (OnlyKms)"
    allowed = ask(CONFIG, CONFIG_MAY)
    assert (allowed.by, allowed.reason) == (
        (Deciding(kind=PolicyKind.RESOURCE, policy="resource-0", statement="statement 1"),),
        "",
    )
    acl = to({"Service": CONFIG.name}, Condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}})
    assert ask(CONFIG, acl).reason == (
        "the resource policy resource-0 does not allow it: statement 1 of resource-0 needs StringEquals s3:x-amz-acl "
        "bucket-owner-full-control, and it is not set"
    )
    elsewhere = to({"Service": CONFIG.name}, Resource="arn:aws:s3:::other/*")
    assert ask(CONFIG, elsewhere).reason == (
        "the resource policy resource-0 does not allow it: statement 1 of resource-0 is about other resources"
    )
    assert ask(CONFIG).reason == "the resource has no policy, and only that could allow it"
    assert ask(ROLE, MAY, resource=OBJECT, account=THERE).reason.startswith("the resource has no policy")
