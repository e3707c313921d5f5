"""Each engine is asked about the form of a template that it understands."""

from __future__ import annotations

import json
from pathlib import Path

from landing_zone.cloudformation.parsing.read_template import read_template
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import Engine
from landing_zone.engines.requests import CanonicalForms, requests_for

LOOP = ["Name", ["Orders"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]


def test_cfn_lint_alone_gets_a_template_as_it_was_written(tmp_path: Path) -> None:
    """It knows loops and SAM's types; the others get what CloudFormation deploys, whatever was asked for first."""
    function = {"Type": "AWS::Serverless::Function", "Properties": {"InlineCode": "pass", "Handler": "a.b"}}
    body = {
        "Transform": ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"],
        "Globals": {"Function": {"Runtime": "python3.13"}},
        "Resources": {"F": function, "Fn::ForEach::Topics": LOOP},
    }
    file = tmp_path / "t.json"
    file.write_text(json.dumps(body))
    template = read_template(file, name="t.json")
    engines: list[Engine] = [CfnLint(), Nag(), Checkov(tmp_path)]
    for order in (engines, engines[::-1]):
        forms = CanonicalForms()
        asked = {engine.name: json.loads(requests_for(engine, [template], forms)[0].text) for engine in order}
        assert asked["cfn-lint"] == body
        assert asked["cdk-nag"] == asked["checkov"]
        assert asked["checkov"]["Resources"].keys() == {"F", "FRole", "TopicOrders"}
        assert asked["checkov"]["Resources"]["F"]["Type"] == "AWS::Lambda::Function"


def test_the_partition_of_a_stack_is_not_that_of_another(tmp_path: Path) -> None:
    """One file for two Regions: what SAM makes of it depends on the Region."""
    properties = {"InlineCode": "pass", "Handler": "a.b", "Runtime": "python3.13", "Policies": ["ReadOnlyAccess"]}
    function = {"Type": "AWS::Serverless::Function", "Properties": properties}
    file = tmp_path / "t.json"
    file.write_text(json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"F": function}}))
    regions = ("eu-west-1", "cn-north-1")
    templates = [read_template(file, name=r, account="111122223333", region=r) for r in regions]
    texts = {request.text for request in requests_for(Nag(), templates, CanonicalForms())}
    assert sorted("arn:aws-cn:iam" in text for text in texts) == [False, True]
