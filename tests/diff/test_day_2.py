"""Each change of docs/day-2.md: what ``lz diff`` says of it before it is deployed.

In CI the assemblies are edited: names are exchanged in the templates of the synthesized example. A slow test
synthesizes each configuration, and the same has to be said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from landing_zone.assessment.read import read_assessment
from landing_zone.catalogue.load import load_frameworks
from landing_zone.cli.main import app
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.config import load_landing_zone
from landing_zone.config.framework_floor import floors
from landing_zone.diff.bootstrapped import RECIPE
from landing_zone.diff.compare import Side, compare
from landing_zone.diff.markdown import markdown
from landing_zone.diff.model import Difference
from tests.configurations import Zone, example, replaced, with_account, without_account, without_network, write
from tests.diff.edits import assembly_of, edited
from tests.stacks.synthesized import synthesize

GUIDE = Path("docs/day-2.md")
RENAMED = {"cde-production": "payments"}
STAYS = "would stay deployed"
Edit = Callable[[Assembly, Zone], Assembly]


@pytest.fixture(scope="module")
def before(gated: Path) -> Side:
    """The example zone."""
    return Side("before", load_assembly(gated), read_assessment(gated / "assessment.json"))


def words(found: Mapping[str, str], *, of: Callable[[Template], bool] = lambda _one: True) -> Edit:
    """Exchange words in the templates that are meant."""
    return lambda old, zone: assembly_of([edited(one, found) if of(one) else one for one in old.templates], zone)


def without(gone: Callable[[Template], bool]) -> Edit:
    """Leave stacks out."""
    return lambda old, zone: assembly_of([one for one in old.templates if not gone(one)], zone)


def another_account(zone: Zone) -> Zone:
    """Add an account like ``cde-staging``, with a network as that has."""
    zone = with_account(zone, "cards-two", 121212121212, network=False)
    (like,) = (vpc for vpc in zone["addresses"]["vpcs"] if vpc["account"] == "cde-staging")
    zone["addresses"]["vpcs"].append(like | {"account": "cards-two", "cidr": "10.140.0.0/16"})
    return zone


def one_more(old: Assembly, zone: Zone) -> Assembly:
    """Make an account like another."""
    like = [one for one in old.templates if one.account == "666666666666"]
    named = {"cde-staging": "cards-two", "666666666666": "121212121212"}
    return assembly_of([*old.templates, *(edited(one, named) for one in like)], zone)


def of_account(name: str) -> Callable[[Template], bool]:
    """Whether a stack is of an account."""
    return lambda one: f"-{name}-" in one.name


def rename(zone: Zone, **more: str) -> Zone:
    """Give the account another name everywhere."""
    renamed: Zone = replaced(zone, RENAMED)
    for account in renamed["accounts"]:
        if account["name"] == "payments":
            account.update(more)
    return renamed


def readdress(zone: Zone) -> Zone:
    """Give one network another range."""
    zone["addresses"]["vpcs"][0]["cidr"] = "10.64.0.0/16"
    return zone


def rezone(zone: Zone) -> Zone:
    """Use another Availability Zone at home."""
    zone["regions"]["zones"]["eu-west-1"][2] = "eu-west-1d"
    return zone


def reslug(zone: Zone) -> Zone:
    """Change the prefix of all names."""
    zone["organisation"]["slug"] = "acmepay"
    return zone


def no_mirror(zone: Zone) -> Zone:
    """Keep one Region."""
    zone["regions"]["mirror"] = None
    return zone


def classify(zone: Zone, *held: str) -> Zone:
    """Let shared-production hold other classes of data."""
    zone["data_classes"]["telemetry"] = dict(zone["data_classes"]["internal"])
    next(a for a in zone["accounts"] if a["name"] == "shared-production")["data_classes"] = list(held)
    return zone


def with_key(*, internal: bool) -> Edit:
    """Make the key of another data class, with or without the one of before."""

    def edit(old: Assembly, zone: Zone) -> Assembly:
        found = []
        for one in old.templates:
            if one.name.startswith("Workload-shared-production"):
                names = {"InternalKey": "TelemetryKey", "key-arn/internal": "key-arn/telemetry"}
                other = edited(one, {**names, "examplepay-internal": "examplepay-telemetry"})
                resources = {k: r for k, r in other.body["Resources"].items() if "TelemetryKey" in k}
                kept = {k: r for k, r in one.body["Resources"].items() if internal or not k.startswith("InternalKey")}
                text = json.dumps([one.environment, one.name, {**kept, **resources}])
                one = edited(replace(one, body={"Resources": json.loads(text)[2]}), {})
            found.append(one)
        return assembly_of(found, zone)

    return edit


@dataclass(frozen=True)
class Change:
    """A change of day 2.

    Args:
        make: the change of the configuration.
        edit: what it makes of the synthesized templates.
        section: of the guide, that ``lz diff`` names; "" where it names none.
        says: what is in its Markdown.
        silent: what is not.
        stops: whether it ends with 1.
        whole: whether the configuration can be synthesized as it is.
    """

    make: Callable[[Zone], Zone]
    edit: Edit
    section: str
    says: tuple[str, ...]
    stops: bool
    silent: tuple[str, ...] = ("Rights that widened",)
    whole: bool = True


CHANGES = {
    "add an account": Change(
        another_account,
        one_more,
        "add-an-account",
        (
            "new: **cards-two** in eu-central-1, eu-west-1 (workload, cde, staging): 8 stacks, 259 resources, ",
            " rights within it (17 by attached policies, ",
            "would fail: 2 environments (cards-two-eu-central-1, cards-two-eu-west-1) have no bootstrap yet: run",
            "### Rights that widened (",
            "; as `cde-staging`. How",
            "arn:${AWS::Partition}:events:eu-central-1:333333333333:event-bus/examplepay-security-findings",
        ),
        stops=True,
        silent=("older bootstrap", "but ", "TelemetryKey"),
    ),
    "remove an account": Change(
        lambda zone: without_account(zone, "shared-staging"),
        without(of_account("shared-staging")),
        "remove-an-account",
        (
            "**The account `shared-staging` (101010101010) is no longer in the configuration.**",
            "leaves behind: 6 stacks (Baseline-shared-staging-eu-central-1, Baseline-shared-staging-eu-west-1, ",
            f"Workload-shared-staging-eu-west-1) {STAYS}, with 199 resources",
            "of these 2 ECR::Repository, 10 KMS::Key, 6 Logs::LogGroup, 4 S3::Bucket, 2 SQS::Queue hold data",
            "gone: **shared-staging** in eu-central-1, eu-west-1",
        ),
        stops=True,
    ),
    "rename an account": Change(
        rename,
        words(RENAMED, of=of_account("cde-production")),
        "rename-an-account",
        (
            "**The account 555555555555 was `cde-production`, and is `payments`.**",
            "would fail: 2 AccessAnalyzer::Analyzer, 2 Config::AggregationAuthorization, ",
            "2 Config::ConfigurationRecorder, 2 Config::DeliveryChannel, 1 IAM::Role, 1 IAM::ServiceLinkedRole",
            "leaves behind: 6 stacks (Baseline-cde-production-eu-central-1, Baseline-cde-production-eu-west-1, ",
            f"Workload-cde-production-eu-west-1) {STAYS}, with 297 resources",
        ),
        stops=True,
    ),
    "rename an account, and keep its stacks": Change(
        lambda zone: rename(zone, stacks_named="cde-production"),
        words({}),
        "",
        ("nothing differs",),
        stops=False,
    ),
    "change addresses": Change(
        readdress,
        words({"10.16.": "10.64."}, of=lambda one: one.name == "Workload-cde-production-eu-west-1"),
        "change-addresses",
        (
            "**The address range of `cde-production/eu-west-1` was 10.16.0.0/16, and is 10.64.0.0/16.**",
            "would fail: 3 EC2::NatGateway, 1 EC2::VPCGatewayAttachment cannot be replaced",
            "replaces: 1 EC2::FlowLog, 3 EC2::NatGateway, 6 EC2::Route, 9 EC2::RouteTable",
            "| replaced | `Workload-cde-production-eu-west-1/Vpc49347EA9` | AWS::EC2::VPC | CidrBlock |",
        ),
        stops=True,
        silent=("hold data", STAYS),
    ),
    "change an Availability Zone": Change(
        rezone,
        words(
            {'{"Ref": "AWS::Region"}, "c"': '{"Ref": "AWS::Region"}, "d"'},
            of=lambda one: one.name.endswith("eu-west-1"),
        ),
        "when-lz-diff-names-something-else",
        ("would fail: 6 EC2::Subnet cannot be created: the range of each overlaps that of one that is deleted only",),
        stops=True,
        silent=("hold data", STAYS),
    ),
    "give a network up": Change(
        lambda zone: without_network(zone, "network"),
        without(lambda one: one.name.startswith("Network-")),
        "change-addresses",
        (
            "**The address range of `network/eu-west-1` was 10.32.0.0/16, 10.34.0.0/16, and is none.**",
            f"leaves behind: 1 stack (Network-network-eu-west-1) {STAYS}, with 111 resources",
        ),
        stops=True,
    ),
    "change the slug": Change(
        reslug,
        words({"examplepay": "acmepay", "o-examplepay01": "o-examplepay01"}),
        "the-slug-stays",
        (
            "**The slug was `examplepay`, and is `acmepay`: it is in every name.**",
            "leaves behind: 9 Logs::LogGroup, 6 S3::Bucket would stay in the account, in no stack",
        ),
        stops=True,
        silent=("Accounts and Regions",),
    ),
    "change the mirror": Change(
        lambda zone: replaced(zone, {"eu-central-1": "eu-north-1"}),
        words({"eu-central-1": "eu-north-1"}),
        "add-change-or-remove-the-mirror-region",
        (
            "**The Region `eu-central-1` is no longer used.**",
            "leaves behind: 36 stacks",
            "of these 10 ECR::Repository, 54 KMS::Key, 36 Logs::LogGroup, 22 S3::Bucket, 15 SQS::Queue hold data",
            "new: **cde-production** in eu-north-1 (workload, cde, production): 4 stacks, 161 resources, ",
            "`Baseline-shared-staging-eu-north-1/EventForwardingPolicyAE070B00` and in 8 more stacks",
        ),
        stops=True,
        silent=("listanalyzers",),
    ),
    "remove the mirror": Change(
        no_mirror,
        without(lambda one: one.region == "eu-central-1"),
        "add-change-or-remove-the-mirror-region",
        ("**The Region `eu-central-1` is no longer used.**", "leaves behind: 36 stacks"),
        stops=True,
        whole=False,
    ),
    "exchange home and mirror": Change(
        lambda zone: replaced(zone, {"eu-west-1": "eu-central-1", "eu-central-1": "eu-west-1"}),
        words({"eu-west-1": "eu-central-1", "eu-central-1": "eu-west-1"}),
        "the-home-region-stays",
        (
            "**The home Region was `eu-west-1`, and is `eu-central-1`.**",
            "1 SecurityHub::FindingAggregator cannot be created",
            "leaves behind: 1 stack (Organisation-management-eu-west-1)",
        ),
        stops=True,
        silent=("Accounts and Regions",),
    ),
    "add a data class": Change(
        lambda zone: classify(zone, "internal", "telemetry"),
        with_key(internal=True),
        "",
        (
            "6 resources added",
            "33 rights over this new resource, within its account and for services of AWS",
        ),
        stops=False,
        silent=("Before you deploy",),
    ),
    "upgrade the CDK": Change(
        lambda zone: zone,
        words({"python3.14": "python3.99"}),
        "",
        (
            "25 resources updated.",
            "`Baseline-cde-production-eu-central-1/AccountSettingsFunctionB6BEFA8B` and in 19 more stacks",
            "| AWS::Lambda::Function | Runtime |",
        ),
        stops=False,
        silent=("Before you deploy",),
        whole=False,
    ),
    "take a version that renames a construct": Change(
        lambda zone: zone,
        words({"SessionPreferencesLogGroup73B3C127": "SessionLogs73B3C127"}),
        "when-lz-diff-names-something-else",
        (
            "would fail: 20 Logs::LogGroup cannot be created: what is there has the name",
            "leaves behind: 20 Logs::LogGroup would stay in the account, in no stack",
        ),
        stops=True,
        whole=False,
    ),
    "rename a data class": Change(
        lambda zone: classify(zone, "telemetry"),
        with_key(internal=False),
        "rename-or-remove-a-data-class",
        (
            "**`shared-production` no longer holds the data class `internal`.**",
            "leaves behind: 2 KMS::Key would stay in the account, in no stack; what a key encrypted can be read only",
        ),
        stops=True,
        silent=("would fail",),
    ),
}


def judged(difference: Difference, change: Change) -> None:
    """Everything that a change says is said, and nothing that it does not."""
    text = markdown(difference)
    for sentence in change.says:
        assert sentence in text, text
    for sentence in change.silent:
        assert sentence not in text.replace("got worse; **look", ""), sentence
    assert difference.stops is change.stops
    named = {one.recipe for one in difference.before_you_deploy} | {one.recipe for one in difference.environments}
    # Whether a bootstrap changes too is another question: what it grants follows from the types in the stacks.
    assert named - {RECIPE} == ({f"{GUIDE}#{change.section}"} if change.section else set())


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_said_of_a_change(before: Side, name: str) -> None:
    """Before the deployment, from the two assemblies alone."""
    change = CHANGES[name]
    zone = change.make(example())
    after = Side("after", change.edit(before.assembly, zone), before.assessment)
    judged(compare(before, after), change)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, change in CHANGES.items() if change.whole])
def test_a_synthesized_change_says_the_same(before: Side, name: str, tmp_path: Path) -> None:
    """What was edited is what the configuration makes."""
    change = CHANGES[name]
    frameworks = floors(load_frameworks(Path("policies")).values())
    file = write(change.make(example()), tmp_path)
    zone = load_landing_zone(file, frameworks=frameworks)
    folder = synthesize(zone, tmp_path / "cdk.out").folder
    after = replace(load_assembly(folder), zone=zone.snapshot())
    judged(compare(before, Side("after", after, before.assessment)), change)


@pytest.mark.parametrize("change", [change for change in CHANGES.values() if change.section])
def test_each_recipe_is_in_the_guide(change: Change) -> None:
    """Under the heading that its address names."""
    headings = {
        line.lstrip("# ").strip().lower().replace(" ", "-").replace(",", "").replace("`", "")
        for line in GUIDE.read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    }
    assert change.section in headings


def test_the_command_ends_with_1_where_somebody_has_to_look(
    before: Side, gated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No requirement is worse, and what a deployment would do comes first."""
    change = CHANGES["rename an account"]
    after = Side("after", change.edit(before.assembly, change.make(example())), before.assessment)
    sides = iter((before, after))
    monkeypatch.setattr("landing_zone.diff.compare.read_side", lambda *_args, **_more: next(sides))
    done = CliRunner().invoke(app, ["diff", str(gated), str(gated), "--format", "markdown"])
    assert done.exit_code == 1, done.output
    assert done.output.index("no requirement got worse") < done.output.index("Before you deploy")
    assert done.output.index("Before you deploy") < done.output.index("Resources that change")
