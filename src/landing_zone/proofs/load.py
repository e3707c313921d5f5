"""Reads all proofs, and refuses one that names an unknown control or rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from landing_zone.catalogue.load import Catalogue
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.proofs.model import ControlProofs
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import YamlFile, read_yaml

_GUIDE = Guide("the proofs of a control", "write it as docs/proofs.md shows")
FOLDER = "proofs"
"""In the policies folder: one file ``<control>.yaml`` for each control."""


def load_proofs(policies: Path, catalogue: Catalogue) -> Mapping[str, ControlProofs]:
    """Read ``proofs/*.yaml``.

    Args:
        policies: the folder that holds it; without it nothing is proven.
        catalogue: whose controls and rules they name.

    Returns:
        Control id to its proofs, sorted by id.

    Raises:
        CombinedUserError: everything that is wrong, each with file, line, value, what is allowed and the fix.
    """
    found: dict[str, ControlProofs] = {}
    errors: list[UserError] = []
    for path in sorted((policies / FOLDER).glob("*")):
        try:
            file = read_yaml(path, _GUIDE)
            proofs = file.parse(ControlProofs)
        except CombinedUserError as error:
            errors.extend(error.errors)
        except UserError as error:
            errors.append(error)
        else:
            errors.extend(_errors(file, proofs, catalogue))
            found[proofs.control] = proofs
    if errors:
        raise CombinedUserError(errors)
    return {control: found[control] for control in sorted(found)}


def proven_rules(proofs: Mapping[str, ControlProofs]) -> frozenset[str]:
    """Return every rule that some proof promises to break; the record says which were seen to fail."""
    return frozenset(rule for control in proofs.values() for rule in control.rules())


def _errors(file: YamlFile, proofs: ControlProofs, catalogue: Catalogue) -> Iterator[UserError]:
    if file.path.name != f"{proofs.control}.yaml":
        yield file.error(
            ("control",),
            f"the control and the file's name '{file.path.name}' differ",
            allowed=file.path.stem,
            fix=f"rename the file to {proofs.control}.yaml, or correct the control",
        )
    control = catalogue.controls.get(proofs.control)
    if control is None:
        close = get_close_matches(proofs.control, list(catalogue.controls), n=3)
        yield file.error(
            ("control",),
            f"there is no control '{proofs.control}'",
            allowed=", ".join(close) or "the id of a control",
            fix="correct the id, or remove the file",
        )
        return
    for number, proof in enumerate(proofs.proofs):
        for index, rule in enumerate(proof.fails):
            if rule not in control.all_rules:
                yield file.error(
                    ("proofs", number, "fails", index),
                    f"the control '{control.id}' does not name the rule '{rule}'",
                    allowed=", ".join(get_close_matches(rule, control.all_rules, n=2)) or ", ".join(control.all_rules),
                    fix="correct the rule, or name it in the control",
                )
