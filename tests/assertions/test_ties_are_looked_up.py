"""Looking ties up finds the same as comparing every resource with every other."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assertions.relations import Relations, Tie
from landing_zone.assertions.selector import Selector
from landing_zone.catalogue.assertion import Relation
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly

ENVIRONMENTS = ["1/eu-west-1", "1/eu-central-1", "2/eu-west-1"]
RELATIONS = [
    {"type": ["AWS::S3::Bucket"], "through": "LogDestination"},
    {"type": ["AWS::KMS::Key", "AWS::KMS::ReplicaKey"], "through": "KmsMasterKeyId"},
    {"type": ["AWS::KMS::Alias"], "through": "KmsMasterKeyId"},
    {"type": ["AWS::SNS::Topic"], "through": "Targets[].Arn"},
    {"type": ["AWS::EC2::FlowLog"], "by": "LogDestination"},
    {"type": ["AWS::SNS::Topic"], "by": "KmsMasterKeyId"},
    {"type": ["AWS::Events::Rule"], "by": "Targets[].Arn"},
]


def _stack(chance: random.Random, environment: str) -> dict[str, Any]:
    """Resources that refer to each other in every way: by reference, name, ARN, alias, or by what is not known."""
    account, region = environment.split("/")
    condition = {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}
    names = [*(f"n{number}" for number in range(4)), {"Ref": "Given"}, {"Fn::Sub": "n1-${Given}"}, None]
    logical = ["Bucket0", "Bucket1", "Topic0", "Topic1", "Key0", "Key1", "Alias0", "Alias1", "Custom"]

    def value(prefix: str, service: str) -> Any:
        name = f"{prefix}n{chance.randrange(4)}"
        return chance.choice(
            [
                *(name, f"arn:aws:{service}:{region}:{account}:{name}", f"arn:aws:{service}:::{name}"),
                *({"Ref": chance.choice(logical)}, {"Fn::GetAtt": [chance.choice(logical), "Arn"]}, {"Ref": "Given"}),
                *({"Fn::Sub": f"arn:aws:{service}:::${{Given}}"}, {"Fn::If": ["Here", name, {"Ref": "AWS::NoValue"}]}),
                *({"Fn::Sub": "${Topic0}"}, {"Fn::Sub": "${Bucket0}-copy"}, 7, None),
            ]
        )

    def resource(type_: str, **properties: Any) -> dict[str, Any]:
        known = {key: item for key, item in properties.items() if item is not None}
        return {"Type": type_, "Properties": known} | chance.choice([{}, {}, {"Condition": "Here"}])

    found = {"Custom": {"Type": "Custom::Anything", "Properties": {}}}
    for number in range(2):
        alias = chance.choice([f"alias/n{chance.randrange(4)}", {"Ref": "Given"}])
        found |= {
            f"Bucket{number}": resource("AWS::S3::Bucket", BucketName=chance.choice(names)),
            f"Topic{number}": resource(
                "AWS::SNS::Topic", TopicName=chance.choice(names), KmsMasterKeyId=value("alias/", "kms")
            ),
            f"Key{number}": resource("AWS::KMS::Key"),
            f"Alias{number}": resource("AWS::KMS::Alias", AliasName=alias, TargetKeyId=value("alias/", "kms")),
            f"Log{number}": resource("AWS::EC2::FlowLog", LogDestination=value("", "s3")),
            f"Rule{number}": resource("AWS::Events::Rule", Targets=[{"Arn": value("", "sns")}]),
        }
    return {"Parameters": {"Given": {"Type": "String"}}, "Conditions": {"Here": condition}, "Resources": found}


@pytest.mark.parametrize("seed", range(12))
def test_the_same_ties(assembly: Callable[..., Assembly], monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """In zones made at random, with the same names in several accounts and Regions."""
    chance = random.Random(seed)  # noqa: S311 - templates, not secrets
    stacks = {
        f"S{number}": (environment, _stack(chance, environment)) for number, environment in enumerate(ENVIRONMENTS * 2)
    }
    built = assembly(stacks)
    exists = Resolver(built).exists
    every = [one for template in built.templates for one in template.resources.values()]
    resources = [one for one in every if exists(one)[0] is not False]  # no other is judged

    def ties() -> list[list[Tie]]:
        found = []
        for written in RELATIONS:
            relations = Relations(Selector(built, ()), Relation.model_validate(written))
            for one in resources:
                tied = relations.ties(one)
                found.append(sorted(tied, key=lambda tie: (tie.other.stack, tie.other.logical_id)))
        return found

    looked_up = ties()
    monkeypatch.setattr(Relations, "_near", lambda self, _resource: self._others)
    assert looked_up == ties()
    assert {tie.tied.truth for tied in looked_up for tie in tied} == {True, None}
