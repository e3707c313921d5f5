"""What the verdict rests on is written down beside it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from landing_zone.assessment import provenance as module
from landing_zone.assessment.provenance import policies_digest, provenance
from landing_zone.files.policies_folder import policies_folder

POLICIES = Path("policies").resolve()


def test_policies_of_the_project_are_told_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder named from outside is said to be one, and the variable that named it is shown."""
    monkeypatch.delenv("LZ_POLICIES", raising=False)
    monkeypatch.delenv("LZ_AS_OF", raising=False)
    own = provenance(policies_folder(), {"a": 1})
    other = shutil.copytree(policies_folder(), tmp_path / "policies")
    monkeypatch.setenv("LZ_POLICIES", str(other))
    foreign = provenance(other, {"a": 1})
    assert own.own_policies
    assert not foreign.own_policies
    assert own.overrides == {}
    assert foreign.overrides == {"LZ_POLICIES": ".../policies"}, "no path of this machine is in what is reproducible"
    monkeypatch.chdir(tmp_path)
    assert provenance(other, {"a": 1}).overrides == {"LZ_POLICIES": "policies"}
    assert own.policies == foreign.policies, "the same content has the same digest in any folder"
    assert own.packages["checkov"] == "3.3.30"


def test_one_changed_byte_of_a_policy_changes_its_digest(tmp_path: Path) -> None:
    """Content, names and missing files all count."""
    for name in ("waivers.yaml", "controls/a.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: 1\n", encoding="utf-8")
    seen = {policies_digest(tmp_path)}
    (tmp_path / "waivers.yaml").write_text("a: 2\n", encoding="utf-8")
    seen.add(policies_digest(tmp_path))
    (tmp_path / "waivers.yaml").rename(tmp_path / "waiver.yaml")
    seen.add(policies_digest(tmp_path))
    (tmp_path / "waiver.yaml").unlink()
    seen.add(policies_digest(tmp_path))
    assert len(seen) == 4


def test_the_configuration_has_a_digest_of_its_content() -> None:
    """The order of keys does not count; a value does; templates from elsewhere have none."""
    one = provenance(POLICIES, {"a": 1, "b": 2}).configuration
    assert one == provenance(POLICIES, {"b": 2, "a": 1}).configuration
    assert one != provenance(POLICIES, {"a": 1, "b": 3}).configuration
    assert provenance(POLICIES, None).configuration == ""


def test_changes_that_are_not_committed_are_told(tmp_path: Path) -> None:
    """A report must not name a commit that does not hold what was judged."""

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert module._commit(tmp_path) == ("", False)
    git("init", "-q")
    (tmp_path / "a").write_text("1", encoding="utf-8")
    git("add", "a")
    git("commit", "-qm", "a")
    assert module._commit(tmp_path) == (git("rev-parse", "HEAD"), False)
    (tmp_path / "a").write_text("2", encoding="utf-8")
    assert module._commit(tmp_path) == (git("rev-parse", "HEAD"), True)


def test_a_file_that_git_does_not_know_yet_is_a_change_where_it_judges(tmp_path: Path) -> None:
    """An uncommitted policy or stack is not in the commit; a note beside them judges nothing."""

    def git(*arguments: str) -> None:
        command = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "-q")
    git("commit", "--allow-empty", "-qm", "a")
    (tmp_path / "note.txt").write_text("1", encoding="utf-8")
    assert not module._commit(tmp_path)[1]
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "new.yaml").write_text("1", encoding="utf-8")
    assert module._commit(tmp_path)[1]


def test_the_commit_is_that_of_the_code_within_a_hook_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hooks run with ``GIT_DIR`` set: another repository's commit would be named."""
    here = module._commit(Path.cwd())[0]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert here
    assert module._commit(Path.cwd())[0] == here
