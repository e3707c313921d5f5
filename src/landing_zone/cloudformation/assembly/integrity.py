"""Checks of an assembly: what was judged is what is deployed, and waivers cover the resources that they name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from landing_zone.cloudformation.assembly.cloud_assembly import BOOTSTRAP_ASSEMBLY
from landing_zone.cloudformation.assembly.template_assets import filled
from landing_zone.cloudformation.model import Assembly, Deployment, Resource, Template
from landing_zone.errors import UserError

_ROLES = {
    "assumeRoleArn": "deploy_role",
    "cloudFormationExecutionRoleArn": "execution_role",
    "lookupRole": "lookup_role",
}
"""Key of the manifest to the role of the bootstrap."""
_STORES = (("bucket", "file_publishing_role"), ("repository", "image_publishing_role"))
"""Of a file, and of an image: what it is uploaded to, and the role that does."""
_ACCOUNT = re.compile(r"-(?P<account>[0-9]{12})-[a-z]{2}(?:-[a-z]+)+-[0-9](?![0-9a-z-])")
"""An account and a Region at the end of a name, as the CDK's synthesizers write it."""


def refuse_what_is_not_judged(assembly: Assembly, environments: Collection[str], bootstrap: Mapping[str, str]) -> None:
    """Refuse an assembly of ours that deploys where no control applies, by others, or with another's construct path.

    Args:
        assembly: of this landing zone.
        environments: ``account/region`` of each environment of the configuration.
        bootstrap: the names of what deploys, by ``bucket``, ``repository``, ``deploy_role`` and the other roles, with
            ``${AWS::AccountId}`` and ``${AWS::Region}`` for those of the stack.

    Raises:
        UserError: a stack for another environment or for none; a nested stack whose template is not an asset; a
            construct path of another resource or stack; a stack that another bucket, key or role deploys than the
            configuration names.
    """
    _environments(assembly, environments)
    _nested_templates(assembly)
    refuse_copied_paths(assembly)
    digests = {template.name: template.digest for template in assembly.templates}
    for deployment in assembly.deployments:
        if not is_bootstrap(deployment, bootstrap):
            _only_by_the_bootstrap(deployment, digests[deployment.stack], bootstrap)


def is_bootstrap(deployment: Deployment, bootstrap: Mapping[str, str] | None = None) -> bool:
    """Return whether a stack is what deploys the others: ``cdk bootstrap`` deploys it, as its caller.

    It is in the nested assembly that ``cdk deploy --all`` leaves out, and has no asset. Its manifest names the roles by
    which ``cdk diff`` compares it.

    Args:
        deployment: of a stack.
        bootstrap: the names of these roles in the configuration, as above; ``None`` for any.
    """
    in_its_stage = deployment.manifest.parent.name == BOOTSTRAP_ASSEMBLY and deployment.stack.startswith("Bootstrap-")
    if not in_its_stage or deployment.template_url or deployment.assets or "lookupRole" in deployment.roles:
        return False
    return bootstrap is None or all(
        value == allowed for _, _, value, allowed in _deployed_with(deployment, "", bootstrap)
    )


def _nested_templates(assembly: Assembly) -> None:
    """Refuse a nested stack whose template is not an asset: its address was exchanged, or names another's bucket."""
    names = {template.name for template in assembly.templates}
    for template in assembly.templates:
        for resource in template.resources.values() if template.written is None else ():
            name = f"{template.name}/{resource.logical_id}"
            if resource.type == "AWS::CloudFormation::Stack" and name not in names:
                raise UserError(
                    f"the template of the nested stack '{name}' is not one of the assembly's assets",
                    file=str(template.path),
                    value=str(resource.properties.get("TemplateURL", ""))[:200],
                    allowed="the address of an asset in the stack's asset manifest",
                    fix="declare it by cdk.NestedStack, and synthesize again",
                )


def _environments(assembly: Assembly, environments: Collection[str]) -> None:
    for template in assembly.templates:
        if template.environment not in environments and not template.of_stack_set:
            raise UserError(
                "a stack is for an environment that the configuration does not name, so no control applies there",
                file=str(template.path),
                value=template.environment or "no account and Region",
                allowed="an account and Region of landing-zone.yaml",
                fix="give the stack env=, or add the account or Region to landing-zone.yaml",
            )


def _only_by_the_bootstrap(deployment: Deployment, digest: str, bootstrap: Mapping[str, str]) -> None:
    """Refuse a stack whose template, assets or roles are not where, or whose, the configuration says."""
    for what, file, value, allowed in _deployed_with(deployment, digest, bootstrap):
        if value != allowed:
            raise UserError(
                f"{what} of '{deployment.stack}' is not the one that the configuration names",
                file=str(file),
                value=value or "none, so the credentials of the CDK CLI",
                allowed=allowed,
                fix="make it a LandingZoneStack and synthesize again, or change 'bootstrap' in landing-zone.yaml",
            )


def _deployed_with(
    deployment: Deployment, digest: str, bootstrap: Mapping[str, str]
) -> Iterator[tuple[str, Path, str, str]]:
    """Yield what deploys a stack: what it is, the file that says so, the value, and the only one allowed."""
    names = {key: filled(name, deployment.account, deployment.region) for key, name in bootstrap.items()}
    arn = f"arn:${{AWS::Partition}}:iam::{deployment.account}:role/"
    for key, role in _ROLES.items():
        if key != "lookupRole" or key in deployment.roles:  # it reads, and a stack may do without
            yield f"the role '{key}'", deployment.manifest, deployment.roles.get(key, ""), arn + names[role]
    if url := deployment.template_url:
        yield "the template's address", deployment.manifest, url, f"s3://{names['bucket']}/{digest}.json"
    for asset in deployment.assets:
        store, role = _STORES[asset.packaging == "image"]
        yield f"the {store} of an asset", asset.manifest, asset.store, names[store]
        yield "the role that uploads an asset", asset.manifest, asset.role, arn + names[role]
        yield "the Region of an asset", asset.manifest, asset.region, deployment.region


def refuse_other_accounts(assembly: Assembly) -> None:
    """Refuse an assembly that deploys a stack with the assets or roles of another account than the stack's.

    The owner of these decides what is deployed. A name without an account in it says nothing, and is taken.

    Raises:
        UserError: with the role, bucket or repository.
    """
    for deployment in assembly.deployments:
        own = deployment.account
        for what, file, value, account in _accounts(deployment):
            own = own or account  # a stack for any account: that of the others
            if account and account != own:
                raise UserError(
                    f"{what} of '{deployment.stack}' is of another account than the stack",
                    file=str(file),
                    value=value,
                    allowed=f"one of account {own}",
                    fix="deploy the stack with the bucket and the roles of its own account",
                )


def _accounts(deployment: Deployment) -> Iterator[tuple[str, Path, str, str]]:
    """Yield what deploys a stack: what it is, the file that says so, its name, and the account in it, "" for none."""
    for key, arn in deployment.roles.items():
        yield f"the role '{key}'", deployment.manifest, arn, _of_role(arn)
    yield "the template's address", deployment.manifest, deployment.template_url, _in_name(deployment.template_url)
    for asset in deployment.assets:
        store, _ = _STORES[asset.packaging == "image"]
        yield f"the {store} of an asset", asset.manifest, asset.store, _in_name(asset.store)
        yield "the role that uploads an asset", asset.manifest, asset.role, _of_role(asset.role)


def _of_role(arn: str) -> str:
    """Return the account in the ARN of a role; "" for a placeholder."""
    found = re.search(r":iam::([0-9]+):role/", arn)
    return found[1] if found else ""


def _in_name(name: str) -> str:
    found = _ACCOUNT.search(name)
    return found["account"] if found else ""


def refuse_copied_paths(assembly: Assembly) -> None:
    """Refuse two resources of one name: a waiver for the one would cover the other.

    A waiver names a resource by its construct path, or by template and logical id where there is none.

    Raises:
        UserError: with the path and both resources.
    """
    owners: dict[str, tuple[Template, Resource]] = {}
    for template in assembly.templates:
        for resource in template.resources.values():
            path = resource.construct_path or f"{template.name}/{resource.logical_id}"
            if owners.setdefault(path, (template, resource))[1] is not resource:
                raise UserError(
                    "two resources claim one construct path, so a waiver for the one would cover the other",
                    file=str(template.path),
                    value=f"{path} ({owners[path][1].logical_id}, {resource.logical_id})",
                    fix="leave the metadata 'aws:cdk:path' to the CDK",
                )
