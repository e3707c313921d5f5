"""What the pages say of evidence, proofs, resources, and of what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.changes import changes_since
from landing_zone.reports.claims import Claims
from landing_zone.reports.kinds import kind
from landing_zone.reports.operation import operation_of
from landing_zone.reports.reach import Reach
from landing_zone.reports.site import write_site
from tests.reports.conftest import HOSTILE
from tests.reports.page import Page
from tests.reports.whole import PROOF, whole


def test_the_answer_comes_first_in_plain_words(whole_site: Path) -> None:
    """Status, the three stages, and what the control says come before checks and resources."""
    text = Page(whole_site / "requirements" / "pci-dss-4.0.1" / "3.7.4.html").text
    assert "Designed checked in the templates, 2026-11-23 Deployed holds" in text
    assert "Operating holds oldest answer 3 days old" in text
    answer = text.index("The landing zone answers it by 1 control: Each customer-managed key rotates.")
    assert answer < text.index("How it was checked") < text.index("Resources by account and Region")
    assert "answers it in full; 2 checks, each seen to fail when broken" in text


def test_a_check_says_whether_it_was_seen_to_fail(whole_site: Path) -> None:
    """Beside its result; what was broken is on the control's page, and nothing is claimed without a proof."""
    text = Page(whole_site / "controls" / "key-rotation.html").text
    assert "Each key rotates. 2 0 0 0 0 yes, when broken assertion::key-rotation.on" in text
    assert f"assertion::key-rotation.on {PROOF}" in text
    text = Page(whole_site / "controls" / "logs-kept.html").text
    assert "yes, when broken" not in text
    assert "Proofs that the checks can fail None is recorded." in text


def test_evidence_is_shown_with_its_age_and_problems_in_full(whole_site: Path) -> None:
    """Passes by place, problems one by one with time, place and digest."""
    text = Page(whole_site / "controls" / "key-rotation.html").text
    assert "4 answers pass, 0 fail, 0 are undetermined, 0 are older than 30 days" in text
    assert "cde-production/eu-west-1 Keys rotate" in text
    text = Page(whole_site / "controls" / "logs-kept.html").text
    assert f"fails The key does not rotate. {HOSTILE}" in text
    assert "asked 2026-11-20 07:30 UTC" in text
    text = Page(whole_site / "evidence.html").text
    assert "Complete no: accounts or queries were left out" in text
    assert "For this configuration no" in text
    assert "Stack Logs has drifted from its template." in text


def test_without_evidence_nothing_is_said_to_be_deployed(site: Path) -> None:
    """A stage that was not queried is never shown as anything else."""
    text = Page(site / "controls" / "key-rotation.html").text
    assert "Deployed not asked this report has no evidence Operating not asked this report has no evidence" in text
    assert "Evidence from running accounts None: this report has no answers" in text
    assert "Deployed not asked this report has no evidence" in Page(site / "stacks" / "Logs.html").text


def test_what_fails_in_operation_is_on_the_first_page(whole_site: Path) -> None:
    """The first line is that of the worst stages, and each stage has its own line."""
    text = Page(whole_site / "index.html").text
    assert "Not held by design and in operation." in text
    assert "Designed: not held." in text
    assert "Deployed: undetermined." in text
    assert "Operating: not held." in text


def test_an_emulators_answers_are_not_evidence_of_aws(assessment: Assessment, tmp_path: Path) -> None:
    """Each page that shows them says so."""
    full = whole(assessment, "")
    assert full.evidence
    emulated = full.model_copy(update={"evidence": full.evidence.model_copy(update={"emulated": True})})
    write_site(emulated, tmp_path / "site")
    for page in ("index.html", "evidence.html", "stacks.html", "controls/logs-kept.html", "stacks/Logs.html"):
        assert "Not evidence of AWS: an emulator answered." in Page(tmp_path / "site" / page).text, page


def test_a_stack_says_whether_it_is_deployed_and_drifted(whole_site: Path) -> None:
    """With the answer and its day; a stack that was not queried is not said to be without drift."""
    text = Page(whole_site / "stacks" / "Logs.html").text
    assert "Deployed holds It is there." in text
    assert "Drift Stack Logs has drifted from its template. asked 2026-11-20" in text
    text = Page(whole_site / "stacks" / "Data.html").text
    assert "Deployed missing It was not queried." in text
    assert "Drift not known: not queried" in text


def test_a_resource_says_what_rests_on_it_and_what_breaks_without_it(whole_site: Path) -> None:
    """Controls and requirements; and the check that was shown to fail when one of its type was deleted."""
    text = Page(whole_site / "stacks" / "Logs.html").text
    assert "Encryption key AWS::KMS::Key Logs/Key/Resource logical id Key; stacks/logs.py:12" in text
    assert "Keys rotate each year pci-dss-4.0.1: 3.7.4 gdpr: 32(1)(a) 2 0 0 0 0 A check fails:" in text
    assert "1 0 0 0 0 1 other resource here still supports it" in text


def test_equal_resources_are_grouped(assessment: Assessment) -> None:
    """Same type, same checks, same results; another result is another group, and no resource is lost."""
    twin = assessment.resources[1].model_copy(update={"logical_id": "Twin"})
    lonely = assessment.resources[1].model_copy(update={"logical_id": "Lonely"})
    checks = tuple(c.model_copy(update={"passed": (*c.passed, 3)}) if 1 in c.passed else c for c in assessment.checks)
    more = assessment.model_copy(update={"resources": (*assessment.resources, twin, lonely), "checks": checks})
    kinds = Claims(more).of_stack("Logs")
    assert sorted([member.logical_id for member in kind.members] for kind in kinds) == [
        ["Bucket"],
        ["Key", "Twin"],
        ["Lonely"],
    ]
    (keys,) = [kind for kind in kinds if len(kind.members) == 2]
    assert {claim.control.id: claim.others for claim in keys.claims} == {
        "key-rotation": 1,
        "logs-copied": 2,
        "logs-kept": 2,
    }


def test_nothing_left_is_said_where_nothing_is_left(assessment: Assessment) -> None:
    """The only resource that a control looks at in its environment: the proof says more where there is one."""
    (key,) = [kind for kind in Claims(assessment).of_stack("Logs") if kind.type == "AWS::KMS::Key"]
    claim = next(claim for claim in key.claims if claim.control.id == "key-rotation")
    assert (claim.others, claim.shown) == (0, ())
    (key,) = [kind for kind in Claims(whole(assessment, "")).of_stack("Logs") if kind.type == "AWS::KMS::Key"]
    claim = next(claim for claim in key.claims if claim.control.id == "key-rotation")
    assert claim.shown == ("assertion::key-rotation.on",)


def test_a_requirement_reaches_where_its_checks_looked(assessment: Assessment) -> None:
    """By its controls' resources, failing ones too; one that nothing answers reaches nowhere."""
    reach = Reach(assessment)
    by_id = {r.id: r for f in assessment.frameworks for r in f.requirements}
    everywhere = ["account:cde-production", "owner:platform", "scope:cde"]
    assert reach.sets[reach.position(by_id["10.3.4"])] == everywhere
    assert reach.sets[reach.position(by_id["10"])] == everywhere
    assert reach.sets[reach.position(by_id["37"])] == []


def test_the_worst_stage_decides(assessment: Assessment) -> None:
    """One control that fails is not hidden by others that hold; what cannot be asked does not count."""
    run = whole(assessment, "").evidence
    assert run
    by_id = {entry.control: entry for entry in run.controls}
    joined = operation_of([by_id["key-rotation"], by_id["logs-kept"], by_id["site-visited"]])
    assert (joined.deployed, joined.operating, joined.age_days, joined.asked) == ("fails", "fails", 3, 2)
    assert operation_of([by_id["key-rotation"], by_id["site-visited"]]).operating == "holds"
    assert operation_of([]).operating == "not-asked"


def test_what_changed_names_everything_that_changed(whole_site: Path) -> None:
    """The worse first, and what came and went; the days left of a waiver are not a change."""
    text = Page(whole_site / "changes.html").text
    for expected in (
        "Requirements worse 1",
        "pci-dss-4.0.1 10.3.4",
        "worse checked not met",
        "Keys rotate each year better not held held",
        "logs-kept answers pci-dss-4.0.1 10.3.4 (partial)",
        "New: 2 2 waivers W-0002 W-0003",
        "Different: 1 1 waiver W-0001",
        "New: 1 1 stack Data Gone: 1 1 stack Old",
        "Different: 1 1 framework pci-dss-4.0.1",
        "checkov: 3.0.0 became 3.3.30",
    ):
        assert expected in text, expected
    assert text.index("worse checked not met") < text.index("absent")


def test_nothing_changed_is_said_in_words(assessment: Assessment, site: Path, tmp_path: Path) -> None:
    """Another day alone is not a change; and a report that was not compared does not say that nothing changed."""
    later = tuple(w.model_copy(update={"days_left": w.days_left - 1}) for w in assessment.waivers)
    assert changes_since(assessment, assessment.model_copy(update={"waivers": later})).nothing
    write_site(assessment, tmp_path / "site", assessment)
    assert "Nothing differs." in Page(tmp_path / "site" / "changes.html").text
    assert "Not compared: no earlier assessment was named." in Page(site / "changes.html").text


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("AWS::KMS::Key", "encryption key"),
        ("AWS::Foo::BarTable", "bar table (Foo)"),
        ("Custom::Thing", "thing (Custom)"),
        ("Odd", "odd"),
    ],
)
def test_a_type_has_plain_words(type_: str, words: str) -> None:
    """Also one that has no plain name."""
    assert kind(type_) == words
