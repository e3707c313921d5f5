"""The acknowledgements in a cloud assembly: rules that code asks the CDK to silence.

``Validations.of(construct).acknowledge(...)`` leaves metadata on the construct. The CDK writes the metadata of a stack
and of everything in it beside the template, but not the metadata of the app or of a stage. Our plugin writes the latter
to :data:`TREE_FILE`, so that both can be read from the assembly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landing_zone.errors import UserError

METADATA_TYPE = "aws:cdk:acknowledged-rules"
"""The type of the metadata entry, rule id to reason: ``Validations.ACKNOWLEDGED_RULES_METADATA_KEY``."""

TREE_FILE = "acknowledgements.json"
"""Acknowledgements above the stacks: construct path to rule id to reason."""

_LOGICAL_ID = "aws:cdk:logicalId"


@dataclass(frozen=True, slots=True, order=True)
class Acknowledgement:
    """One rule that code asks to silence.

    Args:
        construct_path: the construct that carries it, ``Prod/Stack/Bucket``; "" for the app.
        rule: as the CDK writes it; an id that was not qualified has the prefix ``Annotation::``.
        reason: as given; it may be empty.
        template_file: the template of its stack; "" above the stacks.
        logical_id: of the construct's own resource, or of its child ``Resource``; "" when it has neither.
        broad: whether it is on a stack, a stage or the app, and so silences the rule for everything below.
    """

    construct_path: str
    rule: str
    reason: str
    template_file: str
    logical_id: str
    broad: bool


def read_acknowledgements(folder: Path) -> tuple[Acknowledgement, ...]:
    """Read all acknowledgements of an assembly.

    Args:
        folder: the assembly; any other folder or file has none.

    Returns:
        The acknowledgements, sorted.

    Raises:
        UserError: a file of the assembly that may hold some is missing or cannot be read.
    """
    if not (folder / "manifest.json").is_file():
        return ()
    return tuple(sorted([*_above_stacks(folder), *_in_assembly(folder)]))


def _above_stacks(folder: Path) -> Iterator[Acknowledgement]:
    file = folder / TREE_FILE
    if not file.exists():
        return
    for path, rules in _mapping(_read(file), file).items():
        for rule, reason in _mapping(rules, file).items():
            yield Acknowledgement(path, rule, str(reason), "", "", broad=True)


def _in_assembly(folder: Path) -> Iterator[Acknowledgement]:
    file = folder / "manifest.json"
    for artifact in _mapping(_mapping(_read(file), file).get("artifacts", {}), file).values():
        properties = artifact.get("properties", {})
        if artifact.get("type") == "cdk:cloud-assembly":
            yield from _in_assembly(folder / str(properties.get("directoryName", "")))
        elif artifact.get("type") == "aws:cloudformation:stack":
            template = str(properties.get("templateFile", ""))
            metadata = dict(_mapping(artifact.get("metadata", {}), file))
            if named := artifact.get("additionalMetadataFile"):
                metadata |= _mapping(_read(folder / str(named)), folder / str(named))
            stack_path = str(artifact.get("displayName", ""))
            yield from _in_stack(metadata, stack_path, template)


def _in_stack(metadata: Mapping[str, Any], stack_path: str, template: str) -> Iterator[Acknowledgement]:
    for key, entries in metadata.items():
        path = key.strip("/")
        broad = path == stack_path
        for entry in entries:
            if entry.get("type") == METADATA_TYPE:
                logical_id = _logical_id(metadata, path)
                for rule, reason in (entry.get("data") or {}).items():
                    yield Acknowledgement(path, rule, str(reason), template, logical_id, broad)


def _logical_id(metadata: Mapping[str, Any], path: str) -> str:
    for candidate in (f"/{path}", f"/{path}/Resource"):
        for entry in metadata.get(candidate, ()):
            if entry.get("type") == _LOGICAL_ID:
                return str(entry.get("data", ""))
    return ""


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(
            f"the file of the cloud assembly cannot be read: {error}", file=str(file), fix="synthesize it again"
        ) from None


def _mapping(value: Any, file: Path) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UserError(
            "the file of the cloud assembly has another value where a mapping is expected",
            file=str(file),
            value=str(value)[:200],
            fix="synthesize it again",
        )
    return value
