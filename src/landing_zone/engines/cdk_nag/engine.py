"""cdk-nag: all six packs, run on the final template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata, util
from pathlib import Path

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.cdk_nag.node_packages import unpack
from landing_zone.engines.engine import digest, digest_of_code, digest_of_versions
from landing_zone.engines.node import find_node
from landing_zone.errors import UserError

_HERE = Path(__file__).parent

PACKS = ("AwsSolutions", "HIPAA.Security", "NIST.800.53.R4", "NIST.800.53.R5", "PCI.DSS.321", "Serverless")
"""The packs, as the ids of their rules name them; the rules are frozen in ``policies/checks/cdk_nag_rules.json``."""


@dataclass(frozen=True)
class Nag:
    """The engine cdk-nag with all its packs."""

    name = "cdk-nag"
    regional = False
    expands = False

    @property
    def version(self) -> str:
        """The version that is installed; "" when it is not."""
        return metadata.version("cdk-nag") if util.find_spec("cdk_nag") else ""

    @cached_property
    def fingerprint(self) -> str:
        """The versions of cdk-nag and of the CDK, which reads the templates for it, and the code that runs them."""
        versions = digest_of_versions(["cdk-nag", "aws-cdk-lib", "constructs"])
        return digest(self.name, versions, digest_of_code(_HERE))

    def command(self) -> Sequence[str]:
        """Return the worker's command line; see :class:`landing_zone.engines.engine.Engine`."""
        packages = unpack()
        try:
            node = find_node()
        except UserError as error:
            raise BrokenEngineError(self.name, error.what, fix=error.fix) from None
        return [str(node), str(_HERE / "nag_worker.js"), str(packages)]
