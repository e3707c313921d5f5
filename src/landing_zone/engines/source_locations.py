"""The line of Python that made each construct, recorded by the CDK at little cost.

jsii sends the host's stack with each request when ``JSII_HOST_STACK_TRACES`` is set; the CDK keeps it for each
construct, and writes it beside the template. jsii 1.142 collects the stack by ``traceback.extract_stack``, which reads
the text of every line. That text is not used, and reading it takes a sixth of the time of a synth. So this function is
replaced by a walk over the frames, where jsii's modules are, byte for byte, those that it was written for, and engines
without patches are not asked for; otherwise jsii's slower code runs. No verdict depends on it, only the line that a
finding names, and that is the same in both ways.

jsii also loses the stack of a request during which Python answers a callback; ``keep_host_stack.cjs`` keeps it, where
Node is started after :func:`record_source_locations`.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

from landing_zone.cloudformation.assembly.creation_lines import is_library
from landing_zone.engines.engine import digest_of_modules
from landing_zone.engines.stock import stock_engines

_VARIABLE = "JSII_HOST_STACK_TRACES"
MODULES = ("jsii._kernel.providers.process", "jsii._stack_trace")
"""The module that calls the function, and the one that defines it."""

PATCHED_SOURCES_DIGEST = "a00a249f36b3e7f3f32682ba9db7234284a28efd0fdb901a05434e8556d06339"
"""Digest of the modules above in the release of jsii that is pinned."""

_KEEP_STACK = Path(__file__).with_name("keep_host_stack.cjs")
_FRAMES = 2
"""How many frames are kept. The first outside of jsii is the CDK's own class, and the CDK passes over it; the second is
the user's line that made the construct. jsii keeps all; each costs time, and space in the metadata."""

_MAKE_NOTHING = frozenset(("SetRequest", "StaticGetRequest", "StaticSetRequest"))
"""Requests to jsii that cannot make a construct: a tenth of all requests."""

_NO_FRAMES: list[list[str | int]] = [["", 0, 0, ""]]
"""What is sent where there are no frames. A request without any would count as the end of the one around it."""

_INTERNAL, _LIBRARY, _OWN = range(3)
_kinds: dict[str, int] = {}
"""Whose a source file is, by name: cached, since it is needed some hundred thousand times."""


def record_source_locations() -> None:
    """Make the CDK record which line made each construct; call it before the first construct is made."""
    os.environ[_VARIABLE] = "1"
    options, load = os.environ.get("NODE_OPTIONS", ""), f'--require "{_KEEP_STACK.as_posix()}"'
    if load not in options:
        os.environ["NODE_OPTIONS"] = f"{options} {load}".strip()
    if not stock_engines() and digest_of_modules(MODULES) == PATCHED_SOURCES_DIGEST:
        setattr(import_module(MODULES[0]), "capture_stack_trace", user_frames)  # noqa: B010 - mypy knows that it is a function


def user_frames() -> list[list[str | int]]:
    """Return file, line, column and function of two frames, in jsii's form: the caller of jsii, and the user's code."""
    frames: list[list[str | int]] = []
    frame = sys._getframe(1)
    if type(frame.f_locals.get("request")).__name__ in _MAKE_NOTHING:
        return _NO_FRAMES
    while frame is not None and len(frames) < _FRAMES:
        code = frame.f_code
        file = code.co_filename
        kind = _kinds.get(file)
        if kind is None:
            kind = _kinds[file] = _kind(file)
        if kind is _OWN or (kind is _LIBRARY and not frames):
            frames.append([file, frame.f_lineno, 0, code.co_name])
        frame = frame.f_back  # type: ignore[assignment] # None ends the loop
    return frames or _NO_FRAMES


@cache
def _jsii() -> str:
    """Return jsii's folder, wherever it is installed; jsii leaves out its own frames by the same."""
    spec = importlib.util.find_spec("jsii")
    return f"{Path(spec.origin).parent}{os.sep}" if spec and spec.origin else "<"


def _kind(file: str) -> int:
    if file.startswith((_jsii(), "<")):
        return _INTERNAL
    return _LIBRARY if is_library(file) else _OWN
