"""The emulator's process: started on a free port of loopback, and ended with this process."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess  # runs the emulator, a module of ours
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from emulated_aws.environment import without_real_aws
from landing_zone.catalogue.delivery import Delivery
from landing_zone.errors import UserError
from landing_zone.rehearsal.deliveries import write_contracts

START_SECONDS = 180.0
"""How long the emulator may take to serve; seconds on an idle machine."""

_NEEDED = ("moto", "flask", "boto3")


class Emulator:
    """An emulated AWS for one assembly. Use it as a context manager.

    Args:
        assembly: the cloud assembly, with its ``landing-zone.json``.
        folder: where the emulator writes its journal and its log.
        contracts: of delivery: what AWS's services write and call, which the emulated ones then try. Without any, none
            delivers, and no policy refuses that.

    Raises:
        UserError: the packages of the emulator are not installed, or it does not start.
    """

    def __init__(self, assembly: Path, folder: Path, contracts: Iterable[Delivery] = ()) -> None:
        missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
        if missing:
            raise UserError(
                f"a rehearsal needs packages that are not installed: {', '.join(missing)}",
                fix="run 'make setup' in a checkout, or install the wheel so: pip install 'FILE.whl[rehearsal]'",
            )
        self._assembly = assembly
        self._folder = folder
        self._contracts = tuple(contracts)
        self._process: subprocess.Popen[bytes] | None = None
        self.endpoint = ""
        self._credentials: dict[str, str] = {}

    @property
    def journal(self) -> Path:
        """The file in which the emulator records what it does."""
        return self._folder / "journal.jsonl"

    @property
    def log(self) -> Path:
        """The file with the emulator's output."""
        return self._folder / "emulator.log"

    def __enter__(self) -> Emulator:
        """Start the emulator, and wait until it serves."""
        self._folder.mkdir(parents=True, exist_ok=True)
        ready = self._folder / "ready.json"
        ready.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)
        write_contracts(self._contracts, self._folder)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 our own module, our own interpreter
                [sys.executable, "-m", "emulated_aws", str(self._assembly), str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={
                    **without_real_aws(os.environ),
                    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
                    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
                },
            )
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise UserError(
                    f"the emulator did not start: {self._last_line()}", file=str(self.log), fix="read the log"
                )
            time.sleep(0.05)
        answer = json.loads(ready.read_text(encoding="utf-8"))
        self.endpoint = answer.pop("endpoint")
        self._credentials = answer
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the emulator; its state is lost."""
        self.stop()

    def stop(self) -> None:
        """End the emulator's process, if it runs."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def process_id(self) -> int:
        """The number of the emulator's process; 0 when it does not run."""
        return self._process.pid if self._process is not None else 0

    def variables(self, region: str) -> dict[str, str]:
        """Return the environment variables by which a tool reaches the emulator as the management account."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            **self._credentials,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        }

    def environment(self, region: str) -> dict[str, str]:
        """Return the whole environment for a tool that we run; it has no credentials of a real account."""
        return {
            **without_real_aws(os.environ),
            **self.variables(region),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def break_(self, *faults: dict[str, object]) -> None:
        """Make the emulated AWS fail; see :mod:`emulated_aws.faults`. None takes all faults back."""
        import urllib.request

        request = urllib.request.Request(  # noqa: S310 our own emulator, on loopback
            f"{self.endpoint}/rehearsal/faults", json.dumps(faults).encode(), method="POST"
        )
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 our own emulator, on loopback

    def faults_left(self) -> list[dict[str, object]]:
        """Return the faults of :meth:`break_` that have not yet happened as often as configured."""
        import urllib.request

        with urllib.request.urlopen(f"{self.endpoint}/rehearsal/faults", timeout=30) as answer:  # noqa: S310 loopback
            left: list[dict[str, object]] = json.load(answer)
        return left

    def deliveries(self) -> list[dict[str, Any]]:
        """Let the emulated services try all that they deliver, and return what came out of each request.

        Raises:
            UserError: a policy is not one that AWS would take.
        """
        import urllib.error
        import urllib.request

        try:
            with urllib.request.urlopen(f"{self.endpoint}/rehearsal/deliveries", timeout=600) as answer:  # noqa: S310
                tried: list[dict[str, Any]] = json.load(answer)
        except urllib.error.HTTPError as error:
            raise UserError(f"deliveries cannot be tried: {json.load(error)['error']}", file=str(self.log)) from None
        return tried

    def resident_bytes(self) -> int:
        """Return the memory of the emulator's process; 0 where the system does not report it."""
        status = Path(f"/proc/{self.process_id}/status")
        if not self.process_id or not status.exists():
            return 0
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return 0

    def _last_line(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "it printed nothing"
