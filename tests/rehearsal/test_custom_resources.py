"""Custom resources: their code really runs, and what it does decides about the stack."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.small_zone import MEMBER, Deployer, parameter, resources

ANSWERING = """
import json, os, urllib.request
import boto3

def answer(event, status, **more):
    body = {"Status": status, "RequestId": event["RequestId"], "StackId": event["StackId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "PhysicalResourceId": event.get("PhysicalResourceId", "made"), **more}
    request = urllib.request.Request(event["ResponseURL"], json.dumps(body).encode(), method="PUT")
    urllib.request.urlopen(request, timeout=10)
"""

MAKES_A_PARAMETER = (
    ANSWERING
    + """
def handler(event, context):
    ssm = boto3.client("ssm")
    name = event["ResourceProperties"]["Name"]
    if event["RequestType"] == "Delete":
        ssm.delete_parameter(Name=name)
    else:
        who = boto3.client("sts").get_caller_identity()["Arn"]
        ssm.put_parameter(Name=name, Value=who, Type="String", Overwrite=True)
    answer(event, "SUCCESS", Data={"Said": event["ResourceProperties"]["Yes"]})
"""
)

FAILS = ANSWERING + '\ndef handler(event, context):\n    answer(event, "FAILED", Reason="because")\n'
RAISES = 'def handler(event, context):\n    raise ValueError("broken")\n'
SILENT = "def handler(event, context):\n    return None\n"


def with_function(code: str, **custom: Any) -> dict[str, Any]:
    """A template with a function, its role and a custom resource."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    return resources(
        Role={"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
        Function={
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"ZipFile": code},
                "Handler": "index.handler",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Runtime": "python3.13",
                "Timeout": 30,
            },
        },
        Custom={"Type": "Custom::Made", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}, **custom}},
    )


def reason(deployer: Deployer, stack: str) -> str:
    """Why a stack was rolled back."""
    return deployer.journal().failed[MEMBER, deployer.region, stack]


def test_code_runs_under_its_role_and_its_data_is_used(deployer: Deployer) -> None:
    """The function runs as its role in its account; what it answers is what an attribute yields; deleting runs it."""
    template = with_function(MAKES_A_PARAMETER, Name="/custom/made", Yes=True)
    template["Resources"]["Value"] = parameter("/custom/value", {"Fn::GetAtt": ["Custom", "Said"]})
    assert deployer.deploy("custom", template) == "CREATE_COMPLETE"
    ssm = deployer.client("ssm")
    role = deployer.ids("custom")["Role"]
    who = ssm.get_parameter(Name="/custom/made")["Parameter"]["Value"]
    assert who.startswith(f"arn:aws:sts::{MEMBER}:assumed-role/{role}/")
    assert ssm.get_parameter(Name="/custom/value")["Parameter"]["Value"] == "true", "scalars reach it as text"
    deployer.client("cloudformation").delete_stack(StackName="custom")
    assert ssm.get_parameters(Names=["/custom/made"])["Parameters"] == []


def test_failing_one_fails_the_stack(deployer: Deployer) -> None:
    """A function that answers FAILED fails the deployment with its reason, and the stack is rolled back."""
    assert deployer.deploy("custom-fails", with_function(FAILS)) in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
    assert "because" in reason(deployer, "custom-fails")


def test_raising_one_fails_the_stack(deployer: Deployer) -> None:
    """A function that raises answers nothing, which fails the deployment at once and says what was raised."""
    assert deployer.deploy("custom-raises", with_function(RAISES)) == "ROLLBACK_COMPLETE"
    assert "ValueError: broken" in reason(deployer, "custom-raises")


def test_silent_one_fails_the_stack(deployer: Deployer) -> None:
    """A function that ends without an answer fails the deployment; AWS would wait for an hour first."""
    assert deployer.deploy("custom-silent", with_function(SILENT)) == "ROLLBACK_COMPLETE"
    assert "without a response" in reason(deployer, "custom-silent")


def test_refused_answer_is_tried_again(deployer: Deployer) -> None:
    """A 503 to the answer makes the function fail, and Lambda runs it again: the stack is deployed all the same."""
    deployer.emulator.break_({"where": "response", "status": 503, "times": 2})
    template = with_function(MAKES_A_PARAMETER, Name="/custom/again", Yes="x")
    assert deployer.deploy("custom-again", template) == "CREATE_COMPLETE"


def test_throttled_call_reaches_the_function(deployer: Deployer) -> None:
    """A fault of a service is answered to the function's own calls; after it the next deployment succeeds."""
    template = with_function(MAKES_A_PARAMETER, Name="/custom/throttled", Yes="x")
    deployer.emulator.break_(
        {"where": "api", "service": "ssm", "operation": "PutParameter", "code": "InternalError", "times": 100}
    )
    assert deployer.deploy("custom-throttled", template) == "ROLLBACK_COMPLETE"
    assert "InternalError" in reason(deployer, "custom-throttled")
    deployer.emulator.break_()
    deployer.client("cloudformation").delete_stack(StackName="custom-throttled")
    assert deployer.deploy("custom-throttled", template) == "CREATE_COMPLETE"
