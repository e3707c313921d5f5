"""Constructs, and a helper, of their own file: the innermost line is here, not in the stack."""

from aws_cdk import aws_s3 as s3
from constructs import Construct


class Inner(Construct):
    """A construct within a construct."""

    def __init__(self, scope: Construct, name: str) -> None:
        """Make one bucket."""
        super().__init__(scope, name)
        s3.Bucket(self, "inner-bucket")  # makes inner-bucket


class Outer(Construct):
    """A construct around another, with an element of its own."""

    def __init__(self, scope: Construct, name: str) -> None:
        """Make one bucket, and one more within."""
        super().__init__(scope, name)
        Inner(self, "inner")
        s3.CfnBucket(self, "raw-bucket")  # makes raw-bucket


class OwnBucket(s3.Bucket):
    """A class derived from the CDK's."""

    def __init__(self, scope: Construct, name: str) -> None:
        """Make it."""
        super().__init__(scope, name)  # makes derived-bucket


def bucket(scope: Construct, name: str) -> s3.Bucket:
    """Make a bucket for somebody else."""
    return s3.Bucket(scope, name)  # makes by-helper
