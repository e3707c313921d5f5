"""A cloud assembly, or any set of CloudFormation templates, as parsed for the gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
        body: the parsed template, YAML short forms (``!Ref``) written out in full; loops expanded and SAM's macro
            carried out, so that it is what CloudFormation deploys.
        text: the file's content.
        resources: logical id to resource, in the template's order.
        account: AWS account id; "" when not known.
        region: "" when not known.
        digest: SHA-256 of the file, hexadecimal.
        tags: the tags that the cloud assembly's manifest gives the stack, which CloudFormation puts on its resources;
            ``None`` for a nested stack and for a template from elsewhere, which have no entry in a manifest.
        of_stack_set: whether a StackSet deploys it, to accounts and Regions that its template does not name.
        file_digest: SHA-256 of the file where the template is a text in another one, the body of a StackSet, and
            ``digest`` is that of the text; "" for any other.
        written: the parsed template before loops and macros; ``None`` where ``body`` is that.
        not_transformed: why SAM's transform refuses the template; "" otherwise.
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
    of_stack_set: bool = False
    file_digest: str = ""
    written: Mapping[str, Any] | None = None
    not_transformed: str = ""
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


@dataclass(frozen=True, slots=True, order=True)
class BrokenFile:
    """A file among the templates that may be one and cannot be judged: the exit code is 2, whatever the others say.

    Args:
        file: relative to the folder that was given.
        line: the line of the mistake, counted from 1; 0 when it has none.
        what: one sentence.
        fix: what to do about it.
    """

    file: str
    line: int
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Asset:
    """One place to which the CDK CLI uploads an asset of a stack.

    Account and Region are filled in where the stack's are known; else they are the CDK's placeholders, such as
    ``${AWS::AccountId}``.

    Args:
        manifest: the asset manifest.
        source: a file or folder, relative to the manifest; "" for what a command makes at the upload.
        packaging: ``file``, ``zip``, or ``image``.
        store: the bucket, or the repository of an image.
        key: the object's key, or the image's tag.
        region: "" when the manifest gives none.
        role: ARN of the role that uploads; "" for the credentials of the CDK CLI.
    """

    manifest: Path
    source: str
    packaging: str
    store: str
    key: str
    region: str
    role: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """How the CDK CLI deploys one stack, by the manifests of a cloud assembly.

    Args:
        stack: the stack's template, by :attr:`Template.name`.
        manifest: the file that says so.
        account: "" when not known.
        region: "" when not known.
        template_url: what CloudFormation reads the template from; "" where the CLI passes or uploads it itself.
        roles: key of the manifest to ARN: those that it names.
        assets: what is uploaded first.
    """

    stack: str
    manifest: Path
    account: str
    region: str
    template_url: str
    roles: Mapping[str, str]
    assets: tuple[Asset, ...]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Templates that are judged in one run.

    Args:
        path: the folder or file that was given.
        templates: sorted by name.
        zone: the snapshot of the landing zone's configuration (``landing-zone.json``) for an assembly of ours;
            ``None`` for templates from elsewhere, for which nothing is known of the zone as a whole.
        skipped: what was found beside them and is not judged, sorted.
        deployments: of the stacks of a cloud assembly, in the order of its manifests.
        loose: whether they are of no cloud assembly: nothing says that they are deployed together, so no template is
            judged by what another declares.
        broken: files beside them that may be templates and cannot be read, sorted.
    """

    path: Path
    templates: tuple[Template, ...]
    zone: Mapping[str, Any] | None
    skipped: tuple[Skipped, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    loose: bool = False
    broken: tuple[BrokenFile, ...] = ()

    @property
    def units(self) -> tuple[Assembly, ...]:
        """What is judged together: the whole assembly, or each of some loose templates."""
        if not self.loose:
            return (self,)
        return tuple(replace(self, templates=(template,)) for template in self.templates)

    def file(self, template: Template) -> str:
        """Return a template's file relative to what was given, so that the same input gives the same findings."""
        inside = template.path != self.path and template.path.is_relative_to(self.path)
        return template.path.relative_to(self.path).as_posix() if inside else template.path.name
