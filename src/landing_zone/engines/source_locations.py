"""The line of Python that made each construct, recorded by the CDK at little cost.

jsii sends the host's stack with each request when ``JSII_HOST_STACK_TRACES`` is set; the CDK keeps it for each
construct, and writes it beside the template. jsii 1.142 collects the stack by ``traceback.extract_stack``, which reads
the text of every line. That text is not used, and reading it takes a sixth of the time of a synth. So this function is
replaced by a walk over the frames. It is not public: where it is missing, jsii's slower code runs, with equal results.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib import import_module
from pathlib import Path

_VARIABLE = "JSII_HOST_STACK_TRACES"
_MODULE, _FUNCTION = "jsii._kernel.providers.process", "capture_stack_trace"
_LIBRARIES = f"{Path(sysconfig.get_path('purelib')).resolve()}{os.sep}"
_FRAMES = 2
"""How many lines of a stack are kept: the one that made the construct, and its caller. jsii keeps ten; each costs time
and space in the metadata."""

_MAKE_NOTHING = frozenset(("SetRequest", "StaticGetRequest", "StaticSetRequest"))
"""Requests to jsii that cannot make a construct: a tenth of all requests."""

_own: dict[str, bool] = {}
"""Whether a source file is the user's own, by name: cached, since it is needed some hundred thousand times."""


def record_source_locations() -> None:
    """Make the CDK record which line made each construct; call it before the first construct is made."""
    os.environ[_VARIABLE] = "1"
    module = import_module(_MODULE)
    if hasattr(module, _FUNCTION):
        setattr(module, _FUNCTION, user_frames)


def user_frames() -> list[list[str | int]]:
    """Return file, line, column and function of the user's own frames, innermost first, in jsii's form."""
    frames: list[list[str | int]] = []
    frame = sys._getframe(1)
    if type(frame.f_locals.get("request")).__name__ in _MAKE_NOTHING:
        return frames
    while frame is not None and len(frames) < _FRAMES:
        code = frame.f_code
        file = code.co_filename
        own = _own.get(file)
        if own is None:
            own = _own[file] = not file.startswith(_LIBRARIES) and file[:1] != "<"
        if own:
            frames.append([file, frame.f_lineno, 0, code.co_name])
        frame = frame.f_back  # type: ignore[assignment] # None ends the loop
    return frames
