"""The steps of a rehearsal: bootstrap, deploy, read back, deliver, destroy."""

from __future__ import annotations

import fnmatch
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Template
from landing_zone.deployment.bootstraps import read_bootstraps, read_zone
from landing_zone.deployment.without_the_cli import deploy, too_long_for_the_cli
from landing_zone.errors import UserError
from landing_zone.rehearsal.cdk import CdkCli, CdkFailedError
from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.deliveries import read_deliveries
from landing_zone.rehearsal.journal import JournalReader
from landing_zone.rehearsal.read_back import read_stack
from landing_zone.rehearsal.removal import read_removals, unprotect
from landing_zone.rehearsal.result import Rehearsal
from landing_zone.rehearsal.server import Emulator

READERS = 2
"""Threads that read back; the emulator answers one request at a time."""


class Progress:
    """Receives the progress of a rehearsal; this base class ignores it."""

    def step(self, name: str) -> None:
        """A step begins."""

    def entry(self, entry: dict[str, Any]) -> None:
        """The emulator's journal has a new entry."""


@dataclass
class Rehearser:
    """One emulated AWS, and the steps of a rehearsal in it.

    Args:
        assembly: the cloud assembly.
        emulator: a running one.
        folder: for logs.
        patterns: shell patterns of stack names; their dependencies are included. All stacks when there is none.
        progress: receives the progress.

    Raises:
        UserError: the assembly cannot be rehearsed, or no stack matches.
    """

    assembly: Path
    emulator: Emulator
    folder: Path
    patterns: Sequence[str] = ()
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        self.zone = read_zone(self.assembly)
        accounts = self.zone["accounts"]
        self.management = next(a["id"] for a in accounts if "management" in (a["role"], *(a.get("also") or ())))
        self.home = self.zone["regions"]["home"]
        self.stacks = chosen_stacks(self.assembly, self.patterns)
        self.variables = self.emulator.variables(self.home)
        self.clients = AccountClients(self.variables, self.management)
        self.cli = CdkCli(self.emulator.environment(self.home), self.folder, self.management)
        self.journal = JournalReader(self.emulator.journal)
        self.result = Rehearsal(str(self.assembly))

    def bootstrap(self) -> None:
        """Bootstrap each environment that a chosen stack is in, by the zone's own templates."""
        with self._step("bootstrap"):
            places = {(t.account, t.region) for t in self.stacks.values()}
            found = read_bootstraps(self.assembly)
            environments = [one for one in found.environments if (one.account_id, one.region) in places]
            long = [one for one in environments if too_long_for_the_cli(one.template)]
            short = [one for one in environments if one not in long]
            if short:
                self._try(lambda: self.cli.bootstrap_by(short, found.qualifier))
            for one in long:
                client = self.clients("cloudformation", one.account_id, one.region)
                if failure := deploy(one.template, client, force=True):
                    self.result.failures.append(f"{one.environment}: {failure}")

    def deploy(self) -> None:
        """Deploy the chosen stacks."""
        if self.result.failures:
            return
        with self._step("deploy"):
            self._try(lambda: self.cli.deploy(self.assembly, sorted(self.stacks)))

    def read_back(self) -> None:
        """Read back each chosen stack, whether or not the CDK CLI succeeded."""
        with self._step("read back"), ThreadPoolExecutor(READERS) as pool:
            self.journal.read()
            self.result.stacks = list(
                pool.map(
                    lambda item: read_stack(item[0], item[1], self.clients, self.journal), sorted(self.stacks.items())
                )
            )

    def deliver(self) -> None:
        """Let AWS's services deliver and call what they would, with the policies as they are deployed."""
        with self._step("deliver"):
            self.result.deliveries = read_deliveries(self.emulator.deliveries())

    def destroy(self) -> None:
        """Delete the stacks, then check which of their resources remain."""
        with self._step("destroy"):
            unprotect(self.result.stacks, self.clients)
            self._try(lambda: self.cli.destroy(self.assembly, sorted(self.stacks)))
            self.result.removals = read_removals(self.result.stacks, self.stacks, self.clients)

    def finish(self) -> Rehearsal:
        """Return the result."""
        self.result.memory_bytes = self.emulator.resident_bytes()
        return self.result

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except CdkFailedError as error:
            self.result.failures.append(str(error))

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self.progress.step(name)
        started = time.monotonic()
        ended = threading.Event()
        follower = threading.Thread(target=self._follow, args=(ended,), daemon=True)
        follower.start()
        try:
            yield
        finally:
            ended.set()
            follower.join()
            self.result.seconds[name] = time.monotonic() - started

    def _follow(self, ended: threading.Event) -> None:
        last = False
        while not last:
            last = ended.wait(0.25)
            for entry in self.journal.news():
                self.progress.entry(entry)


def chosen_stacks(assembly: Path, patterns: Sequence[str]) -> dict[str, Template]:
    """Return the chosen stacks and their dependencies, by name.

    Raises:
        UserError: a pattern matches no stack.
    """
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    artifacts = {name: one for name, one in manifest["artifacts"].items() if one["type"] == "aws:cloudformation:stack"}
    wanted: list[str] = []
    for pattern in patterns or ("*",):
        matching = fnmatch.filter(sorted(artifacts), pattern)
        if not matching:
            raise UserError(
                "no stack has such a name", value=pattern, allowed=f"a pattern of: {', '.join(sorted(artifacts))}"
            )
        wanted.extend(matching)
    names: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in names:
            names.add(name)
            wanted.extend(other for other in artifacts[name].get("dependencies", []) if other in artifacts)
    templates = {t.path.name: t for t in load_assembly(assembly).templates if not t.file_digest}
    return {
        artifacts[name]["properties"].get("stackName", name): templates[artifacts[name]["properties"]["templateFile"]]
        for name in sorted(names)
    }
