"""Notices templates as the CDK writes them, so that the engines start to judge while it writes the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from landing_zone.cloudformation.model import Template
from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.errors import UserError

POLL_SECONDS = 0.02
"""A template takes the CDK some 20 ms to write, and an engine some 50 ms to judge."""

LOOK_SHARE = 50
"""A look for files is followed by a pause of at least so many times the processor time it took: for the 5,331 stacks of
1,000 accounts it takes 13 ms, so that one every 20 ms would take a third of a core all the time."""


class TemplateWatch:
    """Polls for expected templates, from entering this context to :meth:`stop` or leaving it.

    Only the time of a run depends on it. A file that is not complete yet is read again later. One that is written again
    has another text, for which :meth:`Engines.judge` makes a new request; an engine that cannot run is reported there.

    Args:
        expected: the file of each template to the account and Region of its stack, "" where not known.
        seen: takes each template, in the watch's own thread.
    """

    def __init__(self, expected: Mapping[Path, tuple[str, str]], seen: Callable[[Template], None]) -> None:
        self._expected = dict(expected)
        self._seen = seen
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TemplateWatch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop polling, and wait until ``seen`` has returned for the last template. Can be called twice."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        pause = POLL_SECONDS
        while self._expected and not self._over.wait(pause):
            begun = time.thread_time()
            written = [(file, where) for file, where in self._expected.items() if file.exists()]
            pause = max(POLL_SECONDS, LOOK_SHARE * (time.thread_time() - begun))
            for file, (account, region) in written:
                if self._over.is_set():
                    return
                try:
                    template = read_template(
                        file,
                        name=file.name.removesuffix(".template.json"),
                        account=account,
                        region=region,
                        with_lines=False,
                        may_be_empty=True,
                    )
                except UserError:
                    continue  # the CDK is still writing it
                del self._expected[file]
                try:
                    self._seen(template)
                except BrokenEngineError:
                    return
