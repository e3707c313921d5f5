"""`lz doctor` and `lz prepare` on an emulated organisation that is not as its configuration says."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from typer.testing import CliRunner

from landing_zone.cli.main import app
from landing_zone.config import LandingZone
from landing_zone.errors import ExitCode, UserError
from landing_zone.preparation.command import CLI_NAMES
from landing_zone.preparation.load import load_preparation
from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.server import Emulator
from tests.configurations import shipped
from tests.test_documented_commands import commands, operations

ROOT = Path(__file__).parents[2]
MANAGEMENT, AUDIT, PRODUCTION, STAGING = "111111111111", "222222222222", "333333333333", "444444444444"
SPARE = "555555555555"
HOME, MIRROR = "eu-west-1", "eu-central-1"
NOT_TRIED = {"regions-enabled", "finding-aggregator"}
"""What `lz prepare` calls and the emulated AWS does not have: it opens no Region, and knows no finding aggregators.
These calls are compared with botocore's models alone."""
BY_PEOPLE = ("analyzer-free", "auditor-free", "session-document-free")
"""Beside aliases of keys: what people delete by the command that is printed."""
Answers = dict[tuple[str, str, str, str], dict[str, Any]]


def carry_out(command: str, connect: Callable[[str], Any]) -> None:
    """Make the call of a command of the AWS CLI, whose values are texts and flags."""
    _, service, name, *words = shlex.split(command)
    model = operations(service)
    assert model is not None
    members = {f"--{xform_name(member, '-')}": member for member in model[name].input_shape.members}
    arguments: dict[str, Any] = {}
    while words:
        word = words.pop(0)
        if word == "--region":
            words.pop(0)
        elif word.startswith("--no-"):
            arguments[members[word.replace("--no-", "--", 1)]] = False
        else:
            arguments[members[word]] = words.pop(0)
    boto = {cli: boto for boto, cli in CLI_NAMES.items()}.get(service, service)
    getattr(connect(boto), xform_name(model[name].name))(**arguments)


@dataclass(frozen=True)
class Zone:
    """An emulated organisation, and the configuration that it should have."""

    emulator: Emulator
    folder: Path
    clients: AccountClients

    def lz(self, *words: str, code: int, config: str = "landing-zone.yaml") -> str:
        """Run a command of `lz`, and return what it prints."""
        config = str(self.folder / config)
        done = CliRunner().invoke(app, [*words, "--config", config], env=self.emulator.variables(HOME))
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert done.exit_code == code, done.output
        return done.stdout

    def doctor(self, *words: str, code: int = 1, **config: str) -> Answers:
        """What `lz doctor` says of each prerequisite, account, Region and item."""
        found = json.loads(self.lz("doctor", "--format", "json", *words, code=code, **config))["prerequisites"]
        return {(one["id"], one["account"], one["region"], one["item"]): one for one in found}


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    """The small organisation: a unit is not there, its account is in another unit, and accounts have things."""
    wanted = shipped("small-organisation")
    folder = tmp_path_factory.mktemp("zone")
    (folder / "landing-zone.yaml").write_text(json.dumps(wanted), encoding="utf-8")
    there = LandingZone.model_validate(wanted).snapshot()
    there["organisational_units"] = [unit for unit in there["organisational_units"] if unit["name"] != "Staging"]
    shared = {"name": "shop", "account": "audit", "region": HOME, "cidr": "10.16.0.0/16", "shared_with": ["production"]}
    sharing = {**wanted, "addresses": {"supernet": "10.0.0.0/8", "vpcs": [shared]}}
    (folder / "sharing.yaml").write_text(json.dumps(sharing), encoding="utf-8")
    spare = {"name": "spare", "id": SPARE, "email": "aws+spare@example.com"}
    wanted["accounts"].append({**wanted["accounts"][-1], **spare})
    (folder / "with-spare.yaml").write_text(json.dumps(wanted), encoding="utf-8")
    for account in there["accounts"]:
        account["unit"] = "Production" if account["unit"] == "Staging" else account["unit"]
    (folder / "landing-zone.json").write_text(json.dumps(there), encoding="utf-8")
    with Emulator(folder, tmp_path_factory.mktemp("emulator")) as emulator:
        clients = AccountClients(emulator.variables(HOME), MANAGEMENT)
        config = clients("config", PRODUCTION, HOME)
        config.put_configuration_recorder(
            ConfigurationRecorder={"name": "default", "roleARN": f"arn:aws:iam::{PRODUCTION}:role/config"}
        )
        clients("guardduty", AUDIT, MIRROR).create_detector(Enable=True)
        clients("guardduty", MANAGEMENT, MIRROR).enable_organization_admin_account(AdminAccountId=STAGING)
        clients("macie2", AUDIT, HOME).enable_macie()
        clients("macie2", PRODUCTION, HOME).enable_macie()
        clients("guardduty", PRODUCTION, MIRROR).create_detector(Enable=True)
        clients("logs", STAGING, HOME).create_log_group(logGroupName="/landing-zone/sessions")
        key = clients("kms", STAGING, HOME).create_key()["KeyMetadata"]["KeyId"]
        clients("kms", STAGING, HOME).create_alias(AliasName="alias/exampleshop-logs", TargetKeyId=key)
        content = {"schemaVersion": "1.0", "description": "x", "sessionType": "Standard_Stream", "inputs": {}}
        clients("ssm", STAGING, HOME).create_document(
            Name="SSM-SessionManagerRunShell", DocumentType="Session", Content=json.dumps(content)
        )
        clients("accessanalyzer", STAGING, HOME).create_analyzer(analyzerName="theirs", type="ACCOUNT")
        trust = {"Version": "2012-10-17", "Statement": []}
        clients("iam", STAGING, HOME).create_role(
            RoleName="landing-zone-auditor", AssumeRolePolicyDocument=json.dumps(trust)
        )
        yield Zone(emulator, folder, clients)


@pytest.fixture(scope="module", autouse=True)
def first(zone: Zone) -> Answers:
    """What `lz doctor` says before anything was done."""
    return zone.doctor()


def test_what_is_not_met_is_found_where_it_is(first: Answers) -> None:
    """With the command that repairs it; things that the zone would make a second time, in these places alone."""
    missing = {key for key, one in first.items() if one["status"] == "not met"}
    assert {key for key in missing if key[0] not in ("bootstrap", "root-mfa")} == {
        ("membership", "management", HOME, "staging"),
        ("units", "management", HOME, "Staging"),
        ("recorder-free", "production", HOME, ""),
        ("detector-free", "audit", MIRROR, ""),
        ("macie-free", "audit", HOME, ""),
        ("guardduty-administrator-free", "management", HOME, MIRROR),
        ("log-groups-free", "staging", HOME, "/landing-zone/"),
        ("key-aliases-free", "staging", HOME, ""),
        *((name, "staging", HOME, "") for name in BY_PEOPLE),
    }
    assert ("detector-free", "production", MIRROR, "") not in first, "its administrator adopts it"
    assert (
        "existing: {recorder: {accounts: [production]}}"
        in first["recorder-free", "production", HOME, ""]["fix"]["text"]
    )
    alias = first["key-aliases-free", "staging", HOME, ""]["fix"]
    assert alias["command"] == f"aws kms delete-alias --alias-name alias/exampleshop-logs --region {HOME}"
    assert (alias["account_id"], alias["prepare"]) == (STAGING, False)


def test_what_cannot_be_asked_is_not_met(first: Answers, zone: Zone) -> None:
    """An account that cannot be entered, a call that the emulator does not have, and one that is refused."""
    ids = ("accounts", "bootstrap", "recorder-free")
    only = [word for one in ids for word in ("--only", one)]
    spare = zone.doctor("--account", "management", "--account", "spare", *only, config="with-spare.yaml")
    there = spare["accounts", "management", HOME, "spare"]
    assert (there["status"], there["fix"]["prepare"]) == ("not met", False)
    assert (
        there["fix"]["command"] == "aws organizations create-account --email aws+spare@example.com --account-name spare"
    )
    inside = [one for key, one in spare.items() if key[1] == "spare" and one["needed"].startswith("before")]
    assert {one["status"] for one in inside} == {"not asked"}
    assert all("cannot be entered: AccessDenied" in one["reason"] for one in inside)
    quota = first["quota-addresses", "production", HOME, ""]
    assert (quota["status"], "service-quotas GetServiceQuota" in quota["reason"]) == ("not asked", True)
    refused = {"where": "api", "service": "organizations", "operation": "ListRoots", "status": 400, "times": 9}
    zone.emulator.break_({**refused, "code": "AccessDeniedException"})
    root = zone.doctor("--only", "root")["root", "management", HOME, ""]
    zone.emulator.break_()
    assert (root["status"], root["reason"]) == ("not asked", "the caller may not organizations:ListRoots")


def test_what_stacks_make_is_later_until_it_was_deployed(first: Answers, zone: Zone) -> None:
    """By the stack's name; with --deployed it is missing."""
    before = first["detector-on", "audit", HOME, ""]
    assert (before["status"], before["reason"]) == ("later", f"made by Baseline-audit-{HOME}")
    member = first["detector-of-member", "production", HOME, ""]
    assert (member["status"], member["reason"]) == ("later", f"made by Detection-audit-{HOME}")
    only = ("--only", "detector-of-member", "--only", "contacts")
    after = zone.doctor("--account", "production", "--deployed", *only)
    assert after["detector-of-member", "production", HOME, ""]["status"] == "not met"
    assert after["detector-of-member", "production", MIRROR, ""]["status"] == "met"
    assert after["contacts", "production", HOME, "SECURITY"]["status"] == "not met"


def test_prepare_does_what_no_stack_can_and_nothing_twice(first: Answers, zone: Zone) -> None:
    """Not met; the plan, which changes nothing; the calls, the second needs the first; met; no call is left."""
    made = ("units", "management", HOME, "Staging"), ("membership", "management", HOME, "staging")
    only = ("--only", "units", "--only", "membership")
    organizations = zone.clients("organizations", MANAGEMENT, HOME)
    before = organizations.list_parents(ChildId=STAGING)["Parents"]
    plan = zone.lz("prepare", *only, code=1)
    assert plan.startswith(
        "# in management (111111111111)\naws organizations create-organizational-unit --parent-id r-shop"
    )
    assert organizations.list_parents(ChildId=STAGING)["Parents"] == before
    calls = zone.lz("prepare", "--run", *only, code=0)
    assert [line.partition("  ")[0] for line in calls.splitlines()[2:4]] == ["done", "done"]
    assert f"aws organizations move-account --account-id {STAGING}" in calls
    found = zone.doctor(*only, code=0)
    assert [found[key]["status"] for key in made] == ["met", "met"]
    after = organizations.list_parents(ChildId=STAGING)["Parents"]
    assert after != before
    assert zone.lz("prepare", "--run", *only, code=0).startswith("0 calls are left")
    assert organizations.list_parents(ChildId=STAGING)["Parents"] == after
    parts = load_preparation(ROOT / "policies")
    runs = {one.id for part in parts for one in part.prerequisites if one.fix and one.fix.run}
    assert runs == {key[0] for key in made} | NOT_TRIED


def test_networks_are_shared_only_where_sharing_is_enabled(zone: Zone) -> None:
    """By the stack Organisation, and AWS RAM's own call; asked only where an account uses another's network."""
    where, only = ("resource-sharing", "management", HOME, ""), ("--only", "resource-sharing")
    assert zone.doctor(*only, code=0) == {}
    before = zone.doctor(*only, code=0, config="sharing.yaml")[where]
    assert (before["status"], before["reason"]) == ("later", f"made by Organisation-management-{HOME}")
    assert zone.doctor(*only, "--deployed", config="sharing.yaml")[where]["status"] == "not met"
    zone.clients("ram", MANAGEMENT, HOME).enable_sharing_with_aws_organization()
    assert zone.doctor(*only, "--deployed", code=0, config="sharing.yaml")[where]["status"] == "met"


def test_commands_for_people_do_what_they_say(first: Answers, zone: Zone) -> None:
    """Each command that `lz doctor` printed for an account, carried out as it is printed; it is then met."""
    keys = [(name, "staging", HOME, "") for name in (*BY_PEOPLE, "key-aliases-free")]
    for key in keys:
        fix = first[key]["fix"]
        assert not fix["prepare"]
        carry_out(fix["command"], lambda service: zone.clients(service, STAGING, HOME))
    after = zone.doctor("--account", "staging", *(word for key in keys for word in ("--only", key[0])), code=0)
    assert [after[key]["status"] for key in keys] == ["met"] * len(keys)


def test_the_protection_is_removed_as_the_document_says(zone: Zone) -> None:
    """The one command of the AWS CLI in docs/deployment.md that changes something and that the emulated AWS has."""
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    [protection] = [words for words, _ in commands(text, "aws") if words[1] == "update-termination-protection"]
    name = protection[protection.index("--stack-name") + 1]
    cloudformation = zone.clients("cloudformation", PRODUCTION, HOME)
    template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template), EnableTerminationProtection=True)
    assert cloudformation.describe_stacks(StackName=name)["Stacks"][0]["EnableTerminationProtection"]
    carry_out(shlex.join(["aws", *protection]), lambda service: zone.clients(service, PRODUCTION, HOME))
    assert not cloudformation.describe_stacks(StackName=name)["Stacks"][0]["EnableTerminationProtection"]


def test_a_bootstrap_counts_with_its_boundary(zone: Zone) -> None:
    """The CDK's own, which has a version alone, does not."""
    place = ("bootstrap", "audit", HOME, "")
    zone.clients("ssm", AUDIT, HOME).put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="31", Type="String")
    only = ("--account", "audit", "--only", "bootstrap")
    assert zone.doctor(*only)[place]["status"] == "not met"
    nothing = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
    zone.clients("iam", AUDIT, HOME).create_policy(
        PolicyName=f"cdk-hnb659fds-permissions-boundary-{AUDIT}-{HOME}", PolicyDocument=json.dumps(nothing)
    )
    found = zone.doctor(*only)
    assert found[place]["status"] == "met"
    assert found["bootstrap", "audit", MIRROR, ""]["status"] == "not met"


def test_text_names_places_and_commands(zone: Zone) -> None:
    """One line a prerequisite, then where it is not met; the verdict last."""
    lines = zone.lz("doctor", "--account", "staging", "--only", "log-groups-free", code=1).splitlines()
    at = next(number for number, line in enumerate(lines) if line.split()[:3] == ["not", "met", "log-groups-free"])
    assert lines[at + 1].strip() == f"staging/{HOME} /landing-zone/"
    stack = f"Baseline-staging-{HOME}"
    assert lines[at + 2].strip() == f"cdk deploy --app cdk.out --exclusively {stack} --import-existing-resources"
    assert lines[-1].startswith("NOT READY")


@pytest.mark.parametrize(
    "words",
    [
        ("doctor", "--account", "stagin"),
        ("doctor", "--format", "yaml"),
        ("doctor", "--only", "bootstraps"),
        ("doctor", "--profile", "absent"),
        ("prepare", "--account", "x"),
    ],
)
def test_wrong_input_asks_nothing(zone: Zone, words: tuple[str, ...]) -> None:
    """An error with what is allowed, of the kind that ends with 2."""
    config = str(zone.folder / "landing-zone.yaml")
    done = CliRunner().invoke(app, [*words, "--config", config], env=zone.emulator.variables(HOME))
    assert isinstance(done.exception, UserError)
    assert done.exception.exit_code is ExitCode.BROKEN
