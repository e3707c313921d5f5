"""A commit is synthesized beside the working tree, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from landing_zone.cli.main import app
from landing_zone.diff import synth_commit as of_commit
from landing_zone.diff.synth_commit import assembly_of, is_commit
from landing_zone.errors import UserError

APP = """
import os, pathlib
out = pathlib.Path(os.environ["CDK_OUTDIR"])
out.mkdir()
(out / "assessment.json").write_text("{}")
"""


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, whose program writes an assessment."""
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, APP)
    return folder


def commit(folder: Path, program: str) -> None:
    """A commit with this program."""
    (folder / "app.py").write_text(program, encoding="utf-8")
    git(folder, "add", "app.py")
    git(folder, "commit", "-qm", "a")


def test_a_commit_gives_its_assembly_and_no_worktree_stays(repository: Path) -> None:
    """Neither in git's list, nor on the disk."""
    with assembly_of("main", repository) as out:
        assert (out / "assessment.json").is_file()
    assert not out.exists()
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_a_commit_is_judged_by_engines_without_patches_where_that_is_asked_for(repository: Path) -> None:
    """Its own program reads the variable; without the option nothing is set."""
    commit(repository, APP.replace('"{}"', 'os.environ.get("LZ_STOCK_ENGINES", "no")'))
    for stock, value in ((True, "1"), (False, "no")):
        with assembly_of("main", repository, stock=stock) as out:
            assert (out / "assessment.json").read_text() == value


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("import time; time.sleep(60)", "did not end within 1 seconds"),
        ("import sys; sys.stderr.buffer.write(b'\\xff broken'); sys.exit(2)", "could not be synthesized"),
    ],
)
def test_a_synth_that_breaks_or_does_not_end_is_reported(
    repository: Path, monkeypatch: pytest.MonkeyPatch, program: str, error: str
) -> None:
    """Without a traceback, and without a worktree left behind."""
    monkeypatch.setattr(of_commit, "SYNTH_SECONDS", 1)
    commit(repository, program)
    with pytest.raises(UserError, match=error), assembly_of("main", repository):
        pass
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_an_interrupted_comparison_leaves_no_worktree(repository: Path) -> None:
    """Ctrl-C comes while the commit is synthesized, or after."""
    with pytest.raises(KeyboardInterrupt), assembly_of("main", repository):
        raise KeyboardInterrupt
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_within_a_hook_the_folder_counts(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hooks run with ``GIT_DIR`` set, which would lead git to another repository."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    git(repository, "tag", "here")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert is_commit("here", repository)
    with assembly_of("here", repository) as out:
        assert (out / "assessment.json").is_file()


def test_a_repository_without_a_commit_has_none(tmp_path: Path) -> None:
    """HEAD is a name, and not yet a commit."""
    git(tmp_path, "init", "-q")
    assert not is_commit("HEAD", tmp_path)


def test_a_branch_may_be_called_as_a_folder_is(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was not judged does not hide a commit; without such a commit the error names the folder."""
    (repository / "docs").mkdir()
    monkeypatch.chdir(repository)
    assert "error: docs: " in str(CliRunner().invoke(app, ["diff", "docs"]).exception)
    git(repository, "branch", "docs")
    # The commit's own cdk.out is read, in which this program wrote no template.
    assert "lz-diff-" in str(CliRunner().invoke(app, ["diff", "docs"]).exception)


def test_a_name_that_no_file_can_have_is_an_error() -> None:
    """Longer than the file system allows."""
    assert isinstance(CliRunner().invoke(app, ["diff", "a" * 5000]).exception, UserError)
