"""What deploys the zone: the bucket, the repository and the roles of each environment, and what they may deploy."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG, Form, Name

_ENVIRONMENT = r"\$\{(?:Qualifier|AWS::AccountId|AWS::Region)\}"
_PLACEHOLDERS = "${Qualifier}, ${AWS::AccountId} and ${AWS::Region}"

_QUALIFIER = Form(
    r"[a-z0-9_-]+",
    "this is not a qualifier of the CDK",
    "1 to 10 lower-case letters, digits, hyphens and underscores: hnb659fds",
    "give the one that was given to `cdk bootstrap --qualifier`",
    longest=10,
)
_STORE = Form(
    rf"[a-z0-9][a-z0-9._/-]{{2,}}(?:[a-z0-9._/-]|{_ENVIRONMENT})*",
    "this is not a name of a bucket or repository",
    f"the name in lower case, at least 3 characters before the first of {_PLACEHOLDERS}",
    "copy the name from the bootstrap stack, and write placeholders for account and Region",
    shortest=3,
    longest=256,
)
_ROLE = Form(
    rf"[A-Za-z0-9_+=,.@/-]{{3,}}(?:[A-Za-z0-9_+=,.@/-]|{_ENVIRONMENT})*",
    "this is not a name of a role",
    f"the name, after its path, of a role in the stack's own account, at least 3 characters before the first of "
    f"{_PLACEHOLDERS}",
    "copy the name, not the ARN, from the bootstrap stack, and write placeholders for account and Region",
    shortest=3,
    longest=256,
)
_PERMISSION_SET = "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_NAME_*"
_ADMINISTRATOR = Form(
    # A wildcard only in place of Identity Center's Region and suffix: it alone makes roles of that path.
    r"aws-reserved/sso\.amazonaws\.com/(?:(?:\*|[a-z0-9-]+)/)?AWSReservedSSO_[A-Za-z0-9_+=,.@-]{1,32}_(?:\*|[0-9a-f]{16})"
    r"|(?!aws-reserved/|aws-service-role/)[A-Za-z0-9_+=,.@-]+(?:/[A-Za-z0-9_+=,.@-]+)*",
    "this is not the role of administrators, or the pattern is so wide that others could take such a name",
    f"a role's name after its path, without a wildcard; or {_PERMISSION_SET}, where NAME is a whole permission set's",
    "give the permission set's name, or the whole name of one role",
    shortest=3,
    longest=256,
)
_Administrator = Annotated[str, AfterValidator(_ADMINISTRATOR.check), _ADMINISTRATOR.schema]
_TYPE = Form(
    r"[A-Za-z0-9]+::[A-Za-z0-9]+::(?:[A-Za-z0-9]+|\*)",
    "this is not a type of CloudFormation",
    "a type, or all types of a service: AWS::ECS::Service, AWS::ECS::*",
    "give the type as templates name it",
    longest=200,
)
_Type = Annotated[str, AfterValidator(_TYPE.check), _TYPE.schema]
_Store = Annotated[str, AfterValidator(_STORE.check), _STORE.schema]
_Role = Annotated[str, AfterValidator(_ROLE.check), _ROLE.schema]
_HERE = "${AWS::AccountId}-${AWS::Region}"
BOOTSTRAP_STAGE = "Bootstrap"
"""The stage, nested in the app, with the stack of each environment's bootstrap."""
TOOLKIT_STACK = "CDKToolkit"
"""The name of the stack that ``cdk bootstrap`` makes."""
PERMISSIONS_BOUNDARY = "cdk-${Qualifier}-permissions-boundary-" + _HERE
"""The name of the policy that bounds every role, as in the context ``@aws-cdk/core:permissionsBoundary``."""


class AlsoDeploys(BaseModel):
    """Types that teams deploy in stacks of their own, beyond those of the zone's."""

    model_config = CONFIG

    types: tuple[_Type, ...] = Field(
        min_length=1, description="Types of CloudFormation; `AWS::ECS::*` means all of a service."
    )
    accounts: tuple[Name, ...] = Field(default=(), description="The accounts, by name; all of them without this line.")


class Bootstrap(BaseModel):
    """What deploys the zone. The gates refuse an assembly that something else would deploy.

    Without this part, it has the names that ``cdk bootstrap`` gives. Source: ``DefaultStackSynthesizer``, AWS CDK API
    reference.
    """

    model_config = CONFIG

    qualifier: Annotated[str, AfterValidator(_QUALIFIER.check), _QUALIFIER.schema] = Field(
        default="hnb659fds", description="Part of the names below, and of the policies of the bootstrap."
    )
    bucket: _Store = Field(
        default="cdk-${Qualifier}-assets-" + _HERE, description="The bucket that templates and files are uploaded to."
    )
    repository: _Store = Field(
        default="cdk-${Qualifier}-container-assets-" + _HERE, description="The repository of container images."
    )
    deploy_role: _Role = Field(
        default="cdk-${Qualifier}-deploy-role-" + _HERE, description="The role that starts a deployment."
    )
    execution_role: _Role = Field(
        default="cdk-${Qualifier}-cfn-exec-role-" + _HERE,
        description="The role that CloudFormation deploys as; guardrails exempt it, and protect it.",
    )
    lookup_role: _Role = Field(
        default="cdk-${Qualifier}-lookup-role-" + _HERE, description="The role that reads for the CDK CLI."
    )
    file_publishing_role: _Role = Field(
        default="cdk-${Qualifier}-file-publishing-role-" + _HERE, description="The role that uploads files."
    )
    image_publishing_role: _Role = Field(
        default="cdk-${Qualifier}-image-publishing-role-" + _HERE, description="The role that uploads images."
    )

    administrators: tuple[_Administrator, ...] = Field(
        default=(),
        description="The roles of people who bootstrap, beside OrganizationAccountAccessRole: guardrails let them make "
        "and change what the bootstrap makes. None by default: a role named here can take over the roles that deploy.",
    )

    trusted_accounts: tuple[Name, ...] = Field(
        default=(),
        description="Accounts, by name, whose principals may deploy in every account: that of the pipeline. Without "
        "this line, the management account.",
    )
    also_deploys: tuple[AlsoDeploys, ...] = Field(
        default=(),
        description="Types that CloudFormation may create beside those of the zone's own stacks.",
    )

    def types_in(self, account: str) -> tuple[str, ...]:
        """Return what ``also_deploys`` names for an account, patterns as written."""
        return tuple(t for one in self.also_deploys if not one.accounts or account in one.accounts for t in one.types)

    def names(self) -> dict[str, str]:
        """Return the names by key, the qualifier filled in, the other placeholders of the CDK left."""
        return {
            key: value.replace("${Qualifier}", self.qualifier)
            for key, value in self.model_dump().items()
            if isinstance(value, str) and key != "qualifier"
        }

    @property
    def boundary(self) -> str:
        """The name of the boundary that every role has, with the CDK's placeholders for account and Region."""
        return PERMISSIONS_BOUNDARY.replace("${Qualifier}", self.qualifier)
