"""The shipped guardrails: AWS has every action and key, and each guardrail denies what it should."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from policy_sentry.querying.actions import get_action_data, get_actions_for_service
from policy_sentry.querying.all import get_all_service_prefixes

from landing_zone.config import LandingZone
from landing_zone.errors import UserError
from landing_zone_constructs.organisation_guardrails import Guardrail
from stacks.guardrails import ROLES_OF_THE_ZONE, load_guardrails, placeholders
from tests.stacks.policy_decision import denied
from tests.stacks.synthesized import PLATFORM, Synthesized

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies" / "guardrails").glob("*.json"))
ADMIN = "arn:aws:iam::555555555555:role/WorkloadAdmin"
DEPLOYMENT = "arn:aws:iam::555555555555:role/cdk-hnb659fds-cfn-exec-role-555555555555-eu-west-1"
AUTHORISATION = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")


@pytest.fixture(scope="module")
def guardrails(zone: LandingZone) -> tuple[Guardrail, ...]:
    """The shipped guardrails, filled in for the example."""
    return load_guardrails(zone)


def statements(guardrails: tuple[Guardrail, ...], kind: str | tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of the policies of a kind, with its guardrail's id."""
    for guardrail in guardrails:
        if guardrail.type in kind:
            for statement in guardrail.content["Statement"]:
                yield guardrail.id, statement


def exists(action: str) -> bool:
    """Return whether the IAM database has an action; a service's wildcard exists when the service has actions."""
    service, _, name = action.partition(":")
    if name == "*":
        return service in get_all_service_prefixes() and bool(get_actions_for_service(service))
    return "*" not in name and bool(get_action_data(service, name))


def test_every_action_is_one_that_aws_has(guardrails: tuple[Guardrail, ...]) -> None:
    """AWS accepts a misspelt action without an error, and it denies nothing."""
    unknown = [
        (name, action)
        for name, statement in statements(guardrails, AUTHORISATION)
        for action in (*statement.get("Action", ()), *statement.get("NotAction", ()))
        if action != "*" and not exists(action)
    ]
    assert unknown == []
    assert not exists("cloudtrail:StopLoging")
    assert not exists("clodtrail:*")


def test_every_statement_denies_and_has_a_unique_name(guardrails: tuple[Guardrail, ...]) -> None:
    """AWS's own policies allow; an Effect of Allow here would not limit anything."""
    found = list(statements(guardrails, AUTHORISATION))
    assert {s["Effect"] for _, s in found} == {"Deny"}
    assert len({s["Sid"] for _, s in found}) == len(found) >= 20
    assert all(("Action" in s) != ("NotAction" in s) for _, s in found)
    assert all(s.get("Principal") == "*" for _, s in statements(guardrails, "RESOURCE_CONTROL_POLICY"))
    assert all("Principal" not in s for _, s in statements(guardrails, "SERVICE_CONTROL_POLICY"))


def test_every_condition_key_exists_for_its_actions(guardrails: tuple[Guardrail, ...]) -> None:
    """A service's key that no action of the statement has would never match."""
    checked = 0
    for name, statement in statements(guardrails, "SERVICE_CONTROL_POLICY"):
        keys = {key for operands in statement.get("Condition", {}).values() for key in operands}
        for key in (k for k in keys if not k.startswith("aws:")):
            actions = statement["Action"]
            if actions == ["*"]:
                assert key == "ec2:RoleDelivery", name
                continue
            for action in actions:
                service, _, verb = action.partition(":")
                rows = get_action_data(service, verb)[service]
                # For Lambda the database does not list keys by action: the key is compared with the service's keys.
                assert any(key in row["condition_keys"] for row in rows) or service == "lambda", (
                    f"{name}: {action} {key}"
                )
                checked += 1
    assert checked >= 8


def test_every_file_is_minified_json_made_readable() -> None:
    """One action per line, two spaces per level, no key twice: a change is readable in a review."""
    assert len(FILES) >= 9
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=2) + "\n", file.name


def test_no_placeholder_is_left(guardrails: tuple[Guardrail, ...]) -> None:
    """All placeholders were filled in, and IAM's own variables, if any, were left."""
    for guardrail in guardrails:
        assert not re.search(r"\$\{[a-z_]+\}", json.dumps(guardrail.content)), guardrail.id


def test_the_regions_are_those_of_the_configuration(zone: LandingZone) -> None:
    """The Region of the global services is not a Region for data, unless it is home or mirror."""
    values = placeholders(zone)
    assert values["allowed_regions"] == ["eu-central-1", "eu-west-1", "us-east-1"]
    assert values["data_regions"] == ["eu-central-1", "eu-west-1"]
    elsewhere = zone.model_copy(update={"regions": zone.regions.model_copy(update={"mirror": "us-east-1"})})
    assert placeholders(elsewhere)["data_regions"] == ["eu-central-1", "eu-west-1", "us-east-1"]


def request(
    action: str, resource: str = "*", region: str = "eu-west-1", who: str = ADMIN, **keys: str
) -> dict[str, Any]:
    """A request for IAM to decide; keyword arguments are condition keys, ``_`` for ``:``."""
    context = {"aws:RequestedRegion": region, "aws:PrincipalArn": who}
    context |= {key.replace("_", ":", 1): value for key, value in keys.items()}
    return {"action": action, "resource": resource, "context": context}


ROOT_USER = "arn:aws:iam::555555555555:root"
LOG = "arn:aws:s3:::examplepay-audit-logs-222222222222-eu-west-1/AWSLogs/x"
INSTANCE, VOLUME = "arn:aws:ec2:eu-west-1:555555555555:instance/*", "arn:aws:ec2:eu-west-1:555555555555:volume/*"
BASELINE_RULE = "arn:aws:events:eu-west-1:555555555555:rule/Baseline-cde-production-eu-west-1-Findings"
TEAM_RULE = "arn:aws:events:eu-west-1:555555555555:rule/team"

DENIED = [
    request(
        "ec2:RunInstances",
        "arn:aws:ec2:us-west-2:555555555555:instance/*",
        "us-west-2",
        ec2_MetadataHttpTokens="required",
    ),
    request("rds:CreateDBInstance", region="ap-south-1"),
    request("s3:CreateBucket", "arn:aws:s3:::x", region="us-east-1"),
    request("cloudtrail:StopLogging"),
    request("config:StopConfigurationRecorder"),
    request("guardduty:DeleteDetector"),
    request("securityhub:DisableSecurityHub"),
    request("ec2:DeleteFlowLogs"),
    request("ssm:DeleteAssociation"),
    request("ec2:DisableEbsEncryptionByDefault"),
    request("iam:DeleteAccountPasswordPolicy"),
    request("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:555555555555:function:Baseline-x-AccountSettings-1"),
    request("events:DisableRule", BASELINE_RULE),
    request("s3:DeleteObjectVersion", LOG),
    request("kms:ScheduleKeyDeletion", kms_ResourceAliases="alias/examplepay-audit-logs"),
    request("kms:DeleteAlias", "arn:aws:kms:eu-west-1:222222222222:alias/examplepay-audit-logs"),
    request("iam:UpdateAssumeRolePolicy", DEPLOYMENT),
    request("organizations:LeaveOrganization"),
    request("s3:ListAllMyBuckets", who=ROOT_USER),
    request("s3:PutAccountPublicAccessBlock"),
    request("ec2:ModifySnapshotAttribute", **{"ec2_Add/group": "all"}),
    request("lambda:CreateFunctionUrlConfig", lambda_FunctionUrlAuthType="NONE"),
    request("ec2:RunInstances", INSTANCE, ec2_MetadataHttpTokens="optional"),
    request("ec2:RunInstances", VOLUME, ec2_Encrypted="false"),
    request("s3:GetObject", ec2_RoleDelivery="1.0"),
]
LET_THROUGH = [
    request("iam:CreateRole", "arn:aws:iam::555555555555:role/App", "us-east-1"),
    request("iam:CreateRole", "arn:aws:iam::555555555555:role/App", "us-west-2"),
    request("acm:RequestCertificate", region="us-east-1"),
    request("s3:CreateBucket", "arn:aws:s3:::x", region="eu-central-1"),
    request("cloudtrail:StopLogging", who=DEPLOYMENT),
    request("cloudtrail:LookupEvents"),
    request("events:DisableRule", TEAM_RULE),
    request("s3:GetObject", LOG),
    request("kms:ScheduleKeyDeletion", kms_ResourceAliases="alias/team"),
    request("s3:DeleteBucketPolicy", "arn:aws:s3:::team", who=ROOT_USER, aws_AssumedRoot="true"),
    request("ec2:ModifySnapshotAttribute", **{"ec2_Add/userId": "666666666666"}),
    request("lambda:CreateFunctionUrlConfig", lambda_FunctionUrlAuthType="AWS_IAM"),
    request("ec2:RunInstances", INSTANCE, ec2_MetadataHttpTokens="required", ec2_RoleDelivery="2.0"),
    request("ec2:RunInstances", VOLUME, ec2_Encrypted="true"),
]


def _name(call: dict[str, Any]) -> str:
    return f"{call['action']}-{call['context']['aws:RequestedRegion']}"


@pytest.mark.parametrize("call", DENIED, ids=_name)
def test_is_denied(guardrails: tuple[Guardrail, ...], call: dict[str, Any]) -> None:
    """An administrator of a member account may not do this, whatever the account's own policies allow."""
    assert denied(call, [s for _, s in statements(guardrails, "SERVICE_CONTROL_POLICY")]) != []


@pytest.mark.parametrize("call", LET_THROUGH, ids=_name)
def test_is_left_to_the_account(guardrails: tuple[Guardrail, ...], call: dict[str, Any]) -> None:
    """No guardrail denies daily work or the deployment of the zone itself."""
    assert denied(call, [s for _, s in statements(guardrails, "SERVICE_CONTROL_POLICY")]) == []


OURS = {"aws:PrincipalOrgID": "o-examplepay01", "aws:PrincipalIsAWSService": "false", "aws:SecureTransport": "true"}
THEIRS = OURS | {"aws:PrincipalOrgID": "o-elsewhere000"}
SERVICE = {"aws:PrincipalIsAWSService": "true", "aws:SecureTransport": "true", "aws:SourceAccount": "111111111111"}


@pytest.mark.parametrize(
    ("action", "context", "by"),
    [
        ("s3:GetObject", OURS, []),
        ("s3:GetObject", THEIRS, ["OrganisationIdentitiesOnly"]),
        ("kms:Decrypt", THEIRS, ["OrganisationIdentitiesOnly"]),
        ("secretsmanager:GetSecretValue", THEIRS, ["OrganisationIdentitiesOnly"]),
        ("sqs:ReceiveMessage", THEIRS, ["OrganisationIdentitiesOnly"]),
        ("sts:AssumeRole", THEIRS, ["OrganisationIdentitiesOnly"]),
        ("sts:AssumeRoleWithWebIdentity", {"aws:SecureTransport": "true"}, []),
        ("s3:GetObject", OURS | {"aws:SecureTransport": "false"}, ["TlsOnly"]),
        ("s3:PutObject", SERVICE | {"aws:SourceOrgID": "o-examplepay01"}, []),
        ("s3:PutObject", SERVICE | {"aws:SourceOrgID": "o-elsewhere000"}, ["ServicesForOrganisationOnly"]),
        ("s3:PutObject", {"aws:PrincipalIsAWSService": "true", "aws:SecureTransport": "true"}, []),
    ],
)
def test_resources_are_reached_from_the_organisation_only(
    guardrails: tuple[Guardrail, ...], action: str, context: dict[str, str], by: list[str]
) -> None:
    """By the organisation's identities, services acting for its accounts, and federated users; only over TLS."""
    call = {"action": action, "resource": "*", "context": context}
    assert denied(call, [s for _, s in statements(guardrails, "RESOURCE_CONTROL_POLICY")]) == by


def test_the_deployment_itself_is_exempt(guardrails: tuple[Guardrail, ...], assembly: Synthesized) -> None:
    """The manifest names CloudFormation's role for each stack: it may change what it created."""
    policy = [s for _, s in statements(guardrails, "SERVICE_CONTROL_POLICY")]
    for stack, artifact in assembly.artifacts.items():
        written = artifact["properties"]["cloudFormationExecutionRoleArn"]
        who = written.replace("${AWS::Partition}", "aws")
        for action in (
            "guardduty:DeleteDetector",
            "config:DeleteConfigRule",
            "ec2:DeleteFlowLogs",
            "ssm:DeleteAssociation",
        ):
            assert denied(request(action, who=who, region=assembly.region(stack)), policy) == [], f"{stack} {action}"


def test_the_resources_of_the_zone_are_protected(guardrails: tuple[Guardrail, ...], assembly: Synthesized) -> None:
    """The patterns match the buckets, buses, aliases, rules and roles that the stacks create."""
    policy = [s for _, s in statements(guardrails, "SERVICE_CONTROL_POLICY")]
    calls: dict[str, dict[str, Any]] = {}
    for stack, template in assembly.of_the_platform.items():
        if stack.startswith("Organisation-"):
            continue  # in the management account, to which no such policy applies
        account = assembly.account(stack)
        for logical_id, resource in template["Resources"].items():
            properties = resource.get("Properties", {})
            generated = f"{stack}-{logical_id}"
            match resource["Type"]:
                case "AWS::S3::Bucket" if "BucketName" in properties:
                    found = request("s3:PutBucketPolicy", f"arn:aws:s3:::{properties['BucketName']}")
                case "AWS::Events::EventBus":
                    bus = f"arn:aws:events:eu-west-1:{account}:event-bus/{properties['Name']}"
                    found = request("events:DeleteEventBus", bus)
                case "AWS::Events::Rule" if "EventBusName" not in properties:
                    found = request("events:DisableRule", f"arn:aws:events:eu-west-1:{account}:rule/{generated}")
                case "AWS::KMS::Alias":
                    found = request("kms:DeleteAlias", f"arn:aws:kms:eu-west-1:{account}:{properties['AliasName']}")
                case "AWS::SNS::Topic":
                    topic = properties.get("TopicName", generated)
                    found = request("sns:DeleteTopic", f"arn:aws:sns:eu-west-1:{account}:{topic}")
                case "AWS::Lambda::Function":
                    function = f"arn:aws:lambda:eu-west-1:{account}:function:{generated}"
                    found = request("lambda:UpdateFunctionCode", function)
                case "AWS::CloudWatch::Alarm":
                    found = request(
                        "cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:eu-west-1:{account}:alarm:{generated}"
                    )
                case "AWS::SSM::Document":
                    document = f"arn:aws:ssm:eu-west-1:{account}:document/{properties['Name']}"
                    found = request("ssm:UpdateDocumentDefaultVersion", document)
                case "AWS::Logs::LogGroup":
                    log_group = f"arn:aws:logs:eu-west-1:{account}:log-group:{properties['LogGroupName']}"
                    found = request("logs:DeleteLogGroup", log_group)
                case "AWS::IAM::Role":
                    name = properties.get("RoleName", generated)
                    found = request("iam:DeleteRole", f"arn:aws:iam::{account}:role/{name}")
                case "AWS::IAM::ManagedPolicy":
                    found = request("iam:CreatePolicyVersion", f"arn:aws:iam::{account}:policy/{generated}")
                case _:
                    continue
            calls[f"{stack} {logical_id}"] = found
    assert {one["action"] for one in calls.values()} >= {"s3:PutBucketPolicy", "events:DisableRule", "iam:DeleteRole"}
    assert [place for place, one in calls.items() if not denied(one, policy)] == []
    kinds = {role.removesuffix("-*") for role in ROLES_OF_THE_ZONE if role.endswith("-*")}
    assert kinds <= PLATFORM, "what is protected is asked here: add its kind to PLATFORM"


DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def write(folder: Path, content: Any, **fields: Any) -> Path:
    """A policies folder with one guardrail."""
    for name in ("frameworks", "controls", "guardrails"):
        (folder / name).mkdir()
    body = {"description": "Denies everything", "type": "SERVICE_CONTROL_POLICY", "policy": "all", "content": content}
    (folder / "guardrails" / "all.json").write_text(json.dumps(body | fields))
    return folder


def test_an_unknown_placeholder_is_refused(zone: LandingZone, tmp_path: Path) -> None:
    """The error names the file, the placeholder, and the known ones."""
    with pytest.raises(UserError, match="the placeholder 'regions' is unknown") as caught:
        load_guardrails(zone, write(tmp_path, {"Statement": [DENY | {"Resource": "${regions}"}]}))
    assert (caught.value.line, caught.value.value) == (1, "${regions}")
    assert "${allowed_regions}" in caught.value.allowed
    assert "use one of these" in caught.value.fix
    assert caught.value.file.endswith("all.json")


def test_a_list_inside_a_text_is_refused(zone: LandingZone, tmp_path: Path) -> None:
    """The text would have Python's notation of the list."""
    with pytest.raises(UserError, match="is a list, and is used inside a text"):
        load_guardrails(zone, write(tmp_path, {"Statement": [DENY | {"Resource": "only ${allowed_regions}"}]}))


def test_variables_of_iam_are_left_alone(zone: LandingZone, tmp_path: Path) -> None:
    """``${aws:...}`` is for IAM to fill in."""
    statement = {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::${slug}-${aws:PrincipalAccount}"}
    (guardrail,) = load_guardrails(zone, write(tmp_path, {"Statement": [statement]}))
    (filled,) = guardrail.content["Statement"]
    assert filled["Resource"] == "arn:aws:s3:::examplepay-${aws:PrincipalAccount}"


def test_a_file_with_a_mistake_is_refused(zone: LandingZone, tmp_path: Path) -> None:
    """An unknown key is a mistake, not a comment."""
    with pytest.raises(UserError, match="there is no such key"):
        load_guardrails(zone, write(tmp_path, {"a": 1}, targets=["Security"]))


def test_a_file_of_another_kind_is_refused(zone: LandingZone, tmp_path: Path) -> None:
    """Nothing would read it, and what it denies would be allowed."""
    policies = write(tmp_path, {"Statement": [DENY]})
    (policies / "guardrails" / "more.yaml").write_text("{}")
    with pytest.raises(UserError, match=r"more\.yaml: nothing reads this") as caught:
        load_guardrails(zone, policies)
    assert caught.value.fix == "rename it to more.json, or remove it"


def test_conditions_that_are_no_mapping_are_refused(zone: LandingZone, tmp_path: Path) -> None:
    """Neither a text nor a number has operators."""
    for condition in ("StringEquals", 5):
        policies = tmp_path / str(condition)
        policies.mkdir()
        write(policies, {"Statement": [DENY | {"Condition": condition}]})
        with pytest.raises(UserError, match="Condition is not a mapping") as caught:
            load_guardrails(zone, policies)
        assert caught.value.line == 1


def test_no_guardrail_at_all_is_refused(zone: LandingZone, tmp_path: Path) -> None:
    """An empty folder is a mistake, and not a zone without limits."""
    (write(tmp_path, {"a": 1}) / "guardrails" / "all.json").unlink()
    with pytest.raises(UserError, match="there is no guardrail"):
        load_guardrails(zone, tmp_path)
