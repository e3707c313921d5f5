"""What moto lacks, the functions that make up for it, and the issue of moto that asks for them.

A function has the signature of moto's own, so that moto could take it. It imports moto when it is called: reading the
patches, as the documentation does, needs no moto.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Function = Callable[..., Any]


class MotoChangedError(Exception):
    """The installed moto is not the one that a patch was written for."""


def _not_installed(*_: Any, **__: Any) -> Any:
    raise RuntimeError("the patches are not installed")


@dataclass
class Change:
    """One function, and the attribute of moto that it is for.

    Attributes:
        kind: ``adds`` what moto does not have; ``replaces`` a function of moto by one with the same parameters;
            ``sets`` a value of moto to what the function makes of it.
        owner: the module and class, such as ``moto.kms.responses:KmsResponse``, or only the module.
        name: the attribute's name.
        function: what is installed; for ``sets``, takes moto's value and returns the one to use.
        original: moto's own function, for those that wrap it. From :meth:`install` on.
        assembly: the cloud assembly to be deployed. From :meth:`install` on.
    """

    kind: Literal["adds", "replaces", "sets"]
    owner: str
    name: str
    function: Function
    original: Function = _not_installed
    assembly: Path = Path()

    def problem(self) -> str:
        """Return why this does not fit the installed moto, in one line; empty if it fits."""
        from moto import __version__

        target, owner = f"{self.owner}.{self.name}", self._owner()
        if self.kind == "adds":
            if owner is None:
                return f"moto {__version__} has no {self.owner}, to which a patch adds {self.name}; adapt the patch"
            there = hasattr(owner, self.name)
            return f"moto {__version__} has {target}, which a patch adds; remove the patch" if there else ""
        if not hasattr(owner, self.name):
            return f"moto {__version__} has no {target}, which a patch {self.kind}; adapt the patch"
        if self.kind == "replaces":
            moto_takes, patch_takes = (
                list(inspect.signature(function).parameters) for function in (getattr(owner, self.name), self.function)
            )
            if moto_takes != patch_takes:
                return f"{target} of moto {__version__} takes {moto_takes}, not {patch_takes}; adapt the patch"
        return ""

    def install(self, assembly: Path) -> None:
        """Put the function in its place.

        Args:
            assembly: the cloud assembly to be deployed.
        """
        owner = self._owner()
        self.assembly, self.original = assembly, getattr(owner, self.name, _not_installed)
        value = self.function(self.original) if self.kind == "sets" else self.function
        if isinstance(inspect.getattr_static(owner, self.name, None), staticmethod):
            value = staticmethod(value)
        setattr(owner, self.name, value)

    def _owner(self) -> Any:
        """Moto's module or class; ``None`` if there is none."""
        module, _, name = self.owner.partition(":")
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError:
            return None
        return getattr(found, name, None) if name else found


@dataclass(frozen=True)
class Patch:
    """One thing that moto lacks or does differently from AWS, and the functions that make up for it.

    Attributes:
        what: what moto lacks, in words for the documentation.
        reported: what the issue says, or that none was found and when it was looked for.
        issue: the address of the issue or pull request of moto; empty if none was found.
        rehearsal_only: why moto could not take it; empty if it could.
        changes: the functions, in the order of installation.
    """

    what: str
    reported: str
    issue: str = ""
    rehearsal_only: str = ""
    changes: list[Change] = field(default_factory=list)

    def adds(self, owner: str, name: str = "") -> Callable[[Function], Change]:
        """Mark a function that moto does not have. The name is the function's, if none is given."""
        return self._takes("adds", owner, name)

    def replaces(self, owner: str, name: str = "") -> Callable[[Function], Change]:
        """Mark a function that takes the place of moto's; ``FUNCTION.original`` is moto's own."""
        return self._takes("replaces", owner, name)

    def sets(self, owner: str, name: str) -> Callable[[Function], Change]:
        """Mark a function that takes a value of moto and returns the one to use."""
        return self._takes("sets", owner, name)

    def _takes(self, kind: Literal["adds", "replaces", "sets"], owner: str, name: str) -> Callable[[Function], Change]:
        def take(function: Function) -> Change:
            self.changes.append(Change(kind, owner, name or function.__name__, function))
            return self.changes[-1]

        return take


def kept(backend: Any, name: str) -> dict[Any, Any]:
    """Return the store that patches keep in a backend, which is of one account and Region.

    In moto it would be an attribute that the backend's ``__init__`` makes.
    """
    found: dict[Any, Any] = vars(backend).setdefault(name, {})
    return found
