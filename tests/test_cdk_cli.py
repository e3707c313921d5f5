"""What the guides say of the CDK's command line: one stack asks for its own account, a changed source deploys."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import Run

STACK = "Workload-customer-production-eu-west-1"
OWN_ACCOUNT, LOG_ARCHIVE = "777777777777", "222222222222"
NO_CREDENTIALS = "Need to perform AWS calls for account {}, but no credentials have been configured"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("deploy", "--require-approval", "never"), id="deploy"),
        pytest.param(("diff",), id="diff", marks=pytest.mark.slow),
    ],
)
def test_one_stack_alone_asks_for_its_account(
    command: tuple[str, ...], gated_copy: Path, run: Callable[..., Run], tmp_path: Path
) -> None:
    """With --exclusively; without it the CLI begins with the stacks before it, in other accounts."""
    offline = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    alone = run("cdk", *command, "--app", gated_copy, "--exclusively", STACK, **offline)
    assert NO_CREDENTIALS.format(OWN_ACCOUNT) in alone.err
    assert LOG_ARCHIVE not in alone.err
    whole = run("cdk", *command, "--app", gated_copy, STACK, **offline)
    assert NO_CREDENTIALS.format(LOG_ARCHIVE) in whole.err


def test_cdk_watch_looks_at_the_sources_and_not_at_what_a_synth_writes(root: Path) -> None:
    """A file that a synth writes would set off the next synth, without end. The CLI itself leaves cdk.out out."""
    watch = json.loads((root / "cdk.json").read_text(encoding="utf-8"))["watch"]

    def looks_at(file: str) -> bool:
        wanted = any(fnmatch(file, pattern.replace("**", "*")) for pattern in watch["include"])
        parts = [*Path(file).parents, Path(file)]
        return wanted and not any(
            fnmatch(f"/{part}", f"/{one}".replace("**", "*")) for part in parts for one in watch["exclude"]
        )

    sources = subprocess.run(
        ["git", "ls-files", "app.py", "landing-zone.yaml", "stacks", "constructs", "policies"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert len(sources) > 200
    assert [file for file in sources if not looks_at(file)] == []
    written = ("cdk.out/manifest.json", ".lz-cache/last-run", "build/report/index.html", "stacks/__pycache__/names.pyc")
    assert [file for file in written if looks_at(file)] == []
