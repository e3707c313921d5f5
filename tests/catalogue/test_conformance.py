"""Conformance packs: their rules, parameters, and AWS's limits."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.catalogue import config_rule as facts_module
from landing_zone.catalogue.config_rule import config_rule
from landing_zone.catalogue.conformance import ConformancePack, PackSetting, config_rules, conformance_packs
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.catalogue.managed_rules import MANAGED_CONFIG_RULES, load_managed_rules, load_pack_settings
from landing_zone.errors import UserError


def control(id_: str, framework: str, *rules: str) -> Control:
    """A control that names rules of AWS Config."""
    return Control.model_validate(
        {
            "id": id_,
            "title": "A control",
            "statement": "Something holds in every account.",
            "remediation": "Make it hold again.",
            "requirements": [{"framework": framework, "requirement": "1", "coverage": "full", "basis": "judgement"}],
            "manual": "Somebody looks.",
            "config_rules": rules,
        }
    )


def packs(
    *rules: str, settings: Mapping[str, PackSetting] | None = None, home: bool = True, region: str = "eu-west-1"
) -> tuple[ConformancePack, ...]:
    """The packs of some rules, all named by one control."""
    return conformance_packs(
        dict.fromkeys(rules, ("a-control",)),
        settings or {},
        elsewhere=(),
        region=region,
        partition="aws",
        is_home=home,
        name="examplepay-catalogue",
    )


def resources(pack: ConformancePack) -> dict[str, Any]:
    """The rules in a pack's template, by identifier."""
    found = yaml.safe_load(pack.template)["Resources"].values()
    assert {rule["Type"] for rule in found} == {"AWS::Config::ConfigRule"}
    return {rule["Properties"]["Source"]["SourceIdentifier"]: rule["Properties"] for rule in found}


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """400 rules that AWS is assumed to have."""
    names = [f"RULE_{a}{b}" for a in string.ascii_uppercase for b in string.ascii_uppercase][:400]
    monkeypatch.setattr(facts_module, "_facts", lambda: {name: {} for name in names})
    return names


def test_a_rule_is_included_once_from_the_controls_in_scope() -> None:
    """A rule of several controls is included once; a control of another framework adds none."""
    controls = [
        control("b", "pci", "SNS_ENCRYPTED_KMS", "EFS_ENCRYPTED_CHECK"),
        control("a", "gdpr", "SNS_ENCRYPTED_KMS", "SNS_ENCRYPTED_KMS"),
        control("c", "elsewhere", "LAMBDA_INSIDE_VPC"),
    ]
    catalogue = Catalogue({}, {c.id: c for c in sorted(controls, key=lambda c: c.id)})
    assert config_rules(catalogue, ["pci", "gdpr"]) == {
        "EFS_ENCRYPTED_CHECK": ("b",),
        "SNS_ENCRYPTED_KMS": ("a", "b"),
    }
    assert set(config_rules(catalogue, ["gdpr"])) == {"SNS_ENCRYPTED_KMS"}


def test_a_rule_in_a_pack_is_the_managed_rule_with_its_parameters_as_text() -> None:
    """AWS accepts each parameter as text; the description refers to the catalogue."""
    setting = PackSetting(parameters={"tag1Key": "owner", "number": 3, "flag": True})
    (pack,) = packs("REQUIRED_TAGS", settings={"REQUIRED_TAGS": setting})
    assert pack.name == "examplepay-catalogue-01"
    assert resources(pack) == {
        "REQUIRED_TAGS": {
            "ConfigRuleName": "required-tags",
            "Description": "Controls: a-control",
            "InputParameters": {"tag1Key": "owner", "number": "3", "flag": "true"},
            "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"},
        }
    }


def test_the_same_rules_give_the_same_bytes_in_any_order() -> None:
    """The order of dictionaries or files does not change the deployed packs."""
    rules = ("SNS_ENCRYPTED_KMS", "EFS_ENCRYPTED_CHECK", "LAMBDA_INSIDE_VPC")
    assert packs(*rules) == packs(*reversed(rules))


def test_no_rule_is_deployed_twice() -> None:
    """Rules of the accounts' own stacks are in no pack."""
    (pack,) = conformance_packs(
        {"SNS_ENCRYPTED_KMS": ("a",), "EFS_ENCRYPTED_CHECK": ("a",)},
        {},
        elsewhere={"SNS_ENCRYPTED_KMS"},
        region="eu-west-1",
        partition="aws",
        is_home=True,
        name="x",
    )
    assert pack.rules == ("EFS_ENCRYPTED_CHECK",)


def test_rules_on_global_resources_are_in_the_home_region_only() -> None:
    """A rule on IAM, known from AWS's facts, and one marked as such, are left out of the mirror's packs."""
    rules = ("IAM_NO_INLINE_POLICY_CHECK", "CLOUD_TRAIL_ENABLED", "SNS_ENCRYPTED_KMS")
    settings = {"CLOUD_TRAIL_ENABLED": PackSetting(home_only=True)}
    assert packs(*rules, settings=settings)[0].rules == tuple(sorted(rules))
    assert packs(*rules, settings=settings, home=False)[0].rules == ("SNS_ENCRYPTED_KMS",)


def test_a_rule_of_one_region_is_deployed_only_there() -> None:
    """CloudFront's rules exist in us-east-1: elsewhere the whole pack would fail."""
    rules = ("CLOUDFRONT_VIEWER_POLICY_HTTPS", "SNS_ENCRYPTED_KMS")
    assert packs(*rules)[0].rules == ("SNS_ENCRYPTED_KMS",)
    assert packs(*rules, region="us-east-1")[0].rules == rules


@pytest.mark.parametrize(
    ("rule", "region"),
    [
        ("NEPTUNE_CLUSTER_ENCRYPTED", "eu-south-1"),  # AWS lists the Regions without it
        ("INSPECTOR_LAMBDA_CODE_SCAN_ENABLED", "eu-south-1"),  # AWS lists where it is
    ],
)
def test_a_rule_that_a_region_does_not_have_is_not_in_its_pack(rule: str, region: str) -> None:
    """With it, AWS would refuse the whole pack; where the rule exists, it is deployed."""
    rules = (rule, "SNS_ENCRYPTED_KMS")
    assert packs(*rules)[0].rules == rules
    assert packs(*rules, region=region)[0].rules == ("SNS_ENCRYPTED_KMS",)


def test_an_arn_of_aws_has_the_partition() -> None:
    """AWS's own policies have other ARNs in China and GovCloud."""
    setting = PackSetting(parameters={"policyARN": "arn:${AWS::Partition}:iam::aws:policy/AWSSupportAccess"})
    (pack,) = conformance_packs(
        {"IAM_POLICY_IN_USE": ("a",)},
        {"IAM_POLICY_IN_USE": setting},
        elsewhere=(),
        region="cn-north-1",
        partition="aws-cn",
        is_home=True,
        name="x",
    )
    given = resources(pack)["IAM_POLICY_IN_USE"]["InputParameters"]
    assert given == {"policyARN": "arn:aws-cn:iam::aws:policy/AWSSupportAccess"}


def test_a_rule_that_is_left_out_with_its_reason_is_in_no_pack() -> None:
    """It needs no parameters; a catalogue with nothing to deploy gives no pack at all."""
    settings = {"LAMBDA_FUNCTION_SETTINGS_CHECK": PackSetting(left_out="Security Hub does it.")}
    assert packs("LAMBDA_FUNCTION_SETTINGS_CHECK", settings=settings) == ()


def test_a_missing_parameter_is_refused() -> None:
    """AWS would refuse the pack, at deployment."""
    with pytest.raises(UserError, match="REQUIRED_TAGS cannot be deployed without tag1Key") as caught:
        packs("REQUIRED_TAGS", settings={"REQUIRED_TAGS": PackSetting(parameters={"tag2Key": "owner"})})
    assert caught.value.file == "policies/controls/a-control.yaml"


def test_a_rule_that_aws_does_not_have_is_refused() -> None:
    """The error has the control that names it."""
    with pytest.raises(UserError, match="no managed rule SNS_ENCRYPTED_WITH_KMS") as caught:
        packs("SNS_ENCRYPTED_WITH_KMS")
    assert caught.value.file == "policies/controls/a-control.yaml"


def test_packs_are_split_where_aws_would_refuse_them(many: list[str]) -> None:
    """130 rules are one pack, 131 are two, and no rule is lost or doubled."""
    assert [len(pack.rules) for pack in packs(*many[:130])] == [130]
    split = packs(*many[:131])
    assert [len(pack.rules) for pack in split] == [130, 1]
    assert [pack.name for pack in split] == ["examplepay-catalogue-01", "examplepay-catalogue-02"]
    assert [rule for pack in split for rule in pack.rules] == sorted(many[:131])
    assert [sorted(resources(pack)) for pack in split] == [list(pack.rules) for pack in split]


def test_packs_are_split_where_their_template_would_be_too_long(many: list[str]) -> None:
    """Long parameters fill a template before there are 130 rules in it."""
    settings = {rule: PackSetting(parameters={"list": "x" * 9_000}) for rule in many[:12]}
    split = packs(*many[:12], settings=settings)
    assert [len(pack.rules) for pack in split] == [5, 5, 2]
    assert max(len(pack.template.encode()) for pack in split) <= 51_200
    assert [rule for pack in split for rule in pack.rules] == many[:12]


def test_more_rules_than_an_account_may_have_are_refused(many: list[str]) -> None:
    """350 pass; 351 do not, and the message says how many there may be."""
    assert sum(len(pack.rules) for pack in packs(*many[:350])) == 350
    with pytest.raises(UserError, match="351 rules") as caught:
        packs(*many[:351])
    assert "350" in caught.value.allowed


def test_more_packs_than_an_organisation_may_have_are_refused(many: list[str]) -> None:
    """Each rule fills a template: 50 packs pass, 51 do not."""
    settings = {rule: PackSetting(parameters={"list": "x" * 50_000}) for rule in many[:51]}
    assert len(packs(*many[:50], settings=settings)) == 50
    with pytest.raises(UserError, match="51 conformance packs"):
        packs(*many[:51], settings=settings)


def test_a_rule_named_by_very_many_controls_keeps_a_description_that_aws_accepts() -> None:
    """AWS accepts at most 256 characters."""
    controls = tuple(f"control-number-{n}" for n in range(40))
    (pack,) = conformance_packs(
        {"SNS_ENCRYPTED_KMS": controls}, {}, elsewhere=(), region="eu-west-1", partition="aws", is_home=True, name="x"
    )
    text = resources(pack)["SNS_ENCRYPTED_KMS"]["Description"]
    assert text == "Controls: control-number-0 and 39 more"


@pytest.mark.parametrize("home", [True, False])
def test_every_rule_of_the_catalogue_can_be_deployed(root: Path, home: bool) -> None:
    """Each rule that a control names is in the accounts' table, in a pack, or left out for a stated reason."""
    catalogue = load_catalogue(root / "policies")
    named = config_rules(catalogue, tuple(catalogue.frameworks))
    table, settings = (
        load_managed_rules(root / "policies" / MANAGED_CONFIG_RULES),
        load_pack_settings(root / "policies" / MANAGED_CONFIG_RULES),
    )
    made = conformance_packs(
        named, settings, elsewhere=table, region="eu-west-1", partition="aws", is_home=home, name="x"
    )
    deployed = {rule for pack in made for rule in pack.rules} | set(table)
    missing = {rule for rule in set(named) - deployed if not (rule in settings and settings[rule].left_out)}
    facts = {rule: config_rule(rule) for rule in missing}
    reasons = {rule for rule, known in facts.items() if known is not None and known.only_in == ("us-east-1",)}
    if not home:
        reasons |= {r for r, known in facts.items() if known is not None and known.is_global}
        reasons |= {r for r in missing if r in settings and settings[r].home_only}
    assert missing == reasons


def test_each_setting_is_for_a_rule_that_a_control_names(root: Path) -> None:
    """No row of parameters is left from a rule that no pack deploys any more."""
    named = {rule for control in load_catalogue(root / "policies").controls.values() for rule in control.config_rules}
    assert set(load_pack_settings(root / "policies" / MANAGED_CONFIG_RULES)) - named == set()
