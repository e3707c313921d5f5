"""A new account is one line: whom it is like, and what of it is not."""

from __future__ import annotations

from typing import Any

from landing_zone.diff.environments import environment_changes
from landing_zone.diff.grouped import environment_lines, resource_rows
from landing_zone.diff.model import EnvironmentChange
from landing_zone.diff.places import places
from landing_zone.diff.resources import resource_changes
from landing_zone.diff.rights import rights
from tests.diff.edits import Stacks, stacks

TOPIC: dict[str, Any] = {"Type": "AWS::SNS::Topic"}


def account(name: str, number: int, role: str = "workload") -> dict[str, Any]:
    """An account of a configuration."""
    return {"name": name, "id": str(number) * 12, "role": role, "scope": "cde", "stage": "staging"}


def stack(name: str, number: int, region: str = "eu-west-1", **more: Any) -> Stacks:
    """The stack of an account: a network with its own range, a bucket with its own name."""
    vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": f"10.{number}.0.0/16"}}
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"logs-{str(number) * 12}-{region}"}}
    return {(f"{str(number) * 12}/{region}", f"Base-{name}-{region}"): {"Vpc": vpc, "Bucket": bucket, **more}}


def changes(before: Stacks, after: Stacks, *accounts: dict[str, Any]) -> tuple[EnvironmentChange, ...]:
    """What is new and gone among accounts that both configurations have."""
    zone = {"accounts": list(accounts)}
    old, new = stacks(before, zone), stacks(after, zone)
    there = places(old, new)
    found = resource_changes(old, new, there)
    return environment_changes(old, new, there, found, rights(old, new, there).own)


ZONE = (account("a", 1), account("b", 2), account("hub", 3, "network"), account("new", 4))
BEFORE = {**stack("a", 1), **stack("b", 2, Topic=TOPIC), **stack("hub", 3)}


def test_a_new_account_is_like_the_one_with_the_least_difference() -> None:
    """Of its role: its own id, Region and addresses are not a difference."""
    (plain,) = changes(BEFORE, {**BEFORE, **stack("new", 4)}, *ZONE)
    assert (plain.name, plain.like, plain.unlike) == ("new/eu-west-1", "a/eu-west-1", ())
    (other,) = changes(BEFORE, {**BEFORE, **stack("new", 4, Topic=TOPIC)}, *ZONE)
    assert (other.like, other.unlike) == ("b/eu-west-1", ())


def test_what_is_unlike_is_said() -> None:
    """A resource that only one has, and a property with another value."""
    open_ = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.4.0.0/16", "EnableDnsSupport": False}}
    more = stack("new", 4, Vpc=open_, Role={"Type": "AWS::IAM::Role"})
    (found,) = changes(BEFORE, {**BEFORE, **more}, *ZONE)
    assert found.unlike == ("Base/Role (AWS::IAM::Role) is only here", "Base/Vpc differs in EnableDnsSupport")
    (line,) = environment_lines([found])
    assert line == (
        "new: **new** in eu-west-1 (workload, cde, staging): 1 stack, 3 resources; as `a`, but "
        "Base/Role (AWS::IAM::Role) is only here, Base/Vpc differs in EnableDnsSupport. "
        "How: [docs/day-2.md#add-an-account](docs/day-2.md#add-an-account)"
    )
    (missing,) = changes(BEFORE, {**BEFORE, **stack("new", 4, Bucket=TOPIC)}, *ZONE)
    assert missing.unlike == ("Base/Bucket differs in its type, BucketName",)


def test_accounts_that_are_alike_share_a_line() -> None:
    """With both Regions of each."""
    after = dict(BEFORE)
    zone = list(ZONE[:3])
    for number in range(4, 10):
        zone.append(account(f"new-{number}", number))
        after |= {**stack(f"new-{number}", number), **stack(f"new-{number}", number, "eu-central-1")}
    (line,) = environment_lines(changes(BEFORE, after, *zone))
    assert line.startswith(
        "new: 6 accounts, each (new-4, new-5, new-6, new-7, new-8 and 1 more) in eu-central-1, eu-west-1 "
        "(workload, cde, staging): 2 stacks, 4 resources; as `a`. How"
    )


def test_a_region_that_takes_the_place_of_another_is_like_it() -> None:
    """And not like the home Region of its account, which has more."""
    home, mirror = stack("a", 1, Topic=TOPIC), stack("a", 1, "eu-central-1")
    new, gone = changes({**home, **mirror}, {**home, **stack("a", 1, "eu-north-1")}, *ZONE[:1])
    assert (new.change, new.like, new.unlike) == ("new", "a/eu-central-1", ())
    assert (gone.change, gone.name, gone.holds_data) == ("gone", "a/eu-central-1", {"AWS::S3::Bucket": 1})


def test_what_repeats_in_many_stacks_is_one_row() -> None:
    """The same change of the same resource; what is added is counted by stack where it is much."""
    other = {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "a"}}
    many = {f"Topic{number}": TOPIC for number in range(6)}
    before = {**stack("a", 1, Topic=TOPIC), **stack("b", 2, Topic=TOPIC)}
    after = {**stack("a", 1, Topic=other), **stack("b", 2, "eu-west-1", Topic=other, **many)}
    rows = resource_rows(resource_changes(stacks(before), stacks(after)))
    assert rows == [
        ("added", "`Base-b-eu-west-1`", "6 resources: 6 SNS::Topic", ""),
        ("updated", "`Base-a-eu-west-1/Topic` and in 1 more stack", "AWS::SNS::Topic", "DisplayName"),
    ]
