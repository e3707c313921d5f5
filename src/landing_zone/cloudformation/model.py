"""A cloud assembly, or any set of CloudFormation templates, as parsed for the gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a template, as written, intrinsic functions unresolved.

    Args:
        stack: the template's name: the stack's in an assembly, its path relative to what was given elsewhere.
        logical_id: its key under ``Resources``.
        type: CloudFormation type.
        properties: its ``Properties``, or an empty mapping.
        construct_path: from the ``aws:cdk:path`` metadata; "" when there is none.
        environment: ``account/region``; "" when not known.
        line: its line in the template, counted from 1; 0 when not known.
        body: everything under the logical id.
    """

    stack: str
    logical_id: str
    type: str
    properties: Mapping[str, Any]
    construct_path: str
    environment: str
    line: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """One CloudFormation template.

    Args:
        name: as :attr:`Resource.stack`.
        path: the file.
        body: the parsed template, YAML short forms (``!Ref``) written out in full.
        text: the file's content.
        resources: logical id to resource, in the template's order.
        account: AWS account id; "" when not known.
        region: "" when not known.
        digest: SHA-256 of the file, hexadecimal.
        tags: the tags that the cloud assembly's manifest gives the stack, which CloudFormation puts on its resources;
            ``None`` for a nested stack and for a template from elsewhere, which have no entry in a manifest.
        parameters: the values that the manifest gives the stack's parameters; ``None`` as for ``tags``.
    """

    name: str
    path: Path
    body: Mapping[str, Any]
    text: str
    resources: Mapping[str, Resource]
    account: str
    region: str
    digest: str
    tags: Mapping[str, str] | None = None
    parameters: Mapping[str, str] | None = None

    @property
    def environment(self) -> str:
        """``account/region``, or "" when not known."""
        return f"{self.account}/{self.region}" if self.account and self.region else ""


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """Something among the templates that is not judged; always shown to the user.

    Args:
        file: relative to the folder that was given.
        why: one short sentence.
    """

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """The templates that are judged together.

    Args:
        path: the folder or file that was given.
        templates: sorted by name.
        zone: the snapshot of the landing zone's configuration (``landing-zone.json``) for an assembly of ours;
            ``None`` for templates from elsewhere, for which nothing is known of the zone as a whole.
        skipped: what was found beside them and is not judged, sorted.
    """

    path: Path
    templates: tuple[Template, ...]
    zone: Mapping[str, Any] | None
    skipped: tuple[Skipped, ...] = ()
