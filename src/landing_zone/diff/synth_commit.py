"""The assembly of a commit: checked out beside the working tree, and synthesized by the program of that commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.provenance import own_git
from landing_zone.engines.stock import VARIABLE as STOCK_VARIABLE
from landing_zone.errors import UserError

SYNTH_SECONDS = 600
"""Ten times what the example zone takes with nothing cached."""

_BY_HAND = "check the commit out, run 'make synth' there, and give its cdk.out"


def is_commit(name: str, repository: Path) -> bool:
    """Whether git knows a name as a commit."""
    git = shutil.which("git")
    if git is None or name.startswith("-"):
        return False
    command = [git, "-C", str(repository), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    done = subprocess.run(command, capture_output=True, env=own_git(), check=False)  # noqa: S603 - git, options ended
    return done.returncode == 0


@contextmanager
def assembly_of(name: str, repository: Path, *, stock: bool = False) -> Iterator[Path]:
    """Synthesize a commit with the installed packages, and yield its ``cdk.out``; both are gone afterwards.

    An assembly that does not hold is compared too.

    Args:
        name: the commit.
        repository: a folder of the repository.
        stock: run the engines without patches for speed.

    Raises:
        UserError: the commit cannot be checked out, or its synth breaks or does not end.
    """
    with TemporaryDirectory(prefix="lz-diff-") as scratch:
        tree, out = Path(scratch) / "tree", Path(scratch) / "cdk.out"
        try:
            _git(repository, "worktree", "add", "--quiet", "--detach", str(tree), name)
            _synthesize(tree, out, name, {STOCK_VARIABLE: "1"} if stock else {})
            yield out
        finally:  # also after Ctrl-C; that it cannot be removed must not hide why
            with suppress(UserError):
                _git(repository, "worktree", "remove", "--force", str(tree))


def _synthesize(tree: Path, out: Path, name: str, more: Mapping[str, str]) -> None:
    environment = {k: v for k, v in own_git().items() if not k.startswith(("CDK_", "LZ_POLICIES"))}
    environment |= {
        **more,
        "CDK_OUTDIR": str(out),
        # The commit's own code, before what an editable install of the working tree puts on the path.
        "PYTHONPATH": os.pathsep.join(str(tree / part) for part in ("src", "constructs", ".")),
    }
    command = [sys.executable, "app.py"]
    try:
        done = subprocess.run(  # noqa: S603 - the project's own program
            command,
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SYNTH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"the commit's synth did not end within {SYNTH_SECONDS} seconds", value=name, fix=_BY_HAND
        ) from None
    if not (out / ASSESSMENT).is_file():
        last = "\n".join(done.stderr.strip().splitlines()[-5:])
        raise UserError(
            f"the commit could not be synthesized with the packages that are installed: {last}",
            value=name,
            fix=_BY_HAND,
        )


def _git(repository: Path, *arguments: str) -> None:
    git = shutil.which("git") or "git"
    command = [git, "-C", str(repository), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=own_git(), check=False)  # noqa: S603 - git
    if done.returncode:
        raise UserError(f"git {arguments[0]} {arguments[1]} failed: {done.stderr.strip()}", file=str(repository))
