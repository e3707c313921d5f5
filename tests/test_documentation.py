"""What the documents name exists: commands and their options, make targets, files, modules, decisions."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from landing_zone.cli.main import app
from tests.guides.follow import GUIDES, steps

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("constructs", "docs", "policies", "requirements", "scripts", "src", "stacks", "tests")
PROGRAMS = {file.name for folder in FOLDERS for file in (ROOT / folder).rglob("*")} | {"app.py"}
UNWANTED = "constructs/__init__.py"
"""ADR 1 says why it may not exist."""
NUMBERED = sorted((ROOT / "docs" / "adr").glob("*.md"))

everywhere = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)


def code(document: Path) -> Iterator[str]:
    """The code of a document: each line of a block, each span, without the comment behind it."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```[a-z]*\n.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    for line in (*(line for block in blocks for line in block.splitlines()), *spans):
        yield " ".join(line.partition(" #")[0].split())


def calls_of_lz(line: str) -> Iterator[list[str]]:
    """The words of each call of ``lz`` in a line of code."""
    for call in re.findall(r"(?:^|[&|;] |\$ )(?:\S*/)?lz(?: ([^&|;>]*))?(?= |$)", line):
        yield shlex.split(call.replace("'", "") if call.count("'") % 2 else call)


def unknown_words(words: list[str]) -> list[str]:
    """The words of a call that are neither a command nor an option of it."""
    command: Any = get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words[0]]
        words = words[1:]
    known = {"--help"}.union(*((*parameter.opts, *parameter.secondary_opts) for parameter in command.params))
    unknown = [word for word in words if word.startswith("-") and word.partition("=")[0] not in known]
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    return unknown if arguments or not words or words[0].startswith("-") else [words[0], *unknown]


def commands(command: Any, path: str = "lz") -> Iterator[tuple[str, Any]]:
    """Every command of the application, by its whole name."""
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")


@everywhere
def test_every_call_of_lz_is_one_that_it_takes(document: Path) -> None:
    """No document gives a command or an option that does not exist."""
    unknown = {line: unknown_words(words) for line in code(document) for words in calls_of_lz(line)}
    assert {line: words for line, words in unknown.items() if words} == {}


def test_a_call_that_lz_does_not_take_is_found() -> None:
    """Commands, options, and both below another command; in a pipeline too."""
    assert list(calls_of_lz(".venv/bin/lz verify cdk.out && npx cdk deploy")) == [["verify", "cdk.out"]]
    assert list(calls_of_lz("cd x; lz check a --format json > b.json")) == [["check", "a", "--format", "json"]]
    assert unknown_words(["bundle", "verify", "a.tar", "--public-key", "k"]) == []
    assert unknown_words(["bundle", "verify", "a.tar", "--key", "k"]) == ["--key"]
    assert unknown_words(["judge", "cdk.out"]) == ["judge"]


@everywhere
def test_every_make_target_exists(document: Path) -> None:
    """A target that was renamed is renamed in the documents too."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for line in code(document) for name in re.findall(r"(?:^|[&;] )make ([a-z-]+)", line)}
    assert named <= targets


@everywhere
def test_every_file_and_module_exists(document: Path) -> None:
    """Paths from the root, names of our programs, modules. ``x.py`` and ``CONTROL.yaml`` mean any file of a folder."""
    words = [word.strip(".,:;()\"'") for line in code(document) for word in line.split()]
    files = {word for word in words if not re.fullmatch(r"x|[A-Z]+", Path(word).stem)} - {UNWANTED}
    paths = [file for file in files if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./-]+", file)]
    made = {
        step.file for guide in GUIDES for step in steps(guide) if step.file
    }  # tests/guides follows what a guide adds
    assert [path for path in sorted(paths) if not (ROOT / path).exists() and path not in made] == []
    programs = {file for file in files if re.fullmatch(r"\w+\.(?:py|js|sh)", file)}
    assert programs - PROGRAMS == set()
    modules = {w for w in words if re.fullmatch(r"(?:landing_zone|landing_zone_constructs|emulated_aws)(?:\.\w+)+", w)}
    own = {Path(file).with_suffix("").as_posix().replace("/", ".").removeprefix("constructs.") for file in made}
    assert [name for name in sorted(modules - own) if not _exists(name)] == []


def _exists(name: str) -> bool:
    module, _, last = name.rpartition(".")
    parent = find_spec(module)
    return find_spec(name) is not None or (parent is not None and last in Path(str(parent.origin)).read_text("utf-8"))


def test_the_reference_has_every_command_argument_and_option() -> None:
    """docs/cli.md is generated (tests/test_generate.py); that the generator leaves nothing out is asked here."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE))
    every = dict(commands(get_command(app)))
    assert sections.keys() == every.keys() - {"lz"}
    for path, text in sections.items():
        assert text.strip().splitlines()[0] in " ".join(str(every[path].help).split()), path
        for parameter in every[path].params:
            for name in (*parameter.opts, *parameter.secondary_opts) if parameter.name != "help" else ():
                shown = (parameter.metavar or name).strip("[]").replace("|", r"\|")
                assert re.search(rf"^\| \w+ \| `[^`]*{re.escape(shown)}\b.*\S \|$", text, re.MULTILINE), (path, name)


def test_decisions_are_numbered_without_a_gap() -> None:
    """The number is in the file's name and in its title."""
    for number, file in enumerate(NUMBERED, start=1):
        assert file.name.startswith(f"{number:04}-")
        assert file.read_text(encoding="utf-8").startswith(f"# {number}. ")


@pytest.mark.parametrize("file", NUMBERED, ids=lambda path: path.stem)
def test_a_decision_has_its_status_context_decision_and_consequences(file: Path) -> None:
    """In this order."""
    text = file.read_text(encoding="utf-8")
    parts = ("\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n")
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_every_decision_that_is_named_exists() -> None:
    """In code, policies and configuration too: ``docs/adr/0001``, with or without the rest of the name."""
    files = [ROOT / "app.py", ROOT / "pyproject.toml", *DOCUMENTS]
    for folder in FOLDERS:
        files += [file for kind in ("py", "yaml", "sh", "txt") for file in (ROOT / folder).rglob(f"*.{kind}")]
    named = {name for file in files for name in re.findall(r"adr/(\d{4}[\w-]*)", file.read_text(encoding="utf-8"))}
    assert len(named) > 5
    assert [name for name in sorted(named) if not any(file.stem.startswith(name) for file in NUMBERED)] == []
