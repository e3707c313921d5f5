"""The inventory as data. A position is one in ``Assessment.resources``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid")


class SubnetFact(BaseModel):
    """A subnet."""

    model_config = _STRICT

    tier: str = Field(description="public, private or isolated, by its routes: the internet, a NAT gateway, neither.")
    cidr: str
    zone: str


class EndpointFact(BaseModel):
    """A way from a VPC to a service that does not leave AWS."""

    model_config = _STRICT

    service: str
    kind: str = Field(description="Interface or Gateway.")
    restricted: bool = Field(description="It has a policy of its own.")


class NetworkFact(BaseModel):
    """A VPC, and what leads into and out of it."""

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


class OpeningFact(BaseModel):
    """A rule that lets traffic through: a security group's, a network ACL's, a listener's."""

    model_config = _STRICT

    resource: int
    environment: str
    kind: str = Field(description="security group, network ACL or listener.")
    direction: str = Field(description="inbound or outbound.")
    protocol: str
    ports: str
    peer: str
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
    rotation: str = Field(description="'every 365 days', 'none', or why it cannot be told.")
    multi_region: bool
    used_by: tuple[int, ...] = Field(description="Resources whose properties name it.")


class TlsFact(BaseModel):
    """Where TLS ends, is demanded, or is certified."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    setting: str


class LogFact(BaseModel):
    """A source or a store of logs."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    destination: str
    retention: str
    encryption: str
    locked: str = Field(description="What keeps records from being changed or deleted; empty for nothing.")


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
    """What survives the loss of a zone, a Region, or an account's good sense."""

    model_config = _STRICT

    resource: int
    environment: str
    what: str
    means: str


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
