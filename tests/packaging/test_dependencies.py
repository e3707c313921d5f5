"""What the project installs: pinned, hashed, naming no registry, and resolvable by plain pip (docs/adr/0002)."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from landing_zone.cloudformation.parsing.sam import transform
from tests.conftest import Run

LOCKS = ("dev.txt", "build.txt", "uv.txt")
_ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links", re.IGNORECASE)


_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s\\;]+)", re.MULTILINE)
"""A package may be pinned twice, for different versions of Python."""


def _pins(text: str) -> dict[str, str]:
    return dict(_PIN.findall(text))


def _requires(distribution: str, name: str) -> Requirement:
    found = [Requirement(line) for line in metadata.requires(distribution) or []]
    return next(requirement for requirement in found if requirement.name == name)


@pytest.mark.parametrize("lock", LOCKS)
def test_each_lock_is_hashed_and_names_no_registry(root: Path, lock: str) -> None:
    """Every pin has at least one hash, and no address is in the file."""
    text = (root / "requirements" / lock).read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert not _ADDRESS.search(body)
    blocks = re.split(r"^(?=[a-z0-9])", body, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(_PIN.findall(body)) > 0
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_npm_lock_pins_the_cdk_cli_and_names_no_registry(root: Path) -> None:
    """The CDK CLI that reads aws-cdk-lib's assemblies, by its digest alone."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/aws-cdk"]["version"] == "2.1148.1"
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name


def test_every_dependency_is_in_the_lock(root: Path) -> None:
    """What the package asks for, and what its developers do, is pinned at a version that it admits."""
    pins = _pins((root / "requirements" / "dev.txt").read_text(encoding="utf-8"))
    for line in metadata.requires("landing-zone") or []:
        requirement = Requirement(line)
        assert Version(pins[requirement.name]) in requirement.specifier, line


def test_plain_pip_can_resolve_the_wheel(root: Path) -> None:
    """The pin that checkov sets on boto3 is admitted by ours; the lock overrides it, and checkov runs with it."""
    (pin,) = _requires("checkov", "boto3").specifier
    ours = _requires("landing-zone", "boto3").specifier
    assert pin.operator == "=="
    assert Version(pin.version) in ours
    pins = _pins((root / "requirements" / "dev.txt").read_text(encoding="utf-8"))
    assert Version(pins["boto3"]) >= Version("1.44.5")
    assert metadata.version("boto3") == pins["boto3"]


def test_sams_translator_runs_with_the_pydantic_of_the_lock(root: Path) -> None:
    """Its pin is admitted by ours, so that plain pip resolves; the lock overrides it, as docs/adr/0002 says."""
    both = _requires("aws-sam-translator", "pydantic").specifier & _requires("landing-zone", "pydantic").specifier
    assert any(Version(f"2.13.{patch}") in both for patch in range(3, 9))
    pins = _pins((root / "requirements" / "dev.txt").read_text(encoding="utf-8"))
    assert metadata.version("pydantic") == pins["pydantic"]
    function = {"Type": "AWS::Serverless::Function", "Properties": {"InlineCode": "pass", "Handler": "a.b"}}
    made = transform({"Resources": {"F": function}, "Globals": {"Function": {"Runtime": "python3.13"}}}, "")
    assert made["Resources"]["F"]["Type"] == "AWS::Lambda::Function"


@pytest.mark.parametrize(
    ("module", "problem"),
    [("boto3", ""), ("networkx", "DEP003"), ("jsonschema", "DEP004"), ("nobodys_package", "DEP001")],
)
def test_an_import_that_is_not_declared_fails_lint(
    root: Path, tmp_path: Path, run: Callable[..., Run], module: str, problem: str
) -> None:
    """A transitive dependency, one of the developers' alone, and an unknown one; `make lint` runs deptry likewise."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "app.py").write_text(f"import {module}\n", encoding="utf-8")
    done = run("deptry", ".", "--no-ansi", "--ignore", "DEP002", cwd=tmp_path)
    assert done.code == (1 if problem else 0), done.err
    assert problem in done.out + done.err


def test_a_job_runs_the_tests_on_each_python_that_the_package_takes(root: Path) -> None:
    """The bounds of the package, its classifiers and the workflow name the same versions."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line) for line in project["classifiers"]]
    versions = {found[1] for found in named if found}
    assert versions == {f"3.{minor}" for minor in range(40) if f"3.{minor}" in SpecifierSet(project["requires-python"])}
    jobs = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    first = next(step["with"] for step in jobs["landing-zone"]["steps"] if "setup-python" in step.get("uses", ""))
    assert {first["python-version"], *jobs["python"]["strategy"]["matrix"]["version"]} == versions


def test_each_action_is_pinned_by_its_commit(root: Path) -> None:
    """A tag may be moved to other code."""
    for workflow in (root / ".github" / "workflows").glob("*.yml"):
        for used in re.findall(r"uses: (\S+)", workflow.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", used), used
