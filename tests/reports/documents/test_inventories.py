"""Folded tables hold every fact of the inventory, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, RequirementEntry, RequirementStatus, ResourceEntry
from landing_zone.inventory.model import (
    AlertFact,
    Inventory,
    KeyFact,
    LogFact,
    NetworkFact,
    OpeningFact,
    RoleFact,
    StoreFact,
    TlsFact,
)
from landing_zone.reports.documents.document import Document
from landing_zone.reports.documents.registry import documents
from landing_zone.reports.documents.third_parties import responsibility
from tests.reports.documents.conftest import ALSO, HERE, OUTSIDE, column, table, tables, text, words

OPENING = OpeningFact(
    resource=0,
    environment=HERE,
    kind="security group",
    direction="inbound",
    protocol="tcp",
    ports="443",
    peer="10.16.0.0/16",
    open_to_world=False,
    first_port=443,
    last_port=443,
    justification="Web",
)
NETWORK = NetworkFact(
    resource=0,
    environment=HERE,
    cidr="10.16.0.0/16",
    subnets=(),
    endpoints=(),
    internet=False,
    nat_gateways=0,
    connections=(),
    flow_logs=(),
)


def one(assessment: Assessment, id_: str) -> Document:
    """One document of an assessment."""
    return next(document for document in documents(assessment) if document.id == id_)


@pytest.mark.parametrize(
    ("document", "columns", "kinds"),
    [
        ("permitted-services", ("Direction", "Number"), ("openings",)),
        ("cryptography-inventory", ("Key", "Number"), ("keys",)),
        ("cryptography-inventory", ("Encrypted with", "Number"), ("stores",)),
        ("cryptography-inventory", ("Setting", "Number"), ("tls",)),
    ],
)
def test_the_numbers_of_folded_rows_add_up(
    real: Assessment, made: dict[str, Document], document: str, columns: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    """No fact of the real inventory is lost when rows are folded."""
    numbers = column(table(made[document], *columns), "Number")
    assert real.inventory
    assert sum(map(int, numbers)) == sum(len(getattr(real.inventory, kind)) for kind in kinds) > 0


def test_each_role_is_listed(real: Assessment, made: dict[str, Document]) -> None:
    """Those of the stacks, and those that deploy: five in each environment."""
    assert real.inventory
    of = made["roles-and-privileges"]
    numbers = [sum(map(int, column(table(of, head, "Number"), "Number"))) for head in ("Trusts", "Who may take it")]
    assert sum(numbers) == len(real.inventory.roles)
    assert numbers[1] == 5 * len(real.environments)


def test_each_log_and_each_alert_is_listed(real: Assessment, made: dict[str, Document]) -> None:
    """Sources and stores together are all logs; rules, alarms and subscriptions together all alerts."""
    assert real.inventory
    logs = [t for t in tables(made["log-sources"]) if "Number" in t.head]
    assert sum(int(n) for t in logs for n in column(t, "Number")) == len(real.inventory.logs)
    chain = made["contacts-and-incidents"]
    total = sum(map(int, column(table(chain, "Of what", "Number"), "Number")))
    assert total + len(table(chain, "Topic").rows) == len(real.inventory.alerts)


def test_each_component_is_counted_once(real: Assessment, made: dict[str, Document]) -> None:
    """The inventory of scope holds every resource of the templates, in scope or out of it."""
    counted = [t for t in tables(made["scope-inventory"]) if "Type" in t.head]
    numbers = Counter[str]()
    for of in counted:
        for type_, number in zip(column(of, "Type"), column(of, "Number"), strict=True):
            numbers[type_] += int(number.replace(",", ""))
    assert numbers == Counter(r.type for r in real.resources)


def test_rows_fold_where_all_but_the_place_is_the_same(small: Callable[..., Assessment]) -> None:
    """A network's own range is called so, since it differs in each; a rule for another range stays apart."""
    openings = (
        OPENING,
        OPENING.model_copy(update={"environment": ALSO, "peer": "10.17.0.0/16"}),
        OPENING.model_copy(update={"environment": OUTSIDE, "peer": "10.9.0.0/16", "justification": ""}),
    )
    networks = (NETWORK, NETWORK.model_copy(update={"environment": ALSO, "cidr": "10.17.0.0/16"}))
    of = table(one(small(Inventory(openings=openings, networks=networks)), "permitted-services"), "Reason", "Number")
    rows = {tuple(text(c) for c in row[3:]) for row in of.rows}
    assert rows == {
        ("the VPC's own range", "security group", "Web", "2", "cde-production (eu-central-1, eu-west-1)"),
        (
            "10.9.0.0/16",
            "security group",
            "none is given: write it where the rule is made",
            "1",
            "customer-staging (eu-west-1)",
        ),
    }


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"first_port": 23, "last_port": 23}, "Telnet sends in clear"),
        ({"first_port": 22, "last_port": 25}, "Telnet sends in clear"),
        ({"first_port": 20, "last_port": 25}, "FTP, Telnet send in clear"),
        ({"first_port": 24, "last_port": 68}, ""),
        ({"first_port": None}, ""),
        ({"peer": "128.0.0.0/1", "open_to_world": True}, "open to every address"),
        ({"peer": "known at deployment", "open_to_world": None}, "may be open to every address"),
        ({"protocol": "all", "ports": "all", "first_port": 0, "last_port": 65535}, "all ports"),
        ({"kind": "listener", "protocol": "http", "first_port": 8080, "last_port": 8080}, "HTTP sends in clear"),
        ({}, ""),
    ],
)
def test_what_needs_a_safeguard_is_named(small: Callable[..., Assessment], change: dict[str, Any], why: str) -> None:
    """PCI DSS 1.2.6 asks for a safeguard for each risky service; an ordinary opening is not called risky."""
    document = one(small(Inventory(openings=(OPENING.model_copy(update=change),))), "permitted-services")
    risky = next(t for t in tables(document) if t.head[0] == "Why")
    assert column(risky, "Why") == ([why] if why else [])


def test_a_bucket_without_a_tls_policy_is_named(small: Callable[..., Assessment]) -> None:
    """What no policy guards is in the list of what would answer without TLS."""
    stores = tuple(
        StoreFact(resource=i, environment=HERE, what="bucket", name=f"b{i}", encryption="key k") for i in (0, 1)
    )
    tls = (TlsFact(resource=2, environment=HERE, what="policy of a bucket", setting="refuses", guards=(0,)),)
    document = one(small(Inventory(stores=stores, tls=tls)), "cryptography-inventory")
    assert [text(row[2]) for row in table(document, "Why").rows] == ["b1"]


def test_a_store_in_clear_is_named(small: Callable[..., Assessment]) -> None:
    """No encryption, and encryption that only the deployment decides, are both listed."""
    stores = tuple(
        StoreFact(resource=i, environment=HERE, what="queue", name=f"q{i}", encryption=encryption)
        for i, encryption in enumerate(("none is declared", "key of the service", "known at deployment"))
    )
    document = one(small(Inventory(stores=stores)), "cryptography-inventory")
    in_clear = next(t for t in tables(document) if t.caption.startswith("Stores without encryption"))
    assert [text(row[2]) for row in in_clear.rows] == ["q0", "q2"]


def test_a_key_is_shown_by_its_alias(small: Callable[..., Assessment]) -> None:
    """A logical id means nothing to an assessor: the alias of a key in the same stack replaces it."""
    key = KeyFact(
        resource=0,
        environment=HERE,
        alias="alias/cards",
        purpose="",
        spec="RSA_2048",
        usage="SIGN_VERIFY",
        origin="AWS_KMS",
        rotation="none",
        multi_region=False,
        used_by=(1,),
    )
    stores = tuple(
        StoreFact(resource=i, environment=env, what="bucket", name="b", encryption=f"key {name}")
        for i, env, name in ((3, HERE, "Thing"), (1, ALSO, "Elsewhere"))
    )
    document = one(small(Inventory(keys=(key,), stores=stores)), "cryptography-inventory")
    assert set(column(table(document, "Encrypted with"), "Encrypted with")) == {"key alias/cards", "key Elsewhere"}
    row = table(document, "Key").rows[0]
    assert [text(c) for c in row[1:3]] == ["not described", "RSA_2048\nSIGN_VERIFY\nAWS_KMS"]


def test_a_log_is_kept_as_long_as_the_bucket_it_goes_to(small: Callable[..., Assessment]) -> None:
    """The retention of a source is that of its store, and its own words where the store is not in the templates."""
    source = LogFact(
        resource=0,
        environment=HERE,
        what="flow log",
        destination="arn:aws:s3:::kept",
        retention="as its destination keeps it",
        encryption="",
        locked="",
    )
    store = source.model_copy(
        update={"resource": 2, "what": "log bucket", "destination": "kept", "retention": "400 days"}
    )
    lost = source.model_copy(update={"destination": "arn:aws:s3:::elsewhere"})
    document = one(small(Inventory(logs=(source, lost, store))), "log-sources")
    kept = dict(zip(*(column(table(document, "Goes to"), name) for name in ("Goes to", "Kept for")), strict=True))
    assert kept == {"kept": "400 days (kept)", "elsewhere": "as its destination keeps it"}


def test_a_network_without_a_flow_log_is_named(small: Callable[..., Assessment]) -> None:
    """The list of sources says where a kind of source is not, and the diagram says it in words."""
    source = LogFact(
        resource=0, environment=HERE, what="flow log", destination="b", retention="", encryption="", locked=""
    )
    networks = (NETWORK, NETWORK.model_copy(update={"environment": OUTSIDE}))
    assessment = small(Inventory(logs=(source,), networks=networks))
    assert column(table(one(assessment, "log-sources"), "Not made in"), "Not made in") == [
        "customer-staging (eu-west-1)"
    ]
    assert "Networks without flow logs: cde-production/eu-west-1" in words(one(assessment, "network-diagram"))


def test_a_role_that_people_may_take_and_wide_rights_are_named(small: Callable[..., Assessment]) -> None:
    """A role that trusts an account is not only for services; a wildcard is a wide right, and so is what AWS writes."""
    role = RoleFact(
        resource=0,
        environment=HERE,
        name="Admin",
        purpose="",
        trusted=("AWS: 111111111111",),
        actions=("iam:*", "s3:GetObject"),
        managed=("Own", "arn:aws:iam::aws:policy/AdministratorAccess"),
        boundary="",
    )
    document = one(small(Inventory(roles=(role,))), "roles-and-privileges")
    assert "1 role can be taken by others than AWS services" in words(document)
    assert column(table(document, "Actions"), "Actions") == [
        "iam:*\narn:aws:iam::aws:policy/AdministratorAccess",
    ]


def test_an_alert_that_reaches_no_person_is_named(small: Callable[..., Assessment]) -> None:
    """A rule without a target, and an alarm that is off, alert no person."""
    alerts = (
        AlertFact(resource=0, environment=HERE, what="event rule", description="threats", targets=()),
        AlertFact(resource=1, environment=ALSO, what="alarm (actions off)", description="floods", targets=("T",)),
        AlertFact(resource=2, environment=OUTSIDE, what="alarm", description="heard", targets=("T",)),
    )
    document = one(small(Inventory(alerts=alerts)), "contacts-and-incidents")
    silent = next(t for t in tables(document) if t.caption.startswith("Rules and alarms that send nothing"))
    assert column(silent, "Of what") == ["threats", "floods"]
    assert "alerts reach no person by themselves" in words(document)


def test_each_requirement_is_in_the_matrix_once(real: Assessment, made: dict[str, Document]) -> None:
    """Who answers it follows from the framework's entry: inherited only where AWS's attestation meets it."""
    framework = next(f for f in real.frameworks if f.id == "pci-dss-4.0.1")
    asked = {r.id: r for r in framework.requirements if r.tested and r.status != RequirementStatus.SUPERSEDED}
    rows = [row for t in tables(made["third-parties"]) if t.head[0] == "Requirement" for row in t.rows]
    assert sorted(text(row[0]) for row in rows) == sorted(asked)
    for row in rows:
        entry = asked[text(row[0])]
        assert (text(row[2]) == "inherited") == (entry.status == RequirementStatus.INHERITED)
        applies = entry.status != RequirementStatus.NOT_APPLICABLE
        assert text(row[3]) == ((entry.inherited or "no part of it is known to be inherited") if applies else "")
        assert applies or text(row[5]) == entry.why
    summary = table(made["third-parties"], "Who answers")
    assert sum(map(int, column(summary, "Requirements"))) == len(asked)


def test_the_matrix_gives_the_reason_why_one_does_not_apply(real: Assessment) -> None:
    """And leaves out what another requirement has replaced."""
    framework = next(f for f in real.frameworks if f.id == "pci-dss-4.0.1")
    changes = {"1.2.3": RequirementStatus.NOT_APPLICABLE, "1.2.4": RequirementStatus.SUPERSEDED}
    requirements = tuple(
        r.model_copy(update={"status": changes[r.id], "why": "There is none."}) if r.id in changes else r
        for r in framework.requirements
    )
    changed = framework.model_copy(update={"requirements": requirements})
    document = one(real.model_copy(update={"frameworks": (changed,)}), "third-parties")
    rows = {text(row[0]): row for t in tables(document) if t.head[0] == "Requirement" for row in t.rows}
    assert "1.2.4" not in rows
    assert [text(cell) for cell in rows["1.2.3"][2:]] == ["not applicable", "", "", "There is none."]
    summary = table(document, "Who answers")
    numbers = dict(zip(column(summary, "Who answers"), column(summary, "Requirements"), strict=True))
    others = [r for r in requirements if r.tested and r.status == RequirementStatus.NOT_APPLICABLE]
    assert numbers["not applicable"] == str(len(others))


def test_subnets_under_a_default_network_acl_are_listed(small: Callable[..., Assessment]) -> None:
    """Those of an environment that are more than its associations; the others have an ACL of the templates."""

    def listed(*types: str) -> list[list[str]]:
        resources = tuple(
            ResourceEntry(stack="One", logical_id=f"R{n}", type=type_, construct_path="", environment=HERE)
            for n, type_ in enumerate(types)
        )
        document = one(small(resources=resources), "permitted-services")
        return [[text(cell) for cell in row] for row in table(document, "Subnets", "Networks").rows]

    subnet, association = "AWS::EC2::Subnet", "AWS::EC2::SubnetNetworkAclAssociation"
    assert [row[:2] for row in listed(subnet, subnet, subnet, association)] == [["3", "2"]]
    assert listed(subnet, association) == []
    assert listed() == []


def test_the_example_zone_has_default_network_acls_everywhere(real: Assessment, made: dict[str, Document]) -> None:
    """It makes no network ACL of its own; an account that owns several networks has the subnets of all."""
    rows = [[text(cell) for cell in row] for row in table(made["permitted-services"], "Subnets", "Networks").rows]
    assert [subnets for subnets, _, _ in rows] == [without for _, without, _ in rows]
    listed = {
        f"{account}/{region}": int(subnets)
        for subnets, _, places in rows
        for accounts, regions in (place.removesuffix(")").split(" (") for place in places.split("\n"))
        for account in accounts.split(", ")
        for region in regions.split(", ")
    }
    names = {f"{e.account_id}/{e.region}": e.name for e in real.environments}
    assert listed == Counter(names[r.environment] for r in real.resources if r.type == "AWS::EC2::Subnet")


def test_the_roles_that_deploy_are_the_most_powerful(made: dict[str, Document]) -> None:
    """What each may do, who may take it, and its boundary; who bootstraps is left to people."""
    of = table(made["roles-and-privileges"], "Who may take it")
    rows = [tuple(map(text, row)) for row in of.rows]
    execution = [row for row in rows if row[0].startswith("cdk-hnb659fds-cfn-exec-role-*")]
    assert execution
    for row in execution:
        assert row[1] == "Service: cloudformation.amazonaws.com"
        assert "iam (" in row[2]
        assert row[3].endswith(":policy/cdk-hnb659fds-permissions-boundary-*")
    assert any("deploy-role" in row[0] and row[1] == "AWS: arn:aws:iam::111111111111:root" for row in rows)
    assert "AdministratorAccess" in "\n".join(made["roles-and-privileges"].left_to_people)


@pytest.mark.parametrize(
    ("answerable", "status", "inherited", "who"),
    [
        ("shared", RequirementStatus.INHERITED, "AWS's attestation", "inherited"),
        ("infrastructure", RequirementStatus.PARTLY_MET, "AWS's attestation", "shared"),
        ("shared", RequirementStatus.PARTLY_MET, "", "shared"),
        ("infrastructure", RequirementStatus.NOT_MET, "", "landing zone"),
        ("organisational", RequirementStatus.ORGANISATIONAL, "", "organisation"),
        ("organisational", RequirementStatus.NOT_APPLICABLE, "AWS's attestation", "not applicable"),
    ],
)
def test_who_answers_a_requirement(answerable: str, status: RequirementStatus, inherited: str, who: str) -> None:
    """What AWS meets in part is shared: the status says whether the rest is met, not the text."""
    values = {"id": "9.1", "parent": None, "level": "requirement", "title": "Doors", "why": "", "inherited": inherited}
    entry = RequirementEntry.model_validate(values | {"answerable": answerable, "status": status})
    assert responsibility(entry) == who
