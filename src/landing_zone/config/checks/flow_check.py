"""Cross checks of third parties and data flows."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Scope
from landing_zone.config.data_flow import INTERNET, DataFlow
from landing_zone.config.draft import Draft
from landing_zone.config.part import Part
from landing_zone.config.third_party import EEA, Relation, Safeguard, ThirdParty
from landing_zone.yaml.issue import Issue, did_you_mean, one_of


def check_flows(draft: Draft) -> Iterator[Issue]:
    """Refuse unknown ends, card data outside the CDE, and personal data that leaves the EEA without a safeguard."""
    for name, party in draft.third_parties.items():
        yield from _third_party(draft, name, party)
    for flow in draft.data_flows:
        yield from _ends(draft, flow)
        yield from _class(draft, flow)


def _third_party(draft: Draft, name: str, part: Part[ThirdParty]) -> Iterator[Issue]:
    party = part.model
    if name in draft.account_names or name == INTERNET:
        yield Issue(
            part.location,
            f"'{name}' is an end of data flows already",
            name,
            "a name that no other end has",
            "give it another name",
        )
    if not part.knows("data_classes") or not draft.data_classes:
        return
    for position, data_class in enumerate(party.data_classes):
        if data_class not in draft.data_classes:
            yield _unknown_class(draft, (*part.location, "data_classes", position), data_class)
    personal = [c for c in party.data_classes if c in draft.data_classes and draft.data_classes[c].model.personal_data]
    if personal and part.knows("relation") and party.relation is Relation.SERVICE_PROVIDER:
        yield Issue(
            (*part.location, "relation"),
            f"'{name}' gets personal data ({', '.join(personal)}), so it is a processor or a controller (GDPR 28)",
            party.relation,
            allowed=one_of(set(Relation) - {Relation.SERVICE_PROVIDER}),
            fix="say which it is",
        )
    outside = part.knows("country", "safeguard") and party.country not in EEA
    if personal and outside and party.safeguard is Safeguard.NONE:
        yield Issue(
            (*part.location, "safeguard") if "safeguard" in party.model_fields_set else part.location,
            f"'{name}' gets personal data outside the EEA ({party.country}), and nothing allows that (GDPR 44)",
            party.safeguard,
            allowed=one_of(set(Safeguard) - {Safeguard.NONE}),
            fix="name the safeguard, or keep the data in the EEA",
        )


def _ends(draft: Draft, part: Part[DataFlow]) -> Iterator[Issue]:
    known = draft.account_names | draft.third_parties.keys() | {INTERNET}
    for field in ("source", "destination"):
        end = getattr(part.model, field)
        if part.knows(field) and draft.account_names and end not in known:
            yield Issue(
                (*part.location, field),
                f"'{end}' is neither an account nor a third party",
                end,
                allowed=one_of(known),
                fix=did_you_mean(end, known, "declare it in third_parties"),
            )
    if part.knows("source", "destination") and part.model.source == part.model.destination:
        yield Issue(
            (*part.location, "destination"),
            "a flow leads from a place to itself",
            part.model.destination,
            "another end",
            "leave out what stays inside",
        )


def _class(draft: Draft, part: Part[DataFlow]) -> Iterator[Issue]:
    flow = part.model
    if not part.knows("data_class") or not draft.data_classes:
        return
    if flow.data_class not in draft.data_classes:
        yield _unknown_class(draft, (*part.location, "data_class"), flow.data_class)
        return
    data = draft.data_classes[flow.data_class]
    for field in ("source", "destination"):
        end = getattr(flow, field)
        if not part.knows(field):
            continue
        place = (*part.location, field)
        party = draft.third_parties.get(end)
        if party and party.knows("data_classes") and flow.data_class not in party.model.data_classes:
            yield Issue(
                place,
                f"'{flow.data_class}' flows here, and '{end}' does not declare it",
                end,
                allowed=f"third parties with '{flow.data_class}' in data_classes",
                fix="add the class there, or correct the flow",
            )
        account = next((a for a in draft.accounts if a.knows("name", "scope") and a.model.name == end), None)
        cards = data.knows("cardholder_data") and data.model.cardholder_data
        if account and cards and account.model.scope is not Scope.CDE:
            yield Issue(
                place,
                f"card data flows through '{end}', and its scope is '{account.model.scope}'",
                end,
                allowed=f"accounts with 'scope: {Scope.CDE}' (PCI DSS 12.5.2)",
                fix=f"write 'scope: {Scope.CDE}' there, or lead the flow past it",
            )


def _unknown_class(draft: Draft, place: tuple[str | int, ...], name: str) -> Issue:
    return Issue(
        place,
        f"'{name}' is not a declared data class",
        name,
        allowed=one_of(draft.data_classes),
        fix=did_you_mean(name, set(draft.data_classes), "declare it in data_classes"),
    )
