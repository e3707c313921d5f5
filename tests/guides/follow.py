"""Follows guides in a copy of the project: writes the files that they show, changes those that they change.

A block of code belongs to the file that the sentence before it ends with, as in "one file, `stacks/inbox.py`:". A block
``diff`` changes it, "append to" adds to its end; blocks ``sh`` are commands. Other blocks are there to be read.

By hand: ``python -m tests.guides.follow FOLDER [GUIDE ...]`` makes the copy and follows guides, by default all. Run the
tests there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {
    "stack": ("for-engineers.md", "Add a stack"),
    "block": ("for-engineers.md", "Add a building block"),
    "control": ("for-engineers.md", "Add a control"),
    "framework": ("for-engineers.md", "Add a framework"),
    "guardrail": ("guardrails.md", "Add or change one"),
    "query": ("evidence.md", "Add a query"),
    "format": ("report-formats.md", "Add a format"),
    "waiver": ("waivers.md", "From a finding to an approved waiver"),
}
"""Each guide to its document and heading. The waiver is for the stack's queue, and comes after it."""
_FILE = re.compile(r"`([\w./-]+)`:$")


@dataclass(frozen=True)
class Step:
    """One block of a guide.

    Args:
        language: of the block: ``diff`` changes the file, ``sh`` is a command.
        file: relative to the project; "" for commands.
        appends: the block is added to the file's end.
        text: the block.
    """

    language: str
    file: str
    appends: bool
    text: str


def steps(guide: str) -> list[Step]:
    """Return what a guide asks for, in its order."""
    document, heading = GUIDES[guide]
    return [step for at, step in blocks((ROOT / "docs" / document).read_text(encoding="utf-8")) if at == heading]


def blocks(text: str) -> Iterator[tuple[str, Step]]:
    """Yield the blocks of a document that are to be followed, each with its heading of the second level."""
    heading, fence, language, said = "", "", "", ""
    body: list[str] = []
    for line in text.splitlines():
        if fence:
            if line != fence:
                body.append(line)
                continue
            named = _FILE.search(said.strip())
            if named or language == "sh":
                file = "" if language == "sh" or named is None else named[1]
                appends = "ppend to" in said and language != "diff"
                yield heading, Step(language, file, appends, "".join(f"{one}\n" for one in body))
            fence, said = "", ""
        elif opened := re.fullmatch(r"(`{3,})(\w*)", line):
            fence, language, body = opened[1], opened[2], []
        elif line.startswith("## "):
            heading, said = line.removeprefix("## "), ""
        elif line.strip():
            said += f" {line.strip()}"
        elif not _FILE.search(said):
            said = ""


def take(step: Step, folder: Path) -> None:
    """Write or change the file of one step.

    Raises:
        ValueError: what a ``diff`` changes is not in the file, or more than once.
    """
    path = folder / step.file
    if step.language == "diff":
        lines = path.read_text(encoding="utf-8").splitlines()
        for hunk in step.text.split("@@\n"):
            old, new = ([one[1:] for one in hunk.splitlines() if one[0] in signs] for signs in (" -", " +"))
            places = [place for place in range(len(lines)) if lines[place : place + len(old)] == old]
            if len(places) != 1:
                raise ValueError(f"{step.file} has not once what the guide changes: {old}")
            lines[places[0] : places[0] + len(old)] = new
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    elif step.appends:
        path.write_text(path.read_text(encoding="utf-8") + step.text, encoding="utf-8")
    elif path.exists():
        raise ValueError(f"{step.file} is there already")
    else:
        path.write_text(step.text, encoding="utf-8")


def copy_project(folder: Path) -> None:
    """Copy the project as git has it, changes that are not committed too, with the same packages."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, listed):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for modules in ("node_modules", "tests/tools/node_modules"):
        if (ROOT / modules).exists():
            (folder / modules).symlink_to((ROOT / modules).resolve())
    # An environment that shares the packages, and is up to date for make, which would install into it otherwise.
    own = folder / ".venv"
    own.mkdir()
    for part in ("bin", "lib"):
        (own / part).symlink_to(Path(sys.prefix, part))
    shutil.copy2(Path(sys.prefix, "pyvenv.cfg"), own)
    (own / ".ready").touch()
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=copy"]):
        subprocess.run([*git, *command], cwd=folder, check=True)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of a guide in the copy, as a shell there would, on the copy's code."""
    code = os.pathsep.join(str(folder / part) for part in (".", "src", "constructs"))
    path = os.pathsep.join(str(part) for part in (folder / ".venv/bin", folder / "node_modules/.bin"))
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LZ_", "CDK_", "PYTEST_"))}
    env |= {"PYTHONPATH": code, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}", "CI": "true"}
    env |= {"LZ_CACHE_DIR": str(Path(os.environ.get("LZ_CACHE_DIR", ROOT / ".lz-cache")).absolute())}
    return subprocess.run(["sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True)


def follow(guide: str, folder: Path, *, commands: bool = True) -> None:
    """Do what a guide says.

    Args:
        guide: its name.
        folder: the copy of the project.
        commands: run its commands too.

    Raises:
        ValueError: a change does not fit.
        RuntimeError: a command ended with another code than 0.
    """
    for step in steps(guide):
        if step.language != "sh":
            take(step, folder)
        elif commands:
            for command in step.text.splitlines():
                done = run(command, folder)
                if done.returncode:
                    raise RuntimeError(
                        f"{guide}: {command}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
                    )


if __name__ == "__main__":
    where = Path(sys.argv[1]).absolute()
    copy_project(where)
    for one in sys.argv[2:] or GUIDES:
        follow(one, where)
        sys.stdout.write(f"{one}: followed\n")
