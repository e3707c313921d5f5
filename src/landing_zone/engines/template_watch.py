"""Notices templates as the CDK writes them, so that the engines begin while it still writes others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from landing_zone.cloudformation.model import Template
from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.config import Environment
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.errors import UserError

LOOKS_EVERY_SECONDS = 0.02
"""A template takes the CDK some 20 ms to write, and an engine some 50 ms to judge."""


class TemplateWatch:
    """Looks for templates that are to appear, from entering this context to :meth:`stop` or leaving it.

    Nothing depends on it but time. A file that is not whole yet is looked at again; one that is written again later is
    another text, of which whoever judges in the end asks anew; an engine that cannot be asked is told there as well.

    Args:
        expected: the file of each template to where its stack is to stand.
        seen: takes each template, in a thread of the watch's own.
    """

    def __init__(self, expected: Mapping[Path, Environment], seen: Callable[[Template], None]) -> None:
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
        """Look no more, and wait until what was seen has been handed over. Can be called twice."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while self._expected and not self._over.wait(LOOKS_EVERY_SECONDS):
            for file, environment in list(self._expected.items()):
                if self._over.is_set() or not file.exists():
                    continue
                try:
                    template = read_template(
                        file,
                        name=file.name.removesuffix(".template.json"),
                        account=environment.account_id,
                        region=environment.region,
                        with_lines=False,
                        may_be_empty=True,
                    )
                except UserError:
                    continue  # the CDK is at it
                del self._expected[file]
                try:
                    self._seen(template)
                except BrokenEngineError:
                    return
