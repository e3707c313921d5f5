"""The properties of which a proof changes the value, and a control's verdict with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from landing_zone.proofs.model import ControlProofs
from landing_zone.proofs.path import APPEND, EACH, parts_of


def constrained_by_proofs(proofs: Iterable[ControlProofs]) -> Mapping[str, frozenset[str]]:
    """Return type to paths, as in ``policies/constrained.json``.

    A value that is a mapping says nothing of each of its keys: it counts as the path that is set.

    Args:
        proofs: all; the tests carry each of them out.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for of_control in proofs:
        for proof in of_control.proofs:
            for change in proof.change:
                if change.type is not None:
                    paths = {_path(path, value) for path, value in change.set.items()}
                    found[change.type] |= paths | {_path(path) for path in change.remove}
    return {type_: frozenset(paths) for type_, paths in found.items()}


def _path(path: str, value: Any = None) -> str:
    text = ""
    for part in parts_of(path):
        text += "[]" if part.isdecimal() or part in (APPEND, EACH) else f".{part}"
    scalars = isinstance(value, list) and value and not any(isinstance(item, dict | list) for item in value)
    return text.removeprefix(".") + ("[]" if scalars else "")
