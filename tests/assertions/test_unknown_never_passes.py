"""Templates that could evade an assertion, or seem tied where they may not be: none passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from landing_zone.cloudformation.model import Assembly

Statuses = Callable[..., dict[str, str]]
Template = Callable[[str], Assembly]
NO_STAR = {
    "each": {"type": ["AWS::IAM::ManagedPolicy"]},
    "must": "!([PolicyDocument.Statement][] | [?Effect == 'Allow' && contains([Action][], '*')])",
}
NOT_EVERYBODY = {
    "each": {"type": ["AWS::IAM::Role"]},
    "must": "!([AssumeRolePolicyDocument.Statement][] | [?contains([Principal, Principal.AWS][], '*')])",
}
LOGGED = {"each": {"type": ["AWS::EC2::VPC"]}, "related": {"type": ["AWS::EC2::FlowLog"], "by": "ResourceId"}}
TO_LOCKED_BUCKET = {
    "each": {"type": ["AWS::CloudTrail::Trail"]},
    "related": {"type": ["AWS::S3::Bucket"], "through": "S3BucketName", "where": "ObjectLockEnabled == `true`"},
}


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("""'{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'""", "fail"),
        ("""' {"\\u0053tatement": {"Effect": "Allow", "Action": ["*"], "Resource": "*"}}'""", "fail"),
        ("""'{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'""", "pass"),
        ("""!Sub '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "${Word}"}]}'""", "undetermined"),
        ("""!Sub '{"${Word}": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'""", "undetermined"),
        ("""!Join ["", ["{", !Ref Word, "}"]]""", "undetermined"),
        ("""!Sub "${Word}" """, "undetermined"),
        ("""!Ref Word""", "undetermined"),
    ],
)
def test_a_policy_written_as_text_is_read_or_unknown(
    template: Template, statuses: Statuses, document: str, status: str
) -> None:
    """CloudFormation accepts a policy as JSON text too; an unreadable part makes the finding an error."""
    text = f"""\
Parameters: {{Word: {{Type: String}}}}
Resources:
  Policy: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {document}}}}}
"""
    assert statuses(template(text), **NO_STAR) == {"Policy": status}


@pytest.mark.parametrize(
    ("principal", "status"),
    [
        ("!GetAtt Custom.Who", "undetermined"),
        ("!GetAtt Nested.Outputs.Who", "undetermined"),
        ("!GetAtt Setting.Value", "undetermined"),
        ("!GetAtt Other.Arn", "pass"),
    ],
)
def test_what_a_custom_resource_returns_may_be_a_wildcard(
    template: Template, statuses: Statuses, principal: str, status: str
) -> None:
    """An ARN of a role is never "*"; what a custom resource, a nested stack or a parameter's value yields may be."""
    text = f"""\
Resources:
  Custom: {{Type: Custom::Lookup, Properties: {{ServiceToken: "arn:aws:lambda:eu-west-1:111111111111:function:x"}}}}
  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: "https://example.com/x.yaml"}}}}
  Setting: {{Type: AWS::SSM::Parameter, Properties: {{Type: String, Value: "*"}}}}
  Other: {{Type: AWS::EC2::VPC}}
  Role:
    Type: AWS::IAM::Role
    Properties: {{AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{AWS: {principal}}}}}]}}}}
"""
    assert statuses(template(text), **NOT_EVERYBODY) == {"Role": status}


def test_one_of_several_that_is_selected_at_deployment_ties_none_for_sure(
    template: Template, statuses: Statuses
) -> None:
    """The item that a ``Fn::Select`` takes is unknown: one flow log is not one for each VPC."""
    text = """\
Parameters: {Index: {Type: Number}}
Resources:
  One: {Type: AWS::EC2::VPC}
  Two: {Type: AWS::EC2::VPC}
  Log: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Select [!Ref Index, [!Ref One, !Ref Two]]}}
"""
    assert statuses(template(text), **LOGGED) == {"One": "undetermined", "Two": "undetermined"}
    of_one = text.replace("!Ref Two]", "!GetAtt One.VpcId]")
    assert statuses(template(of_one), **LOGGED) == {"One": "pass", "Two": "fail"}
    joined = text.replace("[!Ref One, !Ref Two]", '!Split [",", !Join [",", [!Ref One, !Ref Two]]]')
    assert statuses(template(joined), **LOGGED) == {"One": "undetermined", "Two": "undetermined"}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("!Ref Locked", "pass"),
        ('!Sub "arn:aws:s3:::${Locked}"', "pass"),
        ('!Sub "arn:aws:s3:::${Locked}/trail"', "pass"),
        ('!Select [5, !Split [":", !GetAtt Locked.Arn]]', "pass"),
        ('!Sub "${Locked}-copy"', "undetermined"),
        ('!Sub "arn:aws:s3:::copy-${Locked}/trail"', "undetermined"),
        ('!Sub "${Locked}${Suffix}"', "undetermined"),
        ('!Join ["", [!Sub "arn:aws:s3:::${Locked}", "-copy"]]', "undetermined"),
        ('!Join ["", ["copy", !Sub "${Locked}/trail"]]', "undetermined"),
    ],
)
def test_a_name_made_from_another_name_is_another(
    template: Template, statuses: Statuses, name: str, status: str
) -> None:
    """``${Bucket}-copy`` names another bucket, which may not be locked."""
    text = f"""\
Parameters: {{Suffix: {{Type: String}}}}
Resources:
  Locked: {{Type: AWS::S3::Bucket, Properties: {{ObjectLockEnabled: true}}}}
  Trail: {{Type: AWS::CloudTrail::Trail, Properties: {{S3BucketName: {name}}}}}
"""
    assert statuses(template(text), **TO_LOCKED_BUCKET) == {"Trail": status}


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("CidrIpv6: '2000::/4'", "fail"),
        ("CidrIp: '0.0.0.0/0 '", "fail"),
        ("CidrIp: 0.0.0.0", "undetermined"),
        ("CidrIp: office/0", "undetermined"),
        ("CidrIp: 10.0.0.0/8", "pass"),
    ],
)
def test_a_range_of_addresses_that_cannot_be_read(
    template: Template, statuses: Statuses, rule: str, status: str
) -> None:
    """All of the template is known, and still it is not known whom such a rule is for."""
    text = f"""\
Resources:
  Group: {{Type: AWS::EC2::SecurityGroup, Properties: {{SecurityGroupIngress: [{{IpProtocol: tcp, {rule}}}]}}}}
"""
    must = "!([SecurityGroupIngress][] | [?open_to_world(@) && admits_port(@, `[22]`)])"
    assertion = {"each": {"type": ["AWS::EC2::SecurityGroup"]}, "must": must}
    assert statuses(template(text), **assertion) == {"Group": status}
