"""The seal finds every change to an assembly after it was judged."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, Outcome, StackEntry
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.seal import seal, sealed
from landing_zone.assessment.verify import Difference, Kind, verify
from landing_zone.assessment.write import write_assessment
from landing_zone.errors import UserError
from landing_zone.findings.finding import Finding, Status
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.waivers import Waivers

Build = Callable[..., Any]
FILES = (
    "manifest.json",
    "cdk.out",
    "tree.json",
    "landing-zone.json",
    "validation-report.json",
    "Logs.template.json",
    "Logs.assets.json",
    "Logs.metadata.json",
    "asset.0a1b/index.py",
    "asset.0a1b/deep/down/data.bin",
    "assembly-Stage/manifest.json",
    "assembly-Stage/Stage.template.json",
    "asset.0a1b/assessment.json",
    "asset.0a1b/synth.lock",
    "asset.0a1b/error.txt",
)


@pytest.fixture
def cdk_out(tmp_path: Path) -> Path:
    """An assembly with each kind of file."""
    folder = tmp_path / "cdk.out"
    for number, name in enumerate(FILES):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{number}: content\n".encode())
    return folder


@pytest.fixture
def judged(framework: Build, control: Build, judge: Build) -> Build:
    """An assessment of one finding of a status."""

    def build(status: str = "pass", waivers: Waivers | None = None) -> Assessment:
        finding = Finding("checkov::KEY", "Logs", "AKey", "", Status(status), waiver="W-0001" if waivers else "")
        result: Assessment = judge(
            framework(("1", "infrastructure", {})), [control("key", "1")], [finding], waivers=waivers or Waivers()
        )
        return result.model_copy(update={"stacks": ()})  # these files are not templates; see the tests of digests below

    return build


@pytest.fixture
def gated(cdk_out: Path, judged: Build) -> Path:
    """The same assembly, judged, held and sealed."""
    write_assessment(sealed(judged(), cdk_out), cdk_out / "assessment.json")
    return cdk_out


def _kinds(differences: list[Difference]) -> list[tuple[Kind, str]]:
    return [(difference.kind, difference.path) for difference in differences]


def test_an_untouched_assembly_is_the_one_that_was_judged(gated: Path) -> None:
    """Nothing is found, however often one looks."""
    assert verify(gated) == []
    assert verify(gated) == []


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_found(name: str, gated: Path) -> None:
    """In every kind of file, at any depth."""
    data = bytearray((gated / name).read_bytes())
    data[-1] ^= 1
    (gated / name).write_bytes(data)
    assert _kinds(verify(gated)) == [(Kind.CHANGED, name)]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(name: str, gated: Path) -> None:
    """A template or an asset that is gone is a change."""
    (gated / name).unlink()
    assert _kinds(verify(gated)) == [(Kind.MISSING, name)]


ADDED = ("Evil.template.json", "asset.0a1b/extra.py", ".cache/0a1b.zip", ".hidden", "sub/assessment.json", "read.lock")


@pytest.mark.parametrize("name", ADDED)
def test_an_added_file_is_found(name: str, gated: Path) -> None:
    """Also a packed asset in ``.cache``, which the CDK CLI would upload unlooked at."""
    (gated / name).parent.mkdir(exist_ok=True)
    (gated / name).write_text("more")
    assert _kinds(verify(gated)) == [(Kind.ADDED, name)]


@pytest.mark.parametrize(
    "name",
    [
        "synth.lock",
        "read.4711.1.lock",
        "error.txt",
        "performance-counters.json",
        ".assessment.json.0123456789abcdef.part",
    ],
)
def test_passing_files_of_the_tools_do_not_count(name: str, gated: Path) -> None:
    """The CDK CLI makes and removes these beside the assembly, and deploys nothing from them."""
    (gated / name).write_text("1")
    assert verify(gated) == []


def test_a_link_is_never_taken_for_the_file(gated: Path, tmp_path: Path) -> None:
    """A file replaced by a link to the very same content is a change, since the link's end can change later."""
    path = gated / "Logs.template.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    assert _kinds(verify(gated)) == [(Kind.CHANGED, "Logs.template.json")]


def test_an_added_link_to_a_folder_is_found(gated: Path, tmp_path: Path) -> None:
    """Links to folders count, and are not followed."""
    (gated / "asset.0a1b" / "more").symlink_to(tmp_path)
    assert _kinds(verify(gated)) == [(Kind.ADDED, "asset.0a1b/more")]


def test_an_added_pipe_is_found_and_not_read(gated: Path) -> None:
    """Nothing waits for what never comes."""
    os.mkfifo(gated / "pipe")
    assert _kinds(verify(gated)) == [(Kind.ADDED, "pipe")]


def test_everything_is_told_at_once_and_sorted(gated: Path) -> None:
    """The list is the same each time."""
    (gated / "tree.json").unlink()
    (gated / "z.json").write_text("")
    (gated / "a.json").write_text("")
    (gated / "manifest.json").write_text("")
    assert _kinds(verify(gated)) == [
        (Kind.ADDED, "a.json"),
        (Kind.ADDED, "z.json"),
        (Kind.CHANGED, "manifest.json"),
        (Kind.MISSING, "tree.json"),
    ]


@pytest.mark.parametrize("status", ["fail", "undetermined"])
def test_an_assembly_that_did_not_hold_is_refused(status: str, cdk_out: Path, judged: Build) -> None:
    """Untouched, and still not to be deployed."""
    write_assessment(sealed(judged(status), cdk_out), cdk_out / "assessment.json")
    assert _kinds(verify(cdk_out)) == [(Kind.NOT_HELD, "assessment.json")]
    assert {"fail": "did not hold", "undetermined": "is undetermined"}[status] in verify(cdk_out)[0].what


@pytest.mark.parametrize("change", [{"held": True}, {"outcome": Outcome.HELD}, {"unexamined": 0}])
def test_a_verdict_changed_by_hand_is_refused(cdk_out: Path, judged: Build, change: dict[str, Any]) -> None:
    """The verdict must follow from its checks."""
    failed = sealed(judged("fail"), cdk_out)
    lie = failed.model_copy(update={"verdict": failed.verdict.model_copy(update=change)})
    write_assessment(lie, cdk_out / "assessment.json")
    with pytest.raises(UserError, match="changed by hand"):
        verify(cdk_out)


WAIVER = Waiver(
    id="W-0001",
    rules=("checkov::KEY",),
    resources=("Logs/AKey/Resource",),
    reason="This key signs the archive, and an external auditor keeps it as it is.",
    owner="platform",
    approver="security-office",
    ticket="SEC-1",
    created=date(2026, 11, 1),
    expires=date(2026, 12, 1),
    compensating_control="Each use of the key raises an alert that a person reads.",
)


def test_a_waiver_that_expired_since_is_told_when_asked(cdk_out: Path, judged: Build) -> None:
    """An assembly judged last month may rest on a waiver that holds no more."""
    write_assessment(sealed(judged("waived", Waivers((WAIVER,))), cdk_out), cdk_out / "assessment.json")
    assert verify(cdk_out) == []
    assert verify(cdk_out, date(2026, 12, 1)) == []
    assert _kinds(verify(cdk_out, date(2026, 12, 2))) == [(Kind.EXPIRED, "assessment.json")]


def test_a_waiver_that_covers_nothing_may_expire(cdk_out: Path, judged: Build) -> None:
    """The assembly does not rest on it."""
    held = judged("pass", Waivers((_renamed(WAIVER),)))
    write_assessment(sealed(held, cdk_out), cdk_out / "assessment.json")
    assert verify(cdk_out, date(2027, 1, 1)) == []


def _renamed(waiver: Waiver) -> Waiver:
    """Return the waiver under an id that no finding names."""
    return waiver.model_copy(update={"id": "W-0002"})


def test_an_assembly_never_judged_is_refused(cdk_out: Path) -> None:
    """No assessment, no deployment."""
    with pytest.raises(UserError, match="never judged"):
        verify(cdk_out)


def test_an_assessment_without_seal_is_refused(cdk_out: Path, judged: Build) -> None:
    """Templates from elsewhere are judged without one."""
    write_assessment(judged(), cdk_out / "assessment.json")
    with pytest.raises(UserError, match="no seal"):
        verify(cdk_out)


def test_no_folder_is_refused(tmp_path: Path) -> None:
    """A wrong path is a user's mistake, for sealing and verifying alike."""
    for action in (verify, seal):
        with pytest.raises(UserError, match="no cloud assembly"):
            action(tmp_path / "nowhere")


def test_an_empty_assembly_is_not_sealed(tmp_path: Path) -> None:
    """There was nothing to judge."""
    (tmp_path / "cdk.out").mkdir()
    with pytest.raises(UserError, match="empty"):
        seal(tmp_path / "cdk.out")


def test_a_link_within_the_assembly_is_sealed(cdk_out: Path, judged: Build) -> None:
    """What it names is sealed too; pointing it elsewhere is a change."""
    link = cdk_out / "asset.0a1b" / "latest.py"
    link.symlink_to("index.py")
    write_assessment(sealed(judged(), cdk_out), cdk_out / "assessment.json")
    assert verify(cdk_out) == []
    link.unlink()
    link.symlink_to("deep/down/data.bin")
    assert _kinds(verify(cdk_out)) == [(Kind.CHANGED, "asset.0a1b/latest.py")]


@pytest.mark.parametrize("target", ["/etc/hostname", "../../outside.py", "nowhere.py", "loop.py"])
def test_a_link_out_of_the_assembly_is_not_sealed(target: str, cdk_out: Path) -> None:
    """What it names could change unseen."""
    (cdk_out.parent / "outside.py").write_text("1")
    (cdk_out / "asset.0a1b" / "loop.py").symlink_to(target)
    with pytest.raises(UserError, match="leads out"):
        seal(cdk_out)


def test_a_pipe_is_not_sealed(cdk_out: Path) -> None:
    """Its content has no digest."""
    os.mkfifo(cdk_out / "pipe")
    with pytest.raises(UserError, match="neither a file nor a link"):
        seal(cdk_out)


def test_the_seal_is_the_same_each_time_and_sorted(gated: Path) -> None:
    """It does not depend on the order in which a file system lists files, nor on the assessment beside them."""
    files = seal(gated).files
    assert files == read_assessment(gated / "assessment.json").seal.files
    assert list(files) == sorted(FILES)


def test_sealing_changes_nothing_else(cdk_out: Path, judged: Build) -> None:
    """The rest of the assessment stays."""
    assessment = judged()
    again = sealed(assessment, cdk_out).model_copy(update={"seal": assessment.seal})
    assert again == assessment


def _judged_as(assessment: Assessment, content: bytes) -> Assessment:
    """The assessment of a template that held some content when it was judged."""
    entry = StackEntry(
        name="Logs",
        template="Logs.template.json",
        digest=hashlib.sha256(content).hexdigest(),
        account="222222222222",
        region="eu-west-1",
        resources=1,
    )
    return assessment.model_copy(update={"stacks": (entry,)})


def test_a_template_changed_between_judgement_and_seal_is_refused(cdk_out: Path, judged: Build) -> None:
    """A CDK plugin that runs after ours can write into a template: the seal must not cover that."""
    template = cdk_out / "Logs.template.json"
    as_judged = _judged_as(judged(), template.read_bytes())
    assert sealed(as_judged, cdk_out).seal.files["Logs.template.json"] == as_judged.stacks[0].digest
    template.write_bytes(b"weaker")
    with pytest.raises(UserError, match="changed after it was judged"):
        sealed(as_judged, cdk_out)


def test_a_seal_taken_anew_by_hand_is_refused(gated: Path) -> None:
    """The seal's digest of a template is the one that was judged."""
    path = gated / "assessment.json"
    write_assessment(_judged_as(read_assessment(path), b"stronger"), path)
    with pytest.raises(UserError, match="not of the template that was judged"):
        verify(gated)
