"""What single pages say: counts, findings, waivers, gaps, the search."""

from __future__ import annotations

import json
from pathlib import Path

from landing_zone.assessment.model import Assessment, RequirementStatus
from landing_zone.reports.paths import control_path
from landing_zone.reports.site import write_site
from landing_zone.reports.text import words
from landing_zone.reports.view import View
from tests.reports.conftest import HOSTILE
from tests.reports.outcomes import DECISION, MESSAGE, RULE, WHY, with_outcome
from tests.reports.page import Page


def test_the_overview_counts_what_the_assessment_counts(site: Path, assessment: Assessment) -> None:
    """The numbers of the first page are those of the verdict and of each framework."""
    text = Page(site / "index.html").text
    assert "Not held by design. 1,234 findings pass, 3 fail, 1 is undetermined, 3 are waived." in text
    assert "Findings that pass 1,234" in text
    assert "Fail 3" in text
    assert "Undetermined 1" in text
    for framework in assessment.frameworks:
        total = sum(framework.counts.values())
        assert f"{total} requirement{'s' if total != 1 else ''} of {framework.id} by status" in text
        for status, number in framework.counts.items():
            row = f"{words(status)} {number} {100 * number / total:.0f} %"
            assert (row in text) == bool(number), row


def test_a_framework_has_a_row_for_each_requirement(site: Path, assessment: Assessment) -> None:
    """The tree leaves none out, and counts the leaves below a requirement that has parts."""
    text = Page(site / "frameworks" / "pci-dss-4.0.1.html").text
    for requirement in assessment.frameworks[0].requirements:
        assert f"{requirement.id} {requirement.title}" in text
    assert "3 What 3 asks checked shared 1 proven, 1 checked" in text
    assert "9.2 What 9.2 asks (service providers only)" in text


def test_a_requirement_names_controls_rules_findings_and_resources(site: Path) -> None:
    """An auditor finds on one page what answers a requirement, what was checked on what, and what fails."""
    text = Page(site / "requirements" / "pci-dss-4.0.1" / "10.3.4.html").text
    assert "Answers 10.3.4 in part (our judgement)." in text
    assert "S3 bucket logging enabled 1 2 1 0 0 not shown PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled" in text
    assert "fails PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled The bucket does not log. Fix it." in text
    assert "Logs/Bucket/Resource logical id Bucket, in cde-production/eu-west-1; stacks/logs.py:12" in text
    assert "the environment as a whole in cde-production/eu-west-1" in text
    assert "undetermined PCI.DSS.321::PCI.DSS.321-S3BucketLoggingEnabled A value is known only at deployment." in text
    assert "cde-production/eu-west-1 account 555555555555, Region eu-west-1: 2 resources, 1 not passing" in text
    assert "Store of files (S3 bucket) Logs/Bucket/Resource 0 1 0 0" in text
    assert "no environment: 1 resource, 1 not passing" in text
    assert "Store of files (S3 bucket) Data/Bucket<b> 0 0 1 0" in text
    assert text.count("Größe der Prüfung") == 1


def test_a_mapping_says_whose_judgement_it_is(site: Path) -> None:
    """Where public sources agree they are named; elsewhere it is said to be our judgement."""
    text = Page(site / "requirements" / "pci-dss-4.0.1" / "3.7.4.html").text
    assert "Answers 3.7.4 in full (public sources agree: Source one, Source two)." in text
    assert "Every check above passes, and none is waived." in text


def test_a_requirement_with_parts_leaves_the_details_to_them(site: Path) -> None:
    """A principal requirement lists its parts and their controls; only its own controls are shown in full."""
    principal = Page(site / "requirements" / "pci-dss-4.0.1" / "3.html").text
    assert "The requirements below 3;" in principal
    assert "Controls mapped to what is below it Keys rotate each year held" in principal
    assert "Checks of key-rotation" not in principal
    article = Page(site / "requirements" / "gdpr" / "32.html").text
    assert "Answers 32 in part (our judgement). Its limit: Restores." in article
    assert "Checks of logs-copied" in article
    assert "Checks of key-rotation" not in article


def test_a_requirement_that_nothing_answers_says_so(site: Path) -> None:
    """An empty list is said in words."""
    text = Page(site / "requirements" / "gdpr" / "37.html").text
    assert "No control of this landing zone answers it." in text
    assert "What the organisation must do Name a person." in text


def test_checks_that_found_no_resource_are_shown_apart(site: Path) -> None:
    """A rule that judged nothing is not shown as one that passed."""
    text = Page(site / "controls" / "key-rotation.html").text
    assert "1 check found no resource to judge" in text
    assert "AwsSolutions::AwsSolutions-KMS5" in text
    assert "Each key rotates. 2 0 0 0 0 not shown assertion::key-rotation.on" in text
    assert "1 check found no resource to judge" in Page(site / "controls" / "waf-rules.html").text
    assert "No check of this page looked at a single resource." in Page(site / "controls" / "waf-rules.html").text
    assert "No check is possible: a person reviews it instead." in Page(site / "controls" / "site-visited.html").text


def test_an_overruled_finding_gives_its_reason(assessment: Assessment, tmp_path: Path) -> None:
    """On the control's page and that of the checks: which assertion decides, why, and who says so."""
    write_site(with_outcome(assessment, "overruled"), tmp_path / "site")
    for page, count in (("controls/key-rotation.html", "0 0 0 0 1 not shown"), ("checks.html", "0 0 0 0 1")):
        text = Page(tmp_path / "site" / page).text
        assert f"overruled {RULE} {MESSAGE} Not counted: the assertion {DECISION.assertion} is more precise" in text
        assert f"{DECISION.reason} Source: {DECISION.source}" in text
        assert count in text
    control = Page(tmp_path / "site" / "controls/key-rotation.html").text
    assert f"{DECISION.assertion} decides over {RULE} {DECISION.reason}" in control


def test_a_waived_finding_leads_to_its_waiver(site: Path) -> None:
    """The waiver is shown with the finding, and names the controls that depend on it."""
    control = Page(site / "controls" / "logs-copied.html")
    assert "../waivers.html#W-0001" in control.links
    assert f"waived checkov::CKV_AWS_18 No log. Covered until 2026-11-24 by W-0001: {HOSTILE}" in control.text
    text = Page(site / "waivers.html").text
    assert "1 day left (until 2026-11-24); covers 2 findings." in text
    assert "40 days left" in text
    assert "Controls that depend on it Logs are copied to Zürich, 日本" in text
    assert "Controls that depend on it none: the checks belong to no control" in text


def test_the_gaps_hold_every_tested_requirement_that_is_not_checked(site: Path, assessment: Assessment) -> None:
    """Each tested requirement is on the page of gaps, except those that are checked or proven."""
    page = Page(site / "gaps.html")
    for framework in assessment.frameworks:
        for requirement in framework.requirements:
            row = f"{requirement.id} {requirement.title} {requirement.answerable} {requirement.why}"
            covered = requirement.status in {RequirementStatus.CHECKED, RequirementStatus.PROVEN}
            assert (row in page.text) == (requirement.tested and not covered), row
    assert "Not judged at all One template:" in page.text
    assert "Not judged by one of the engines checkov Data:" in page.text


def test_provenance_says_how_results_of_engines_were_made(site: Path) -> None:
    """Patched or not, cached or fresh, none at all; not known, where an older assessment does not say."""
    text = Page(site / "provenance.html").text
    assert "checkov 3.3.30 patched 1 of 2 results from the cache 2 5" in text
    assert "cfn-lint 1.58.0 not recorded not recorded 2 3" in text
    assert "cdk-nag 3.0.2 not patched for speed 0 of 2 results from the cache 2 1" in text
    assert "assertion 1 gave no results none 0 0" in text


def test_findings_of_checks_without_a_control_are_shown(site: Path) -> None:
    """A rule that belongs to no control still stops a synth, so its findings have a place."""
    text = Page(site / "checks.html").text
    assert "waived cfn-lint::W1020 A Sub too many. Covered until 2026-11-24 by W-0002:" in text
    assert "8 checks ran, and 7 judged something. 2 belong to no control" in text


def test_the_search_index_holds_every_id(site: Path, assessment: Assessment) -> None:
    """Whatever has an id can be looked up by it, and the address leads to its page."""
    text = (site / "index.js").read_text(encoding="utf-8")
    rows = json.loads(text.removeprefix("const PAGES = ").partition(";\n")[0])
    stacks = {row[0] for row in rows if row[1] == "stack"}
    assert stacks == {stack.name for stack in assessment.stacks}
    rows = [row for row in rows if row[1] != "stack"]
    wanted = {(framework.id, r.id) for framework in assessment.frameworks for r in framework.requirements}
    assert {(row[1].split(":")[0], row[0]) for row in rows if not row[1].startswith("control: ")} == wanted
    assert {row[0] for row in rows if row[1].startswith("control: ")} == {c.id for c in assessment.controls}
    for row in rows:
        assert (site / row[3]).is_file()


def test_advice_is_shown_with_its_reason(assessment: Assessment, tmp_path: Path) -> None:
    """On the page of all checks and of the control; what other rules say alike is named with it."""
    changed = with_outcome(assessment, "advice")
    last = changed.checks[-1].model_copy(update={"also": ("checkov::CKV_AWS_8",)})
    verdict = changed.verdict.model_copy(update={"advice": 1})
    write_site(
        changed.model_copy(update={"checks": (*changed.checks[:-1], last), "verdict": verdict}), tmp_path / "site"
    )
    every = Page(tmp_path / "site" / "checks.html").text
    assert f"no: {WHY}" in every
    assert "1 are advice: they never stop a synth" in every
    control = Page(tmp_path / "site" / control_path("key-rotation")).text
    assert f"It does not stop: {WHY}." in control
    for rule in (RULE, "checkov::CKV_AWS_8"):
        assert rule in every
        assert rule in control
    first = Page(tmp_path / "site" / "index.html").text
    assert "1 finding of rules that do not stop is advice" in first


def test_a_control_finds_a_check_under_each_of_its_rules(assessment: Assessment) -> None:
    """Once, whichever of the rules that say the same the control names."""
    changed = with_outcome(assessment, "failed")
    last = changed.checks[-1].model_copy(update={"also": ("checkov::CKV_AWS_8", "checkov::CKV_AWS_9")})
    for rules in ((RULE,), ("checkov::CKV_AWS_9",), ("checkov::CKV_AWS_8", RULE, "checkov::CKV_AWS_9")):
        control = changed.controls[0].model_copy(update={"id": "renamed", "rules": rules, "assertions": ()})
        view = View(changed.model_copy(update={"checks": (*changed.checks[:-1], last), "controls": (control,)}))
        assert [row.entry for row in view.control_view("renamed").checks] == [last]
        assert view.control_view("renamed").idle == ()


def test_proofs_that_do_not_count_are_told_with_the_reason(assessment: Assessment, tmp_path: Path) -> None:
    """On the control's page, and counted on the first one; a site without any says nothing of it."""
    stale = {"waf-rules": "not carried out since checkov changed"}
    write_site(assessment.model_copy(update={"stale_proofs": stale}), tmp_path / "site")
    page = Page(tmp_path / "site" / "controls" / "waf-rules.html").text
    assert "None counts: not carried out since checkov changed." in page
    assert "Proofs that do not count: those of 1 control," in Page(tmp_path / "site" / "index.html").text
