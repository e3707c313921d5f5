"""checkov: 139 checks of CloudFormation, and our own from ``policies/checks/checkov``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata, util
from pathlib import Path

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.engine import STOCK, digest, digest_of_code, digest_of_files, digest_of_versions

_HERE = Path(__file__).parent
_READERS = _HERE.parents[1] / "cloudformation"
"""All of this package that our own checks may import; a test holds them to it."""


@dataclass(frozen=True)
class Checkov:
    """The engine checkov, with our own checks.

    Args:
        checks: the folder of our own checks; it may be missing when there are none.
        stock: run it without the patches that make it faster.
    """

    checks: Path
    stock: bool = False

    name = "checkov"
    regional = False
    expands = False

    @property
    def version(self) -> str:
        """The version that is installed; "" when it is not."""
        return metadata.version("checkov") if util.find_spec("checkov") else ""

    @cached_property
    def fingerprint(self) -> str:
        """Checkov's version, our own checks, what they may import, the code that runs it, and whether it is patched."""
        own = [file for file in self.checks.glob("*") if file.suffix in {".py", ".yaml"}]
        own += _READERS.rglob("*.py")
        versions = digest_of_versions(["checkov"])
        return digest(self.name, str(self.stock), versions, digest_of_files(own), digest_of_code(_HERE))

    def command(self) -> Sequence[str]:
        """Return the worker's command line; see :class:`landing_zone.engines.engine.Engine`."""
        if not self.version:
            raise BrokenEngineError(self.name, "the Python package 'checkov' is not installed")
        arguments = [STOCK] if self.stock else []
        arguments += [str(self.checks.resolve())] if self.checks.is_dir() else []
        return [sys.executable, "-P", "-m", "landing_zone.engines.worker", self.name, *arguments]
