"""Facts of one resource type, from its file in this folder: ``AWS::S3::Bucket`` has ``AWS-S3-Bucket.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.cloudformation.types.schemas import identifying_property
from landing_zone.yaml.yaml_file import read_yaml


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Naming(_Facts):
    """How resources are named. The ARN forms are those of the "Service Authorization Reference" of each service."""

    property: str = Field(default="", description="What gives the name; by default what identifies the resource.")
    service: str = Field(default="", description="The ARN's service part; empty when the name alone makes no ARN.")
    before: str = Field(default="", description="What comes before the name in the ARN's last part.")
    scope: Literal["global", "account", "environment"] = Field(
        default="environment", description="Within what the bare name says which resource is meant."
    )


class Encryption(_Facts):
    """How data is encrypted at rest; each value but the last is a path of properties."""

    key: str = Field(description="The key of KMS.")
    switch: str = Field(default="", description="What turns encryption on; without it there is none.")
    own_key: str = Field(default="", description="What turns the service's own key off, where no key is named.")
    algorithm: str = Field(default="", description="The algorithm, where no key is named.")
    otherwise: Literal["none is declared", "key of the service", "AES256, key of the service"] = Field(
        description="What holds when none of these is set. S3 encrypts every bucket since 2023 (S3 user guide)."
    )


class Attachment(_Facts):
    """What a policy that is a resource of its own is attached to."""

    type: str = Field(description="The type whose resources it is on.")
    property: str = Field(description="The property that names them.")


class Protection(_Facts):
    """What a firewall is attached to."""

    property: str = Field(description="What names the protected resource.")
    of: str = Field(default="", description="The type that attaches it and has this property; empty for its own.")


class Single(_Facts):
    """That there can be one only; a second one is refused when it is created."""

    within: Literal["account", "environment"] = Field(description="Once in an account, or once in each Region of it.")
    by: tuple[str, ...] = Field(
        default=(),
        description="The property of whose every value there can be one; with others before it, within each of their "
        "values; empty for one in all.",
    )


class ResourceType(_Facts):
    """What is known of a type beyond its schema. A path's keys are joined by dots; ``*`` is every element of a list."""

    plain_name: str = Field(default="", description="For people who have never read a template.")
    noun: str = Field(default="", description="For the lists of the inventory.")
    holds_data: bool = Field(default=False, description="Its deletion or replacement loses data, logs or keys.")
    name: Naming | None = None
    single: Single | None = Field(default=None, description="For what can exist once.")
    holds_alone: str = Field(
        default="", description="The property that names what no other of this type can hold at the same time."
    )
    refuses_change: tuple[str, ...] = Field(
        default=(), description="Properties that CloudFormation neither changes nor replaces for: the update fails."
    )
    changes_in_place: tuple[str, ...] = Field(
        default=(),
        description="Properties that the schema calls create-only under conditions, and whose documentation says that "
        "their change replaces nothing.",
    )
    encryption: Encryption | None = Field(default=None, description="For what keeps data.")
    copies: str = Field(default="", description="How its copies are found: a function of inventory/copies.py.")
    log_destinations: tuple[str, ...] = Field(default=(), description="Properties that say where its logs go.")
    tls_setting: str = Field(default="", description="The path that sets its TLS.")
    arn_form: Naming | None = Field(
        default=None, description="The form of its ARN, for a type without a 'name' that says it."
    )
    attaches_to: Attachment | None = Field(default=None, description="For a policy of its own.")
    policy_of: str = Field(default="", description="For a policy of its own: the property that names what it guards.")
    policy_action: str = Field(default="", description="The action that this policy must deny to refuse plain HTTP.")
    policy_as_text: bool = Field(
        default=False, description="Its policy is taken only as text, or allows nothing on its own."
    )
    protects: Protection | None = Field(default=None, description="For what inspects traffic.")
    of_one_account: str = Field(
        default="", description="For a type of an organisation: the type that does the same for one account alone."
    )
    decides_requests: bool = Field(
        default=False, description="What it says decides requests to other resources: a principal, a policy, a key."
    )
    neutral: dict[str, str] = Field(
        default_factory=dict,
        description="Path to the reason why no value of it weakens anything. Names are joined by dots; [] is the "
        "elements of a list, {} the keys of a free map.",
    )
    documents: dict[str, str] = Field(
        default_factory=dict,
        description="Path of a JSON document, or of a mapping of a type without a schema, to the control that judges.",
    )
    connects_to: str = Field(default="", description="The property that names the other side of a network connection.")


_NOTHING = ResourceType()


@cache
def resource_type(type_: str) -> ResourceType:
    """Return what is known of a type: nothing, for one that has no file.

    Raises:
        UserError: its file is not a valid description of a type.
    """
    file = type_files().get(type_)
    if file is None:
        return _NOTHING
    facts = read_yaml(file).parse(ResourceType)
    if facts.name is None or facts.name.property:
        return facts
    return facts.model_copy(update={"name": facts.name.model_copy(update={"property": identifying_property(type_)})})


@cache
def type_files() -> Mapping[str, Path]:
    """Return type to its file."""
    return {file.stem.replace("-", "::"): file for file in sorted(Path(__file__).parent.glob("*.yaml"))}


@cache
def types_of_one_account() -> Mapping[str, str]:
    """Return each type of an organisation to the type that does the same for one account.

    Raises:
        UserError: a file is not a valid description of a type.
    """
    return {type_: other for type_ in type_files() if (other := resource_type(type_).of_one_account)}
