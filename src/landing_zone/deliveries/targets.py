"""The resources that contracts are about, found by name, id, ARN or alias, and the policies that apply to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.placeholders import Placeholders, account_of, region_of
from landing_zone.cloudformation.intrinsics.values import Maybe
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import Attachment, resource_type
from landing_zone.deliveries.documents import Applied, applied
from policy_evaluation.policy import PolicyKind

BUCKET, KEY, ROLE, TOPIC = "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::IAM::Role", "AWS::SNS::Topic"
QUEUE, BUS, GROUP = "AWS::SQS::Queue", "AWS::Events::EventBus", "AWS::Logs::LogGroup"
FUNCTION, REPOSITORY, VAULT = "AWS::Lambda::Function", "AWS::ECR::Repository", "AWS::Backup::BackupVault"
_ALIAS = "AWS::KMS::Alias"
IN_NO_TEMPLATE = ", which is in no template"
"""How the reason ends where a policy that decides is of AWS, or made elsewhere."""
_REPLICA = "AWS::KMS::ReplicaKey"
"""It is looked for as a key."""
_SERVICES = {
    "s3": BUCKET,
    "kms": KEY,
    "sns": TOPIC,
    "sqs": QUEUE,
    "events": BUS,
    "logs": GROUP,
    "iam": ROLE,
    "lambda": FUNCTION,
    "ecr": REPOSITORY,
    "backup": VAULT,
}
"""The service of an ARN to the type that it names."""
_OWN_POLICY = {
    KEY: "KeyPolicy",
    ROLE: "AssumeRolePolicyDocument",
    BUS: "Policy",
    REPOSITORY: "RepositoryPolicyText",
    VAULT: "AccessPolicy",
}
"""Types whose policy is a property of their own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A resource of the assembly.

    Args:
        resource: as written.
        arn: its ARN, with placeholders for what AWS assigns.
        account: that it is in.
        region: that it is in.
    """

    resource: Resource
    arn: str
    account: str
    region: str


class Targets:
    """The resources and policies of one assembly, indexed by type when a type is first asked for.

    Args:
        assembly: the templates.
        values: resolves them.
    """

    def __init__(self, assembly: Assembly, values: Placeholders) -> None:
        self.values = values
        self._by_type: dict[str, list[Resource]] = {}
        for template in assembly.templates:
            for resource in template.resources.values():
                if values.exists(resource)[0] is not False:
                    self._by_type.setdefault(resource.type, []).append(resource)
        self._names: dict[str, dict[str, Resource]] = {}
        self._policies: dict[tuple[str, str], tuple[Applied, ...]] = {}

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types that may be deployed."""
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def describe(self, resource: Resource) -> Found:
        """Return a resource with its place."""
        return Found(resource, self.values.arn(resource), account_of(resource), region_of(resource))

    def find(self, type_: str, text: str, near: Resource) -> Found | None:
        """Return the resource of a type that a text means; ``None`` where the assembly has none.

        Args:
            type_: CloudFormation type; of a key, aliases are followed.
            text: a name, an id, a URL or an ARN.
            near: what has the text: a bare name means a resource of the same account and Region.
        """
        names = self._index(type_)
        bare = f"{account_of(near)}/{region_of(near)}/{text}"
        found = names.get(text) or names.get(bare) or names.get(f"{account_of(near)}/{text}")
        if found is None and type_ == KEY:
            alias = self._index(_ALIAS).get(text) or self._index(_ALIAS).get(bare)
            if alias is not None:
                target = self.values.properties(alias).get("TargetKeyId")
                return self.find(KEY, target, alias) if isinstance(target, str) and target != text else None
        return self.describe(found) if found is not None else None

    def aliases(self, key: str) -> tuple[str, ...]:
        """Return the aliases of a key by its ARN: ``alias/audit-logs``."""
        return tuple(self._aliases.get(key, ()))

    @cached_property
    def _aliases(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for alias in self.of(_ALIAS):
            target = self.find(KEY, self.values.arn(alias), alias)
            if target is not None:
                found.setdefault(target.arn, []).append(self.values.name(alias))
        return found

    def of_arn(self, arn: str, near: Resource) -> Found | None:
        """Return the resource that an ARN names, or that what it names is in: an object's bucket."""
        parts = arn.split(":", 5)
        type_ = _SERVICES.get(parts[2]) if len(parts) == 6 else None
        if type_ is None:
            return None
        if type_ == BUCKET:
            return self.find(BUCKET, parts[5].partition("/")[0], near)
        if type_ == GROUP:
            return self.find(GROUP, ":".join(arn.split(":")[:7]), near)
        return self.find(type_, arn, near)

    def _index(self, type_: str) -> dict[str, Resource]:
        if type_ not in self._names:
            names = self._names[type_] = {}
            for kind in (type_, _REPLICA) if type_ == KEY else (type_,):
                for resource in self.of(kind):
                    arn, name = self.values.arn(resource), self.values.name(resource)
                    here = f"{account_of(resource)}/{region_of(resource)}/{name}"
                    if type_ == QUEUE:
                        names[self.values.ref(resource)] = resource
                    for text in (arn, arn.removesuffix(":*"), name if type_ == BUCKET else here):
                        names.setdefault(text, resource)
                    if type_ == ROLE:
                        names.setdefault(f"{account_of(resource)}/{name}", resource)
        return self._names[type_]

    # -- policies -----------------------------------------------------------------------------------------------------

    def policies_on(self, found: Found) -> tuple[Applied, ...]:
        """Return the policies of a resource."""
        key = (found.resource.stack, found.resource.logical_id)
        if key not in self._policies:
            self._policies[key] = tuple(self._policies_on(found))
        return self._policies[key]

    def _policies_on(self, found: Found) -> Iterator[Applied]:
        yield from (policies := list(self._written_on(found)))
        if found.resource.type == TOPIC and not policies:
            yield applied(PolicyKind.RESOURCE, "the policy that SNS gives a topic", _default_of_topics(found))

    def _written_on(self, found: Found) -> Iterator[Applied]:
        resource = found.resource
        own = _OWN_POLICY.get(KEY if resource.type == _REPLICA else resource.type)
        properties = self.values.properties(resource)
        if own and isinstance(properties, Mapping) and (document := properties.get(own)) is not None:
            yield self._applied(PolicyKind.RESOURCE, resource, document)
        for policy, document in self._on.get((resource.stack, resource.logical_id), ()):
            yield self._applied(PolicyKind.RESOURCE, policy, document)
        if resource.type == GROUP:
            yield from self._of_logs.get((found.account, found.region), ())

    def _attached(self) -> Iterator[tuple[Attachment, Resource]]:
        """Yield the policies that are resources of their own, with what they are attached to."""
        for type_ in sorted(self._by_type):
            if (attached := resource_type(type_).attaches_to) is not None:
                yield from ((attached, policy) for policy in self.of(type_))

    @cached_property
    def _on(self) -> dict[tuple[str, str], list[tuple[Resource, Any]]]:
        """Each resource to the policies that are resources of their own."""
        found: dict[tuple[str, str], list[tuple[Resource, Any]]] = {}
        for attached, policy in self._attached():
            properties = self.values.properties(policy)
            if attached.type != ROLE and isinstance(properties, Mapping):
                for one in listed(properties.get(attached.property)):
                    text = one.value if isinstance(one, Maybe) else one
                    target = self.find(attached.type, text, policy) if isinstance(text, str) else None
                    if target is not None:
                        key = (target.resource.stack, target.resource.logical_id)
                        found.setdefault(key, []).append((policy, _document(policy.type, properties, target)))
        return found

    @cached_property
    def _of_logs(self) -> dict[tuple[str, str], list[Applied]]:
        """The policies of CloudWatch Logs, which are of an account and Region."""
        found: dict[tuple[str, str], list[Applied]] = {}
        for policy in self.of("AWS::Logs::ResourcePolicy"):
            document = self.values.properties(policy).get("PolicyDocument")
            where = (account_of(policy), region_of(policy))
            found.setdefault(where, []).append(self._applied(PolicyKind.RESOURCE, policy, document))
        return found

    def policies_of_role(self, found: Found) -> tuple[Applied, ...]:
        """Return what a role may do, and its boundary; a policy that no template has may allow anything."""
        role = found.resource
        key = (role.stack, f"{role.logical_id}/identity")
        if key not in self._policies:
            self._policies[key] = tuple(self._of_role(role))
        return self._policies[key]

    def attached_to_role(self, role: Resource) -> tuple[Resource, ...]:
        """Return the policies that are resources of their own and name a role."""
        return tuple(self._of_roles.get((role.stack, role.logical_id), ()))

    def _of_role(self, role: Resource) -> Iterator[Applied]:
        properties = self.values.properties(role)
        if not isinstance(properties, Mapping):
            yield applied(PolicyKind.IDENTITY, role.logical_id, properties)
            return
        for inline in listed(properties.get("Policies")):
            document = inline.get("PolicyDocument") if isinstance(inline, Mapping) else inline
            yield self._applied(PolicyKind.IDENTITY, role, document)
        for policy in self._of_roles.get((role.stack, role.logical_id), ()):
            yield self._applied(PolicyKind.IDENTITY, policy, self.values.properties(policy).get("PolicyDocument"))
        for arn in listed(properties.get("ManagedPolicyArns")):
            yield from self._managed(PolicyKind.IDENTITY, arn, role)
        if (boundary := properties.get("PermissionsBoundary")) is not None:
            yield from self._managed(PolicyKind.BOUNDARY, boundary, role)

    def _managed(self, kind: PolicyKind, arn: Any, role: Resource) -> Iterator[Applied]:
        policy = self.find("AWS::IAM::ManagedPolicy", arn, role) if isinstance(arn, str) else None
        if policy is None:
            reason = f"the policy {arn if isinstance(arn, str) else 'of a role'}{IN_NO_TEMPLATE}"
            yield applied(kind, str(arn), None, open_reasons=frozenset((reason,)))
        else:
            document = self.values.properties(policy.resource).get("PolicyDocument")
            yield self._applied(kind, policy.resource, document)

    @cached_property
    def _of_roles(self) -> dict[tuple[str, str], list[Resource]]:
        found: dict[tuple[str, str], list[Resource]] = {}
        for attached, policy in self._attached():
            properties = self.values.properties(policy)
            if attached.type == ROLE and isinstance(properties, Mapping):
                for name in listed(properties.get(attached.property)):
                    role = self.find(ROLE, name, policy) if isinstance(name, str) else None
                    if role is not None:
                        found.setdefault((role.resource.stack, role.resource.logical_id), []).append(policy)
        return found

    def _applied(self, kind: PolicyKind, holder: Resource, document: Any) -> Applied:
        known, reasons = self.values.exists(holder)
        reasons = reasons or frozenset((f"whether {holder.logical_id} is deployed",))
        name = f"{holder.logical_id} in {holder.stack}"
        return applied(kind, name, document, open_reasons=frozenset() if known else reasons)


def _default_of_topics(topic: Found) -> dict[str, Any]:
    """Return the policy of a topic that none is written for: its account publishes, and what acts for that."""
    own = {"StringEquals": {"aws:SourceOwner": topic.account}}
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": topic.arn, "Condition": own}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _document(type_: str, properties: Mapping[str, Any], target: Found) -> Any:
    """Return the document of a policy that is a resource of its own."""
    if type_ == "AWS::Lambda::Permission":
        principal = properties.get("Principal")
        service = isinstance(principal, str) and principal.endswith(".amazonaws.com")
        tests = {
            operator: {key: properties[name]}
            for name, operator, key in (
                ("SourceArn", "ArnLike", "aws:SourceArn"),
                ("SourceAccount", "StringEquals", "aws:SourceAccount"),
                ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
            )
            if name in properties
        }
        permission = {
            "Effect": "Allow",
            "Principal": {"Service" if service else "AWS": principal},
            "Action": properties.get("Action"),
            "Resource": target.arn,
            **({"Condition": tests} if tests else {}),
        }
        return {"Version": "2012-10-17", "Statement": [permission]}
    if type_ != "AWS::Events::EventBusPolicy":
        return properties.get("PolicyDocument")
    statement: Any = properties.get("Statement")
    if statement is None:
        principal = properties.get("Principal")
        statement = {
            "Effect": "Allow",
            "Principal": principal if principal == "*" else {"AWS": principal},
            "Action": properties.get("Action"),
            "Resource": target.arn,
        }
        if isinstance(test := properties.get("Condition"), Mapping):
            statement["Condition"] = {test.get("Type"): {test.get("Key"): test.get("Value")}}
    if isinstance(statement, Mapping):
        statement = {"Sid": properties.get("StatementId"), **statement}
    return {"Version": "2012-10-17", "Statement": [statement]}
