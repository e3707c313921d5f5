"""CloudFormation as the emulator has it: order, changes, replacement, rollback, deletion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal.small_zone import HOME, MEMBER, MIRROR, Deployer, parameter, resources


def value_of(deployer: Deployer, name: str) -> str | None:
    """A parameter's value; ``None`` when it does not exist."""
    found = deployer.client("ssm").get_parameters(Names=[name])["Parameters"]
    return str(found[0]["Value"]) if found else None


def queue(**properties: Any) -> dict[str, Any]:
    """A template's queue."""
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def test_depends_on_orders_creation(deployer: Deployer) -> None:
    """A resource comes after the one that it depends on, also when the template has it first."""
    template = resources(
        First=parameter("/order/first", "1", DependsOn=["Second"]),
        Second=parameter("/order/second", {"Fn::GetAtt": ["Third", "Arn"]}),
        Third=queue(QueueName="order"),
    )
    assert deployer.deploy("order", template) == "CREATE_COMPLETE"
    made = [name for name, status in deployer.events("order") if status == "CREATE_COMPLETE" and name != "order"]
    assert made == ["Third", "Second", "First"]


def test_circle_fails(deployer: Deployer) -> None:
    """Resources that depend on one another in a circle are refused, and nothing is made."""
    template = resources(A=parameter("/circle/a", "1", DependsOn="B"), B=parameter("/circle/b", "1", DependsOn="A"))
    assert deployer.deploy("circle", template) == "ROLLBACK_COMPLETE"
    assert value_of(deployer, "/circle/a") is None


def test_update_changes_the_resource_itself(deployer: Deployer) -> None:
    """A changed property is changed by the service's API; the resource stays the same one."""
    assert deployer.deploy("change", resources(Q=queue(MessageRetentionPeriod=3600))) == "CREATE_COMPLETE"
    before = deployer.ids("change")["Q"]
    assert deployer.deploy("change", resources(Q=queue(MessageRetentionPeriod=7200))) == "UPDATE_COMPLETE"
    assert deployer.ids("change")["Q"] == before
    answer = deployer.client("sqs").get_queue_attributes(QueueUrl=before, AttributeNames=["MessageRetentionPeriod"])
    assert answer["Attributes"]["MessageRetentionPeriod"] == "7200"


def test_create_only_property_replaces(deployer: Deployer) -> None:
    """A property that cannot change replaces the resource: the new one is there, the old one gone."""
    assert deployer.deploy("replace", resources(P=parameter("/replace/old", "1"))) == "CREATE_COMPLETE"
    assert deployer.deploy("replace", resources(P=parameter("/replace/new", "1"))) == "UPDATE_COMPLETE"
    assert value_of(deployer, "/replace/new") == "1"
    assert value_of(deployer, "/replace/old") is None


def test_dropped_resource_is_removed_unless_retained(deployer: Deployer) -> None:
    """What the template no longer has is removed; what it asked to retain stays."""
    template = resources(
        Stays=parameter("/dropped/stays", "1"),
        Goes=parameter("/dropped/goes", "1"),
        Kept=parameter("/dropped/kept", "1", DeletionPolicy="Retain"),
    )
    assert deployer.deploy("dropped", template) == "CREATE_COMPLETE"
    assert deployer.deploy("dropped", resources(Stays=template["Resources"]["Stays"])) == "UPDATE_COMPLETE"
    assert value_of(deployer, "/dropped/goes") is None
    assert value_of(deployer, "/dropped/kept") == "1"
    assert set(deployer.ids("dropped")) == {"Stays"}


def test_failed_creation_rolls_back_to_nothing(deployer: Deployer) -> None:
    """A stack whose creation fails ends with none of its resources, and can be deleted and made again."""
    deployer.emulator.break_({"where": "provider", "service": "ssm", "operation": "PutParameter"})
    template = resources(Q=queue(QueueName="rolled-back"), P=parameter("/rolled/back", {"Ref": "Q"}))
    assert deployer.deploy("rolled-back", template) == "ROLLBACK_COMPLETE"
    assert "QueueUrls" not in deployer.client("sqs").list_queues(QueueNamePrefix="rolled-back")
    deployer.client("cloudformation").delete_stack(StackName="rolled-back")
    assert deployer.deploy("rolled-back", template) == "CREATE_COMPLETE"


def test_failed_update_restores_what_was(deployer: Deployer) -> None:
    """An update that fails puts back changed properties, removes what it added, and the same update then succeeds."""
    old = resources(Q=queue(MessageRetentionPeriod=3600))
    new = resources(
        Q=queue(MessageRetentionPeriod=7200), P=parameter("/restored/p", {"Fn::GetAtt": ["Q", "QueueName"]})
    )
    assert deployer.deploy("restored", old) == "CREATE_COMPLETE"
    deployer.emulator.break_({"where": "provider", "service": "ssm", "operation": "PutParameter"})
    assert deployer.deploy("restored", new) == "UPDATE_ROLLBACK_COMPLETE"
    url = deployer.ids("restored")["Q"]
    answer = deployer.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["MessageRetentionPeriod"])
    assert answer["Attributes"]["MessageRetentionPeriod"] == "3600"
    assert deployer.deploy("restored", new) == "UPDATE_COMPLETE"


def test_failed_replacement_keeps_the_old_one(deployer: Deployer) -> None:
    """An update that fails after a replacement ends with the resource that was there before."""
    assert deployer.deploy("kept", resources(P=parameter("/kept/old", "1"))) == "CREATE_COMPLETE"
    new = resources(P=parameter("/kept/new", "1"), Q={**queue(QueueName="kept"), "DependsOn": "P"})
    deployer.emulator.break_({"where": "provider", "service": "sqs", "operation": "CreateQueue"})
    assert deployer.deploy("kept", new) == "UPDATE_ROLLBACK_COMPLETE"
    assert value_of(deployer, "/kept/old") == "1"
    assert value_of(deployer, "/kept/new") is None
    assert deployer.ids("kept") == {"P": "/kept/old"}


def test_unknown_type_is_named_and_not_counted(deployer: Deployer) -> None:
    """A type that is not emulated does not stop the stack, and is journalled by name."""
    template = resources(
        Odd={"Type": "AWS::Example::Thing", "Properties": {"A": 1}}, P=parameter("/odd/p", {"Ref": "Odd"})
    )
    assert deployer.deploy("odd", template) == "CREATE_COMPLETE"
    assert (MEMBER, HOME, "odd", "Odd") in deployer.journal().unemulated_types
    assert value_of(deployer, "/odd/p")


def test_unknown_property_is_named(deployer: Deployer) -> None:
    """A property that no provider carries to its service is journalled by name."""
    assert deployer.deploy("property", resources(Q=queue(ImaginaryProperty="x"))) == "CREATE_COMPLETE"
    assert deployer.journal().unemulated_properties[MEMBER, HOME, "property", "Q"] == ("ImaginaryProperty",)


def test_unknown_attribute_fails(deployer: Deployer) -> None:
    """An attribute that the provider does not know fails the stack: nothing is made up."""
    template = resources(Q=queue(), P=parameter("/attribute/p", {"Fn::GetAtt": ["Q", "Imaginary"]}))
    assert deployer.deploy("attribute", template) == "ROLLBACK_COMPLETE"


def test_misspelt_value_is_refused_as_by_the_service(deployer: Deployer) -> None:
    """A property that the service's own model does not allow fails the stack."""
    template = resources(V={"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"not": "text"}}})
    assert deployer.deploy("misspelt", template) == "ROLLBACK_COMPLETE"


def test_delete_keeps_what_is_to_be_retained(deployer: Deployer) -> None:
    """Deleting a stack removes its resources but those with a retaining deletion policy."""
    template = resources(
        Gone=parameter("/deleted/gone", "1"), Kept=parameter("/deleted/kept", "1", DeletionPolicy="Retain")
    )
    assert deployer.deploy("deleted", template) == "CREATE_COMPLETE"
    deployer.client("cloudformation").delete_stack(StackName="deleted")
    assert value_of(deployer, "/deleted/gone") is None
    assert value_of(deployer, "/deleted/kept") == "1"


def test_termination_protection_protects(deployer: Deployer) -> None:
    """A protected stack cannot be deleted until its protection is taken away."""
    assert deployer.deploy("protected", resources(P=parameter("/protected/p", "1"))) == "CREATE_COMPLETE"
    cloudformation = deployer.client("cloudformation")
    cloudformation.update_termination_protection(StackName="protected", EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="TerminationProtection"):
        cloudformation.delete_stack(StackName="protected")
    cloudformation.update_termination_protection(StackName="protected", EnableTerminationProtection=False)
    cloudformation.delete_stack(StackName="protected")
    assert value_of(deployer, "/protected/p") is None


def test_change_sets_of_one_name_belong_to_their_stacks(deployer: Deployer) -> None:
    """The CDK CLI gives each change set the same name: each is found by its stack."""
    cloudformation = deployer.client("cloudformation")
    for name in ("one", "two"):
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="cdk-deploy-change-set",
            ChangeSetType="CREATE",
            TemplateBody=f'{{"Resources": {{"{name.title()}": {{"Type": "AWS::SQS::Queue"}}}}}}',
        )
    found = cloudformation.describe_change_set(StackName="one", ChangeSetName="cdk-deploy-change-set")
    assert [one["ResourceChange"]["LogicalResourceId"] for one in found["Changes"]] == ["One"]


def test_half_made_change_set_does_not_stop_the_next(deployer: Deployer) -> None:
    """A deployment that went away after its change set was made is simply run again."""
    template = resources(P=parameter("/half/p", "1"))
    cloudformation = deployer.client("cloudformation")
    cloudformation.create_change_set(
        StackName="half", ChangeSetName="x", ChangeSetType="CREATE", TemplateBody='{"Resources": {}}'
    )
    assert deployer.status("half") == "REVIEW_IN_PROGRESS"
    assert deployer.deploy("half", template) == "CREATE_COMPLETE"
    assert value_of(deployer, "/half/p") == "1"


def test_accounts_and_regions_are_apart(elsewhere: Callable[[str, str], Deployer], deployer: Deployer) -> None:
    """What is deployed in one account and Region is in no other."""
    mirror = elsewhere(MEMBER, MIRROR)
    assert mirror.deploy("apart", resources(P=parameter("/apart/p", {"Ref": "AWS::Region"}))) == "CREATE_COMPLETE"
    assert value_of(mirror, "/apart/p") == MIRROR
    assert value_of(deployer, "/apart/p") is None
