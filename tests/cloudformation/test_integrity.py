"""Our own assembly deploys what was judged, in the judged environments, with its own construct paths."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.integrity import refuse_what_is_not_judged
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.errors import UserError

CdkOut = Callable[..., Path]
HERE = "555555555555/eu-west-1"
CHILD = '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}'
DIGEST = hashlib.sha256(CHILD.encode()).hexdigest()


def topic(path: str = "", **more: Any) -> dict[str, Any]:
    """A topic, optionally with a construct path."""
    return {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": path} if path else {}, "Properties": more}


def nested(url: Any) -> dict[str, Any]:
    """A nested stack whose template, as its metadata says, is in the assembly."""
    return {
        "Type": "AWS::CloudFormation::Stack",
        "Metadata": {"aws:asset:path": "child.nested.template.json"},
        "Properties": {"TemplateURL": url},
    }


def refuse(cdk_out: CdkOut, *stacks: dict[str, Any], environment: str = HERE) -> None:
    """Judge the integrity of an assembly of these resources."""
    bodies = {f"S{i}": (environment, {"Resources": resources}) for i, resources in enumerate(stacks)}
    out = cdk_out(bodies, S0={f"{DIGEST}.json": "child.nested.template.json"})
    (out / "child.nested.template.json").write_text(CHILD)
    # what deploys it is in test_deployment.py
    refuse_what_is_not_judged(replace(load_assembly(out), deployments=()), {HERE}, {})


def test_a_valid_assembly_is_accepted(cdk_out: CdkOut) -> None:
    """Two stacks, each path once, and a nested stack as the CDK writes it."""
    own = nested({"Fn::Join": ["", ["https://s3.eu-west-1.", {"Ref": "AWS::URLSuffix"}, f"/b/{DIGEST}.json"]]})
    refuse(cdk_out, {"A": topic("S0/A/Resource"), "N": own}, {"A": topic("S1/A/Resource")})


@pytest.mark.parametrize("environment", ["999999999999/eu-west-1", "555555555555/ap-southeast-2", "unknown-account/x"])
def test_a_stack_for_elsewhere_is_refused(cdk_out: CdkOut, environment: str) -> None:
    """Assertions about the zone would ignore it."""
    with pytest.raises(UserError, match="environment that the configuration does not name"):
        refuse(cdk_out, {"A": topic()}, environment=environment)


def test_a_copied_construct_path_is_refused(cdk_out: CdkOut) -> None:
    """It would be covered by the waiver of another resource."""
    with pytest.raises(UserError, match="two resources claim one construct path"):
        refuse(cdk_out, {"A": topic("S0/A/Resource"), "B": topic("S0/A/Resource")})
