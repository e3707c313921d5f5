"""Services that moto does not have, each with moto's structure: ``models``, ``responses``, ``urls``."""

from __future__ import annotations

import re
import sys


def install() -> None:
    """Register them with moto's server."""
    from moto import backend_index

    from emulated_aws.services import accessanalyzer

    sys.modules["moto.accessanalyzer"] = accessanalyzer
    pattern = re.compile(r"https?://access-analyzer\.(.+)\.amazonaws\.com")
    backend_index.backend_url_patterns.append(("accessanalyzer", pattern))
