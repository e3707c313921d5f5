"""Patches of moto's services, one file per service, for calls of the zone that moto refuses or partly ignores.

They are applied at start, so that the installed package stays unchanged. :func:`install` applies all of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path


def install(assembly: Path) -> None:
    """Apply every patch.

    Args:
        assembly: the cloud assembly to be deployed.
    """
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        importlib.import_module(f"{__name__}.{module.name}").install(assembly)
