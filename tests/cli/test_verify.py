"""``lz verify``: an assembly that is not what was judged is refused."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from landing_zone.assessment.approvals import Accounts, with_coverage
from landing_zone.assessment.digests import digests
from landing_zone.assessment.model import CheckEntry, FindingEntry
from landing_zone.assessment.provenance import policies_digest
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.recompute import contradictions, rejudged
from landing_zone.assessment.run_model import Seal
from landing_zone.assessment.unexamined import unexamined
from landing_zone.assessment.waived import waiver_entries
from landing_zone.assessment.write import write_assessment
from landing_zone.cli.main import app
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import policy_sources
from landing_zone.gate import compare_inputs
from landing_zone.gate.judge import load_policies
from landing_zone.waivers.approval import ApprovalStatus
from landing_zone.waivers.placed import placed
from tests.conftest import TODAY, Run

LZ = Path(sys.executable).with_name("lz")
Command = Callable[..., Run]


def test_what_was_judged_is_verified(gated: Path, run: Command) -> None:
    """Exit code 0 for an untouched assembly that held; policies and configuration are those of the checkout."""
    done = run(LZ, "verify", gated, "--allow-overrides")
    assert done.code == 0, done.out + done.err
    assert "VERIFIED" in done.out
    assert "not compared" not in done.out


def test_a_chosen_day_is_said_and_refused_unless_accepted(gated: Path, run: Command) -> None:
    """Waivers that expired since would cover: not what a pipeline deploys without a word."""
    done = run(LZ, "verify", gated)
    assert done.code == 1
    assert "LZ_AS_OF=2026-12-01: it was judged as of a chosen day" in done.out
    assert "LZ_AS_OF=2026-12-01 is set now" in done.out
    assert "--allow-overrides" in done.out


def test_one_changed_byte_is_found(gated_copy: Path, run: Command) -> None:
    """The file is named."""
    path = gated_copy / "Network-network-eu-west-1.template.json"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    done = run(LZ, "verify", gated_copy, "--allow-overrides")
    assert done.code == 1
    assert "Network-network-eu-west-1.template.json" in done.out
    assert "REFUSED" in done.out


def test_an_assembly_that_was_never_judged_is_refused(tmp_path: Path, run: Command) -> None:
    """No assessment, no deployment."""
    (tmp_path / "manifest.json").write_text("{}")
    done = run(LZ, "verify", tmp_path)
    assert done.code == 2
    assert "never judged" in done.err


def test_a_rewritten_verdict_is_refused(gated_copy: Path, run: Command) -> None:
    """A verdict that its own checks contradict."""
    path = gated_copy / "assessment.json"
    assessment = json.loads(path.read_text())
    assessment["verdict"]["passed"] += 1
    path.write_text(json.dumps(assessment))
    assert run(LZ, "verify", gated_copy).code == 2


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in this process, in the project's root, on the tests' day, overrides accepted."""
    monkeypatch.setenv("LZ_AS_OF", TODAY)
    monkeypatch.delenv("LZ_POLICIES", raising=False)

    def verify(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, ["verify", "--allow-overrides", *map(str, arguments)])

    return verify


def rewritten(folder: Path, **changes: Any) -> None:
    """Write the assessment with changed parts, the provenance's among them by name."""
    path = folder / "assessment.json"
    assessment = read_assessment(path)
    assert assessment.provenance is not None
    own = {name: changes.pop(name) for name in list(changes) if name in type(assessment.provenance).model_fields}
    provenance = assessment.provenance.model_copy(update=own)
    write_assessment(assessment.model_copy(update={"provenance": provenance, **changes}), path)


def test_a_day_to_come_is_refused_whatever_is_accepted(
    gated_copy: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the machine's day: a chosen day cannot make it pass."""
    monkeypatch.setattr("landing_zone.cli.commands.verify.today", lambda: date(2026, 11, 30))
    done = verify(gated_copy)
    assert done.exit_code == 1
    assert "judged as of 2026-12-01, and today is 2026-11-30" in done.output.replace("\n", " ")


def test_other_policies_are_refused(gated: Path, root: Path, tmp_path: Path, verify: Callable[..., Result]) -> None:
    """A waiver more, a byte of a control: the assembly was not judged by these."""
    policies = Path(shutil.copytree(root / "policies", tmp_path / "policies"))
    assert verify(gated, "--policies", policies).exit_code == 0
    with (policies / "controls" / "kms-rotation.yaml").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    done = verify(gated, "--policies", policies)
    assert done.exit_code == 1
    assert f"{policies}: are not the policies that it was judged by" in done.output


def test_another_configuration_is_refused(
    gated: Path, gated_copy: Path, root: Path, tmp_path: Path, verify: Callable[..., Result]
) -> None:
    """That of the checkout, or the snapshot in the assembly."""
    other = tmp_path / "other.yaml"
    text = (root / "landing-zone.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("name: Example Pay", "name: Example Payments", 1), encoding="utf-8")
    assert other.read_text(encoding="utf-8") != text
    done = verify(gated, "--config", other)
    assert done.exit_code == 1
    assert f"{other}: is not the configuration that was judged" in done.output
    snapshot = gated_copy / "landing-zone.json"
    snapshot.write_text(snapshot.read_text(encoding="utf-8").replace("Example Pay", "Example Pal"), encoding="utf-8")
    assert "landing-zone.json: is not the configuration that was judged" in verify(gated_copy).output


def test_away_from_a_checkout_it_is_said_what_was_not_compared(
    gated: Path, tmp_path: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the wheel's policies alone, which are not those that judged."""
    package = tmp_path / "site-packages" / "landing_zone"
    for part in ("frameworks", "controls"):
        (package / "policies" / part).mkdir(parents=True)
    monkeypatch.setattr("landing_zone.files.policies_folder._package", lambda: package)
    monkeypatch.chdir(tmp_path)
    done = verify(gated)
    assert done.exit_code == 0, done.output
    assert "not compared the configuration: there is no landing-zone.yaml here" in done.output
    assert "not compared the policies, the catalogue's words and the proofs: only the wheel's" in done.output


def test_policies_named_from_outside_are_said_and_refused(
    gated_copy: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted, they are named as not compared, until --policies names them."""
    rewritten(gated_copy, policies="ab" * 32, overrides={"LZ_POLICIES": ".../strict"})
    done = verify(gated_copy)
    assert done.exit_code == 0, done.output
    assert "LZ_POLICIES=.../strict: it was judged by policies that were named from outside" in done.output
    assert "those of LZ_POLICIES judged it" in done.output
    monkeypatch.delenv("LZ_AS_OF")
    assert CliRunner().invoke(app, ["verify", str(gated_copy)]).exit_code == 1


def test_what_the_catalogue_does_not_say_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """A mapping made full by hand, with all that follows from it made anew."""
    assessment = read_assessment(gated_copy / "assessment.json")
    control = next(c for c in assessment.controls if any(m.coverage == "partial" for m in c.requirements))
    full = tuple(m.model_copy(update={"coverage": "full", "missing": ""}) for m in control.requirements)
    controls = tuple(c.model_copy(update={"requirements": full}) if c is control else c for c in assessment.controls)
    lie = rejudged(assessment.model_copy(update={"controls": controls}))
    rewritten(gated_copy, controls=lie.controls, frameworks=lie.frameworks)
    error = verify(gated_copy).exception
    assert isinstance(error, UserError)
    assert f"the control {control.id} is not what the catalogue says" in str(error)


def test_a_waiver_in_other_words_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """Its reason is that of the policies, not the assessment's own."""
    first, *others = read_assessment(gated_copy / "assessment.json").waivers
    rewritten(gated_copy, waivers=(first.model_copy(update={"reason": f"{first.reason} So it is."}), *others))
    assert f"the waiver {first.id} is not what the policies say" in str(verify(gated_copy).exception)


@pytest.fixture
def approve(gated_copy: Path, root: Path, tmp_path: Path) -> Callable[..., Path]:
    """Write policies that approve waivers, and the assessment that a synth with them gives; return the policies."""

    def approve(**without: str) -> Path:
        """Approve every waiver in every account, but one account each for those of ``W_0016="cde-staging"``."""
        assessment = read_assessment(gated_copy / "assessment.json")
        folder = tmp_path / "approving"
        shutil.copytree(root / "policies", folder, dirs_exist_ok=True)
        names = {environment.name.rpartition("/")[0] for environment in assessment.environments}
        with_card_data = {e.name.rpartition("/")[0] for e in assessment.environments if e.scope == "cde"}
        approvals = [
            {
                "waiver": waiver.id,
                "approver": "risk committee",
                "ticket": "RISK-7",
                "approved": date(2026, 12, 1),
                "accounts": sorted(names - with_card_data - {without.get(waiver.id.replace("-", "_"), "")}),
                "cde_accounts": sorted(names & with_card_data - {without.get(waiver.id.replace("-", "_"), "")}),
                "regions": sorted({environment.region for environment in assessment.environments}),
            }
            for waiver in assessment.waivers
        ]
        (folder / "approvals.yaml").write_text(yaml.safe_dump({"approvals": approvals}), encoding="utf-8")
        assert assessment.zone is not None
        waivers = placed(load_policies(policy_sources(folder)).waivers, landing_zone_from_snapshot(assessment.zone))
        covers = {waiver.id: waiver.covers for waiver in assessment.waivers}
        entries = [
            entry.model_copy(update={"covers": covers[entry.id]})
            for entry in waiver_entries(waivers, (), assessment.as_of)
        ]
        accounts = Accounts(assessment.resources, assessment.stacks, assessment.environments)
        judged = with_coverage(entries, assessment.as_of, assessment.checks, accounts)
        rewritten(gated_copy, waivers=judged, policies=policies_digest(folder))
        return folder

    return approve


def test_what_is_only_proposed_is_refused_before_a_deployment(gated: Path, verify: Callable[..., Result]) -> None:
    """A line for each waiver, with the fix; without the option they are accepted."""
    assert verify(gated).exit_code == 0
    done = verify(gated, "--approved")
    assert done.exit_code == 1
    covering = [w for w in read_assessment(gated / "assessment.json").waivers if w.covers]
    assert len(covering) == 25
    said = " ".join(done.output.split())  # a long path breaks the lines
    for waiver in covering:
        assert f"{waiver.id} covers {waiver.covers} findings, and the organisation has not approved it" in said
    assert "waivers that are not approved" in said


def test_approved_waivers_are_deployed(
    gated_copy: Path, approve: Callable[..., Path], verify: Callable[..., Result]
) -> None:
    """Also one that newly covers an account without card data; one with card data is refused."""
    done = verify(gated_copy, "--approved", "--policies", approve(W_0015="customer-staging"))
    assert done.exit_code == 0, done.output
    (new,) = [w for w in read_assessment(gated_copy / "assessment.json").waivers if w.new_in]
    assert (new.id, new.approval, new.new_in) == ("W-0015", "partly", ("customer-staging",))
    done = verify(gated_copy, "--approved", "--policies", approve(W_0016="cde-staging"))
    assert done.exit_code == 1
    (line,) = [line for line in done.output.splitlines() if line.startswith("unapproved")]
    assert "W-0016 covers" in line
    assert "is not for cde-staging (card data)" in line


def test_an_approval_that_the_policies_do_not_give_is_refused(
    gated_copy: Path, approve: Callable[..., Path], verify: Callable[..., Result], root: Path
) -> None:
    """An assessment that says it is approved, with all that follows from it; a wider approval too."""
    approve()
    rewritten(gated_copy, policies=policies_digest(root / "policies"))
    assert "the waiver W-0005 is not what the policies say" in str(verify(gated_copy, "--approved").exception)
    folder = approve(W_0016="cde-staging")
    assessment = read_assessment(gated_copy / "assessment.json")
    every = tuple(sorted({environment.name.rpartition("/")[0] for environment in assessment.environments}))
    wider = {
        "approved_in": (),
        "approved_in_cde": every,
        "new_in": (),
        "unapproved_in": (),
        "approval": ApprovalStatus.APPROVED,
    }
    waivers = tuple(w.model_copy(update=wider) if w.id == "W-0016" else w for w in assessment.waivers)
    rewritten(gated_copy, waivers=waivers)
    done = verify(gated_copy, "--approved", "--policies", folder)
    assert "the waiver W-0016 is not what the policies say" in str(done.exception)


def test_approvals_that_cannot_be_compared_approve_nothing(
    gated_copy: Path, approve: Callable[..., Path], verify: Callable[..., Result]
) -> None:
    """Where the policies that judged are not here, the assessment's own word is not enough."""
    approve()
    rewritten(gated_copy, overrides={"LZ_POLICIES": ".../approving"})
    assert verify(gated_copy).exit_code == 0
    done = verify(gated_copy, "--approved")
    assert done.exit_code == 1
    assert "nothing shows its approvals: name them with --policies" in done.output


def test_a_proof_that_was_never_carried_out_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """A rule that is stated as proven, and of which the record says nothing, or something else."""
    checks = read_assessment(gated_copy / "assessment.json").checks
    unproven = next(check for check in checks if not check.proofs)
    lie = unproven.model_copy(update={"proofs": ("AWS::S3::Bucket is deleted",)})
    rewritten(gated_copy, checks=tuple(lie if check is unproven else check for check in checks))
    done = verify(gated_copy)
    assert done.exit_code == 1
    assert f"1 rules as proven that the record of 'lz prove' does not show, {unproven.rule} first" in done.output


def test_a_zone_stated_to_be_none_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """Without its configuration it would have no framework to meet."""
    none: dict[str, Any] = {"of_this_zone": False, "zone": None, "configuration": "", "frameworks": ()}
    rewritten(gated_copy, **none, organisation="", environments=(), security_hub_waivers=())
    done = verify(gated_copy)
    assert done.exit_code == 1, done.exception
    assert "landing-zone.json: is not the configuration that was judged" in done.output


def test_an_assessment_of_no_known_origin_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """It says nothing of the policies that judged."""
    path = gated_copy / "assessment.json"
    write_assessment(read_assessment(path).model_copy(update={"provenance": None}), path)
    done = verify(gated_copy)
    assert done.exit_code == 1
    assert "does not say what it was judged by" in done.output


def judged_again(folder: Path, *checks: CheckEntry) -> None:
    """Write the assessment with checks in place of those of their rules, and with all that follows from them."""
    assessment = read_assessment(folder / "assessment.json")
    names = {rule for check in checks for rule in check.rules}
    others = [check for check in assessment.checks if check.rule not in names]
    lie = rejudged(assessment.model_copy(update={"checks": (*others, *checks)}))
    left_out = unexamined(lie.checks, lie.resources)
    write_assessment(lie.model_copy(update={"unexamined": left_out}), folder / "assessment.json")


def passing(folder: Path) -> list[CheckEntry]:
    """Return the checks of checkov that pass everywhere, and that controls name."""
    checks = read_assessment(folder / "assessment.json").checks
    return [c for c in checks if c.engine == "checkov" and c.passed and c.controls and not c.waived]


def test_a_failure_made_advice_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """A rule that a control in scope names stops, whatever the assessment says."""
    check = passing(gated_copy)[0]
    failed = (FindingEntry(resource=check.passed[0]),)
    advice = {"passed": check.passed[1:], "failed": failed, "advice": "no control names it"}
    judged_again(gated_copy, check.model_copy(update=advice))
    assert f"the rule {check.rule} is stated as advice, and it stops" in str(verify(gated_copy).exception)


def forged(check: CheckEntry, **update: Any) -> CheckEntry:
    """Return a check that is held otherwise."""
    return check.model_copy(update=update)


def test_what_an_assertion_cannot_be_held_by_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """A search for other types, a resource of another type, and a place where it judges resources alone."""
    assessment = read_assessment(gated_copy / "assessment.json")
    own = [check for check in assessment.checks if check.engine == "assertion"]
    search, met = next(c for c in own if c.searched), next(c for c in own if c.met)
    idle = next(c for c in own if not (c.passed or c.elsewhere or c.failed or c.waived or c.undetermined))
    assert search.searched is not None
    types = {assessment.resources[position].type for position in met.met}
    where = assessment.resources[met.met[0]].environment
    other = next(i for i, r in enumerate(assessment.resources) if r.environment == where and r.type not in types)
    for lie in (
        forged(search, searched=search.searched.model_copy(update={"types": ("AWS::S3::Bucket",)})),
        forged(met, met=tuple(sorted((*met.met, other)))),
        forged(idle, elsewhere=(f"stack {assessment.stacks[0].name}",)),
    ):
        write_assessment(assessment, gated_copy / "assessment.json")
        judged_again(gated_copy, lie)
        said = f"the check {lie.rule} is held by what the catalogue does not ask for"
        assert said in str(verify(gated_copy).exception)


def test_a_check_hidden_in_another_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """Two rules are one check only where they ask the same."""
    one, other = passing(gated_copy)[:2]
    controls = tuple(sorted({*one.controls, *other.controls}))
    judged_again(gated_copy, one.model_copy(update={"also": (other.rule,), "controls": controls}))
    assert f"{one.rule}, {other.rule} do not ask the same" in str(verify(gated_copy).exception)


def test_a_waiver_that_is_left_out_is_refused(
    gated_copy: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that covers nothing: a report would not show it."""
    policies = load_policies(policy_sources())
    monkeypatch.setattr(
        "landing_zone.gate.compare_inputs.load_policies", lambda _: replace(policies, security_hub=policies.waivers)
    )
    assert "the waivers are not those of the policies" in str(verify(gated_copy).exception)


def test_proofs_that_do_not_count_must_be_said(
    gated_copy: Path, verify: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reports show them."""
    stale = {"kms-rotation": "they were never carried out"}
    monkeypatch.setattr(
        "landing_zone.gate.compare_inputs.load_policies",
        lambda sources: replace(load_policies(sources), stale=stale, proven={}),
    )
    rewritten(gated_copy, stale_proofs=stale)
    assert "do not count" not in verify(gated_copy).output
    rewritten(gated_copy, stale_proofs={})
    assert "does not say that the proofs of 1 controls do not count, kms-rotation first" in verify(gated_copy).output


def test_rules_that_are_one_fact_are_proven_together(gated_copy: Path) -> None:
    """What one was seen to find, the other finds: so an assessment with proofs agrees with itself."""
    assessment = read_assessment(gated_copy / "assessment.json")
    check = next(check for check in assessment.checks if check.also)
    judged_again(gated_copy, check.model_copy(update={"proofs": ("AWS::S3::Bucket is deleted",)}))
    again = read_assessment(gated_copy / "assessment.json")
    assert contradictions(again) == []
    shown = dict.fromkeys(check.rules[1:], ("AWS::S3::Bucket is deleted",))
    policies = replace(load_policies(policy_sources()), proven=shown)
    assert not [d for d in compare_inputs._proofs(again, policies) if check.rule in d.what]


def resealed(folder: Path) -> None:
    """Take the seal anew, as a forger does."""
    path = folder / "assessment.json"
    files = digests(folder)
    assessment = read_assessment(path)
    stacks = [stack.model_copy(update={"digest": files[stack.template]}) for stack in assessment.stacks]
    write_assessment(assessment.model_copy(update={"stacks": tuple(stacks), "seal": Seal(files=files)}), path)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("stackTemplateAssetObjectUrl", "s3://evil/x.json", "is not a file of its asset manifests"),
        ("cloudFormationExecutionRoleArn", "arn:aws:iam::333333333333:role/evil", "the role"),
        ("stackName", "Another", "the stacks in it are not those of the assembly"),
    ],
)
def test_another_deployment_is_refused_whatever_the_seal(
    gated_copy: Path, verify: Callable[..., Result], key: str, value: str, said: str
) -> None:
    """The manifest is read again: a seal can be taken anew."""
    manifest = gated_copy / "manifest.json"
    written = json.loads(manifest.read_text())
    written["artifacts"]["Baseline-security-eu-west-1"]["properties"][key] = value
    manifest.write_text(json.dumps(written))
    resealed(gated_copy)
    done = verify(gated_copy)
    assert done.exit_code != 0
    assert said in f"{done.output} {done.exception}"


def test_a_resource_under_another_path_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """Waivers go by the construct path."""
    first, *others = read_assessment(gated_copy / "assessment.json").resources
    rewritten(gated_copy, resources=(first.model_copy(update={"construct_path": "Another/Path"}), *others))
    done = verify(gated_copy)
    assert done.exit_code == 1
    assert "the resources in it are not those of the assembly" in done.output


def test_an_asset_outside_the_assembly_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """It can be changed after the verdict: no seal has it."""
    file = gated_copy / "Baseline-security-eu-west-1.assets.json"
    assets = json.loads(file.read_text())
    asset = json.loads(json.dumps(next(iter(assets["files"].values()))))
    next(iter(asset["destinations"].values()))["objectKey"] = "code.zip"
    assets["files"]["code"] = asset | {"source": {"path": "../code", "packaging": "zip"}}
    file.write_text(json.dumps(assets))
    resealed(gated_copy)
    done = verify(gated_copy)
    assert done.exit_code == 1
    assert "../code: is uploaded from outside the assembly, and was not sealed" in done.output


def test_a_zone_without_its_snapshot_is_refused(gated_copy: Path, verify: Callable[..., Result]) -> None:
    """As an assembly of no zone, any role and bucket of the account could deploy it."""
    (gated_copy / "landing-zone.json").unlink()
    none: dict[str, Any] = {"of_this_zone": False, "zone": None, "configuration": "", "frameworks": ()}
    rewritten(gated_copy, **none, organisation="", environments=(), security_hub_waivers=())
    resealed(gated_copy)
    done = verify(gated_copy)
    assert done.exit_code == 1
    assert "landing-zone.yaml: the assembly is of no landing zone" in done.output


def test_the_entries_that_lz_waivers_prints_approve_all(gated_copy: Path, root: Path, tmp_path: Path) -> None:
    """Completed with approver and ticket, and pasted: each names the accounts and Regions of today."""
    printed = CliRunner().invoke(app, ["waivers", str(gated_copy), "--approve"]).output
    completed = printed.replace("approver:", "approver: risk committee").replace("ticket:", "ticket: RISK-7")
    folder = Path(shutil.copytree(root / "policies", tmp_path / "policies"))
    (folder / "approvals.yaml").write_text(f"approvals:\n{completed}", encoding="utf-8")
    assessment = read_assessment(gated_copy / "assessment.json")
    assert assessment.zone is not None
    waivers = placed(load_policies(policy_sources(folder)).waivers, landing_zone_from_snapshot(assessment.zone))
    covers = {waiver.id: waiver.covers for waiver in assessment.waivers}
    entries = [e.model_copy(update={"covers": covers[e.id]}) for e in waiver_entries(waivers, (), assessment.as_of)]
    accounts = Accounts(assessment.resources, assessment.stacks, assessment.environments)
    judged = with_coverage(entries, assessment.as_of, assessment.checks, accounts)
    assert [(w.id, w.approval, w.new_in) for w in judged if w.covers and w.approval != ApprovalStatus.APPROVED] == []
    assert {w.approved_in_cde for w in judged} == {(), ("cde-production", "cde-staging")}
    rewritten(gated_copy, waivers=judged, policies=policies_digest(folder))
    assert CliRunner().invoke(app, ["waivers", str(gated_copy), "--approve"]).output == ""
