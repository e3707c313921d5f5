"""A stack compared by its name: CloudFormation says which resources it has, the services say what they are."""

from __future__ import annotations

from landing_zone.cloudformation.model import Template
from landing_zone.rehearsal.readers.answers import answer_or_none, listed
from landing_zone.rehearsal.readers.compare_stack import compare_stack
from landing_zone.rehearsal.readers.read_request import ClientFactory
from landing_zone.rehearsal.readers.resource_reading import ResourceReading


def compare_deployed_stack(
    template: Template, clients: ClientFactory, account_id: str, region: str, *, stack_name: str = ""
) -> list[ResourceReading]:
    """Compare a stack with what is deployed under its name; see :func:`compare_stack`.

    Of a stack that was never deployed, or was deleted, every resource is missing.

    Args:
        template: the stack's template.
        clients: gives boto3 clients that may read.
        account_id: the account the stack is deployed in.
        region: the Region it is deployed in.
        stack_name: the stack's name; the template's by default.

    Raises:
        botocore.exceptions.ClientError: CloudFormation refused to tell; nothing can be said of the stack.
    """
    name = stack_name or template.name
    cloudformation = clients("cloudformation", account_id, region)
    # "Stack with id ... does not exist" is a validation error
    answer = answer_or_none(cloudformation.describe_stacks, "ValidationError", StackName=name)
    if answer is None:
        return compare_stack(template, {}, clients, account_id, region)
    stack = answer["Stacks"][0]
    resources = listed(cloudformation, "list_stack_resources", "StackResourceSummaries", StackName=name)
    return compare_stack(
        template,
        {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for one in resources
            # a resource that was deleted keeps its id in the list
            if one.get("PhysicalResourceId") and one["ResourceStatus"] != "DELETE_COMPLETE"
        },
        clients,
        account_id,
        region,
        exports={one["Name"]: one["Value"] for one in listed(cloudformation, "list_exports", "Exports")},
        # a parameter of the type AWS::SSM::Parameter::Value has what was read from Systems Manager as ResolvedValue
        parameters={
            one["ParameterKey"]: one.get("ResolvedValue", one.get("ParameterValue", ""))
            for one in stack.get("Parameters", [])
        },
        stack_id=stack["StackId"],
    )
