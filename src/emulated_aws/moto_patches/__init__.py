"""Patches of moto's services, one file per service, for calls of the zone that moto refuses or partly ignores.

They are applied at start, so that the installed package stays unchanged. :func:`install` applies all of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from emulated_aws.moto_patches.patch import Change, MotoChangedError, Patch


def patches_by_service() -> dict[str, list[Patch]]:
    """Return all patches, by moto's name of the service."""
    modules = {
        info.name: importlib.import_module(f"{__name__}.{info.name}")
        for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name)
    }
    found = {name: [one for one in vars(module).values() if isinstance(one, Patch)] for name, module in modules.items()}
    return {name: patches for name, patches in found.items() if patches}


def changes() -> list[Change]:
    """Return every function of every patch."""
    return [change for patches in patches_by_service().values() for patch in patches for change in patch.changes]


def install(assembly: Path) -> None:
    """Apply every patch, or none.

    Args:
        assembly: the cloud assembly to be deployed.

    Raises:
        MotoChangedError: a patch adds what the installed moto has, or replaces what it has not.
    """
    wrong = [problem for change in changes() if (problem := change.problem())]
    if wrong:
        raise MotoChangedError("; ".join(wrong))
    for change in changes():
        change.install(assembly)
