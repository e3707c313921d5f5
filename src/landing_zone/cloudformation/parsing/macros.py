"""What a template deploys and no check sees: what macros, modules and templates from elsewhere make at deployment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.model import Resource, Template
from landing_zone.cloudformation.parsing.sam import APPLICATION, SAM, declared, name_of

_ADDS_RESOURCES = re.compile(r"AWS::(Serverless-.*|Include|SecretsManager-.*)|Fn::Transform")
_DEPLOYS_TEMPLATES = re.compile(
    r"AWS::CloudFormation::Macro|.*::MODULE"
    r"|AWS::ServiceCatalog::(CloudFormationProvisionedProduct|CloudFormationProduct)|AWS::Proton::.*"
)
"""Types whose templates no gate reads, and modules (``Organization::Service::Name::MODULE``), which add any resource.

A conformance pack is not one of them: its template may hold AWS Config rules and their remediations alone.
Source: https://docs.aws.amazon.com/config/latest/developerguide/custom-conformance-pack.html
"""

_BY_TEMPLATE = re.compile(r"AWS::CloudFormation::(?P<kind>Stack|StackSet)")
_KINDS = {"Stack": "a nested stack", "StackSet": "a stack set"}
_DECLARE = "declare the resources in a stack of the app, in a form that the engines read"
_NEST = "declare its resources in a template that is judged, in the CDK by cdk.NestedStack"
_ROTATE = (
    "declare the function that rotates in a stack: secret.add_rotation_schedule(..., rotation_lambda=...); "
    "or, for the master user of a database, let RDS rotate the password (ManageMasterUserPassword)"
)

_HARMLESS_TRANSFORMS = re.compile(
    r"AWS::(LanguageExtensions|Serverless-.*|SecretsManager-.*|CodeDeployBlueGreen|CodeStar|Include)"
)
"""Macros of AWS that leave resources of other services as they are written."""


@dataclass(frozen=True, slots=True, order=True)
class Unseen:
    """Something that a template deploys and no check sees.

    Args:
        template: its name.
        logical_id: of the resource that deploys it; "" when the template as a whole does.
        macro: the macro of the template as a whole; "" for a resource.
        why: what is not seen, one clause.
        instead: what to write instead.
    """

    template: str
    logical_id: str
    macro: str
    why: str
    instead: str = _DECLARE


def transforms(template: Template) -> tuple[str, ...]:
    """Return the macros of a template that are not carried out: of ``Transform``, and beside or among its resources."""
    holders = [h for h in (template.body, template.body.get("Resources")) if isinstance(h, Mapping)]
    inside = [holder["Fn::Transform"] for holder in holders if "Fn::Transform" in holder]
    return tuple(name_of(macro) for macro in (*declared(template.body), *inside))


def rewriting_macro(template: Template) -> str:
    """Return the name of a macro that may rewrite any resource; "" where there is none."""
    for name in transforms(template):
        if not _HARMLESS_TRANSFORMS.fullmatch(name):
            return name
    return ""


def unseen_resources(templates: Iterable[Template]) -> Iterator[Unseen]:
    """Yield what the templates deploy and no check sees, each with its resource where there is one."""
    templates = tuple(templates)
    names = {template.name for template in templates}
    for template in templates:
        yield from _by_macros(template)
        # Few templates hold one, and searching a text takes a tenth of the time of a walk. The file's own text may
        # write the key differently.
        may_transform = "Fn::Transform" in json.dumps([template.body, template.written], default=str)
        for resource in template.resources.values():
            here = (template.name, resource.logical_id, "")
            if _DEPLOYS_TEMPLATES.fullmatch(resource.type):
                yield Unseen(*here, f"resources that {resource.type} deploys are not seen")
            by_template = _BY_TEMPLATE.fullmatch(resource.type)
            if by_template and f"{template.name}/{resource.logical_id}" not in names:
                why = f"{_KINDS[by_template['kind']]} whose template is not in the assembly: its resources are not seen"
                yield _of_application(template, resource) or Unseen(*here, why, _NEST)
            if may_transform and _transforms_inside([resource.body, _written(template, resource)]):
                yield Unseen(*here, "what Fn::Transform writes into the resource at deployment is not seen")


def _by_macros(template: Template) -> Iterator[Unseen]:
    for name in transforms(template):
        if name == SAM and template.not_transformed:
            why = f"SAM's transform refuses the template: {template.not_transformed}"
            yield Unseen(template.name, "", name, why, "correct the template")
            continue
        hosted = _hosted_rotations(template) if name.startswith("AWS::SecretsManager-") else []
        for resource in hosted:
            why = f"the rotation function that the macro {name} adds at deployment is not seen"
            yield Unseen(template.name, resource.logical_id, "", why, _ROTATE)
        if not hosted and (_ADDS_RESOURCES.fullmatch(name) or not _HARMLESS_TRANSFORMS.fullmatch(name)):
            yield Unseen(template.name, "", name, f"resources that the macro {name} adds at deployment are not seen")


def _hosted_rotations(template: Template) -> list[Resource]:
    return [resource for resource in template.resources.values() if "HostedRotationLambda" in resource.properties]


def _of_application(template: Template, resource: Resource) -> Unseen | None:
    """Return what is not seen of an application of AWS's repository for SAM, such as the CDK's single-user rotation."""
    written = _written(template, resource)
    if not isinstance(written, Mapping) or written.get("Type") != APPLICATION:
        return None
    why = "the resources of an application from the Serverless Application Repository are not seen"
    rotates = "Rotation" in json.dumps(written.get("Properties"), default=str)
    return Unseen(template.name, resource.logical_id, "", why, _ROTATE if rotates else _DECLARE)


def _written(template: Template, resource: Resource) -> Any:
    """Return a resource before SAM's macro, which may drop or change what is in it; ``None`` where it made one anew."""
    return ((template.written or {}).get("Resources") or {}).get(resource.logical_id)


def _transforms_inside(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "Fn::Transform" in value or any(_transforms_inside(item) for item in value.values())
    return isinstance(value, list) and any(_transforms_inside(item) for item in value)
