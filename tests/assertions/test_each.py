"""``each ... must``: a condition on every selected resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.cloudformation.model import Assembly
from landing_zone.findings.finding import Status

KEYS = """\
Parameters:
  Rotate: {Type: String, Default: "true"}
  Env: {Type: String}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Never: !Equals [a, b]
Resources:
  On: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true}}
  OnAsText: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: "true"}}
  Off: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: false, Description: d}}
  Missing: {Type: AWS::KMS::Key}
  ByParameter: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !Ref Rotate}}
  ByCondition: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !If [Prod, true, false]}}
  EitherWay: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !If [Prod, true, "true"]}}
  PerhapsDeployed: {Type: AWS::KMS::Key, Condition: Prod, Properties: {EnableKeyRotation: false}}
  NeverDeployed: {Type: AWS::KMS::Key, Condition: Never, Properties: {EnableKeyRotation: false}}
  Other: {Type: AWS::SNS::Topic}
"""
ROTATES = {"each": {"type": ["AWS::KMS::Key"]}, "must": "EnableKeyRotation == `true`"}
Judge = Callable[..., Evaluation]
Statuses = Callable[..., dict[str, str]]
Template = Callable[[str], Assembly]


def test_each_resource_gets_one_finding(template: Template, statuses: Statuses) -> None:
    """What holds passes, what does not fails; so does what does not under a condition. A free parameter is an error."""
    assert statuses(template(KEYS), **ROTATES) == {
        "On": "pass",
        "OnAsText": "pass",
        "Off": "fail",
        "Missing": "fail",
        "ByParameter": "undetermined",
        "ByCondition": "fail",
        "EitherWay": "pass",
        "PerhapsDeployed": "fail",
    }


def test_the_message_names_resource_value_and_what_must_hold(template: Template, judge: Judge) -> None:
    """One sentence; of a condition's parts only those that do not hold; the line of the foreign template."""
    must = "EnableKeyRotation == `true` && Description == 'd'"
    found = {f.logical_id: f for f in judge(template(KEYS), each=ROTATES["each"], must=must).findings}

    assert found["Off"].message == (
        'AWS::KMS::Key Off in template.yaml: EnableKeyRotation is false, but "EnableKeyRotation == `true`" must hold.'
    )
    assert found["Off"].source.endswith("template.yaml:10")
    assert (found["Off"].rule, found["Off"].resource_type) == ("assertion::the-control.it-holds", "AWS::KMS::Key")
    unknown = {f.logical_id: f for f in judge(template(KEYS), **ROTATES).findings}["ByParameter"]
    assert unknown.message == (
        "AWS::KMS::Key ByParameter in template.yaml: it depends on the parameter Rotate, whose "
        'default "true" can be overridden; as far as known, EnableKeyRotation is "?", '
        'but "EnableKeyRotation == `true`" must hold.'
    )
    assert found["On"].status is Status.FAIL
    assert "Description is missing" in found["On"].message


def test_a_condition_too_long_to_read_is_replaced_by_the_description(template: Template, judge: Judge) -> None:
    """A hundred characters of JMESPath are too many to read in an error."""
    must = " || ".join(f"EnableKeyRotation == 'a value that no key has, number {n}'" for n in range(3))
    found = {f.logical_id: f for f in judge(template(KEYS), each=ROTATES["each"], must=must).findings}

    assert found["Off"].message == (
        "AWS::KMS::Key Off in template.yaml: EnableKeyRotation is false, "
        "but this must hold: What the test says must hold."
    )


def test_a_construct_path_names_the_resource(assembly: Callable[..., Assembly], judge: Judge) -> None:
    """In a cloud assembly the user knows the construct path."""
    key = {"Type": "AWS::KMS::Key", "Metadata": {"aws:cdk:path": "Audit/Key/Resource"}}
    (found,) = judge(assembly({"Audit": ("1/eu-west-1", {"Resources": {"K": key}})}), **ROTATES).findings

    assert found.message.startswith("AWS::KMS::Key Audit/Key/Resource: EnableKeyRotation is missing")
    assert (found.stack, found.environment, found.construct_path) == ("Audit", "1/eu-west-1", "Audit/Key/Resource")


def test_where_selects_and_an_unknown_selection_never_hides_a_failure(template: Template, judge: Judge) -> None:
    """A resource outside the selection has no finding; one that may be inside passes only if it holds anyway."""
    text = """\
Parameters: {Spec: {Type: String}}
Resources:
  Symmetric: {Type: AWS::KMS::Key, Properties: {KeySpec: SYMMETRIC_DEFAULT}}
  Rsa: {Type: AWS::KMS::Key, Properties: {KeySpec: RSA_2048}}
  PerhapsBad: {Type: AWS::KMS::Key, Properties: {KeySpec: !Ref Spec}}
  PerhapsGood: {Type: AWS::KMS::Key, Properties: {KeySpec: !Ref Spec, EnableKeyRotation: true}}
"""
    each = {"type": ["AWS::KMS::Key"], "where": "KeySpec == 'SYMMETRIC_DEFAULT'"}
    found = {f.logical_id: f for f in judge(template(text), each=each, must=ROTATES["must"]).findings}

    assert {k: f.status.value for k, f in found.items()} == {
        "Symmetric": "fail",
        "PerhapsBad": "undetermined",
        "PerhapsGood": "pass",
    }
    assert "the parameter Spec" in found["PerhapsBad"].message


def test_a_condition_that_cannot_be_applied_never_passes(template: Template, judge: Judge) -> None:
    """A function on a missing property fails in ``must``, also negated, and is an error in ``where``."""
    text = "Resources: {A: {Type: AWS::X::Y}, B: {Type: AWS::X::Y, Properties: {Actions: [a]}}}"
    each = {"type": ["AWS::X::Y"]}
    must = {f.logical_id: f for f in judge(template(text), each=each, must="!contains(Actions, '*')").findings}
    where = judge(template(text), each={**each, "where": "contains(Actions, 'a')"}, must="`false`").findings

    assert {k: f.status.value for k, f in must.items()} == {"A": "fail", "B": "pass"}
    assert "contains()" in must["A"].message
    assert {f.logical_id: f.status.value for f in where} == {"A": "undetermined", "B": "fail"}


def test_an_assertion_that_selects_nothing_says_so(template: Template, judge: Judge) -> None:
    """No resource of the type: no finding, and the rule is named as one without subject."""
    evaluation = judge(template("Resources: {T: {Type: AWS::SNS::Topic}}"), **ROTATES)

    assert evaluation.findings == ()
    assert evaluation.without_subject == ("assertion::the-control.it-holds",)


def test_environments_filter_the_resources(
    assembly: Callable[..., Assembly], zone: dict[str, Any], statuses: Statuses, judge: Judge
) -> None:
    """Only the named scopes are judged; a stack with an unknown environment may be one of them."""
    off = {"Type": "AWS::KMS::Key"}
    stacks = {
        "Cde": ("555555555555/eu-west-1", {"Resources": {"InCde": off}}),
        "Staging": ("666666666666/eu-west-1", {"Resources": {"InStaging": off}}),
        "Anywhere": ("unknown-account/unknown-region", {"Resources": {"Unknown": off}}),
    }
    each = {"type": ["AWS::KMS::Key"], "environments": {"scopes": ["cde"]}}

    assert statuses(assembly(stacks, zone), each=each, must=ROTATES["must"]) == {
        "InCde": "fail",
        "Unknown": "undetermined",
    }


def test_assertions_about_the_zone_are_named_where_there_is_no_zone(template: Template, judge: Judge) -> None:
    """They are not judged on templates from elsewhere, and are listed as not judged."""
    each = {"type": ["AWS::KMS::Key"], "environments": {"scopes": ["cde"]}}
    evaluation = judge(template(KEYS), each=each, must=ROTATES["must"])

    assert evaluation.findings == ()
    assert evaluation.not_judged == ("assertion::the-control.it-holds",)
