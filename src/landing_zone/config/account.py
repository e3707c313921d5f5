"""An AWS account of the landing zone."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field, StrictBool

from landing_zone.config.fields import CONFIG, AccountId, Email, Line, Name


class Role(StrEnum):
    """The purpose of an account. Each role except ``workload`` exists once: other stacks refer to its stacks."""

    MANAGEMENT = "management"
    LOG_ARCHIVE = "log-archive"
    SECURITY = "security"
    NETWORK = "network"
    WORKLOAD = "workload"


SINGLE_ROLES = (Role.MANAGEMENT, Role.LOG_ARCHIVE, Role.SECURITY, Role.NETWORK)
"""The roles that exactly one account has."""


class Scope(StrEnum):
    """An account's place in the PCI DSS scope."""

    CDE = "cde"
    """It stores, processes or transmits cardholder data, or is treated as if it did."""
    CONNECTED = "connected"
    """It can reach the cardholder data environment, or can affect its security."""
    OUT_OF_SCOPE = "out-of-scope"
    """Neither; segmentation keeps it so."""


class Stage(StrEnum):
    """Whether customers depend on it."""

    PRODUCTION = "production"
    STAGING = "staging"


class Account(BaseModel):
    """One AWS account: its identity, its place, and what it holds."""

    model_config = CONFIG

    name: Name = Field(
        description="The account's name: part of stack names, and how the rest of this file refers to it."
    )
    id: AccountId = Field(description="AWS account id: 12 digits, in quotes, so that leading zeros stay.")
    email: Email = Field(description="Root e-mail address of the account: a shared mailbox, unique in all of AWS.")
    unit: Line | None = Field(
        default=None,
        description="The organisational unit that it is in; 'Root' for the management account. Only an account without "
        "an organisation has none.",
    )
    role: Role = Field(description="What it is for: exactly one account has each role but workload.")
    scope: Scope = Field(description="Its place in the PCI DSS scope.")
    stage: Stage = Field(description="Whether customers depend on it.")
    owner: Name = Field(description="The team that is responsible for it; a tag on every resource.")
    internet_facing: StrictBool = Field(
        default=False, description="Workload accounts: whether the public internet reaches it; it then gets a web ACL."
    )
    data_classes: tuple[Name, ...] = Field(
        default=(), description="Workload accounts: which of the data classes, declared below in this file, it holds."
    )
    also: tuple[Role, ...] = Field(
        default=(),
        description="Roles that it has besides: in a small organisation one account may keep logs, aggregate findings "
        "and join networks; without an organisation the one account has them all.",
    )
    workloads: tuple[Name, ...] = Field(
        default=(), description="Workload accounts: the applications that run in it, for inventories and diagrams."
    )

    @property
    def roles(self) -> tuple[Role, ...]:
        """Its own role, then the others that it has besides."""
        return (self.role, *self.also)
