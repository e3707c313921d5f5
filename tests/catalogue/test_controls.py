"""The controls are consistent: no id disappears, no claim exceeds the checks, known mistakes are not inherited."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Answerable
from landing_zone.catalogue.load import Catalogue, load_catalogue
from tests.catalogue.frozen_ids import check_frozen

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE: Catalogue = load_catalogue(ROOT / "policies")
CONTROLS = list(CATALOGUE.controls.values())


@cache
def _building_blocks() -> set[str]:
    return {
        node.name
        for path in (ROOT / "constructs" / "landing_zone_constructs").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


WRONG_EVERYWHERE = {"10.6.3", "11.6.1", "3.3.1.1", "5.3.4", "8.2.8", "8.3.4"}
"""Ids to which public mappings attach rules that do not meet them: time data, payment pages, track data, logs of
anti-malware, idle sessions, account lockout. A control that does meet one is named in ``ANSWERS_IT``."""
ANSWERS_IT: dict[str, set[str]] = {
    "apigw-no-bodies": {"3.3.1.1"},
    "time-settings-protected": {"10.6.3"},
    "malware-scan-logs": {"5.3.4"},
    "payment-page-headers": {"11.6.1"},
    "ssm-session": {"8.2.8"},
}

SAYS_NOTHING_OF: dict[str, set[str]] = {
    "access-analyzer": {"1.2.7", "7.2.4", "7.2.5.1", "8.2.7", "A3.4.1"},
    "ai-optout": {"28(3)"},
    "account-separation": {"6.5.6", "11.4.5", "A1.1.1", "A1.1.2", "A1.1.3"},
    "alb-https": {"A2.1.3"},
    "apigw-logging": {"3.3.1", "3.3.1.1", "3.3.1.2", "3.3.1.3"},
    "backup-cross-region": {"46(1)"},
    "cognito-sign-in": {"8.3.5"},
    "default-sg-closed": {"2.2.2"},
    "findings-to-ticket": {"10.7.3", "12.10.3"},
    "iam-no-inline-user-policies": {"8.2.7"},
    "iam-role-trust": {"28(3)"},
    "inspector": {"6.3.2", "11.3.1.1"},
    "kms-deletion-guard": {"3.7.5"},
    "macie": {
        *("3.3.1", "3.3.1.1", "3.3.1.2", "3.5.1.2", "12.10.7", "A3.2.5.1", "A3.2.5.2"),
        *("5(1)(c)", "9(1)", "35(7)(d)"),
    },
    "mfa-not-bypassed": {"8.4.2"},
    "org-member": {"24(1)"},
    "pipeline-gate": {"6.2.3", "32(1)"},
    "processing-recorded": {"13(2)(a)"},
    "rds-encryption": {"3.3.2"},
    "resource-tags-scope": {"12.5.2.1", "A3.2.1"},
    "s3-sse-kms": {"3.3.3"},
    "scp-region-deny": {"30(1)(e)", "45(1)", "46(1)"},
    "security-contact": {"12.10.3"},
    "ssm-session": {"3.4.2"},
    "waf-present": {"6.2.4"},
}
"""Requirements whose subject is not what the control checks: it holds, or is watched, and they may be broken.
docs/mapping.md has those that public sources name."""


def test_control_ids_are_frozen() -> None:
    """No control disappears unnoticed."""
    check_frozen("controls.txt", [c.id for c in CONTROLS])


def test_rules_and_assertions_are_frozen() -> None:
    """No rule and no assertion is removed from a control unnoticed."""
    check_frozen("rules.txt", [f"{c.id} {rule}" for c in CONTROLS for rule in sorted(c.all_rules)])


def test_services_are_frozen() -> None:
    """No rule of AWS Config and no control of Security Hub is added or removed unnoticed: the latter's only guard."""
    check_frozen(
        "services.txt",
        [
            f"{c.id} {service}"
            for c in CONTROLS
            for service in (*(f"config::{r}" for r in c.config_rules), *(f"security-hub::{r}" for r in c.security_hub))
        ],
    )


def test_mappings_are_frozen() -> None:
    """No mapping changes its requirement or its coverage unnoticed."""
    check_frozen(
        "mappings.txt",
        [f"{c.id} {m.framework} {m.requirement} {m.coverage}" for c in CONTROLS for m in c.requirements],
    )


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.id)
def test_something_can_fail(control: Control) -> None:
    """Each control has a rule or an assertion that can fail, or says why it has none and what a person does."""
    if control.manual:
        assert not control.all_rules, "a control that is checked is not manual"
    else:
        assert control.all_rules


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.id)
def test_known_mistakes_are_not_inherited(control: Control) -> None:
    """No control is mapped to a requirement with known wrong rules in public mappings."""
    pci = {m.requirement for m in control.requirements if m.framework == "pci-dss-4.0.1"}
    assert pci & WRONG_EVERYWHERE <= ANSWERS_IT.get(control.id, set())


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.id)
def test_no_control_answers_what_it_says_nothing_of(control: Control) -> None:
    """No control lifts the status of a requirement about something else."""
    assert not {m.requirement for m in control.requirements} & SAYS_NOTHING_OF.get(control.id, set())


def test_having_logs_describes_no_measures() -> None:
    """The description of security measures in a record of processing is written, and by no control."""
    assert not CATALOGUE.controls_for("gdpr", "30(1)(g)")
    assert not CATALOGUE.controls_for("gdpr", "30(2)(d)")


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.id)
def test_building_blocks_exist(control: Control) -> None:
    """Each building block that a control names is a class of that name."""
    unknown = sorted(set(control.provided_by) - _building_blocks())
    assert unknown == [], (
        f"policies/controls/{control.id}.yaml: provided_by names {unknown}, and no class of that name is in "
        "constructs/landing_zone_constructs/. Correct the name"
    )


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.id)
def test_requirements_on_people_are_not_met_by_templates(control: Control) -> None:
    """No control claims full coverage of a requirement that only people and documents can meet."""
    for m in control.requirements:
        requirement = CATALOGUE.requirement(m.framework, m.requirement)
        assert requirement is not None
        if requirement.answerable is Answerable.ORGANISATIONAL:
            assert m.coverage == "partial", f"{m.framework} {m.requirement}"


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.id)
def test_texts_are_sentences(control: Control) -> None:
    """Texts are whole sentences: a capital at the start, a full stop at the end."""
    texts = [control.statement, control.remediation, *(a.description for a in control.assertions)]
    texts += [m.missing for m in control.requirements if m.missing]
    for text in texts:
        assert text == text.strip()
        assert text[0].isupper(), text
        assert text.endswith("."), text


def test_no_two_controls_say_the_same() -> None:
    """Titles and statements distinguish the controls."""
    for texts in ([c.title for c in CONTROLS], [c.statement for c in CONTROLS]):
        assert [t for t, n in Counter(texts).items() if n > 1] == []


def test_presence_is_asserted() -> None:
    """Presence is asserted for what every environment must have, so that its deletion cannot be "not applicable"."""
    counted = {
        (kind, str(a.in_each_environment.model_dump(exclude_defaults=True)))
        for c in CONTROLS
        for a in c.assertions
        if a.in_each_environment is not None and a.has is not None and a.min > 0
        for kind in a.has.type
    }
    everywhere = "{}"
    for needed in (
        ("AWS::GuardDuty::Detector", "{'roles': ('management', 'security')}"),
        ("AWS::Macie::Session", "{'roles': ('management', 'security')}"),
        ("Custom::OrganisationSettings", "{'roles': ('security',)}"),
        ("AWS::Config::ConfigurationRecorder", everywhere),
        ("AWS::Config::DeliveryChannel", everywhere),
        ("AWS::Config::ConfigRule", everywhere),
        ("AWS::EC2::VPC", "{'network': True}"),
        ("AWS::CloudTrail::Trail", "{'roles': ('management',), 'regions': ('home',)}"),
        ("AWS::S3::Bucket", "{'roles': ('log-archive',)}"),
        ("AWS::WAFv2::WebACL", "{'internet_facing': True}"),
        ("AWS::SNS::Topic", "{'roles': ('security',)}"),
    ):
        assert needed in counted, needed
