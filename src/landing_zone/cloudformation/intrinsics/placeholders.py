"""Values that AWS assigns at deployment, replaced by stable ones, so that policies and requests can be compared.

A key's id, a generated name or the account of a template from elsewhere is the same text wherever it is read. Only
that such texts agree with each other means something.
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Reference, Unknown
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.cloudformation.types.resource_type import Naming, resource_type
from landing_zone.cloudformation.types.schemas import schema_of

ACCOUNT = "000000000000"
"""The account of a template of which none is known; no account has this id."""
REGION = "us-east-1"
_OF_STACK = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}
_KEYS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")


def account_of(template: Template | Resource) -> str:
    """Return the account that something is deployed to, or :data:`ACCOUNT`."""
    return template.environment.partition("/")[0] or ACCOUNT


def region_of(template: Template | Resource) -> str:
    """Return the Region that something is deployed to, or :data:`REGION`."""
    return template.environment.partition("/")[2] or REGION


class Placeholders(Resolver):
    """Resolves as :class:`Resolver`, and gives each reference to a resource a text.

    Args:
        assembly: the templates that may refer to each other.
    """

    def __init__(self, assembly: Assembly) -> None:
        super().__init__(assembly)
        self._by_name = {template.name: template for template in assembly.templates}
        self._texts: dict[tuple[str, str, str], str] = {}

    def _ref(self, template: Template, name: Any) -> Any:
        value = super()._ref(template, name)
        return _OF_STACK.get(name, value) if isinstance(value, Unknown) and isinstance(name, str) else value

    def _mapping(self, template: Template, value: Any) -> Any:
        # the table of functions names those of the base class
        return self._ref(template, value["Ref"]) if value.keys() == {"Ref"} else super()._mapping(template, value)

    def of_resource(self, reference: Reference) -> Any:
        """Return the text of a reference; what a custom resource returns stays unknown."""
        if reference.opaque:
            return Unknown(frozenset((reference.reason,)))
        key = (*reference.target, reference.attribute)
        if key not in self._texts:
            resource = self._by_name[reference.target[0]].resources.get(reference.target[1])
            if resource is None:
                return Unknown(frozenset((reference.reason,)))
            self._texts[key] = self._text(resource, reference.attribute)
        return self._texts[key]

    def arn(self, resource: Resource) -> str:
        """Return a resource's ARN."""
        return self._text(resource, "Arn")

    def ref(self, resource: Resource) -> str:
        """Return what ``Ref`` of a resource is."""
        return self._text(resource, "")

    def name(self, resource: Resource) -> str:
        """Return what names a resource within its type: a bucket's name, a key's id."""
        kind = _naming(resource.type)
        written = resource.properties.get(kind.property) if kind.property else None
        name = self.resolve(self._by_name[resource.stack], written)
        if isinstance(name, str) and name and not (resource.type == "AWS::SNS::Topic" and name.startswith("arn:")):
            return name.removeprefix("/") if resource.type == "AWS::SSM::Parameter" else name
        if resource.type in _KEYS:
            return str(uuid5(NAMESPACE_URL, f"{resource.stack}/{resource.logical_id}"))
        made = f"{resource.stack}-{resource.logical_id}".replace("/", "-").replace(".", "-")
        return made.lower() if resource.type == "AWS::S3::Bucket" else made

    def _text(self, resource: Resource, attribute: str) -> str:
        identifier = attribute or _identifier(resource.type)
        if identifier.endswith(("Arn", "ARN")):
            return self._arn_text(resource, _naming(resource.type))
        if identifier == "QueueUrl":
            return f"https://sqs.{region_of(resource)}.amazonaws.com/{account_of(resource)}/{self.name(resource)}"
        if not attribute or identifier in (_naming(resource.type).property, _identifier(resource.type)):
            return self.name(resource)
        return self.name(resource) if identifier.endswith("Name") else f"{self.name(resource)}-{identifier}"

    def _arn_text(self, resource: Resource, kind: Naming) -> str:
        region = "" if kind.scope in ("global", "account") else region_of(resource)
        account = "" if kind.scope == "global" else account_of(resource)
        path = resource.properties.get("Path") if resource.type.startswith("AWS::IAM::") else None
        middle = path.strip("/") + "/" if isinstance(path, str) and path.strip("/") else ""
        end = ":*" if resource.type == "AWS::Logs::LogGroup" else ""
        partition = self._ref(self._by_name[resource.stack], "AWS::Partition")
        return f"arn:{partition}:{kind.service}:{region}:{account}:{kind.before}{middle}{self.name(resource)}{end}"


def _naming(type_: str) -> Naming:
    facts = resource_type(type_)
    known = facts.arn_form or facts.name
    if known and known.service:
        return known
    service, _, kind = type_.removeprefix("AWS::").lower().partition("::")
    return Naming(property=known.property if known else "", service=service, before=f"{kind}/")


def _identifier(type_: str) -> str:
    """The property whose value ``Ref`` returns: what identifies the resource, where that is one property."""
    identifiers = (schema_of(type_) or {}).get("primaryIdentifier", ())
    return identifiers[0].rpartition("/")[2] if len(identifiers) == 1 else ""
