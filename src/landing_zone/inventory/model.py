"""The inventory as data. ``resource`` is an index into ``Assessment.resources``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid")


class SubnetFact(BaseModel):
    """A subnet."""

    model_config = _STRICT

    tier: str = Field(description="public, private or isolated, by its routes; or undetermined.")
    cidr: str
    zone: str


class EndpointFact(BaseModel):
    """A private connection from a VPC to a service of AWS."""

    model_config = _STRICT

    service: str
    kind: str = Field(description="Interface or Gateway.")
    restricted: bool = Field(description="It has its own policy.")


class NetworkFact(BaseModel):
    """A VPC, and its connections."""

    model_config = _STRICT

    resource: int
    environment: str
    cidr: str
    subnets: tuple[SubnetFact, ...]
    endpoints: tuple[EndpointFact, ...]
    internet: bool = Field(description="An internet gateway is attached.")
    nat_gateways: int
    connections: tuple[str, ...] = Field(description="Peerings, transit gateway attachments, VPN: type and other side.")
    flow_logs: tuple[str, ...] = Field(description="Where its flow logs go.")
    shared_with: tuple[str, ...] = Field(
        default=(), description="Ids of the accounts that AWS RAM shares its subnets with, or what else is named there."
    )


class OpeningFact(BaseModel):
    """A rule that lets traffic through: a security group's, a network ACL's, a listener's."""

    model_config = _STRICT

    resource: int
    environment: str
    kind: str = Field(description="security group, network ACL or listener.")
    direction: str = Field(description="inbound, outbound or undetermined.")
    protocol: str
    ports: str
    peer: str
    open_to_world: bool | None = Field(
        default=None,
        description="The other side is the internet, or at least an eighth of it; null where that is not known. "
        "A listener is not: security groups decide who reaches it.",
    )
    first_port: int | None = Field(default=None, description="The lowest; null where it has none, or it is not known.")
    last_port: int | None = Field(default=None, description="The highest; null where it has none, or it is not known.")
    justification: str = Field(description="The rule's own description; empty when it has none.")


class KeyFact(BaseModel):
    """A key of KMS."""

    model_config = _STRICT

    resource: int
    environment: str
    alias: str
    purpose: str
    spec: str
    usage: str
    origin: str
    rotation: str = Field(description="'every 365 days', 'none', or why it is undetermined.")
    multi_region: bool
    used_by: tuple[int, ...] = Field(description="Resources whose properties name it.")


class TlsFact(BaseModel):
    """Where TLS ends, is required, or gets its certificate."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    setting: str
    guards: tuple[int, ...] = Field(default=(), description="For a policy: what it guards, if the templates show it.")


class LogFact(BaseModel):
    """A source or a store of logs."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    destination: str
    retention: str
    encryption: str
    locked: str = Field(description="What protects records against change or deletion; empty for nothing.")


class RoleFact(BaseModel):
    """A role, and what it may do."""

    model_config = _STRICT

    resource: int
    environment: str
    name: str
    purpose: str
    trusted: tuple[str, ...]
    actions: tuple[str, ...]
    managed: tuple[str, ...]
    boundary: str


class CopyFact(BaseModel):
    """What survives the loss of a zone or a Region, or deletion by mistake."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    means: str


class StoreFact(BaseModel):
    """Something that keeps data, and how it is encrypted at rest."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    name: str
    encryption: str = Field(description="The key, the service's own, 'known at deployment', or 'none is declared'.")


class ProtectionFact(BaseModel):
    """What inspects traffic: a web ACL, a network firewall, a DNS firewall."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    name: str
    purpose: str
    protects: tuple[str, ...] = Field(description="What it is attached to, if the templates show it.")


class AlertFact(BaseModel):
    """A link in the chain from an event to a person: a rule, an alarm, a subscription."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    description: str = Field(description="What it alerts about; empty when it has no description.")
    targets: tuple[str, ...] = Field(description="Where it sends to; empty when nowhere.")


class GuardrailFact(BaseModel):
    """A policy of AWS Organizations, which limits every identity of the accounts it is attached to."""

    model_config = _STRICT

    resource: int
    environment: str
    name: str
    kind: str = Field(description="SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY and so on.")
    purpose: str
    targets: tuple[str, ...] = Field(description="Root, organisational units and accounts.")
    statements: tuple[str, ...] = Field(description="Ids of its statements; empty for a policy without statements.")


class Inventory(BaseModel):
    """All lists, each sorted by environment, then position."""

    model_config = _STRICT

    networks: tuple[NetworkFact, ...] = ()
    openings: tuple[OpeningFact, ...] = ()
    keys: tuple[KeyFact, ...] = ()
    tls: tuple[TlsFact, ...] = ()
    logs: tuple[LogFact, ...] = ()
    roles: tuple[RoleFact, ...] = ()
    copies: tuple[CopyFact, ...] = ()
    stores: tuple[StoreFact, ...] = ()
    protections: tuple[ProtectionFact, ...] = ()
    alerts: tuple[AlertFact, ...] = ()
    guardrails: tuple[GuardrailFact, ...] = ()
