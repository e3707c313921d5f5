"""Resolves the intrinsic functions of a deployed stack.

:class:`~landing_zone.cloudformation.intrinsics.resolver.Resolver` resolves values of the template. Values of the
deployment (physical ids, attributes, exports, parameters, values of Systems Manager parameters) are written into the
template first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Unknown
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.rehearsal.readers.answers import listed
from landing_zone.rehearsal.readers.read_request import ClientFactory

_SSM = re.compile(r"\{\{resolve:ssm:([a-zA-Z0-9_.\-/]+)(?::(\d+))?\}\}")
_SUB = re.compile(r"\$\{([^!}][^}]*)\}")


@dataclass(frozen=True, slots=True)
class Deployment:
    """Facts about a deployed stack that are not in its template.

    Args:
        clients: creates boto3 clients.
        account_id: the account it is deployed in.
        region: the Region it is deployed in.
        physical_ids: logical id to physical id, of each resource that CloudFormation has.
        exports: name to value, of all stacks of that account and Region.
        parameters: name to value, Systems Manager parameters resolved, as ``DescribeStacks`` gives them.
        stack_id: the stack's ARN; "" when not known.
    """

    clients: ClientFactory
    account_id: str
    region: str
    physical_ids: Mapping[str, str]
    exports: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    stack_id: str = ""


class DeployedValues:
    """Resolves the properties of a deployed stack.

    Args:
        template: the stack's template.
        deployment: facts about the stack.
        attribute: returns the value of ``Fn::GetAtt`` of a resource, or an :class:`Unknown` with the reason.
    """

    def __init__(self, template: Template, deployment: Deployment, attribute: Callable[[str, str], Any]) -> None:
        self._deployment = deployment
        self._attribute = attribute
        located = replace(template, account=deployment.account_id, region=deployment.region)
        self._plain = Resolver(Assembly(template.path, (located,), None))
        self._template = located
        conditions = self._written_in(template.body.get("Conditions", {}))
        self._template = replace(located, body={**template.body, "Conditions": conditions})
        self._resolver = Resolver(Assembly(template.path, (self._template,), None))

    def properties(self, resource: Resource) -> Any:
        """Return a resource's properties resolved; an :class:`Unknown` when a macro may rewrite them."""
        return self._resolver.properties(replace(resource, properties=self._written_in(dict(resource.properties))))

    def exists(self, resource: Resource) -> tuple[bool | None, frozenset[str]]:
        """Return whether a resource's ``Condition`` is true, and what it depends on if undetermined."""
        return self._resolver.exists(resource)

    def _written_in(self, value: Any) -> Any:
        if isinstance(value, str):
            return _SSM.sub(self._ssm, value)
        if isinstance(value, list):
            return [self._written_in(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1:
            key, argument = next(iter(value.items()))
            match key, argument:
                case "Ref", str():
                    return self._ref(argument)
                case "Fn::GetAtt", [str() as name, str() as attribute]:
                    return self._attribute(name, attribute)
                case "Fn::GetAtt", str() if "." in argument:
                    return self._attribute(*argument.split(".", 1))
                case "Fn::ImportValue", _:
                    return self._import(argument)
                case "Fn::Sub", str():
                    return self._sub(argument, {})
                case "Fn::Sub", [str() as text, Mapping() as variables]:
                    return self._sub(text, variables)
                case "Fn::GetAZs", _:
                    return self._zones(argument)
        return {key: self._written_in(item) for key, item in value.items()}

    def _ref(self, name: str) -> Any:
        deployment = self._deployment
        if name == "AWS::StackId" and deployment.stack_id:
            return deployment.stack_id
        declared = self._template.body.get("Parameters", {}).get(name)
        if isinstance(declared, Mapping):
            if name not in deployment.parameters:
                return {"Ref": name}
            value = deployment.parameters[name]
            kind = str(declared.get("Type", "String"))
            is_list = kind == "CommaDelimitedList" or "List<" in kind
            return [item.strip() for item in value.split(",")] if is_list else value
        if name in self._template.resources:
            if name in deployment.physical_ids:
                return deployment.physical_ids[name]
            return _unknown(f"the physical id of {name}, which CloudFormation does not have")
        return {"Ref": name}

    def _import(self, argument: Any) -> Any:
        name = self._plain.resolve(self._template, self._written_in(argument))
        if not isinstance(name, str):
            return _unknown("an imported value whose name could not be resolved")
        if name not in self._deployment.exports:
            return _unknown(f"the export {name}, which no stack has in this account and Region")
        return self._deployment.exports[name]

    def _sub(self, text: str, variables: Mapping[str, Any]) -> Any:
        """Write each reference of the text as a variable, so that it is resolved like any other value."""
        given = {name: self._written_in(value) for name, value in variables.items()}
        for found in _SUB.findall(text):
            name = found.strip()
            if name not in given and not name.startswith("AWS::"):
                reference = {"Fn::GetAtt": name} if "." in name else {"Ref": name}
                given[name] = self._written_in(reference)
        if "${AWS::StackId}" in text and self._deployment.stack_id:
            given["AWS::StackId"] = self._deployment.stack_id
        return {"Fn::Sub": [_SSM.sub(self._ssm, text), given]}

    def _zones(self, argument: Any) -> Any:
        """Availability Zones as CloudFormation gives them: those with a default subnet, or all when none has one."""
        from botocore.exceptions import BotoCoreError, ClientError

        region = self._plain.resolve(self._template, self._written_in(argument))
        if not isinstance(region, str):
            return _unknown("the Availability Zones of a Region that could not be resolved")
        try:
            return self._zones_of(region)
        except (BotoCoreError, ClientError) as error:
            return _unknown(f"the Availability Zones, which EC2 did not return: {error}")

    def _zones_of(self, region: str) -> list[str]:
        deployment = self._deployment
        ec2 = deployment.clients("ec2", deployment.account_id, region or deployment.region)
        default = listed(ec2, "describe_subnets", "Subnets", Filters=[{"Name": "default-for-az", "Values": ["true"]}])
        if default:
            return sorted({subnet["AvailabilityZone"] for subnet in default})
        zones = ec2.describe_availability_zones(Filters=[{"Name": "zone-type", "Values": ["availability-zone"]}])
        return sorted(zone["ZoneName"] for zone in zones["AvailabilityZones"])

    def _ssm(self, match: re.Match[str]) -> str:
        """The value of a dynamic reference to a Systems Manager parameter; the reference itself when there is none."""
        from botocore.exceptions import BotoCoreError, ClientError

        name, version = match.groups()
        deployment = self._deployment
        client = deployment.clients("ssm", deployment.account_id, deployment.region)
        try:
            return str(client.get_parameter(Name=f"{name}:{version}" if version else name)["Parameter"]["Value"])
        except (BotoCoreError, ClientError):
            return match.group()  # the reference stays, and values that depend on it are not compared


def _unknown(reason: str) -> Unknown:
    return Unknown(frozenset((reason,)))
