"""A CDK app that is not a landing zone, gated by the public API alone; the tests copy it into a folder of its own."""

import os
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_sns as sns

from landing_zone import gate

SYNTHESIZERS: dict[str, Any] = {
    "default": cdk.DefaultStackSynthesizer,
    "qualifier": lambda: cdk.DefaultStackSynthesizer(qualifier="shop"),
    "cli-credentials": cdk.CliCredentialsStackSynthesizer,
}
if "LEGACY" in os.environ:  # cfn-lint warns of a parameter that this one writes and nothing uses
    SYNTHESIZERS["legacy"] = cdk.LegacyStackSynthesizer


class Network(cdk.NestedStack):
    """A nested stack with a security group."""

    def __init__(self, scope: cdk.Stack, peers: str) -> None:
        """Open administration to the peers, a block of addresses."""
        super().__init__(scope, "Network")
        ports: dict[str, Any] = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "description": "administration"}
        ec2.CfnSecurityGroup(
            self,
            "Admin",
            group_description="administration",
            vpc_id="vpc-0a1b2c3d",
            security_group_ingress=[ec2.CfnSecurityGroup.IngressProperty(cidr_ip=peers, **ports)],
            security_group_egress=[ec2.CfnSecurityGroup.EgressProperty(cidr_ip="10.1.0.0/16", **ports)],
        )


class Shop(cdk.Stack):
    """One stack of the shop."""

    def __init__(self, scope: cdk.App | cdk.Stage, name: str, synthesizer: cdk.StackSynthesizer | None = None) -> None:
        """Open administration to the peers that an environment variable names."""
        super().__init__(scope, name, synthesizer=synthesizer)
        Network(self, os.environ.get("PEERS", "10.1.0.0/16"))


app = cdk.App()
stacks = [Shop(app, f"Shop-{kind}", synthesizer()) for kind, synthesizer in SYNTHESIZERS.items()]
sns.Topic(stacks[0], "Orders")
sns.Topic(Shop(cdk.Stage(app, "Test"), "Shop"), "Orders")
gate.synth(app)
