"""Templates are noticed when they are complete, and only the time of a run depends on it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from landing_zone.cloudformation.model import Template
from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.template_watch import LOOK_SHARE, POLL_SECONDS, TemplateWatch

WHOLE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})
LONG_SECONDS = 10.0


class Seen:
    """Takes templates, and lets a test wait for them."""

    def __init__(self, error: Exception | None = None) -> None:
        self.templates: list[Template] = []
        self._error = error
        self._more = threading.Condition()

    def take(self, template: Template) -> None:
        """Take one template."""
        with self._more:
            self.templates.append(template)
            self._more.notify_all()
        if self._error:
            raise self._error

    def wait_for(self, number: int) -> None:
        """Wait until some templates were seen."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.templates) >= number, LONG_SECONDS)


@contextmanager
def watching(expected: dict[Path, tuple[str, str]], seen: Callable[[Template], None]) -> Iterator[TemplateWatch]:
    """Watch, and check that the thread ends."""
    with TemplateWatch(expected, seen) as watch:
        yield watch
    assert not watch._thread.is_alive()


def test_a_template_is_seen_once_when_it_is_written(tmp_path: Path, a_place: tuple[str, str]) -> None:
    """It has its name, its environment and its resources; a template that is never written does not end the watch."""
    file, seen = tmp_path / "One.template.json", Seen()
    with watching({file: a_place, tmp_path / "Never.template.json": a_place}, seen.take):
        file.write_text(WHOLE)
        seen.wait_for(1)
        file.write_text(WHOLE + " ")
    (template,) = seen.templates
    assert (template.name, template.environment, list(template.resources)) == ("One", "/".join(a_place), ["Topic"])


def test_incomplete_template_is_read_again(tmp_path: Path, a_place: tuple[str, str]) -> None:
    """A file that is incomplete or missing is neither a template nor an error."""
    one, other, seen = tmp_path / "One.template.json", tmp_path / "Other.template.json", Seen()
    with watching({one: a_place, other: a_place}, seen.take):
        one.write_text(WHOLE[:20])
        other.write_text(WHOLE)
        seen.wait_for(1)
        assert [template.name for template in seen.templates] == ["Other"]
        one.write_text(WHOLE)
        seen.wait_for(2)
    assert [template.name for template in seen.templates] == ["Other", "One"]


def test_nothing_is_seen_after_the_end(tmp_path: Path, a_place: tuple[str, str]) -> None:
    """A stopped watch sees nothing: stopped once, twice, or before it started."""
    file, seen = tmp_path / "One.template.json", Seen()
    TemplateWatch({file: a_place}, seen.take).stop()
    with watching({file: a_place}, seen.take) as watch:
        watch.stop()
        watch.stop()
        file.write_text(WHOLE)
    assert seen.templates == []


def test_an_engine_that_cannot_run_ends_the_watch_alone(tmp_path: Path, a_place: tuple[str, str]) -> None:
    """The final judgement reports the error, not the watch in the middle of a synth."""
    seen = Seen(BrokenEngineError("cfn-lint", "it is not installed"))
    files = {tmp_path / f"{name}.template.json": a_place for name in ("One", "Other")}
    with watching(files, seen.take):
        for file in files:
            file.write_text(WHOLE)
        seen.wait_for(1)
    assert len(seen.templates) == 1


def test_looking_takes_a_small_share_of_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longer a look at all expected files takes, the longer the pause after it, or a large zone is slowed down."""
    processor, pauses = iter(range(1000)), []  # each call of the clock is a second later

    class Over(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            return len(pauses) == 3

    monkeypatch.setattr("landing_zone.engines.template_watch.time.thread_time", lambda: next(processor))
    watch = TemplateWatch({tmp_path / "Never.template.json": ("", "")}, Seen().take)
    watch._over = Over()
    watch._watch()
    assert pauses == [POLL_SECONDS, LOOK_SHARE, LOOK_SHARE]
