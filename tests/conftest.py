"""What every test needs, and what no test run may start without."""

from __future__ import annotations

import fcntl
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-12-01"
"""The day on which the example's waivers are judged in tests; another day has its own tests."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run beside a package that would hide the one aws_cdk imports (docs/adr/0001)."""
    stray = ROOT / "constructs" / "__init__.py"
    if stray.exists():
        raise pytest.UsageError(f"{stray} hides the PyPI package 'constructs' that aws_cdk imports: delete it")
    if os.environ.get("LZ_TEST_WHEEL"):
        for package in ("landing_zone", "emulated_aws", "landing_zone_constructs"):
            if "site-packages" not in str(importlib.import_module(package).__file__):
                raise pytest.UsageError(f"{package} is imported from the checkout, and the wheel is to be tested")


_LONGEST = (
    "tests/test_synth.py",
    "tests/rehearsal/test_faults.py",
    "tests/gate/test_any_app.py",
    "tests/proofs/test_proofs.py",
    "tests/cli/test_verify.py",
    "tests/cli/test_check.py",
    "tests/rehearsal/test_rehearse.py",
    "tests/gate/test_lines.py",
    "tests/gate/test_configurations.py",
    "tests/reports/test_in_a_browser.py",
)
"""A file runs in one process. One of these begun last would leave the other core idle for minutes."""


@pytest.hookimpl(trylast=True)  # after pytest-randomly
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the rest stays in its random order."""
    places = {str(ROOT / name): place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))


@dataclass(frozen=True)
class Run:
    """What a command answered."""

    code: int
    out: str
    err: str


def breaches(text: str, control: str) -> str:
    """Return what a printed verdict says of a control that fails: its line with the requirements, and each place."""
    (line,) = re.findall(rf"(?ms)^ +\d+  ({control}: .*?)(?=^ +\d+  |\n\n)", text)
    places = [paragraph for paragraph in text.split("\n\n") if f"FAILS  {control}:" in paragraph]
    assert places, text
    return "\n\n".join((line, *places))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all of xdist's workers of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def environment(shared_folder: Path) -> dict[str, str]:
    """The environment of commands that tests run: our tools first, one cache, one day, no AWS account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_", "LZ_"))}
    tools = [str(Path(sys.executable).parent), str(ROOT / "node_modules" / ".bin")]
    return kept | {
        "PATH": os.pathsep.join([*tools, os.environ["PATH"]]),
        "LZ_AS_OF": TODAY,
        "LZ_CACHE_DIR": str(shared_folder / "lz-cache"),
        "CI": "true",
    }


@pytest.fixture(scope="session")
def run(environment: dict[str, str]) -> Callable[..., Run]:
    """Run a command in the project's root, or elsewhere, with more environment variables as keywords."""

    def run(*command: str | Path, cwd: Path = ROOT, **more: str) -> Run:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=300,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def gated(shared_folder: Path, run: Callable[..., Run]) -> Path:
    """The example zone's cloud assembly, gated and assessed, made once a run; tests copy what they change."""
    folder = shared_folder / "gated.out"
    with (shared_folder / "gated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "assessment.json").is_file():
            done = run("cdk", "synth", "--quiet", "--app", f"{sys.executable} app.py", "--output", folder)
            assert done.code == 0, done.err[-4000:]
    return folder


@pytest.fixture
def gated_copy(gated: Path, tmp_path: Path) -> Path:
    """A copy of the gated assembly, to be broken."""
    # The CDK CLI of another test may read it, and takes its lock away when it is done.
    return Path(shutil.copytree(gated, tmp_path / "cdk.out", ignore=shutil.ignore_patterns("*.lock")))
