"""The address plan: which network ranges the landing zone uses, and where."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictBool

from landing_zone.config.fields import CONFIG, Form, Name, joined
from landing_zone.config.regions import Region
from landing_zone.yaml.issue import FieldError

_PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918."""
VPC_LARGEST = 16
"""Prefix length of the largest VPC that AWS allows. Source: "VPC CIDR blocks", Amazon VPC User Guide."""
VPC_SMALLEST = 22
"""Prefix length of the smallest VPC here: nine subnets, three tiers in three zones, of 59 usable addresses each."""
_ALLOWED = "an IPv4 range whose host bits are zero: 10.16.0.0/16"
_CIDR = Field(
    json_schema_extra={
        "pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$",
        "patternErrorMessage": f"this is not an address range; allowed: {_ALLOWED}",
    }
)

_ENDPOINT = Form(
    r"(?!(?:s3|dynamodb)$)[a-z0-9-]+(?:\.[a-z0-9-]+)*",
    "this is not a service with an interface endpoint",
    "the end of the endpoint's name, as in com.amazonaws.REGION.ecr.api: ecr.api; s3 and dynamodb have gateways always",
    "write the service alone, in lower case",
    longest=100,
)
EndpointService = Annotated[str, AfterValidator(_ENDPOINT.check), _ENDPOINT.schema]


def _network(value: Any) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str) or "/" not in value:
        raise FieldError("this is not an address range", allowed=_ALLOWED, fix="write it as CIDR")
    try:
        return IPv4Network(value)
    except ValueError:
        pass
    try:
        nearest = IPv4Network(value, strict=False)
    except ValueError:
        what, fix = "this is not an IPv4 address range", "write it as CIDR"
    else:
        what, fix = "the address range has host bits set", f"write {nearest}"
    raise FieldError(what, value=value[:200], allowed=_ALLOWED, fix=fix) from None


def _supernet(value: Any) -> IPv4Network:
    network = _network(value)
    if not any(network.subnet_of(private) for private in _PRIVATE):
        raise FieldError(
            "the supernet is not private",
            value=str(network),
            allowed=f"a range within {', '.join(map(str, _PRIVATE))}",
            fix="choose a range of RFC 1918 that no other network of yours uses",
        )
    return network


def _vpc(value: Any) -> IPv4Network:
    network = _network(value)
    if not VPC_LARGEST <= network.prefixlen <= VPC_SMALLEST:
        raise FieldError(
            f"a VPC of /{network.prefixlen} cannot be built",
            value=str(network),
            allowed=f"/{VPC_LARGEST} (AWS's largest) to /{VPC_SMALLEST} (nine subnets of three tiers and zones)",
            fix="choose another prefix length",
        )
    return network


class NatGateways(StrEnum):
    """How the private subnets of a VPC reach the internet."""

    PER_ZONE = "per-zone"
    ONE = "one"
    NONE = "none"


DEFAULT_INTERFACE_ENDPOINTS = (
    "ec2messages", "ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "ssm", "ssmmessages", "sts",
)  # fmt: skip
"""What a VPC has when the file says nothing, as ``MultiAzVpc`` does."""
MOST_ZONES = 3
Zones = Annotated[int, Field(ge=2, le=MOST_ZONES)]


class Vpc(BaseModel):
    """The address range of one account's VPC in one Region, what it has, and who else uses its subnets."""

    model_config = CONFIG

    account: Name = Field(description="The account's name.")
    region: Region = Field(description="Home or mirror.")
    cidr: Annotated[IPv4Network, BeforeValidator(_vpc), _CIDR] = Field(
        description=f"The VPC's range, /{VPC_LARGEST} to /{VPC_SMALLEST}, within the supernet, overlapping no other."
    )
    name: Name | None = Field(default=None, description="The network's name; one that is shared has one: production.")
    shared_with: tuple[Name, ...] = Field(
        default=(),
        description="The accounts that use its subnets in place of a VPC of their own: workload accounts of one stage "
        "and scope, none of the CDE. It is owned by the account with the role network; AWS RAM shares the subnets.",
    )
    zones: Zones | None = Field(default=None, description="Another number of zones than that of all VPCs.")
    nat_gateways: NatGateways | None = Field(default=None, description="Another choice than that of all VPCs.")
    interface_endpoints: tuple[EndpointService, ...] | None = Field(
        default=None, description="Other services than those of all VPCs; `[kms]` is the least."
    )

    @property
    def construct_id(self) -> str:
        """The id of the construct that a shared network is in; "" for the one of an account itself."""
        return f"{joined(self.name)}Network" if self.name else ""


class Addresses(BaseModel):
    """All address ranges in one place, so that any two networks can be joined later."""

    model_config = CONFIG

    supernet: Annotated[IPv4Network, BeforeValidator(_supernet), _CIDR] | None = Field(
        default=None, description="The private range (RFC 1918) that contains every VPC; needed where there is one."
    )
    vpcs: tuple[Vpc, ...] = Field(default=(), description="The VPCs: at most one for each account and Region.")
    zones: Zones = Field(
        default=MOST_ZONES,
        description="In how many Availability Zones each VPC has its three tiers: the first of regions.zones. In "
        "production, fewer than three is a failure of vpc-multi-az.",
    )
    nat_gateways: NatGateways = Field(
        default=NatGateways.PER_ZONE,
        description="The NAT gateways of each VPC. per-zone: the loss of a zone stops no other. one: the loss of its "
        "zone cuts all private subnets off, in production a failure of vpc-multi-az. none: private subnets reach "
        "nothing but endpoints.",
    )
    remove_default_vpcs: StrictBool = Field(
        default=False,
        description=(
            "Whether the default VPC that AWS puts into each account and Region is removed by the account's Baseline. "
            "One in which anything was made stays, and evidence lists it."
        ),
    )
    interface_endpoints: tuple[EndpointService, ...] | None = Field(
        default=None,
        description=(
            "The AWS services that each VPC reaches by an interface endpoint, named as in com.amazonaws.REGION.NAME. "
            "AWS charges for each, in every zone of every VPC; services without one are reached by the NAT gateways, "
            "and not at all from isolated subnets. kms is always needed. Without this line: ec2messages, ecr.api, "
            "ecr.dkr, kms, logs, secretsmanager, ssm, ssmmessages, sts."
        ),
    )

    def zones_of(self, vpc: Vpc) -> int:
        """Return in how many zones a VPC has subnets."""
        return vpc.zones or self.zones

    def nat_gateways_of(self, vpc: Vpc) -> NatGateways:
        """Return what NAT gateways a VPC has."""
        return vpc.nat_gateways or self.nat_gateways

    def interface_endpoints_of(self, vpc: Vpc) -> tuple[str, ...]:
        """Return the services that a VPC has an interface endpoint for."""
        found = vpc.interface_endpoints if vpc.interface_endpoints is not None else self.interface_endpoints
        return DEFAULT_INTERFACE_ENDPOINTS if found is None else found
