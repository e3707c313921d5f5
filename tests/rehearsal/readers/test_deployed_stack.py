"""A stack that CloudFormation has, compared by its name."""

from __future__ import annotations

import json

import pytest

from landing_zone.rehearsal.readers.deployed_stack import compare_deployed_stack
from landing_zone.rehearsal.readers.resource_reading import Status
from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, template_of


@pytest.mark.filterwarnings("ignore:Tried to parse AWS..AccessAnalyzer")  # the emulator says that it skips it
def test_what_cloudformation_knows_is_taken_from_it(account: Account) -> None:
    """Physical ids, parameters and the exports of other stacks need not be gathered by whoever compares.

    The stack is CREATE_COMPLETE, and a resource that was skipped on the way is missing all the same.
    """
    cloudformation = account.client("cloudformation")
    exporting = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "undelivered"}}},
        "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Queue", "QueueName"]}, "Export": {"Name": "queue-name"}}},
    }
    cloudformation.create_stack(StackName="Exporting", TemplateBody=json.dumps(exporting))
    body = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Resources": {
            "Imported": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "/imported", "Type": "String", "Value": {"Fn::ImportValue": "queue-name"}},
            },
            "Given": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "/given", "Type": "String", "Value": {"Ref": "Stage"}},
            },
            "Skipped": {"Type": "AWS::AccessAnalyzer::Analyzer", "Properties": {"Type": "ACCOUNT"}},
        },
    }
    template = template_of(body, "Stack")

    def readings() -> list[tuple[str, Status]]:
        found = compare_deployed_stack(template, account.clients, ACCOUNT, REGION)
        assert all(not one.not_compared for one in found)
        return [(one.logical_id, one.status) for one in found]

    missing = [("Given", Status.MISSING), ("Imported", Status.MISSING), ("Skipped", Status.MISSING)]
    assert readings() == missing
    cloudformation.create_stack(
        StackName="Stack",
        TemplateBody=json.dumps(body),
        Parameters=[{"ParameterKey": "Stage", "ParameterValue": "test"}],
    )
    assert readings() == [("Given", Status.CREATED), ("Imported", Status.CREATED), ("Skipped", Status.MISSING)]
    ssm = account.client("ssm")
    ssm.put_parameter(Name="/imported", Type="String", Value="another", Overwrite=True)
    ssm.delete_parameter(Name="/given")
    assert readings() == [("Given", Status.MISSING), ("Imported", Status.DIFFERING), ("Skipped", Status.MISSING)]
    ssm.put_parameter(Name="/given", Type="String", Value="test")  # or the emulator refuses to delete the stack
    cloudformation.delete_stack(StackName="Stack")
    assert readings() == missing
