"""Reads a ``cdk.out``: the stacks that its manifest deploys, nested assemblies and nested stacks included.

Source: ``@aws-cdk/cloud-assembly-schema`` (artifact types ``aws:cloudformation:stack`` and ``cdk:cloud-assembly``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.assembly.construct_paths import ConstructPaths
from landing_zone.cloudformation.assembly.deployed_template import (
    AGAIN,
    inside,
    located,
    refuse_another_content,
    refuse_another_template,
    refuse_two_files_for_one_key,
)
from landing_zone.cloudformation.assembly.template_assets import (
    TemplateAssets,
    as_mapping,
    filled,
    read_assets,
    template_assets,
)
from landing_zone.cloudformation.model import Assembly, Deployment, Skipped, Template
from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.cloudformation.parsing.stack_sets import STACK_SET
from landing_zone.cloudformation.parsing.template_json import parse_json
from landing_zone.cloudformation.parsing.template_yaml import TemplateSyntaxError
from landing_zone.errors import UserError

MANIFEST = "manifest.json"
SNAPSHOT = "landing-zone.json"
BOOTSTRAP_ASSEMBLY = "assembly-Bootstrap"
"""The folder, in the cloud assembly of a zone, of the stage with each environment's bootstrap."""
_STACK = "aws:cloudformation:stack"
_NESTED_ASSEMBLY = "cdk:cloud-assembly"
_MAX_NESTED = 20


def read_cloud_assembly(folder: Path) -> Assembly:
    """Read every template that the manifest of a cloud assembly deploys.

    The template of a nested stack or of a StackSet is named ``<stack>/<logical id of the resource that deploys it>``;
    two stacks of one name, which only different environments may have, by their artifact ids.

    Raises:
        UserError: the manifest is broken, names no stack, or names a file that is missing or outside the folder; the
            template that the CDK CLI would deploy is another than the one that the manifest shows, or is not certain;
            or a template or the zone's snapshot is broken.
    """
    reading = _Reading(folder)
    artifacts = list(reading.stacks(folder))
    if not artifacts:
        raise UserError("the cloud assembly holds no stack", file=str(folder / MANIFEST), fix=AGAIN)
    refuse_two_files_for_one_key(asset for artifact in artifacts for asset in artifact.deployment.assets)
    times = Counter(artifact.stack_name for artifact in artifacts)
    templates: list[Template] = []
    deployments: list[Deployment] = []
    names: set[str] = set()
    for artifact in artifacts:
        name = artifact.stack_name if times[artifact.stack_name] == 1 else artifact.id
        if name in names:
            raise UserError(f"two stacks are named '{name}'", file=str(folder / MANIFEST), value=name, fix=AGAIN)
        refuse_another_template(folder, artifact.file, artifact.deployment, artifact.assets)
        deployments.append(replace(artifact.deployment, stack=name))
        template = reading.template(artifact, artifact.file, name, artifact.paths.stack(artifact.file.name))
        template = replace(template, tags=artifact.tags, parameters=artifact.parameters)
        found = [template, *reading.nested(artifact, template, 1)]
        names.update(one.name for one in found)
        templates += found
    return Assembly(
        path=folder,
        templates=tuple(sorted(templates, key=lambda t: t.name)),
        zone=_snapshot(folder),
        skipped=tuple(sorted(reading.left_over())),
        deployments=tuple(deployments),
    )


@dataclass(frozen=True)
class _Artifact:
    id: str
    stack_name: str
    file: Path
    deployment: Deployment
    tags: Mapping[str, str]
    parameters: Mapping[str, str]
    paths: ConstructPaths
    assets: TemplateAssets


@dataclass
class _Reading:
    """The state of one run: the files and folders that were read."""

    root: Path
    files: set[Path] = field(default_factory=set)
    folders: list[Path] = field(default_factory=list)

    def stacks(self, folder: Path) -> Iterator[_Artifact]:
        """Yield the stacks of a folder's manifest, then those of the assemblies nested in it."""
        manifest = folder / MANIFEST
        resolved = folder.resolve()
        if resolved in self.folders or len(self.folders) > 1000:
            raise UserError("the manifest leads back to an assembly already read", file=str(manifest), fix=AGAIN)
        self.folders.append(resolved)
        artifacts = read_object(manifest, "a cloud assembly's manifest").get("artifacts", {})
        if not isinstance(artifacts, dict):
            raise UserError("'artifacts' is not an object", file=str(manifest), fix=AGAIN)
        for artifact_id, artifact in sorted(artifacts.items()):
            if not isinstance(artifact, dict) or not isinstance(artifact.get("type"), str):
                raise UserError(f"the artifact '{artifact_id}' has no type", file=str(manifest), fix=AGAIN)
            properties = artifact.get("properties") or {}
            if artifact["type"] == _STACK:
                yield self._stack(folder, artifact_id, artifacts, properties)
            elif artifact["type"] == _NESTED_ASSEMBLY:
                directory = self._inside(folder, properties, "directoryName", artifact_id)
                yield from self.stacks(directory)

    def _stack(self, folder: Path, artifact_id: str, artifacts: Mapping[str, Any], properties: Any) -> _Artifact:
        artifact = artifacts[artifact_id]
        manifest = str(folder / MANIFEST)
        file = self._inside(folder, properties, "templateFile", artifact_id)
        if not file.is_file():
            raise UserError(
                f"the manifest names a template of '{artifact_id}' that does not exist",
                file=manifest,
                value=file.name,
                fix=AGAIN,
            )
        environment = artifact.get("environment", "")
        account, separator, region = str(environment).removeprefix("aws://").partition("/")
        if not str(environment).startswith("aws://") or not separator or not account or not region or "/" in region:
            raise UserError(
                f"the environment of '{artifact_id}' cannot be read",
                file=manifest,
                value=str(environment),
                allowed="aws://<account>/<region>",
                fix=AGAIN,
            )
        known = ("" if account == "unknown-account" else account, "" if region == "unknown-region" else region)
        name = str(properties.get("stackName") or artifact_id)
        if folder != self.root and folder.name == BOOTSTRAP_ASSEMBLY:  # all have the name that the CDK CLI gives them
            name = str(artifact.get("displayName") or name).rpartition("/")[2]
        if "/" in name:  # that of a nested stack has one: it would pass for this one's template
            raise UserError(
                f"the name of the stack '{artifact_id}' has a slash",
                file=manifest,
                value=name,
                allowed="letters, digits and hyphens",
                fix=AGAIN,
            )
        metadata = _metadata(folder, artifact)
        assets = read_assets(folder, artifacts, artifact, known, read_object)
        return _Artifact(
            artifact_id,
            name,
            file,
            Deployment(name, folder / MANIFEST, *known, *_deployed_by(properties, known), assets),
            self._texts(properties, "tags", artifact_id, manifest),
            self._texts(properties, "parameters", artifact_id, manifest),
            ConstructPaths(metadata),
            template_assets(assets, metadata, known),
        )

    @staticmethod
    def _texts(properties: Mapping[str, Any], key: str, artifact_id: str, manifest: str) -> Mapping[str, str]:
        """Return a stack's tags or parameters; the CDK CLI passes them to CloudFormation, and no template has them."""
        found = properties.get(key) or {}
        if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
            raise UserError(f"the {key} of '{artifact_id}' are not texts", file=manifest, value=str(found), fix=AGAIN)
        return dict(sorted(found.items()))

    def _inside(self, folder: Path, properties: Any, key: str, artifact_id: str) -> Path:
        manifest = str(folder / MANIFEST)
        name = properties.get(key) if isinstance(properties, dict) else None
        if not isinstance(name, str) or not name:
            raise UserError(f"the artifact '{artifact_id}' has no '{key}'", file=manifest, fix=AGAIN)
        target = located(self.root, folder, name)
        if target is None:
            raise UserError(
                f"the artifact '{artifact_id}' names a path outside the assembly", file=manifest, value=name, fix=AGAIN
            )
        return target

    def template(
        self, artifact: _Artifact, file: Path, name: str, stack_path: str | None, *, of_stack_set: bool = False
    ) -> Template:
        """Read one template of a stack."""
        self.files.add(file.resolve())
        template = read_template(
            file,
            name=name,
            account="" if of_stack_set else artifact.deployment.account,
            region="" if of_stack_set else artifact.deployment.region,
            with_lines=False,
            may_be_empty=True,
            template_for_sure=True,
        )
        return replace(artifact.paths.put_into(template, stack_path), of_stack_set=of_stack_set)

    def nested(self, artifact: _Artifact, parent: Template, depth: int) -> Iterator[Template]:
        """Yield the templates that a stack's nested stacks and StackSets read from assets, at any depth."""
        for resource in parent.resources.values():
            if resource.type not in ("AWS::CloudFormation::Stack", STACK_SET):
                continue
            name = f"{parent.name}/{resource.logical_id}"
            url = resource.properties.get("TemplateURL")
            deployed = artifact.assets.deployed(url)
            if not deployed:
                continue  # parsing/macros.py says that it is not seen
            file = inside(self.root, artifact.deployment.manifest.parent, deployed, f"the template of '{name}'")
            if file.name.endswith(".nested.template.json"):
                refuse_another_content(file, artifact.assets.place(url))
            if depth > _MAX_NESTED:
                raise UserError(f"stacks nest deeper than {_MAX_NESTED}", file=str(parent.path), fix="nest fewer")
            template = self.template(
                artifact,
                file,
                name,
                artifact.paths.nested(resource),
                of_stack_set=parent.of_stack_set or resource.type == STACK_SET,
            )
            yield template
            yield from self.nested(artifact, template, depth + 1)

    def left_over(self) -> Iterator[Skipped]:
        """Yield the templates in the assembly that its manifest does not deploy."""
        for folder in self.folders:
            for file in folder.glob("*.template.json"):
                if file.resolve() not in self.files:
                    shown = file.relative_to(self.root.resolve()).as_posix()
                    yield Skipped(shown, "the manifest does not deploy it: left over from an earlier synth")


def _deployed_by(properties: Mapping[str, Any], environment: tuple[str, str]) -> tuple[str, Mapping[str, str]]:
    """Return the address of a stack's template, and the roles that deploy it, by the manifest's keys."""
    written = {key: properties.get(key) for key in ("assumeRoleArn", "cloudFormationExecutionRoleArn")}
    written["lookupRole"] = as_mapping(properties.get("lookupRole")).get("arn")
    roles = {key: filled(str(role), *environment) for key, role in written.items() if role}
    return filled(str(properties.get("stackTemplateAssetObjectUrl") or ""), *environment), roles


def _metadata(folder: Path, artifact: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read a stack's metadata: construct path to entries."""
    own = artifact.get("metadata")
    named = artifact.get("additionalMetadataFile")
    more = read_object(folder / str(named), "a stack's metadata") if named else {}
    return {**(own if isinstance(own, dict) else {}), **more}


def read_object(path: Path, what: str) -> dict[str, Any]:
    """Read a JSON file that holds an object.

    Raises:
        UserError: missing, unreadable, not JSON, or not an object.
    """
    try:
        document = parse_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError("the file does not exist", file=str(path), allowed=what, fix=AGAIN) from None
    except TemplateSyntaxError as error:
        raise UserError(error.what, file=str(path), line=error.line, allowed=what, fix=AGAIN) from None
    except (OSError, ValueError) as error:
        raise UserError(f"the file cannot be read: {error}", file=str(path), allowed=what, fix=AGAIN) from None
    if not isinstance(document, dict):
        raise UserError("the file holds no JSON object", file=str(path), allowed=what, fix=AGAIN)
    return document


def _snapshot(folder: Path) -> Mapping[str, Any] | None:
    path = folder / SNAPSHOT
    return read_object(path, "the landing zone's snapshot") if path.exists() else None
