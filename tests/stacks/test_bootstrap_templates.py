"""The zone's own bootstrap: what an independent scanner asks of it, and what its roles may and may not do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import aws_cdk as cdk
import cfnlint.decode.cfn_yaml as cfn_yaml
import pytest

from landing_zone.assessment.places import stack_entries
from landing_zone.cloudformation.assembly.integrity import is_bootstrap, refuse_what_is_not_judged
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.types.handlers import handler_permissions
from landing_zone.cloudformation.types.schemas import type_names
from landing_zone.config import LandingZone
from landing_zone.config.bootstrap import AlsoDeploys
from landing_zone.deployment.without_the_cli import LIMIT, too_long_for_the_cli
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request
from stacks.bootstrap import Bootstrap
from stacks.deployment_rights import LONGEST_POLICY, UNBOUNDED, WITH_BOUNDARY
from tests.stacks.bootstrap_templates import BootstrapTemplate, bootstrap_templates
from tests.stacks.synthesized import Synthesized

ROOT = Path(__file__).parents[2]
CDKS = ROOT / "node_modules" / "aws-cdk" / "lib" / "api" / "bootstrap" / "bootstrap-template.yaml"
SOME = (
    *("cde-production-eu-west-1", "management-eu-west-1", "log-archive-eu-west-1", "security-eu-west-1"),
    "network-eu-west-1",
)
"""Environments whose stacks differ most: each type of the zone is in one of them, a test says so."""


@pytest.fixture(scope="module")
def templates(assembly: Synthesized) -> dict[str, BootstrapTemplate]:
    """Of the example, by environment."""
    return bootstrap_templates(assembly.folder)


def test_every_environment_has_one_that_needs_no_bootstrap(
    zone: LandingZone, templates: dict[str, BootstrapTemplate]
) -> None:
    """It is passed inline, and has no asset: there is no bucket yet."""
    places = {(one.account, one.region) for one in templates.values()}
    assert places == {(here.account_id, here.region) for here in zone.environments()}
    for one in templates.values():
        assert not too_long_for_the_cli(one.file)
        assert not list(one.file.parent.glob("*.assets.json"))


def test_with_many_types_it_is_too_long_for_the_cdk_cli_and_not_for_cloudformation(
    zone: LandingZone, assembly: Synthesized, tmp_path: Path
) -> None:
    """An account with all types of the zone, and some of teams: then ``lz bootstrap`` does without the CLI."""
    types = {r["Type"] for template in assembly.templates.values() for r in template["Resources"].values()}
    types |= {"AWS::ECS::Service", "AWS::RDS::DBCluster", "AWS::DynamoDB::Table", "AWS::EKS::Cluster"}
    app = cdk.App(outdir=str(tmp_path), analytics_reporting=False, builtin_cloud_formation_validation=False)
    here = zone.environments()[0]
    Bootstrap(cdk.Stage(app, "Bootstrap"), environment=here, zone=zone, types=types, linked_services=())
    app.synth()
    (one,) = bootstrap_templates(tmp_path).values()
    assert too_long_for_the_cli(one.file)
    assert len(json.dumps(one.body, separators=(",", ":"))) < LIMIT


def test_it_has_what_the_cdks_has(templates: dict[str, BootstrapTemplate]) -> None:
    """Under the same logical ids, so that the CDK's is updated in place; the parameters that the CLI passes too."""
    cdks = cfn_yaml.load(str(CDKS))
    own_way = re.compile(r"DefaultPolicy$|BoostrapPermissionsBoundary|StagingBucketPolicy|EncryptionKey")
    expected = {name for name in cdks["Resources"] if not own_way.search(name)}
    options = {  # only with an option that is not given, or never
        "ApplyPermissionsBoundaryToAllRoles",
        "ContainerAssetsRepositoryName",
        "DenyExternalId",
        "UseExamplePermissionsBoundary",
    }
    for one in templates.values():
        assert expected <= set(one.body["Resources"])
        assert set(one.body["Parameters"]) == set(cdks["Parameters"]) - options
        outputs = one.body["Outputs"]
        assert {"BucketName", "BucketDomainName", "ImageRepositoryName", "BootstrapVersion"} <= set(outputs)
        version = cdks["Outputs"]["BootstrapVersion"]["Value"]
        assert outputs["BootstrapVersion"]["Value"] == one.properties("CdkBootstrapVersion")["Value"] == version
        assert one.properties("CdkBootstrapVersion")["Name"] == "/cdk-bootstrap/hnb659fds/version"


def test_what_an_independent_scanner_finds_in_the_cdks_is_not_in_it(templates: dict[str, BootstrapTemplate]) -> None:
    """The 7 checks of Prowler 5.46.0 that the CDK's bootstrap failed in 10 of 10 environments: 70 of 262 failures.

    The bucket of access logs has no access log and no Object Lock of its own, as AWS requires. CloudFormation cannot
    set MFA delete (s3_bucket_no_mfa_delete), which also excludes lifecycle rules: the lock is in its place.
    """
    for one in templates.values():
        # iam_aws_attached_policy_no_administrative_privileges
        for _, role in one.of_type("AWS::IAM::Role"):
            assert all(isinstance(arn, dict) for arn in role["ManagedPolicyArns"])  # references to policies below
            assert "Policies" not in role
        for _, policy in one.of_type("AWS::IAM::ManagedPolicy"):
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement.get("Action") != "*"
                assert "*" not in statement.get("Action", [])
        # ecr_repositories_scan_images_on_push_enabled
        ((_, repository),) = one.of_type("AWS::ECR::Repository")
        assert repository["ImageScanningConfiguration"] == {"ScanOnPush": True}
        assert repository["ImageTagMutability"] == "IMMUTABLE"
        assert repository["EncryptionConfiguration"]["EncryptionType"] == "KMS"
        buckets = dict(one.of_type("AWS::S3::Bucket"))
        (logs,) = set(buckets) - {"StagingBucket"}
        # s3_bucket_acl_prohibited
        for bucket in buckets.values():
            assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
            assert "AccessControl" not in bucket
            assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
            assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        staging = buckets["StagingBucket"]
        # s3_bucket_server_access_logging_enabled
        assert staging["LoggingConfiguration"]["DestinationBucketName"] == {"Ref": logs}
        # s3_bucket_object_lock
        assert staging["ObjectLockEnabled"] is True
        assert staging["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == {"Days": 30, "Mode": "GOVERNANCE"}
        # s3_bucket_event_notifications_enabled
        assert staging["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
        (rule,) = staging["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def test_policies_are_as_short_and_as_few_as_iam_asks(templates: dict[str, BootstrapTemplate]) -> None:
    """With the longest account and Region filled in; white space does not count."""
    for one in templates.values():
        for logical_id, policy in one.of_type("AWS::IAM::ManagedPolicy"):
            document = json.dumps(policy["PolicyDocument"], separators=(",", ":"))
            assert len(document) <= LONGEST_POLICY, logical_id
        assert len(one.policies_of("CloudFormationExecutionRole")) <= 10


def types_in(assembly: Synthesized, one: BootstrapTemplate) -> set[str]:
    """The types of all stacks of an environment."""
    return {
        resource["Type"]
        for stack, template in assembly.templates.items()
        if (assembly.account(stack), assembly.region(stack)) == (one.account, one.region)
        for resource in template["Resources"].values()
    }


def context_of(action: str, one: BootstrapTemplate) -> tuple[str, dict[str, str]]:
    """A resource, and what AWS sends with an action that is limited to some."""
    if action in WITH_BOUNDARY:
        return f"arn:aws:iam::{one.account}:role/made", {"iam__PermissionsBoundary": one.boundary}
    if action == "iam:CreateServiceLinkedRole":
        service = "config.amazonaws.com"
        return f"arn:aws:iam::{one.account}:role/aws-service-role/{service}/x", {"iam__AWSServiceName": service}
    if action.startswith("iam:") and "Policy" in action and "Role" not in action and "Policies" not in action:
        return f"arn:aws:iam::{one.account}:policy/made", {}
    if action.startswith("iam:") and not action.endswith(("ListRoles", "ListPolicies", "DeletionStatus")):
        return f"arn:aws:iam::{one.account}:role/made", {}
    if action.startswith("s3:GetObject"):
        return f"arn:aws:s3:::cdk-hnb659fds-assets-{one.account}-{one.region}/code.zip", {}
    if action.startswith("ssm:GetParameter"):
        return f"arn:aws:ssm:{one.region}:{one.account}:parameter/made", {}
    if action.startswith("kms:"):
        via = f"lambda.{one.region}.amazonaws.com"
        return "*", {"kms__ViaService": via, "kms__GrantIsForAWSResource": "true"}
    return "*", {}


def test_the_environments_below_have_every_type(assembly: Synthesized, templates: dict[str, BootstrapTemplate]) -> None:
    """Else the next test would not see one of them."""
    some = set().union(*(types_in(assembly, templates[name]) for name in SOME))
    assert some == {r["Type"] for t in assembly.of_the_platform.values() for r in t["Resources"].values()}


@pytest.mark.parametrize("name", SOME)
def test_cloudformation_may_do_what_the_handlers_of_its_types_need(
    assembly: Synthesized, templates: dict[str, BootstrapTemplate], name: str
) -> None:
    """And call the functions of custom resources; what it may not do leads to rights without a boundary."""
    one = templates[name]
    types = types_in(assembly, one)
    actions = {action for type_ in types for action in handler_permissions(type_)}
    assert len(actions) > 150
    without = {a for a in actions if a in UNBOUNDED or (a.startswith("iam:") and ("User" in a or "Group" in a))}
    asked = {action: context_of(action, one) for action in actions - without}
    assert not {a for a, (resource, sent) in asked.items() if not one.allows("cfn-exec", a, resource, **sent)}
    assert without <= {
        "iam:AttachGroupPolicy",
        "iam:AttachUserPolicy",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DetachGroupPolicy",
        "iam:DetachUserPolicy",
    }
    assert one.allows("cfn-exec", "lambda:InvokeFunction", f"arn:aws:lambda:{one.region}:{one.account}:function:made")


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("management-eu-west-1", "macie.amazonaws.com"),
        ("management-eu-west-1", "securityhub.amazonaws.com"),
        ("security-eu-west-1", "config-conforms.amazonaws.com"),
        ("security-eu-west-1", "config-multiaccountsetup.amazonaws.com"),
        ("security-eu-west-1", "guardduty.amazonaws.com"),
        ("security-eu-west-1", "macie.amazonaws.com"),
        ("cde-production-eu-west-1", "access-analyzer.amazonaws.com"),
        ("cde-production-eu-west-1", "wafv2.amazonaws.com"),
    ],
)
def test_services_get_their_roles(templates: dict[str, BootstrapTemplate], name: str, service: str) -> None:
    """Also where a type's schema does not say that its service links a role; and no service that no stack has."""
    one = templates[name]
    for asked, expected in ((service, True), ("elasticache.amazonaws.com", False)):
        role = f"arn:aws:iam::{one.account}:role/aws-service-role/{asked}/Role"
        assert one.allows("cfn-exec", "iam:CreateServiceLinkedRole", role, iam__AWSServiceName=asked) is expected


def test_cloudformation_may_read_the_parameters_of_its_stacks(
    assembly: Synthesized, templates: dict[str, BootstrapTemplate]
) -> None:
    """Those of a shared VPC are in the account of the network, and no other of that account is read."""
    asked = set()
    for stack, body in assembly.templates.items():
        one = templates[f"{stack.partition('-')[2]}"]
        for parameter in body.get("Parameters", {}).values():
            arn = str(parameter.get("Default", ""))
            if parameter["Type"].startswith("AWS::SSM::Parameter::Value") and arn.startswith("arn:"):
                asked.add(one.name)
                assert one.allows("cfn-exec", "ssm:GetParameters", arn), (stack, arn)
                assert not one.allows("cfn-exec", "ssm:GetParameters", f"{arn}-other"), (stack, arn)
    assert "shared-staging-eu-west-1" in asked


def test_cloudformation_may_do_nothing_else(templates: dict[str, BootstrapTemplate]) -> None:
    """An account without a type has none of its rights."""
    archive, workload = templates["log-archive-eu-west-1"], templates["cde-production-eu-west-1"]
    assert not archive.allows("cfn-exec", "ec2:CreateVpc")
    assert workload.allows("cfn-exec", "ec2:CreateVpc")
    for action in ("ec2:RunInstances", "dynamodb:GetItem", "secretsmanager:GetSecretValue", "iam:CreateAccessKey"):
        assert not workload.allows("cfn-exec", action)
    assert not workload.allows("cfn-exec", "s3:GetObject", "arn:aws:s3:::customers/file")
    assert not workload.allows("cfn-exec", "kms:Decrypt", "*")


_ROLE, _POLICY = "arn:aws:iam::555555555555:role/", "arn:aws:iam::555555555555:policy/"
_HERE = "555555555555-eu-west-1"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        *((action, f"{_ROLE}made") for action in sorted(a for a in WITH_BOUNDARY if "Role" in a)),
        ("iam:DeleteRolePermissionsBoundary", f"{_ROLE}made"),
        ("iam:CreatePolicyVersion", f"{_POLICY}cdk-hnb659fds-permissions-boundary-{_HERE}"),
        ("iam:SetDefaultPolicyVersion", f"{_POLICY}cdk-hnb659fds-cfn-limited-{_HERE}"),
        ("iam:DeletePolicy", f"{_POLICY}cdk-hnb659fds-permissions-boundary-{_HERE}"),
        ("iam:CreatePolicy", f"{_POLICY}cdk-hnb659fds-permissions-boundary-other"),
        ("iam:UpdateAssumeRolePolicy", f"{_ROLE}cdk-hnb659fds-cfn-exec-role-{_HERE}"),
        ("iam:UpdateAssumeRolePolicy", f"{_ROLE}OrganizationAccountAccessRole"),
        ("iam:DeleteRole", f"{_ROLE}cdk-hnb659fds-deploy-role-{_HERE}"),
        ("iam:AttachGroupPolicy", "arn:aws:iam::555555555555:group/people"),
        ("iam:CreateAccessKey", "arn:aws:iam::555555555555:user/somebody"),
        ("organizations:LeaveOrganization", "*"),
    ],
)
def test_nobody_leaves_the_boundary(templates: dict[str, BootstrapTemplate], action: str, resource: str) -> None:
    """Neither CloudFormation, nor an app's role with every right of its own."""
    one = templates["cde-production-eu-west-1"]
    assert not one.allows("cfn-exec", action, resource)
    assert not one.allows_administrator_in(action, resource)
    other = f"{_POLICY}everything"
    assert not one.allows("cfn-exec", action, resource, iam__PermissionsBoundary=other)
    assert not one.allows_administrator_in(action, resource, iam__PermissionsBoundary=other)


@pytest.mark.parametrize("place", ["cde-production", "management"])
def test_nobody_takes_what_deploys(templates: dict[str, BootstrapTemplate], place: str) -> None:
    """Not in the other Region either, for IAM has none; and in the management account no guardrail helps."""
    one, other = templates[f"{place}-eu-west-1"], templates[f"{place}-eu-central-1"]
    roles, stacks = f"arn:aws:iam::{one.account}:role/", f"arn:aws:cloudformation:eu-west-1:{one.account}:stack/"
    execution, bound = other.role("cfn-exec"), {"iam__PermissionsBoundary": one.boundary}
    provider = f"arn:aws:iam::{one.account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"
    bucket = f"arn:aws:s3:::cdk-hnb659fds-assets-{one.account}-eu-west-1"
    version = f"arn:aws:ssm:eu-west-1:{one.account}:parameter/cdk-bootstrap/hnb659fds/version"
    for action, resource, sent in (
        ("iam:PassRole", execution, {}),
        ("iam:UpdateAssumeRolePolicy", execution, {}),
        ("iam:PutRolePermissionsBoundary", execution, bound),
        ("iam:CreateRole", f"{roles}cdk-hnb659fds-cfn-exec-role-of-mine", bound),  # a name that guardrails exempt
        ("iam:UpdateSAMLProvider", provider, {}),
        ("s3:PutBucketPolicy", bucket, {}),
        ("ssm:PutParameter", version, {}),
    ):
        assert not one.allows_administrator_in(action, resource, **sent), action
        assert not one.allows("cfn-exec", action, resource, **sent), action
    zone, function = f"{place}-eu-west-1", f"arn:aws:lambda:eu-west-1:{one.account}:function:"
    for action, resource in (
        ("iam:UpdateAssumeRolePolicy", f"{roles}Baseline-{zone}-AccountSettings-1A2B"),
        ("iam:PassRole", f"{roles}Organisation-{zone}-Service-1A2B"),
        ("lambda:UpdateFunctionCode", f"{function}Organisation-{zone}-Service-1A2B"),
        ("cloudformation:UpdateStack", f"{stacks}Baseline-{zone}/1"),
        ("cloudformation:DeleteStack", f"{stacks}CDKToolkit/1"),
        ("s3:PutObject", f"{bucket}/template.json"),
        ("ecr:PutImage", f"arn:aws:ecr:eu-west-1:{one.account}:repository/cdk-hnb659fds-container-assets-1"),
    ):
        assert not one.allows_administrator_in(action, resource), action
    assert one.allows("deploy", "cloudformation:CreateChangeSet", f"{stacks}Baseline-{zone}/1")
    assert one.allows("cfn-exec", "iam:PassRole", f"{roles}Baseline-{zone}-Recorder-1A2B")
    assert one.allows("cfn-exec", "lambda:UpdateFunctionCode", f"{function}Baseline-{zone}-AccountSettings-1A2B")
    for action, resource in (
        ("lambda:UpdateFunctionCode", f"{function}app"),
        ("cloudformation:UpdateStack", f"{stacks}app/1"),
        ("s3:PutObject", "arn:aws:s3:::app/file"),
        ("s3:GetObject", f"{bucket}/code.zip"),
        ("ssm:PutParameter", f"arn:aws:ssm:eu-west-1:{one.account}:parameter/app"),
    ):
        assert one.allows_administrator_in(action, resource), action


def test_only_the_role_for_that_uploads_templates(templates: dict[str, BootstrapTemplate]) -> None:
    """The CDK uploads none whose name is there, so who else could write would choose what is deployed."""
    for one in templates.values():
        (policy,) = (p for _, p in one.of_type("AWS::S3::BucketPolicy") if p["Bucket"] == {"Ref": "StagingBucket"})
        document = json.loads(
            json.dumps(policy["PolicyDocument"]).replace(
                '{"Fn::GetAtt": ["StagingBucket", "Arn"]}', f'"arn:aws:s3:::assets-{one.region}"'
            )
        )
        publishing = one.role("file-publishing")
        rights = Policy(kind=PolicyKind.RESOURCE, name="bucket", document=one.filled(document))
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        for name, expected in ((publishing, True), (f"arn:aws:iam::{one.account}:role/Administrator", False)):
            asked = Request(
                caller=Caller(kind=CallerKind.ROLE, name=name, account=one.account),
                action="s3:PutObject",
                resource=f"arn:aws:s3:::assets-{one.region}/template.json",
                resource_account=one.account,
                context={"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"},
            )
            own = Policy(kind=PolicyKind.IDENTITY, name="everything", document=everything)
            assert decide(asked, [rights, own]).allowed is expected, name


def test_with_the_boundary_roles_are_made_and_changed(templates: dict[str, BootstrapTemplate]) -> None:
    """Not those of the bootstrap, though they have it."""
    one = templates["cde-production-eu-west-1"]
    for action in sorted(a for a in WITH_BOUNDARY if "Role" in a):
        assert one.allows("cfn-exec", action, f"{_ROLE}made", iam__PermissionsBoundary=one.boundary), action
        assert one.allows_administrator_in(action, f"{_ROLE}made", iam__PermissionsBoundary=one.boundary), action
        own = one.role("cfn-exec")
        assert not one.allows("cfn-exec", action, own, iam__PermissionsBoundary=one.boundary), action
    assert one.allows_administrator_in("s3:GetObject", "arn:aws:s3:::any/thing")


def test_policies_of_the_zone_are_changed_by_its_deployment_alone(templates: dict[str, BootstrapTemplate]) -> None:
    """A team's role may make versions of its own policies."""
    one = templates["cde-production-eu-west-1"]
    zone = f"{_POLICY}Baseline-cde-production-eu-west-1-Recorder-1A2B3C"
    for action in ("iam:CreatePolicyVersion", "iam:DeletePolicy"):
        assert one.allows("cfn-exec", action, zone)
        assert not one.allows_administrator_in(action, zone)
        assert one.allows_administrator_in(action, f"{_POLICY}app")


def test_only_a_deployment_passes_the_role_that_deploys(templates: dict[str, BootstrapTemplate]) -> None:
    """Else a role that may create stacks would have the rights of every type."""
    one = templates["cde-production-eu-west-1"]
    execution = one.role("cfn-exec")
    assert one.allows("deploy", "iam:PassRole", execution)
    assert not one.allows("deploy", "iam:PassRole", f"{_ROLE}app")
    assert not one.allows("cfn-exec", "iam:PassRole", execution)
    assert not one.allows_administrator_in("iam:PassRole", execution)
    assert one.allows("cfn-exec", "iam:PassRole", f"{_ROLE}app")


def test_only_accounts_that_may_deploy_take_its_roles(
    zone: LandingZone, templates: dict[str, BootstrapTemplate]
) -> None:
    """The management account by default; not the account itself, whose apps would deploy then."""
    management = next(a.id for a in zone.accounts if a.role == "management")
    for one in templates.values():
        for logical_id, role in one.of_type("AWS::IAM::Role"):
            trust = role["AssumeRolePolicyDocument"]["Statement"]
            if logical_id == "CloudFormationExecutionRole":
                assert [s["Principal"] for s in trust] == [{"Service": "cloudformation.amazonaws.com"}]
            else:
                assert {json.dumps(s["Principal"]) for s in trust} == {
                    json.dumps({"AWS": [f"arn:aws:iam::{management}:root"]})
                }
                assert trust[0]["Condition"] == {"Null": {"sts:ExternalId": "true"}}


def test_every_role_of_the_zone_has_the_boundary(
    assembly: Synthesized, templates: dict[str, BootstrapTemplate]
) -> None:
    """Of all stacks, those of building blocks and of the bootstrap too."""
    bodies = [*assembly.templates.values(), *(one.body for one in templates.values())]
    roles = [r["Properties"] for body in bodies for r in body["Resources"].values() if r["Type"] == "AWS::IAM::Role"]
    assert len(roles) > 150
    name = "cdk-hnb659fds-permissions-boundary-${AWS::AccountId}-${AWS::Region}"
    expected = {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{name}"}
    assert all(role["PermissionsBoundary"] == expected for role in roles)


def test_types_and_accounts_of_the_configuration(zone: LandingZone, tmp_path: Path) -> None:
    """What teams deploy is a configured profile, of some accounts or of all; so is who may deploy."""
    own = zone.bootstrap.model_copy(
        update={
            "also_deploys": (
                AlsoDeploys(types=("AWS::ECS::Service",), accounts=("cde-production",)),
                AlsoDeploys(types=("AWS::DynamoDB::*",)),
            ),
            "trusted_accounts": ("shared-production",),
        }
    )
    app = cdk.App(outdir=str(tmp_path), analytics_reporting=False, builtin_cloud_formation_validation=False)
    stage = cdk.Stage(app, "Bootstrap")
    configured = zone.model_copy(update={"bootstrap": own})
    for here in configured.environments():
        if here.is_home and here.account.name in ("cde-production", "shared-production"):
            Bootstrap(stage, environment=here, zone=configured, types={"AWS::S3::Bucket"}, linked_services=())
    app.synth()
    found = bootstrap_templates(tmp_path)
    card, shared = found["cde-production-eu-west-1"], found["shared-production-eu-west-1"]
    assert card.allows("cfn-exec", "ecs:CreateService")
    assert not shared.allows("cfn-exec", "ecs:CreateService")
    assert card.allows("cfn-exec", "dynamodb:CreateTable")
    assert shared.allows("cfn-exec", "dynamodb:CreateTable")
    trust = card.properties("DeploymentActionRole")["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"AWS": [f"arn:aws:iam::{zone.account('shared-production').id}:root"]}


@pytest.mark.parametrize(
    "own", [{"qualifier": "payments1"}, {"execution_role": "teams/deployer-${AWS::Region}"}], ids=["qualifier", "role"]
)
def test_the_gate_knows_it(zone: LandingZone, tmp_path: Path, own: dict[str, str]) -> None:
    """As what deploys the others, with the names of the configuration: ``lz diff`` asks for it, and no note is made."""
    configured = zone.model_copy(update={"bootstrap": zone.bootstrap.model_copy(update=own)})
    app = cdk.App(outdir=str(tmp_path), analytics_reporting=False, builtin_cloud_formation_validation=False)
    here = configured.environments()[0]
    Bootstrap(cdk.Stage(app, "Bootstrap"), environment=here, zone=configured, types=(), linked_services=())
    app.synth()
    assembly = load_assembly(tmp_path)
    (one,) = assembly.deployments
    names, others = configured.bootstrap.names(), zone.bootstrap.names()
    assert [is_bootstrap(one), is_bootstrap(one, names), is_bootstrap(one, others)] == [True, True, False]
    refuse_what_is_not_judged(assembly, {here.key}, names)
    assert [entry.synthesizer for entry in stack_entries(assembly)] == [""]


def test_types_that_need_too_many_policies_are_told(zone: LandingZone, tmp_path: Path) -> None:
    """A role has ten at most."""
    app = cdk.App(outdir=str(tmp_path), analytics_reporting=False)
    here = zone.environments()[0]
    with pytest.raises(ValueError, match=r"need \d+ managed policies, and a role has 10 at most"):
        Bootstrap(cdk.Stage(app, "Bootstrap"), environment=here, zone=zone, types=type_names(), linked_services=())
