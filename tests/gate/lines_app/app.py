"""An app with a comment on each line that makes a resource: ``# makes ID``; tests/gate/test_lines.py compares."""

import sys

from landing_zone import gate
from landing_zone.engines.source_locations import record_source_locations

EARLY = "early" in sys.argv
"""Whether the CDK, and with it jsii's Node, is imported before the lines are recorded."""
if EARLY:
    import aws_cdk as cdk


def build() -> "cdk.App":
    """Make the resources in every way in which users make them."""
    import aws_cdk as cdk
    import blocks
    import jsii
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_s3 as s3

    class Nested(cdk.NestedStack):
        def __init__(self, scope: cdk.Stack) -> None:
            super().__init__(scope, "nested")
            s3.Bucket(self, "in-nested")  # makes in-nested

    class Shop(cdk.Stack):
        def __init__(self, scope: cdk.App | cdk.Stage) -> None:
            super().__init__(scope, "Shop")
            direct = s3.Bucket(self, "direct")  # makes direct
            s3.CfnBucket(self, "element")  # makes element
            blocks.bucket(self, "by-helper")
            for number in range(2):
                s3.Bucket(self, f"loop-{number}")  # makes loop-0 loop-1
            s3.Bucket(self, "one"), s3.Bucket(self, "two")  # makes one two
            _ = [s3.Bucket(self, f"comprehension-{number}") for number in range(1)]  # makes comprehension-0
            (lambda: s3.Bucket(self, "by-lambda"))()  # makes by-lambda
            s3.Bucket(  # makes many-lines
                self,
                "many-lines",
                versioned=True,
            )
            blocks.Outer(self, "outer")
            blocks.OwnBucket(self, "derived-bucket")
            Nested(self)
            direct.grant_read(iam.AccountRootPrincipal())  # makes direct/Policy
            if not EARLY:
                # Jsii asks Python for the account, and this asks jsii again: it lost the line of what is made after.
                iam.Role(self, "role", assumed_by=iam.AccountRootPrincipal())  # makes role
            ec2.Vpc(self, "network", max_azs=1)  # makes network

        @property
        def account(self) -> str:
            return cdk.Aws.ACCOUNT_ID

        @property
        def availability_zones(self) -> list[str]:
            return [cdk.Fn.select(0, cdk.Fn.get_azs())]

    @jsii.implements(cdk.IAspect)
    class AddBucket:
        def visit(self, node: "blocks.Construct") -> None:
            if type(node) is Shop and not node.node.try_find_child("by-aspect"):
                s3.CfnBucket(node, "by-aspect")  # makes by-aspect

    app = cdk.App()
    shop = Shop(app)
    cdk.Aspects.of(shop).add(AddBucket())
    Shop(cdk.Stage(app, "Test"))
    s3.Bucket(cdk.Stack(app, "Plain"), "at-module")  # makes at-module
    return app


if "gated" in sys.argv:
    with gate.prepared():
        gate.synth(build())
else:
    if "unrecorded" not in sys.argv:
        record_source_locations()
    build().synth()
