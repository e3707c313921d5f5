"""cfn-lint: whether a template can deploy, by the resource providers' own schemas."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata, util
from pathlib import Path

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.engine import STOCK, digest, digest_of_code, digest_of_versions

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class CfnLint:
    """The engine cfn-lint with all its rules for errors and warnings.

    Args:
        stock: run it without the patches that make it faster.
    """

    stock: bool = False

    name = "cfn-lint"
    regional = True
    expands = True

    @property
    def version(self) -> str:
        """The version that is installed; "" when it is not."""
        return metadata.version("cfn-lint") if util.find_spec("cfnlint") else ""

    @cached_property
    def fingerprint(self) -> str:
        """cfn-lint's version (its schemas come with it), the code that runs it, and whether it is patched."""
        return digest(self.name, str(self.stock), digest_of_versions(["cfn-lint"]), digest_of_code(_HERE))

    def command(self) -> Sequence[str]:
        """Return the worker's command line; see :class:`landing_zone.engines.engine.Engine`."""
        if not self.version:
            raise BrokenEngineError(self.name, "the Python package 'cfn-lint' is not installed")
        return [sys.executable, "-P", "-m", "landing_zone.engines.worker", self.name, *([STOCK] if self.stock else [])]
