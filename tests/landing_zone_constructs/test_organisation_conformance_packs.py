"""Organisation conformance packs."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk.assertions import Template

from landing_zone.catalogue.conformance import ConformancePack
from landing_zone_constructs.organisation_conformance_packs import (
    AccountConformancePacks,
    OrganisationConformancePacks,
)

PACKS = [
    ConformancePack("examplepay-catalogue-01", ("A_RULE",), "Resources: {}\n"),
    ConformancePack("examplepay-catalogue-02", ("B_RULE",), "Resources: {B: {}}\n"),
]


def test_each_pack_is_deployed_as_it_was_compiled_to_every_account(stack: cdk.Stack) -> None:
    """Name and template inline; no account excluded, and no bucket needed."""
    OrganisationConformancePacks(stack, "Packs", packs=PACKS)
    found = Template.from_stack(stack).find_resources("AWS::Config::OrganizationConformancePack")
    assert sorted((r["Properties"] for r in found.values()), key=str) == [
        {"OrganizationConformancePackName": pack.name, "TemplateBody": pack.template} for pack in PACKS
    ]


def test_packs_are_deployed_one_after_the_other(stack: cdk.Stack) -> None:
    """AWS Config refuses a pack while another is in progress."""
    OrganisationConformancePacks(stack, "Packs", packs=PACKS)
    found = Template.from_stack(stack).find_resources("AWS::Config::OrganizationConformancePack")
    first, second = sorted(found, key=lambda i: found[i]["Properties"]["OrganizationConformancePackName"])
    assert found[second]["DependsOn"] == [first]
    assert "DependsOn" not in found[first]


def test_one_account_gets_the_same_packs_one_after_the_other(stack: cdk.Stack) -> None:
    """Without an organisation they are the account's own."""
    AccountConformancePacks(stack, "Packs", packs=PACKS)
    found = Template.from_stack(stack).find_resources("AWS::Config::ConformancePack")
    first, second = sorted(found, key=lambda i: found[i]["Properties"]["ConformancePackName"])
    assert [found[i]["Properties"] for i in (first, second)] == [
        {"ConformancePackName": pack.name, "TemplateBody": pack.template} for pack in PACKS
    ]
    assert found[second]["DependsOn"] == [first]
