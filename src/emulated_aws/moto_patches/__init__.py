"""Patches of moto's services, one file a service: each where something of the zone would be refused or lost.

Each would be a small change of moto itself; here they are put in place at start, so that moto stays as it was
installed. :func:`install` puts in all of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path


def install(assembly: Path) -> None:
    """Put every patch in place.

    Args:
        assembly: the cloud assembly to be deployed.
    """
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        importlib.import_module(f"{__name__}.{module.name}").install(assembly)
