"""Names of what deploys the zone that cannot be, or are of another account, are refused."""

from __future__ import annotations

import pytest

_AFTER = "frameworks: [pci-dss-4.0.1, gdpr]"
_LEAST = "at least 3 characters before the first of ${Qualifier}, ${AWS::AccountId} and ${AWS::Region}"
_ROLE = (
    "this is not a name of a role",
    f"the name, after its path, of a role in the stack's own account, {_LEAST}",
    "copy the name, not the ARN, from the bootstrap stack, and write placeholders for account and Region",
)


_PERMISSION_SET = "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_NAME_*"
_ADMINISTRATOR = (
    "this is not the role of administrators, or the pattern is so wide that others could take such a name",
    f"a role's name after its path, without a wildcard; or {_PERMISSION_SET}, where NAME is a whole permission set's",
    "give the permission set's name, or the whole name of one role",
)


def _row(key: str, value: str, what: str, allowed: str, fix: str) -> object:
    written = {_AFTER: f"{_AFTER}\nbootstrap: {{{key}: '{value}'}} # here"}
    return pytest.param(written, "# here", what, value, allowed, fix, id=f"{key}-{value or 'empty'}")


REFUSED = [
    *(
        _row(
            "qualifier",
            value,
            "this is not a qualifier of the CDK",
            "1 to 10 lower-case letters, digits, hyphens and underscores: hnb659fds",
            "give the one that was given to `cdk bootstrap --qualifier`",
        )
        for value in ("elevenchars", "Upper", "a b")
    ),
    *(
        _row(
            "bucket",
            value,
            "this is not a name of a bucket or repository",
            f"the name in lower case, {_LEAST}",
            "copy the name from the bootstrap stack, and write placeholders for account and Region",
        )
        for value in ("Upper-case", "${Qualifier}-assets", "assets-${AWS::StackName}")
    ),
    *(
        _row("execution_role", value, *_ROLE)
        for value in ("arn:aws:iam::111111111111:role/deploy", "*", "${AWS::Region}", "deploy-*")
    ),
    *(
        pytest.param(
            {_AFTER: f"{_AFTER}\nbootstrap: {{administrators: [Bootstrapper, '{value}']}} # here"},
            "# here",
            _ADMINISTRATOR[0],
            value,
            *_ADMINISTRATOR[1:],
            id=f"administrators-{value or 'empty'}",
        )
        for value in (
            "",
            "*",
            "Admin*",
            "arn:aws:iam::111111111111:role/Admin",
            "aws-reserved/sso.amazonaws.com/*",
            "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_*",
            "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin*_*",
            "*/AWSReservedSSO_AWSAdministratorAccess_*",
            "aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
        )
    ),
    *(
        pytest.param({_AFTER: f"{_AFTER}\nbootstrap: {{{text}}} # here"}, "# here", what, value, allowed, fix, id=value)
        for text, what, value, allowed, fix in (
            (
                "also_deploys: [{types: [AWS::ECS::Servise]}]",
                "CloudFormation has no such type",
                "AWS::ECS::Servise",
                "AWS::ECS::",
                "did you mean 'AWS::ECS::Service'?",
            ),
            (
                "also_deploys: [{types: ['AWS::Dynamo::*']}]",
                "CloudFormation has no such type",
                "AWS::Dynamo::*",
                "AWS::D",
                "did you mean 'AWS::DynamoDB::*'?",
            ),
            (
                "also_deploys: [{types: [ecs]}]",
                "this is not a type of CloudFormation",
                "ecs",
                "a type, or all types of a service: AWS::ECS::Service, AWS::ECS::*",
                "give the type as templates name it",
            ),
            (
                "also_deploys: [{types: [AWS::ECS::Service], accounts: [cde-prodction]}]",
                "'cde-prodction' is not an account",
                "cde-prodction",
                "cde-production",
                "did you mean 'cde-production'?",
            ),
            (
                "trusted_accounts: [managment]",
                "'managment' is not an account",
                "managment",
                "management",
                "did you mean 'management'?",
            ),
        )
    ),
]
