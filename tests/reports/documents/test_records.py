"""Documents about data and places say what the configuration says, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from landing_zone.assessment.model import Assessment, ControlEntry, ControlStatus, MappingEntry
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.regions import partitions
from landing_zone.config.third_party import EEA
from landing_zone.inventory.model import CopyFact, GuardrailFact, Inventory, LogFact, NetworkFact, StoreFact, SubnetFact
from landing_zone.reports.documents.countries import country_of
from landing_zone.reports.documents.document import Diagram, Document
from landing_zone.reports.documents.network_drawings import MOST_DRAWN_APART
from landing_zone.reports.documents.registry import documents
from tests.reports.documents.conftest import ALSO, HERE, OUTSIDE, column, table, tables, text, words


def one(assessment: Assessment, id_: str) -> Document:
    """One document of an assessment."""
    return next(document for document in documents(assessment) if document.id == id_)


def diagrams(document: Document) -> list[Diagram]:
    """The diagrams of a document."""
    return [part for section in document.sections for part in section.parts if isinstance(part, Diagram)]


def changed(zone: LandingZone, **more: Any) -> dict[str, Any]:
    """Parts of the configuration's snapshot, changed."""
    return {"zone": json.loads(json.dumps(zone.snapshot())) | more}


def test_each_network_is_drawn_alone_and_in_the_overview(real: Assessment, made: dict[str, Document]) -> None:
    """One drill-down a network, with each subnet, and each range in the overview."""
    assert real.inventory
    overview, *alone = diagrams(made["network-diagram"])
    assert len(alone) == len(real.inventory.networks) > 0
    names = {f"{e.account_id}/{e.region}": e.name for e in real.environments}
    accounts = {e.account_id: e.name.partition("/")[0] for e in real.environments}
    assert len({d.title for d in alone}) == len(alone), "two networks of one environment have one title"
    assert any(network.shared_with for network in real.inventory.networks)
    for network in real.inventory.networks:
        assert network.cidr in overview.source
        assert network.cidr in overview.description
        users = ", ".join(sorted(accounts[one] for one in network.shared_with))
        place = names[network.environment] + (f", for {users}" if users else "")
        drawn = next(d for d in alone if d.title == f"Network of {place}")
        assert f"VPC {network.cidr}" in drawn.source
        for subnet in network.subnets:
            assert f"{subnet.zone} {subnet.cidr}" in drawn.source
            assert f"{subnet.zone} {subnet.cidr}" in drawn.description
        for endpoint in network.endpoints:
            assert endpoint.service.rpartition(".")[2] in drawn.source


def test_what_is_not_there_is_not_drawn(small: Callable[..., Assessment]) -> None:
    """A VPC without an internet gateway has no line to the internet, and says so."""
    network = NetworkFact(
        resource=0,
        environment=HERE,
        cidr="10.16.0.0/16",
        subnets=(SubnetFact(tier="isolated", cidr="10.16.0.0/24", zone="eu-west-1a"),),
        endpoints=(),
        internet=False,
        nat_gateways=0,
        connections=("VPCPeeringConnection: vpc-2",),
        flow_logs=(),
    )
    document = one(small(Inventory(networks=(network,))), "network-diagram")
    overview, alone = diagrams(document)
    for diagram in (overview, alone):
        assert "Internet" not in diagram.source
        assert "VPCPeeringConnection: vpc-2" in diagram.source
    assert "no way to the internet" in overview.source
    assert "1 network joined to another" in words(document)
    assert "Flow logs go to nowhere" in alone.description


def test_a_zone_of_many_accounts_stays_readable(small: Callable[..., Assessment], zone: LandingZone) -> None:
    """Sixty accounts whose networks are alike share a box for each scope, with their number."""
    template = zone.snapshot()["accounts"][4]
    accounts = [template | {"name": f"work-{n}", "id": f"{n:012}", "email": f"a{n}@example.com"} for n in range(60)]
    others = [a for a in zone.snapshot()["accounts"] if a["role"] != "workload"]
    networks = tuple(
        NetworkFact(
            resource=0,
            environment=f"{n:012}/eu-west-1",
            cidr=f"10.{n}.0.0/16",
            subnets=(SubnetFact(tier="public", cidr="10.0.0.0/24", zone="a"),),
            endpoints=(),
            internet=True,
            nat_gateways=1,
            connections=(),
            flow_logs=("arn:aws:s3:::logs",),
        )
        for n in range(60)
    )
    assert len(networks) > MOST_DRAWN_APART
    assessment = small(Inventory(networks=networks), **changed(zone, accounts=[*others, *accounts], data_flows=[]))
    overview = diagrams(one(assessment, "network-diagram"))[0]
    assert overview.source.count("{\n") < 20
    assert "60 accounts alike" in overview.source
    assert "and 55 more" in overview.source


def test_each_declared_flow_is_listed_and_drawn_where_it_belongs(zone: LandingZone, made: dict[str, Document]) -> None:
    """Card data and personal data each have a diagram; a flow of another class is only in the table."""
    document = made["data-flows"]
    declared = table(document, "No.")
    assert [tuple(map(text, row))[1:4] for row in declared.rows] == [
        (f.source, f.destination, f.data_class) for f in zone.data_flows
    ]
    drawn = dict(zip(("cardholder_data", "personal_data"), diagrams(document), strict=True))
    for kind, diagram in drawn.items():
        for number, flow in enumerate(zone.data_flows, start=1):
            belongs = getattr(zone.data_classes[flow.data_class], kind)
            assert (f"{number}: port {flow.port}" in diagram.source) == belongs
            assert (f"{number}: {flow.source} to {flow.destination}" in diagram.description) == belongs


def test_logs_and_copies_are_drawn_from_the_templates(small: Callable[..., Assessment]) -> None:
    """The way of logs out of an account that holds card data, and of their copy to the mirror."""
    source = LogFact(
        resource=0,
        environment=HERE,
        what="flow log",
        destination="arn:aws:s3:::kept",
        retention="",
        encryption="",
        locked="",
    )
    store = source.model_copy(update={"resource": 1, "what": "log bucket", "destination": "kept"})
    copy = CopyFact(resource=1, environment=HERE, what="bucket", means="replicated to arn:aws:s3:::mirror")
    assessment = small(Inventory(logs=(source, store), copies=(copy,)))
    resources = list(assessment.resources)
    resources[1] = resources[1].model_copy(update={"logical_id": "kept"})
    card = diagrams(one(assessment.model_copy(update={"resources": tuple(resources)}), "data-flows"))[0]
    assert "Logs go to the bucket kept." in card.description
    assert "The bucket kept is copied to mirror." in card.description


def test_the_record_has_each_field_of_the_article(zone: LandingZone, made: dict[str, Document]) -> None:
    """30(1)(a) to (g), for each class of personal data and for no other."""
    document = made["record-of-processing"]
    records = [t for t in tables(document) if t.head[:2] == ("Article", "Field")]
    personal = {name: c for name, c in zone.data_classes.items() if c.personal_data}
    assert [t.caption for t in records] == [c.description for c in personal.values()]
    for record in records:
        assert {f"30(1)({letter})" for letter in "abcdefg"} <= set(column(record, "Article"))
        assert all(column(record, "Entry"))
    said = words(document)
    for data in personal.values():
        for fact in (data.purpose, data.legal_basis_hint, f"{data.retention_days} days", *data.data_subjects):
            assert fact in said
    for party in zone.third_parties.values():
        if set(party.data_classes) & set(personal):
            assert party.company in said


def test_measures_are_the_controls_with_their_verdicts(real: Assessment, made: dict[str, Document]) -> None:
    """A control that does not hold is not called a measure that holds."""
    mapped = {
        c.title: c
        for c in real.controls
        if any(m.framework == "gdpr" and m.requirement.startswith(("32", "25", "5(1)(f)")) for m in c.requirements)
    }
    assert mapped
    for id_ in ("record-of-processing", "dpia-input"):
        rows = {text(row[0]): text(row[2]) for row in table(made[id_], "Measure").rows}
        assert set(rows) == set(mapped)
        assert all((rows[title] == "holds") == (c.status == ControlStatus.HELD) for title, c in mapped.items())


def test_a_measure_that_does_not_hold_is_said_not_to(small: Callable[..., Assessment]) -> None:
    """A failing control is in the record of processing with its verdict, after those that hold."""
    controls = tuple(
        ControlEntry(
            id=title,
            title=title,
            statement="S",
            remediation="R",
            status=status,
            requirements=(
                MappingEntry(framework="gdpr", requirement="32(1)(a)", coverage="partial", basis="judgement"),
            ),
        )
        for title, status in (
            ("Broken", ControlStatus.NOT_HELD),
            ("Covered", ControlStatus.WAIVED),
            ("Found", ControlStatus.WATCHED),
            ("Nearly", ControlStatus.HELD_WITH_WAIVERS),
            ("Whole", ControlStatus.HELD),
        )
    )
    measures = table(one(small(controls=controls), "record-of-processing"), "Measure")
    assert column(measures, "Measure") == ["Nearly", "Whole", "Broken", "Covered", "Found"]
    assert column(measures, "Whether it holds") == [
        "holds, but for what a waiver covers",
        "holds",
        "does NOT hold",
        "does not hold; a waiver covers it",
        "is not set; AWS Config or Security Hub would find a deviation",
    ]
    assert "2 hold" in measures.caption


def test_a_transfer_out_of_the_eea_has_its_safeguard(made: dict[str, Document], zone: LandingZone) -> None:
    """A third party outside the EEA that gets personal data is a transfer; one inside is none."""
    rows = {text(row[0]): tuple(map(text, row)) for row in table(made["transfers"], "Safeguard").rows}
    for party in zone.third_parties.values():
        outside = party.country not in EEA
        assert (rows[party.company][3] == "yes") == outside
        assert rows[party.company][4] == (party.safeguard.value.replace("-", " ") if outside else "none needed")
    assert any(row[3] == "yes" for row in rows.values())


def test_a_resource_outside_the_eea_is_reported(small: Callable[..., Assessment]) -> None:
    """What is to be deployed in a third country is said in the first sentence, allowed or not."""
    assessment = small()
    far = assessment.resources[0].model_copy(update={"environment": "555555555555/ap-south-1"})
    document = one(assessment.model_copy(update={"resources": (far,)}), "transfers")
    assert "deployed outside the EEA: ap-south-1" in words(document)
    assert "NOT allowed by the configuration" in words(document)
    assert "Every resource of the templates is to be deployed in the EEA" in words(one(assessment, "transfers"))


def test_every_region_has_its_country() -> None:
    """No Region that the configuration accepts is of an unknown country; European ones are checked by name."""
    regions = [region for found in partitions().values() for region in found if "iso" not in region]
    assert [region for region in regions if not country_of(region)] == []
    assert {r: country_of(r) for r in ("eu-west-1", "eu-west-2", "eu-central-2", "us-east-1", "ca-west-1")} == {
        "eu-west-1": "IE",
        "eu-west-2": "GB",
        "eu-central-2": "CH",
        "us-east-1": "US",
        "ca-west-1": "CA",
    }
    assert country_of("xx-north-1") == ""


def test_why_an_account_is_in_scope_is_read_and_not_made_up(
    small: Callable[..., Assessment], zone: LandingZone, made: dict[str, Document]
) -> None:
    """Data, role and flows are reasons; where the configuration has none, people are asked for it."""
    why = dict(zip(*(column(table(made["scope-inventory"], "Why"), c) for c in ("Account", "Why")), strict=True))
    assert why["cde-production"].startswith("it holds card-data")
    assert "no card data is declared in it" in why["cde-staging"]
    assert why["log-archive"] == "it keeps the audit logs of all accounts"
    assert "it exchanges data with cde-production" in why["shared-production"]
    assert "no template joins its networks" in why["customer-staging"]
    assert "gives no reason" in why["customer-production"]
    assert "it is in one network with shared-production" in why["customer-production"]
    assert "it is in one network with shared-staging" in why["customer-staging"]
    assert any("customer-production" in text for text in made["scope-inventory"].left_to_people)
    flow = {
        "source": "customer-staging",
        "destination": "cde-staging",
        "data_class": "internal",
        "purpose": "Tests",
        "protocol": "HTTPS",
        "port": 443,
    }
    assessment = small(**changed(zone, data_flows=[flow]))
    rows = table(one(assessment, "scope-inventory"), "Why")
    why = dict(zip(*(column(rows, c) for c in ("Account", "Why")), strict=True))
    assert why["customer-staging"] == "it exchanges data with cde-staging (Tests)"


def test_a_network_shared_with_card_data_is_a_reason(small: Callable[..., Assessment], zone: LandingZone) -> None:
    """Beside an account that has card data, but not beside another; what a shared network is joined to is said."""
    ids = {account.name: account.id for account in zone.accounts}

    def why(*users: str) -> dict[str, str]:
        network = NetworkFact(
            resource=0,
            environment=f"{ids['network']}/eu-west-1",
            cidr="10.32.0.0/16",
            subnets=(),
            endpoints=(),
            internet=False,
            nat_gateways=0,
            connections=("VPCPeeringConnection: vpc-2",),
            flow_logs=(),
            shared_with=tuple(ids[user] for user in users),
        )
        rows = table(one(small(Inventory(networks=(network,))), "scope-inventory"), "Why")
        return dict(zip(column(rows, "Account"), column(rows, "Why"), strict=True))

    assert why("customer-production", "cde-staging")["customer-production"] == "it is in one network with cde-staging"
    assert "gives no reason" in why("customer-production", "shared-staging")["customer-production"]
    joined_up = why("customer-staging", "shared-staging")["customer-staging"]
    assert "its networks are joined to VPCPeeringConnection: vpc-2" in joined_up
    assert joined_up.endswith("it is in one network with shared-staging")


def test_recovery_says_that_there_is_no_target_and_no_backup(made: dict[str, Document]) -> None:
    """The configuration sets no recovery time, so no document claims that one is met."""
    said = words(made["recovery-objectives"])
    assert "The configuration states none" in said
    assert any("Set a recovery time" in text for text in made["recovery-objectives"].left_to_people)


def test_a_store_without_a_copy_in_another_region_is_named(small: Callable[..., Assessment]) -> None:
    """A copy in the same or in an unknown Region does not count; a copy itself needs none."""
    names = {0: (HERE, "a"), 1: (ALSO, "b"), 2: (OUTSIDE, "c"), 3: (HERE, "d")}
    stores = tuple(
        StoreFact(resource=i, environment=env, what="bucket", name=name, encryption="key k")
        for i, (env, name) in names.items()
    )
    means = (
        "replicated to arn:aws:s3:::b; old versions kept",
        "old versions kept",
        "no copy is declared",
        "replicated to arn:aws:s3:::a",
    )
    copies = tuple(
        CopyFact(resource=i, environment=names[i][0], what="bucket", means=means[i]) for i in range(len(means))
    )
    document = one(small(Inventory(stores=stores, copies=copies)), "recovery-objectives")
    alone = next(t for t in tables(document) if "no copy in another Region" in t.caption)
    assert column(alone, "Name") == ["c", "d"]


def test_a_guardrail_is_shown_with_whom_it_binds(small: Callable[..., Assessment], zone: LandingZone) -> None:
    """One at the root binds every account but the management account; one elsewhere does not claim so."""
    guardrail = GuardrailFact(
        resource=0,
        environment=HERE,
        name="regions",
        kind="SERVICE_CONTROL_POLICY",
        purpose="",
        targets=(zone.organisation.root,),
        statements=("DenyOutsideAllowedRegions",),
    )
    other = guardrail.model_copy(update={"name": "unit", "targets": ("ou-exam-1",), "kind": "S3_POLICY"})
    assessment = small(Inventory(guardrails=(guardrail, other)))
    rows = {text(r[0]): tuple(map(text, r)) for r in table(one(assessment, "roles-and-privileges"), "Kind").rows}
    assert rows["regions"][4] == "the root of the organisation"
    assert "management account are not bound" in rows["regions"][5]
    assert rows["unit"][5] == "accounts below what it is attached to"
    assert column(table(one(assessment, "transfers"), "Guardrail"), "Guardrail") == ["regions", "unit"]
